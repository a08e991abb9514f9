"""Every figure of the dose page, of the hundred made-up exams, against numbers that were worked out by hand.

Nothing here is computed by the code under test (`tests.db.exam_ward` says what was exposed). Outliers have known
answers of their own in `tests.db.test_dose_outliers`.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from db.database import Database
from db.queries import dose
from db.selection import ADULTS, Selection
from etl.pipeline import load_files
from tests.db.exam_ward import REFERENCE, load_ward
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker

YEAR = Selection(date(2026, 1, 1), date(2026, 12, 31), age_band=ADULTS)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest,
    make_module_database: DatabaseMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    database = Database(make_module_database(request.param))
    load_ward(database, tmp_path_factory.mktemp("ward"))
    tables = [REFERENCE / f"{name}.csv" for name in ("reference_levels", "deviation_bands")]
    assert {one.outcome for one in load_files(tables, line_to(database))} == {"loaded"}
    with database.read() as connection:
        yield connection
    database.close()


# exam type, projection, measure: month, n, unknown, 25 %, median, 75 %, level, verdict
TYPICAL = {
    # 19 each of 0.1, 0.2 and 0.3: the 15th, 29th and 43rd of 57. One without a dose; the one of 9 was rejected.
    ("Chest", "PA", "DAP per radiograph"): (FEBRUARY, 57, 1, 0.1, 0.2, 0.3, 0.1, "Over DRL"),
    # 15 each of 0.04 and 0.06: the middle lies between the 15th and the 16th of 30.
    ("Knee", "AP", "DAP per radiograph"): (FEBRUARY, 30, 6, 0.04, 0.05, 0.06, None, "No reference level on file"),
    ("Pelvis", "AP", "DAP per radiograph"): (MARCH, 20, 0, 1, 2, 3, 2.2, "Below"),
    ("CT Head", "", "CTDIvol per acquisition"): (FEBRUARY, 1, 0, 50, 50, 50, None, "No reference level on file"),
    ("CT Head", "", "DLP per exam"): (FEBRUARY, 1, 0, 800, 800, 800, None, "No reference level on file"),
}  # fmt: skip


def test_typical_doses_and_their_verdicts_are_those_of_pencil_and_paper(connection: Connection) -> None:
    levels = dose.reference_levels(connection, "UK", YEAR.end)
    ranked = dose.against_reference(dose.median_by_month(connection, YEAR), levels)
    found = {
        (row["exam_type"], row["projection"], row["measure"]): (
            row["month"].date(), row["n"], row["n_unknown"], row["p25"], row["median"], row["p75"],
            None if row["drl"] != row["drl"] else row["drl"], row["verdict"],
        )
        for row in ranked.to_dict("records")
    }  # fmt: skip
    assert found.keys() == TYPICAL.keys()
    for key, wanted in TYPICAL.items():
        assert found[key] == pytest.approx(wanted), key
    # By distance to the level: 200 % before 91 %, and those without one behind.
    assert list(ranked["exam_type"])[:2] == ["Chest", "Pelvis"]


def test_rooms_protocols_and_rows_say_the_same(connection: Connection) -> None:
    chests = Selection(YEAR.start, YEAR.end, exam_type="Chest", age_band=ADULTS)
    for by, name in (("room", "Room 1"), ("protocol", "Chest PA")):
        (row,) = dose.median_by(connection, chests, by, "DAP per radiograph", "PA").to_dict("records")
        assert (row[by], row["n"], row["median"]) == (name, 57, pytest.approx(0.2))
    # With the one whose dose is unknown, without the rejected one.
    behind = dose.Behind(chests, "DAP per radiograph", "PA")
    assert dose.row_count(connection, behind) == 58
    assert sorted(dose.rows_behind(connection, behind, 0, 99)["dose"].dropna())[18:20] == [0.1, 0.2]
    assert len(dose.doses_of(connection, chests, "DAP per radiograph", "PA")) == 57


def test_what_the_medians_leave_out_is_counted_once(connection: Connection) -> None:
    counted = {name: number for name, number in dose.left_out(connection, YEAR).items() if number}
    # 57 chests, 30 knees, 20 hips and a CT are shown; a chest and six knees have no dose, one chest was rejected.
    assert counted == {"shown": 108, "unknown_dose": 7, "rejected_or_quality_control": 1}


def test_deviation_indices_are_ten_times_the_logarithm_of_index_by_target(connection: Connection) -> None:
    bands = dose.deviation_bands(connection, YEAR.end)
    found = dose.deviation_indices(connection, YEAR, bands).set_index("room")
    # 10 log10(800 / 400) = 3.0103, outside both bands (1 and 3); 400 by 400 is 0.
    columns = ["n", "mean", "spread", "outside_near", "outside_far"]
    assert found.loc["Room 1", columns].tolist() == pytest.approx([57, 3.0103, 0, 1, 1], abs=1e-4)
    assert found.loc["Room 2", columns].tolist() == pytest.approx([36, 0, 0, 0, 0], abs=1e-12)
    assert list(found.index) == ["Room 1", "Room 2"]


def test_the_share_of_exams_with_a_dose_is_told_by_room_and_month(connection: Connection) -> None:
    counts = dose.completeness(connection, YEAR)
    # 96 were done. Doses: 20 of A, 30 of B, 10 of D, and one of C; the four G were not done.
    assert (counts["exams"], counts["with_dose"], counts["without_dose"]) == (96, 61, 35)
    assert counts["dose_without_exam"] == 0
    rooms = {
        row["room"]: (row["exams"], row["with_dose"])
        for row in dose.complete_by(connection, YEAR, "room").to_dict("records")
    }
    assert rooms == {
        "Room 1": (30, 20), "Room 2": (30, 30), "Room 4": (6, 0), "Room 5": (20, 1), "Mobile 1": (10, 10)
    }  # fmt: skip
    months = dose.complete_by(connection, YEAR, "month")
    # The two nights of clock changes, 8 March and 1 November, have five exams each and no dose.
    assert [(row["month"].month, row["exams"], row["with_dose"]) for row in months.to_dict("records")] == [
        (2, 86, 61),
        (3, 5, 0),
        (11, 5, 0),
    ]
