"""The summaries are what their definitions give from raw rows, whatever was loaded, corrected, renamed or deleted."""

import random

import pytest
from sqlalchemy import Column, Double, MetaData, Table, delete, insert, select

from db import summaries
from db.database import Database
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.rejects import rejected_exposure
from db.stats import packed, unpacked
from db.summaries.declared import SUMMARIES
from etl.pipeline import load_files
from tests.db.summaries.department import Department
from tests.etl.lines import line_to


def contents(connection):
    """All cells of all summaries."""
    tables = {table.name: table for summary in SUMMARIES for table in summary.tables}
    found = {}
    for name, table in tables.items():
        rows = [tuple(row) for row in connection.execute(select(*table.columns))]
        found[name] = sorted(rows, key=repr)
    return found


def assert_equal_to_raw_rows(database, after):
    with database.write() as connection:
        kept = contents(connection)
        summaries.rebuild(connection)
        made = contents(connection)
    for name, rows in made.items():
        assert kept[name] == rows, f"{name} after {after}"
    return kept


def test_after_random_loads_corrections_and_deletions_they_equal_what_raw_rows_give(database_url, tmp_path):
    database = Database(database_url)
    department, chance = Department(tmp_path, 1), random.Random(1)
    steps = [
        department.names, department.exams, department.doses, department.rejects, department.phantoms,
        department.traits,
    ]  # fmt: skip
    later = [chance.choice(steps) for _ in range(10)]
    for number, step in enumerate([*steps, *later]):
        outcomes = list(load_files([step()], line_to(database)))
        assert [one.outcome for one in outcomes] == ["loaded"], outcomes
        # Every other step: some then follow on what others left.
        if number % 2:
            assert_equal_to_raw_rows(database, f"{number} {step.__name__}")
    filled = assert_equal_to_raw_rows(database, "all steps")
    assert all(filled.values()), filled
    with database.write() as connection:
        doomed = {exam: "Room 1", irradiation_event: "Room 2", rejected_exposure: "Room 1"}
        for table, room in doomed.items():
            summaries.touch_rows(connection, table.name, table.c.room == room)
        for table, room in doomed.items():
            connection.execute(delete(table).where(table.c.room == room))
        summaries.settle(connection)
    assert_equal_to_raw_rows(database, "deletion")


def test_what_is_rolled_back_was_never_touched(database_url, tmp_path):
    database = Database(database_url)
    department = Department(tmp_path, 3)
    list(load_files([department.names(), department.doses()], line_to(database)))
    with database.read() as connection:
        before = contents(connection)
    with pytest.raises(RuntimeError), database.write() as connection:
        summaries.touch_rows(connection, "irradiation_event", irradiation_event.c.id > 0)
        connection.execute(delete(irradiation_event))
        summaries.settle(connection)
        assert contents(connection) != before
        raise RuntimeError
    with database.write() as connection:
        summaries.settle(connection)
        assert contents(connection) == before


def test_a_new_definition_makes_all_of_them_anew_and_the_same_one_nothing(database_url, tmp_path):
    database = Database(database_url)
    department = Department(tmp_path, 4)
    list(load_files([department.names(), department.exams(), department.doses()], line_to(database)))
    with database.write() as connection:
        before = contents(connection)
        # As a database stands that was filled before there were summaries.
        for summary in SUMMARIES:
            summary.clear(connection)
        assert summaries.bring_up_to_date(connection)
        assert contents(connection) == before
        assert not summaries.bring_up_to_date(connection)


def test_packed_values_come_back_sorted_and_the_same_on_both_engines(database_url):
    numbers = [0.1 + 0.2, 1e-300, 5.0, 5.0, 1 / 3]
    values = Table("some_values", MetaData(), Column("v", Double), prefixes=["TEMPORARY"])
    with Database(database_url).write() as connection:
        values.create(connection)
        connection.execute(insert(values), [{"v": number} for number in [*numbers, None]])
        assert list(unpacked(connection.scalar(select(packed(values.c.v))))) == sorted(numbers)
        assert list(unpacked(connection.scalar(select(packed(values.c.v)).where(values.c.v > 6)))) == []
