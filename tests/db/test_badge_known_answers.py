"""Sixty readings along the whole line: each flag, number, sum and verdict is the one worked out by hand."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from db.badge_doses import DoseSum, series, total
from db.badge_effective import EffectiveRule, assigned_entries
from db.badge_periods import Quantity, place_of, windows
from db.badge_readings import readings
from db.database import Database
from db.exports import EXPORTS, Asked, rows_of
from db.queries import badges
from db.schema.badge_desk import badge_verdict
from etl.pipeline import load_files
from tests.db.badge_answers import ANSWERS, SUMS, as_report
from tests.etl.lines import line_to
from tests.servers.databases import ENGINES, DatabaseMaker

SEPTEMBER = date(2026, 9, 30)
REFERENCE = Path(__file__).parents[2] / "db" / "reference"
_MAIN = {"body": ("body", 0), "lens": ("lens", 1), "extremity": ("extremity", 2), "fetal": ("fetal", 0)}


@pytest.fixture(scope="module", params=ENGINES)
def connection(
    request: pytest.FixtureRequest,
    make_module_database: DatabaseMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    database = Database(make_module_database(request.param))
    path = tmp_path_factory.mktemp("badges") / "landauer_2026-10-20.csv"
    path.write_text(as_report(), encoding="utf-8")
    files = [REFERENCE / "dose_limits.csv", REFERENCE / "alara_levels.csv", path]
    outcomes = list(load_files(files, line_to(database)))
    assert [one.outcome for one in outcomes] == ["loaded"] * 3, [one.reason for one in outcomes]
    assert (outcomes[2].rows_in, outcomes[2].rows_superseded, outcomes[2].rows_quarantined) == (60, 1, 0)
    with database.read() as open_connection:
        yield open_connection
    database.close()


def test_there_are_sixty_of_them() -> None:
    assert len(ANSWERS) == 60


def test_the_export_gives_one_row_per_reading_in_force(connection: Connection) -> None:
    asked = Asked(SEPTEMBER, "US-NRC", "Typical US hospital", "UK")
    header, *rows = rows_of(connection, EXPORTS["badge_readings"], asked)
    assert header == [
        "participant_number", "use", "wear_start", "wear_end", "dde_msv", "lde_msv", "sde_msv", "dde_flag",
        "lde_flag", "sde_flag", "version", "serial_number", "note",
    ]  # fmt: skip
    found = [tuple("" if value is None else value for value in row) for row in rows]
    expected = []
    for at, one in enumerate(ANSWERS):
        if one.in_force:
            flags = one.flags.split()
            doses = [
                float(Decimal(cell)) if flag in ("value", "estimated") else ""
                for cell, flag in zip(one.cells.split(","), flags, strict=True)
            ]
            serial = one.serial or f"S{at:03d}"
            head = (one.who, one.use, one.start, one.end)
            expected.append((*head, *doses, *flags, one.version, serial, one.note))
    assert sorted(found) == sorted(expected)
    assert found == sorted(found, key=lambda row: (row[0], row[1], row[2], row[3], row[11]))


@pytest.mark.parametrize("key", SUMS, ids="-".join)
def test_each_sum_is_the_one_worked_out_by_hand(
    connection: Connection, key: tuple[str, Quantity, str]
) -> None:
    who, quantity, position = key
    found = badges.sums(badges.periods(connection, ("100", who), quantity, position, SEPTEMBER), SEPTEMBER)
    said = {span: (found[span].usv, found[span].kind, found[span].unknown) for span in SUMS[key]}
    assert said == SUMS[key]


def test_each_reading_has_the_verdict_worked_out_by_hand(connection: Connection) -> None:
    columns = badge_verdict.c
    rows = connection.execute(select(badge_verdict).where(columns.superseded_at.is_(None))).mappings()
    found = {
        (row["participant_number"], row["quantity"], row["position"], str(row["wear_end"])): row["verdict"]
        for row in rows
    }
    for one in ANSWERS:
        quantity = place_of(one.use)
        if quantity is None or not one.in_force:
            continue
        verdict = found.get((one.who, _MAIN[quantity][0], one.use, one.end), "")
        assert verdict == one.verdict, one
    assert not [key for key in found if key[1] == "fetal"]


def test_a_verdict_keeps_the_level_pro_rated_to_its_period(connection: Connection) -> None:
    columns = badge_verdict.c
    query = select(columns.participant_number, columns.level_usv).where(
        columns.quantity == "body",
        columns.verdict == "level_1",
        columns.participant_number.in_(["K01", "K02", "K08", "K10", "K15"]),
    )
    # 1250 µSv a quarter: a third, the whole, two thirds, twice, 1.478 thirds.
    assert {row[0]: row[1] for row in connection.execute(query)} == {
        "K01": 417, "K02": 1250, "K08": 833, "K10": 2500, "K15": 616,
    }  # fmt: skip


def test_two_serials_of_one_use_and_period_are_a_finding(connection: Connection) -> None:
    found = badges.missing(connection, SEPTEMBER, date(2026, 11, 24), 4)
    two = found[found["finding"] == "Two badges"]
    assert two[["participant_number", "position"]].values.tolist() == [["K07", "CHEST"]]
    assert "FETAL" not in set(found["position"])


def test_the_assigned_dose_follows_the_rule_and_stands_apart(connection: Connection) -> None:
    both = EffectiveRule("1.5 waist + 0.04 collar", 0.04, 1.5, "made up", True)
    collar = EffectiveRule("0.3 x collar", 0.3, None, "made up", True)
    found = series(readings(connection, wearer_keys=[("100", "K11")]))
    spans = windows(SEPTEMBER)["year"]

    def assigned(rule: EffectiveRule | None) -> DoseSum:
        return total(assigned_entries(found, "100", "K11", rule), *spans)

    # 1.5 x 100 + 0.04 x 2000 = 230; 0.04 x 1000 = 40 with the waist below the minimum.
    assert assigned(both).usv == 270
    assert assigned(collar).usv == 900
    assert assigned(None).usv == 3000
    measured: dict[str, int] = defaultdict(int)
    for key, entries in found.items():
        if key.quantity == "body":
            measured[key.position] = total(entries, *spans).usv
    assert measured == {"COLLAR": 3000, "WAIST": 100}
