"""A vendor's log with several tables in one file comes in by the mapping alone; a fault is told with its place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from db.database import Database
from db.schema.feeds import quarantined_row
from etl.mapping import Feeds, MappingError
from etl.pipeline import load_files
from etl.source import FileRejected
from tests.etl.lines import line_to
from tests.etl.readers.make_xlsx import write_xlsx
from tests.etl.sources.taking import SAMPLES, feeds_from, take

SAMPLE = SAMPLES / "made_up_several_qc_tables_2031-11-24.csv"
SECTION = """
[[qc_results]]
files = "*_qc_*"
decimal = ","
times = "%d.%m.%Y %H:%M"
heading = {unit = "Station", performed_at = "Date of test"}
tables = [
  {title = "Uniformity", columns = {test = "Region", value = "Mean", told_act_high = "Max"}, values = {KIND}},
  {title = "Dark noise", columns = {value = "SD [counts]"}, values = {test = "dark_noise"}},
]
""".replace("KIND", 'told_limit_kind = "value"')


@pytest.fixture
def feeds(tmp_path: Path) -> Feeds:
    return feeds_from(tmp_path / "feeds.toml", SECTION)


def written(folder: Path, text: str) -> Path:
    path = folder / "panel_qc_2031-11-24.csv"
    path.write_text(text)
    return path


def loaded(database: Database, path: Path, folder: Path):
    feeds = folder / "site.toml"
    feeds.write_text(SECTION)
    (outcome,) = load_files([path], line_to(database, now=datetime(2031, 11, 25, tzinfo=UTC), feeds=feeds))
    return outcome


def test_the_rows_of_all_named_tables_come_in_with_what_stands_above_them(feeds):
    taken = take(SAMPLE, feeds)
    assert (taken.source.name, taken.source.layout) == ("qc_results", "site 1")
    assert taken.rejected == []
    assert [(row.line, row.values["test"], row.values["value"], row.values["told_act_high"]) for row in taken.rows] == [
        (8, "uniformity_centre", 2.1, 5.0), (9, "uniformity_corner", 4.75, 5.0), (13, "dark_noise", 3.2, None),
    ]  # fmt: skip
    # Twenty-five to eight in New York.
    assert {f"{row['unit']} {row['performed_at']}" for row in taken.values} == {"Room 1 2031-11-20 12:35:00"}
    # The table that nobody named is not lost without a word.
    assert taken.ignored_columns == ("Limit", "5 lines outside the tables")


def test_what_stands_outside_the_tables_holds_until_it_is_said_anew(feeds, tmp_path):
    more = "\nStation: Room 2\n\nDark noise\nSD [counts];Limit\n3,9;6\n"
    taken = take(written(tmp_path, SAMPLE.read_text() + more), feeds)
    assert [(row["unit"], row["value"]) for row in taken.values][-1] == ("Room 2", 3.9)


def test_the_same_tables_come_in_from_a_sheet(feeds, tmp_path):
    rows = [
        ["Station", "Room 1"], ["Date of test", "20.11.2031 07:35"], [], ["Uniformity"], ["Region", "Mean", "Max"],
        ["uniformity_centre", "2,1", "5"], [], ["Dark noise"], ["SD [counts]"], ["3,2"],
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "panel_qc_2031-11-24.xlsx", {"Notes": [["nothing"]], "Report": rows})
    assert [row["test"] for row in take(path, feeds).values] == ["uniformity_centre", "dark_noise"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Mean;Max", "Average;Max", "line 7: table 'Uniformity' has no column 'Mean' for value"),
        ("Mean;Max", "Mean;Mean", "line 7: table 'Uniformity' has more than one column 'Mean'"),
        ("Dark noise", "Noise", "no table 'Dark noise'; expected its title"),
        ("Dark noise\nSD [counts];Limit\n3,2;6\n\nImages\nFile;Size\nmade_up.raw;8192\n", "Dark noise\n", "no headers"),
        ("made_up.raw;8192\n", "made_up.raw;8192", "may be cut"),
        ("uniformity_centre", '"uniformity_centre', "a quote left open|line break inside a field"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_the_mapping_says_is_set_aside_with_its_line(feeds, old, new, reason, tmp_path):
    path = written(tmp_path, SAMPLE.read_text().replace(old, new))
    with pytest.raises(FileRejected, match=reason) as refusal:
        take(path, feeds)
    assert refusal.value.recognised


def test_a_row_that_is_wrong_is_set_aside_and_names_its_table_and_column(tmp_path, database_url):
    text = SAMPLE.read_text().replace("4,75;5", "4.75x;5").replace("centre;2,1;5", "centre;2,1")
    database = Database(database_url)
    outcome = loaded(database, written(tmp_path, text), tmp_path)
    with database.read() as connection:
        faults = connection.execute(select(quarantined_row).order_by(quarantined_row.c.line_number)).all()
    assert (outcome.rows_loaded, outcome.rows_quarantined) == (1, 2)
    assert [(f.line_number, f.column_name) for f in faults] == [(8, ""), (9, "value")]
    assert "2 fields in table 'Uniformity'" in faults[0].rule
    assert "(table 'Uniformity', column 'Mean')" in faults[1].rule


def test_the_same_file_twice_changes_nothing(tmp_path, database_url):
    database = Database(database_url)
    first = loaded(database, SAMPLE, tmp_path)
    again = loaded(database, written(tmp_path, SAMPLE.read_text() + "\n"), tmp_path)
    assert loaded(database, SAMPLE, tmp_path).outcome == "unchanged"
    assert (first.outcome, first.rows_loaded) == ("loaded", 3)
    assert (again.rows_loaded, again.rows_unchanged) == (0, 3)


def test_a_file_without_any_of_the_titles_is_not_taken_for_this_layout(feeds, tmp_path):
    with pytest.raises(FileRejected) as refusal:
        take(written(tmp_path, "a;b\n1;2\n"), feeds)
    assert not refusal.value.recognised


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("tables = []", "tables: expected a list"),
        ('tables = [{columns = {value = "a"}}]', "each needs a title"),
        ('tables = [{title = "A"}, {title = "a "}]', "the same title twice"),
        ('tables = [{title = "A", rows = 3}]', "key 'rows' is not understood"),
        ('tables = [{title = "A", columns = {worth = "a"}}]', "'worth' is no field"),
        ('tables = [{title = "A", values = {test = 3}}]', "values.test: expected a text"),
        ('heading = {unit = "Station"}', "only where tables are named"),
    ],
)
def test_a_mistake_in_the_mapping_is_named_with_its_place(keys, message, tmp_path):
    with pytest.raises(MappingError, match=message):
        feeds_from(tmp_path / "feeds.toml", f"[qc_results]\n{keys}\n")
