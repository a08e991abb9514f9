"""A declared pregnancy: its limits, its watch, its end, and that it leaves no trace where others look."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from db.actions import badge_declarations as declarations
from db.actions.badge_declarations import DeclarationRefused
from db.badge_pregnancy import Watch, in_force, watch
from db.badge_pregnancy import declarations as declared
from db.exports import EXPORTS, Asked, rows_of
from db.queries import badges
from db.schema.accounts import audit_event
from db.schema.badge_desk import pregnancy_declaration
from tests.db.badge_ward import NOW, Ward

DORA = ("100", "00500")
TODAY = date(2026, 11, 24)
CONCEPTION, DECLARED = date(2026, 6, 15), date(2026, 8, 20)
MONTHS = ["2026-06-01,2026-06-30", "2026-07-01,2026-07-31", "2026-08-01,2026-08-31", "2026-09-01,2026-09-30"]


@pytest.fixture
def ward(database_url: str, tmp_path: Path) -> Ward:
    return Ward(database_url, tmp_path)


def receive(ward: Ward, doses: list[str], use: str = "CHEST", prefix: str = "S") -> None:
    ward.receive(
        f"report {use}.csv",
        *(("00500", "DORA", use, period, f"{dose},{dose},{dose}", f"{prefix}{at}", "0")
          for at, (period, dose) in enumerate(zip(MONTHS, doses, strict=False))),
    )  # fmt: skip


def declare(ward: Ward, declared_on: date | None = DECLARED, conception_on: date | None = CONCEPTION) -> None:
    declarations.declare(
        ward.database, ward.keyring, DORA, declared_on, conception_on, today=TODAY, actor=ward.rso, now=NOW
    )


def watched(ward: Ward, jurisdiction: str = "US-NRC") -> Watch:
    with ward.read() as connection:
        current = in_force(declared(connection, ward.keyring)[DORA], TODAY)
        assert current is not None
        return watch(connection, current, jurisdiction, TODAY)


def test_five_millisievert_in_all_of_which_the_dose_since_conception_is_taken(ward: Ward) -> None:
    receive(ward, ["0.30", "0.40", "0.50", "0.60"])
    declare(ward)
    found = watched(ward)
    # June's badge ends after the conception and counts whole: 0.30 + 0.40 + 0.50 + 0.60; until 20 August 0.70.
    assert (found.since_conception.usv, found.until_declared.usv, found.left_usv) == (1800, 700, 3200)
    assert found.monthly_usv == 500
    assert [(str(end), one.usv) for end, one in found.months][:4] == [
        ("2026-06-30", 300), ("2026-07-31", 400), ("2026-08-31", 500), ("2026-09-30", 600),
    ]  # fmt: skip
    assert "20.1208" in found.limit_words
    assert "not confirmed" in found.limit_words


@pytest.mark.parametrize(("july", "left"), [("4.20", 500), ("4.19", 510), ("9.00", 500)])
def test_at_four_and_a_half_when_declared_half_a_millisievert_is_left(
    ward: Ward, july: str, left: int
) -> None:
    receive(ward, ["0.30", july])
    declare(ward)
    assert watched(ward).left_usv == left


def test_the_european_limit_is_one_millisievert_from_the_declaration(ward: Ward) -> None:
    receive(ward, ["0.30", "0.40", "0.50", "0.60"])
    declare(ward)
    # Of the four months two end after 20 August: 1.10, which is more than 1.
    assert (watched(ward, "EU").after_declared.usv, watched(ward, "EU").left_usv) == (1100, 0)


def test_the_fetal_badge_counts_in_place_of_the_body_badge(ward: Ward) -> None:
    receive(ward, ["0.30", "0.40", "0.50", "0.60"])
    ward.receive("fetal.csv", ("00500", "DORA", "FETAL", MONTHS[3], "0.02,M,M", "F1", "0"))
    declare(ward)
    found = watched(ward)
    assert (found.since_conception.usv, found.from_fetal_badge) == (1220, True)


def test_it_is_withdrawn_in_writing_and_stays_as_history(ward: Ward) -> None:
    declare(ward)
    with pytest.raises(DeclarationRefused, match="in force already"):
        declare(ward)
    declarations.end(
        ward.database,
        ward.keyring,
        DORA,
        date(2026, 10, 1),
        "in writing",
        today=TODAY,
        actor=ward.rso,
        now=NOW,
    )
    with ward.read() as connection:
        (only,) = declared(connection, ward.keyring)[DORA]
        assert (only.ended_on, only.ended_because) == (date(2026, 10, 1), "in writing")
        assert in_force([only], TODAY) is None
        assert len(connection.execute(select(pregnancy_declaration)).all()) == 2


@pytest.mark.parametrize(
    ("declared_on", "conception_on"),
    [(None, CONCEPTION), (DECLARED, None), (CONCEPTION, DECLARED), (date(2027, 1, 1), CONCEPTION),
     (DECLARED, date(2025, 1, 1))],
)  # fmt: skip
def test_a_declaration_that_cannot_be_right_is_refused(
    ward: Ward, declared_on: date | None, conception_on: date | None
) -> None:
    with pytest.raises(DeclarationRefused):
        declare(ward, declared_on, conception_on)


def test_it_stands_sealed_in_the_database_and_in_no_list_export_count_or_log(ward: Ward) -> None:
    receive(ward, ["0.30", "0.40", "0.50", "0.60"])
    asked = Asked(TODAY, "US-NRC", "Typical US hospital", "UK")

    def seen() -> str:
        with ward.read() as connection:
            rules = badges.rules_in_force(connection, "US-NRC", "Typical US hospital", TODAY)
            parts = [
                badges.wearers(connection, date(2026, 9, 30), rules).to_json(),
                badges.missing(connection, date(2026, 9, 30), TODAY, 4).to_json(),
                badges.quarter_list(connection, TODAY, "US-NRC").rows.to_json(),
                repr(badges.attention(connection, "US-NRC", TODAY)),
                # Of the trail, which tells of every decision, only what it says of this one is looked at: below.
                *(
                    json.dumps(list(rows_of(connection, export, asked)))
                    for export in EXPORTS.values()
                    if export.name != "audit_trail"
                ),
            ]
        return "".join(parts)

    before = seen()
    declare(ward)
    assert seen() == before
    with ward.read() as connection:
        (sealed,) = connection.scalars(select(pregnancy_declaration.c.sealed))
        events = [dict(row) for row in connection.execute(select(audit_event)).mappings()]
    assert b"00500" not in bytes(sealed)
    assert b"2026" not in bytes(sealed)
    (event,) = [one for one in events if one["action"].startswith("badges.")]
    assert (event["action"], event["object_kind"], event["object_id"], event["detail"]) == (
        "badges.record", None, None, None,
    )  # fmt: skip
