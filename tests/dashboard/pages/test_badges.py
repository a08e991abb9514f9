"""The badges page: what it says of levels and unknown doses, and that nobody but the RSO sees any of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.pages.badges import words
from dashboard.pages.badges.question import Question, understood
from dashboard.pages.badges.year import reference_lines, year_cells
from dashboard.paper.badges import dose_words
from db.badge_doses import DoseSum, Entry
from db.badge_limits import Level, Limit
from db.badge_periods import month_end
from db.schema.accounts import ROLES
from db.schema.badges import wearer
from db.settings import Settings
from db.wording import dose_text
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import Hospital, everything, texts, together
from tests.etl.lines import line_to

REFERENCE = Path(__file__).parents[3] / "db" / "reference"
HEAD = (
    "Account Number,Account Name,Series Code,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
    "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode"
)
Q2, Q3 = "2026-04-01,2026-06-30", "2026-07-01,2026-09-30"
# What a page does with an answer; that both engines give the same answer is the queries' tests' affair.
ON_ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reading(number: str, name: str, use: str, period: str, doses: str, serial: str, note: str = "") -> str:
    return f"100,Made-up,RAD,{number},{name},{use},{period},{doses},{serial},0,{note}"


# Level I of the body is 1.25 mSv a quarter. Anna reaches it, Ben's second quarter is missing, Caro is unused.
REPORT = (
    HEAD,
    reading("00017", "ANNA <i>A</i>", "CHEST", Q2, "0.30,0.30,0.30", "S1"),
    reading("00017", "ANNA <i>A</i>", "CHEST", Q3, "1.25,1.20,1.20", "S2"),
    reading("00017", "ANNA <i>A</i>", "RFINGER", Q3, ",,2.00", "S3"),
    reading("00092", "BEN B", "CHEST", "2026-01-01,2026-03-31", "0.10,0.10,0.10", "S4"),
    reading("00092", "BEN B", "CHEST", Q3, "M,M,M", "S5"),
    reading("00148", "CARO C", "CHEST", Q3, ",,", "S6", "Unused"),
    reading("00500", "DORA D", "FETAL", "2026-09-01,2026-09-30", "0.20,0.20,0.20", "S7"),
)


@pytest.fixture
def hospital(database_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    hospital = Hospital(settings_for(database_url), tmp_path)
    files = [REFERENCE / name for name in ("dose_limits.csv", "alara_levels.csv")]
    outcomes = load_files(files, line_to(hospital.database, now=hospital.now))
    assert [outcome.outcome for outcome in outcomes] == ["loaded", "loaded"]
    return hospital


def receive(hospital: Hospital) -> None:
    path = hospital.folder / "landauer_2026-10-20.csv"
    path.write_text("".join(f"{line}\n" for line in REPORT), encoding="utf-8")
    (outcome,) = load_files([path], line_to(hospital.database, now=hospital.now))
    assert outcome.outcome == "loaded", outcome.reason


def test_who_reaches_a_level_stands_first_and_is_open(hospital: Hospital) -> None:
    receive(hospital)
    said = together(hospital.as_role("rso").page("/badges"))
    assert "1 reading over a level waits for review" in said
    assert "ANNA <i>A</i>: the body dose of September 2026 reached Level I" in said
    assert "100 % of Level I (1.25 mSv)" in said
    assert "3.1 % of the limit (50 mSv)" in said
    assert "not yet confirmed" in said


def test_a_missing_badge_is_unknown_and_never_zero(hospital: Hospital) -> None:
    receive(hospital)
    said = together(hospital.as_role("rso").page("/badges"))
    assert "1 badge is missing or doubtful" in said
    assert "Absent BEN B" in said
    assert "at least 0.10" in said
    assert "Unused" in said
    assert "0.00" not in said


@ON_ONE_ENGINE
def test_a_wearer_is_opened_by_a_link_that_names_nobody(hospital: Hospital) -> None:
    receive(hospital)
    rso = hospital.as_role("rso")
    with hospital.database.read() as connection:
        known = connection.scalar(select(wearer.c.id).where(wearer.c.participant_number == "00092"))
    said = together(rso.page("/badges", f"?wearer={known}&series=body~CHEST"))
    assert "BEN B: the body dose of 2026 is at least 0.10 mSv: one period is unknown" in said
    assert "Lower bound" not in said
    assert "Not returned: no report names it, the periods around it do" in said


@ON_ONE_ENGINE
def test_search_and_quantity_narrow_the_list_and_stand_in_the_address(hospital: Hospital) -> None:
    receive(hospital)
    answer = hospital.as_role("rso").shown("badges-body", "2026-09", "extremity", "anna", "", 0, "")
    said = together(texts(answer["badges-body"]["children"]))
    assert "Extremity RFINGER" in said
    assert "1 of 1 doses, worst first" in said
    assert answer["badges-address"]["search"] == "?quantity=extremity&text=anna"
    assert answer["badges-reset"]["hidden"] is False
    nothing = hospital.as_role("rso").shown("badges-body", "2026-09", "*", "nobody of that name", "", 0, None)
    assert "No dose fits these filters" in together(texts(nothing["badges-body"]["children"]))


def test_an_earlier_report_is_judged_as_of_then(hospital: Hospital) -> None:
    receive(hospital)
    said = together(hospital.as_role("rso").page("/badges", "?report=2026-06"))
    assert "reached Level I" not in said
    assert "June 2026" in said
    # What was worn after June is not in June's picture: nothing of it is "worn", and no line says today.
    assert "worn" not in said.replace("never worn", "")


@ON_ONE_ENGINE
def test_without_a_report_the_page_says_what_is_missing(hospital: Hospital) -> None:
    said = together(hospital.as_role("rso").page("/badges"))
    assert "No badge report has arrived yet, so no dose can be judged" in said
    for path in ("/badges/missing", "/staff-doses"):
        told = together(hospital.as_role("rso").page(path))
        assert "No badge report has arrived yet" in told, path
        assert "is known" not in told
    assert hospital.as_role("rso").client.get("/badges/paper/reminders.pdf").status_code == 200


@ON_ONE_ENGINE
def test_what_is_not_on_offer_counts_as_not_chosen(hospital: Hospital) -> None:
    receive(hospital)
    rso = hospital.as_role("rso")
    for nonsense in ("", "*", "2026-13", "9999-99", "<script>"):
        search = f"?wearer={nonsense}&series={nonsense}"
        answer = rso.shown("badges-body", nonsense, nonsense, "", "", 0, search)
        assert "ANNA <i>A</i>" in texts(answer["badges-body"]["children"]), nonsense


def test_when_the_database_fails_the_page_says_so_and_the_old_picture_stays(hospital: Hospital) -> None:
    receive(hospital)
    rso = hospital.as_role("rso")
    hospital.break_table("badge_reading")
    said = together(rso.page("/badges"))
    assert "The badges page could not be loaded" in said
    assert "ANNA" not in said
    answer = rso.shown("badges-body", "2026-09", "*", "", "", 0, "")
    assert set(answer) == {"badges-notice"}
    assert "could not be renewed at 12:00" in together(texts(answer["badges-notice"]["children"]))


@ON_ONE_ENGINE
def test_nobody_but_the_rso_sees_a_dose_of_staff(hospital: Hospital) -> None:
    receive(hospital)
    for role in (role for role in ROLES if role != "rso"):
        visitor = hospital.as_role(role)
        assert visitor.status("/badges") == 403, role
        for path in ("/", "/dose", "/feeds"):
            if visitor.status(path) == 200:
                sent = everything(visitor.page(path))
                assert not any(name in sent for name in ("ANNA", "BEN B", "DORA", "00017", "FETAL")), role


def test_the_rsos_home_page_tells_of_levels_and_of_no_pregnancy(hospital: Hospital) -> None:
    receive(hospital)
    sent = everything(hospital.as_role("rso").page("/"))
    assert "Level I" in sent
    assert "DORA" not in sent
    assert "FETAL" not in sent


# --- words, cells and lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usv", "kind", "unknown", "said"),
    [
        (5750, "value", 0, "5.75"),
        (5750, "value", 1, "at least 5.75, 1 unknown"),
        (0, "M", 0, "M"),
        (0, "M", 2, "at least M, 2 unknown"),
        (0, "unused", 0, "Unused"),
        (0, "none", 1, "unknown"),
        (0, "none", 0, "no badge"),
    ],
)
def test_a_sum_is_said_so_that_unknown_minimal_and_zero_differ(
    usv: int, kind: str, unknown: int, said: str
) -> None:
    assert dose_text(usv, kind, unknown).replace("\u00a0", " ") == said
    assert dose_words(DoseSum(usv, kind, unknown)) == dose_text(usv, kind, unknown)  # type: ignore[arg-type]


def level(name: str, rank: int, usv: int, span: str = "quarter") -> Level:
    return Level("body", name, rank, span, usv, "Made-up programme", "made up", False)  # type: ignore[arg-type]


LEVELS = (level("Level I", 1, 1250), level("Level II", 2, 3750))


def entry(month: int, flag: str, usv: int | None = None) -> Entry:
    return Entry(date(2026, month, 1), month_end(date(2026, month, 1)), "CHEST", flag, usv)


def test_cells_show_each_answer_and_what_is_left_of_the_year() -> None:
    # A month's Level I is a third of the quarter's 1250 µSv: 417 µSv.
    entries = [
        entry(1, "value", 416),
        entry(2, "value", 417),
        entry(3, "M"),
        entry(9, "value", 1250),
    ]
    cells = year_cells(entries, 2026, date(2026, 11, 24), LEVELS)
    assert cells["label"].tolist() == ["Jan", "Feb", "Mar", "Sep", "Oct", "Nov", "Dec"]
    assert cells["level"].fillna("none").tolist()[:4] == ["none", "I", "none", "II"]
    assert cells["flag"].tolist() == ["value", "value", "M", "value", "worn", "worn", "future"]


def test_a_lens_badge_that_gave_nothing_shows_as_unknown_though_a_lower_bound_counts() -> None:
    together_ = [
        Entry(date(2026, 1, 1), date(2026, 3, 31), "LENS", "damaged"),
        Entry(date(2026, 1, 1), date(2026, 3, 31), "CHEST", "value", 520, is_lower_bound=True),
    ]
    cells = year_cells(together_, 2026, date(2026, 4, 1), ())
    first = cells.to_dict("records")[0]
    assert (first["label"], first["flag"], first["dose_msv"]) == ("Q1", "damaged", 0.52)


def test_a_limit_far_above_the_curve_is_told_in_words() -> None:
    limit = Limit("body", 50_000, "US-NRC", "10 CFR 20.1201", True)
    drawn, above = reference_lines(LEVELS, limit, 1.0)
    assert [line.value for line in drawn] == [5.0]
    assert [text.replace("\u00a0", " ") for text in above] == [
        "Level II, 4 × 3.75 mSv",
        "Limit 50 mSv a year",
    ]
    drawn, above = reference_lines(LEVELS, limit, 30.0)
    assert [line.kind for line in drawn] == ["warn", "action", "limit"]
    assert above == []


def test_the_address_holds_neither_name_nor_number() -> None:
    question = Question(date(2026, 9, 30), date(2026, 9, 30))
    assert not question.search
    assert question.about(17, "lens", "LENS").search == "?wearer=17&series=lens~LENS"
    wanted = {"report": "2026-06", "quantity": "skin", "text": " x ", "wearer": "abc", "series": "s"}
    sent = understood(wanted, ends=[date(2026, 6, 30)], usual=date(2026, 9, 30))
    assert (sent.report, sent.quantity, sent.text, sent.wearer) == (date(2026, 6, 30), "skin", "x", "")


def test_a_number_alone_says_unknown_where_nothing_is_known() -> None:
    assert words.number_of(DoseSum(unknown=1, periods=1)) == "unknown"
    assert words.number_of(DoseSum(usv=10, kind="value")) == "0.01"
    assert words.number_of(DoseSum(kind="M", unknown=1)).replace("\u00a0", " ") == "at least M"
    assert words.with_unit(DoseSum(kind="M", unknown=1)).replace("\u00a0", " ") == "at least M"


def test_a_share_of_which_a_part_is_unknown_is_at_least_that_and_never_zero() -> None:
    row = {
        "share_of_limit": 0.104,
        "limit_usv": 50_000,
        "year_kind": "value",
        "year_unknown": 1,
        "external_usv": 0,
    }
    assert words.share_of_limit(row).replace("\u00a0", " ") == "at least 10.4"
    assert words.limit_note(row).replace("\u00a0", " ") == "at least 10.4 % of the limit (50 mSv)"
    nothing_known = row | {"share_of_limit": 0.0, "year_kind": "none"}
    assert words.share_of_limit(nothing_known) == "unknown"
    assert words.limit_note(nothing_known).replace("\u00a0", " ") == "unknown against the limit (50 mSv)"
