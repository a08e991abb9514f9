"""Sixty made-up readings and what each must come to, worked out by hand: the tests load them along the real line.

Levels are the typical ones: whole body 1.25 and 3.75 mSv a quarter, lens 3.75 and 11.25, skin and hands 12.5 and 37.5;
a month is a third of that, half a year twice. Limits of US-NRC: 50, 150, 500, 500 mSv a year.
"""

from typing import NamedTuple

HEAD = (
    "Account Number,Account Name,Series Code,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
    "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode"
)


class Answer(NamedTuple):
    """One reading: who, badge, period, the three cells, what the flags must be, version, note, and the verdict.

    `verdict` is of the reading's main quantity (DDE, LDE of a lens badge, SDE of a ring); empty: it has none.
    """

    who: str
    use: str
    start: str
    end: str
    cells: str
    flags: str
    verdict: str = "below"
    version: int = 0
    note: str = ""
    serial: str = ""
    in_force: bool = True


def _months(
    first: int, cells: list[str], who: str, use: str, verdicts: list[str], **more: str
) -> list[Answer]:
    ends = ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30"]
    return [
        Answer(
            who, use, f"2026-{ends[first + at - 1][:2]}-01", f"2026-{ends[first + at - 1]}", cell,
            _flags_of(cell, more.get("note", "")), verdicts[at], note=more.get("note", ""),
        )
        for at, cell in enumerate(cells)
    ]  # fmt: skip


def _flags_of(cells: str, note: str) -> str:
    if not cells.strip(","):
        return "unused unused unused" if note == "Unused" else "absent absent absent"
    words = {"M": "M", "": "not_measured"}
    return " ".join(words.get(cell, "value") for cell in cells.split(","))


Q1, Q2, Q3 = ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")
Q4_2025 = ("2025-10-01", "2025-12-31")
_THREE = "value value value"
ANSWERS: tuple[Answer, ...] = (
    # A month's Level I is 1.25 / 3 = 0.4167 mSv: 0.41 is below it, 0.42 at it.
    *_months(1, ["0.10,0.10,0.10", "0.20,0.20,0.20", "M,M,M", "0.41,0.41,0.41", "0.42,0.42,0.42"], "K01", "CHEST",
             ["below", "below", "below", "below", "level_1"]),
    *_months(6, [",,"], "K01", "CHEST", ["below"], note="Unused"),
    # A level is reached at its value.
    Answer("K02", "CHEST", *Q1, "1.24,1.24,1.24", _THREE),
    Answer("K02", "CHEST", *Q2, "1.25,1.25,1.25", _THREE, "level_1"),
    Answer("K02", "CHEST", *Q3, "3.75,3.75,3.75", _THREE, "level_2"),
    # Lens of a month: 3.75 / 3 = 1.25 and 11.25 / 3 = 3.75.
    *_months(7, ["M,1.25,1.25", "M,3.74,3.74", "M,3.75,3.75"], "K03", "LENS", ["level_1", "level_1", "level_2"]),
    *_months(7, ["M,M,M", "M,M,M", "M,M,M"], "K03", "CHEST", ["below", "below", "below"]),
    # Each hand by itself against the extremity's levels and limit; a ring gives no DDE and no LDE.
    Answer("K04", "RFINGER", *Q2, ",,12.49", "not_measured not_measured value"),
    Answer("K04", "RFINGER", *Q3, ",,12.5", "not_measured not_measured value", "level_1"),
    Answer("K04", "LFINGER", *Q2, ",,37.5", "not_measured not_measured value", "level_2"),
    Answer("K04", "LFINGER", *Q3, ",,462.501", "not_measured not_measured value", "over_limit"),
    # Damage outranks M, absence is unknown, an estimate counts and is told apart.
    Answer("K05", "CHEST", *Q1, "M,M,M", "damaged damaged damaged", "unknown", note="Dosimeter received damaged"),
    Answer("K05", "CHEST", *Q2, ",,", "absent absent absent", "unknown", note="Not returned"),
    Answer("K05", "CHEST", *Q3, "0.30,0.30,0.30", "estimated estimated estimated", note="Dose estimate by request"),
    # A higher version takes the place of the lower one, whose 1.30 would have been at Level I.
    Answer("K06", "CHEST", *Q3, "1.30,1.30,1.30", _THREE, "", serial="K06A", in_force=False),
    Answer("K06", "CHEST", *Q3, "0.80,0.80,0.80", _THREE, version=1, serial="K06A"),
    # A badge and its replacement both count: 0.60 + 0.70 = 1.30 is at Level I together.
    Answer("K07", "CHEST", *Q2, "0.60,0.60,0.60", _THREE, "level_1", serial="K07A"),
    Answer("K07", "CHEST", *Q2, "0.70,0.70,0.70", _THREE, "level_1", serial="K07B"),
    Answer("K07", "CHEST", *Q3, "0.10,0.10,0.10", _THREE),
    # Two months: 2.5 / 3 = 0.8333. The first of them counts in 2026, where it ends.
    Answer("K08", "CHEST", "2025-12-01", "2026-01-31", "0.50,0.50,0.50", _THREE),
    Answer("K08", "CHEST", "2026-02-01", "2026-03-31", "0.84,0.84,0.84", _THREE, "level_1"),
    # A fetal badge is alone and has no verdict.
    *_months(7, ["0.20,M,M", "0.10,M,M", "M,M,M"], "K09", "FETAL", ["", "", ""]),
    *_months(7, ["0.05,0.05,0.05", "0.06,0.06,0.06", "0.07,0.07,0.07"], "K09", "CHEST", ["below", "below", "below"]),
    # Half a year: 2 x 1.25.
    Answer("K10", "CHEST", "2025-07-01", "2025-12-31", "2.50,2.50,2.50", _THREE, "level_1"),
    Answer("K10", "CHEST", "2026-01-01", "2026-06-30", "2.49,2.49,2.49", _THREE),
    # Collar outside and waist under the apron: two series, and the assigned dose beside them.
    Answer("K11", "COLLAR", *Q1, "2.00,2.10,2.20", _THREE, "level_1"),
    Answer("K11", "WAIST", *Q1, "0.10,0.10,0.10", _THREE),
    Answer("K11", "COLLAR", *Q2, "1.00,1.10,1.20", _THREE),
    Answer("K11", "WAIST", *Q2, "M,M,M", "M M M"),
    # Below the minimum all year: the sum is M.
    *(Answer("K12", "CHEST", *period, "M,M,M", "M M M") for period in (Q4_2025, Q1, Q2, Q3)),
    *(
        Answer("K13", "CHEST", *period, ",,", "unused unused unused", note="Unused")
        for period in (Q2, Q3)
    ),
    # Badges that no person wears.
    Answer("K14", "AREA", *Q3, "9.00,9.00,9.00", _THREE, ""),
    Answer("00CTL", "CONTROL", *Q2, ",,", "", "", in_force=False),
    Answer("00CTL", "CONTROL", *Q3, "0.90,0.90,0.90", "", "", in_force=False),
    # 45 days are 45 / 30.4375 = 1.478 months: Level I is 0.616.
    Answer("K15", "CHEST", "2026-05-01", "2026-06-14", "0.61,0.61,0.61", _THREE),
    Answer("K15", "CHEST", "2026-06-15", "2026-07-29", "0.62,0.62,0.62", _THREE, "level_1"),
    # Sums in whole microsieverts: 0.01 eight times is 0.08, exactly.
    *_months(1, ["0.01,0.01,0.01"] * 8, "K16", "CHEST", ["below"] * 8),
)  # fmt: skip

