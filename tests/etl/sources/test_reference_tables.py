"""What the department is judged against comes through the same line, each row with its source."""

from collections import Counter
from pathlib import Path

import pytest

from db.schema import metadata, natural_key
from etl.sources import REFERENCE_SOURCES
from tests.etl.sources.taking import Taken, take

REFERENCE = Path(__file__).resolve().parents[3] / "db" / "reference"
FILES = sorted(REFERENCE.glob("*.csv"))


def taken(name: str) -> Taken:
    return take(REFERENCE / f"{name}.csv")


def test_every_reference_source_has_its_table_and_every_table_its_source() -> None:
    assert {path.stem for path in FILES} == {source.name for source in REFERENCE_SOURCES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_table_is_right_in_every_row_and_has_no_row_twice(path: Path) -> None:
    found = take(path)
    assert found.source.name == path.stem
    assert found.rejected == []
    assert found.ignored_columns == ()
    key = natural_key(metadata.tables[found.source.writes[""][-1]])
    doubled = [
        key for key, number in Counter(tuple(v[n] for n in key) for v in found.values).items() if number > 1
    ]
    assert doubled == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_says_where_it_was_read_and_whether_it_is_confirmed(path: Path) -> None:
    for row in take(path).values:
        assert row["source"]
        assert row["jurisdiction"]
        assert row["edition"]
        assert row["confirmed"] in (True, False)


def test_the_limits_of_the_united_states_and_of_europe_stand_side_by_side() -> None:
    limits = {
        (row["jurisdiction"], row["population"], row["quantity"]): (
            row["limit_value"],
            row["unit"],
            row["confirmed"],
        )
        for row in taken("dose_limits").values
    }
    assert limits["US-NRC", "adult worker", "LDE (lens)"] == (150, "mSv", True)
    assert limits["EU", "worker", "equivalent dose lens"] == (20, "mSv", True)
    assert limits["US-NRC", "adult worker", "TEDE"] == (50, "mSv", True)


def test_what_nobody_has_confirmed_does_not_claim_to_be() -> None:
    levels = {
        (row["programme"], row["level"]): row
        for row in taken("alara_levels").values
        if row["quantity"] == "lens LDE"
    }
    typical = levels["Typical US hospital (10%/30% of annual limit, divided by 4)", "I"]
    assert (typical["level_value"], typical["unit"], typical["confirmed"]) == (375, "mrem", False)
    assert {row["confirmed"] for row in taken("exam_names").values} == {False}


def test_test_images_and_exposures_without_a_patient_are_no_rejects() -> None:
    excluded = [row["reason"] for row in taken("reject_reasons").values if not row["counts_as_reject"]]
    assert excluded == ["Test / QC / phantom image", "Accidental exposure with no patient"]


def test_the_names_cover_the_exams_that_have_reference_levels_in_the_united_kingdom() -> None:
    names = {row["exam_type"] for row in taken("exam_names").values}
    levels = {row["exam_type"] for row in taken("reference_levels").values if row["jurisdiction"] == "UK"}
    assert levels <= names