# The period right after a wearer's last badge is unknown where others had one (K01 July, K15 August).
# Who, quantity, position -> quarter, year and rolling twelve months up to September 2026: µSv, kind, unknown.
SUMS: dict[tuple[str, str, str], dict[str, tuple[int, str, int]]] = {
    ("K01", "body", "CHEST"): {"year": (1130, "value", 1), "rolling": (1130, "value", 1)},
    ("K02", "body", "CHEST"): {"quarter": (3750, "value", 0), "year": (6240, "value", 0)},
    ("K03", "lens", "LENS"): {"period": (3750, "value", 0), "quarter": (8740, "value", 0)},
    ("K03", "body", "CHEST"): {"quarter": (0, "M", 0), "year": (0, "M", 0)},
    ("K04", "extremity", "RFINGER"): {"quarter": (12_500, "value", 0), "year": (24_990, "value", 0)},
    ("K04", "extremity", "LFINGER"): {"quarter": (462_501, "value", 0), "year": (500_001, "value", 0)},
    ("K05", "body", "CHEST"): {"quarter": (300, "value", 0), "year": (300, "value", 2)},
    ("K06", "body", "CHEST"): {"year": (800, "value", 0)},
    ("K07", "body", "CHEST"): {"quarter": (100, "value", 0), "year": (1400, "value", 0)},
    ("K08", "body", "CHEST"): {"year": (1340, "value", 0), "rolling": (1340, "value", 0)},
    ("K09", "fetal", "FETAL"): {"quarter": (300, "value", 0)},
    ("K09", "body", "CHEST"): {"quarter": (180, "value", 0)},
    ("K10", "body", "CHEST"): {"year": (2490, "value", 0), "rolling": (4990, "value", 0)},
    # The newest quarter came without these two badges, and the newest month without K16's: one unknown each.
    ("K11", "body", "COLLAR"): {"year": (3000, "value", 1)},
    ("K11", "body", "WAIST"): {"year": (100, "value", 1)},
    ("K12", "body", "CHEST"): {"year": (0, "M", 0), "rolling": (0, "M", 0)},
    ("K13", "body", "CHEST"): {"year": (0, "unused", 0)},
    ("K15", "body", "CHEST"): {"quarter": (620, "value", 1), "year": (1230, "value", 1)},
    ("K16", "body", "CHEST"): {"year": (80, "value", 1)},
}


def as_report() -> str:
    """The sixty readings as one Landauer report."""
    lines = [HEAD]
    for at, one in enumerate(ANSWERS):
        serial = one.serial or f"S{at:03d}"
        lines.append(
            f"100,Made-up,RAD,{one.who},{one.who} MADE UP,{one.use},{one.start},{one.end},{one.cells},{serial},"
            f"{one.version},{one.note}"
        )
    return "\n".join(lines) + "\n"
