"""Every column has a kind, a reader and a time to be kept, and the docs say so."""

import pytest
from sqlalchemy import Column, MetaData, String, Table

from dashboard.roles import PERMISSIONS
from db.data_kinds import Kind, kind_of
from db.data_tables import TABLES
from db.schema import metadata
from etl.sources import SOURCES
from tests.privacy.data_inventory import COPIES, DOCS, page, seen_with


def test_the_inventory_in_the_docs_is_what_the_tables_are() -> None:
    same = DOCS.read_text(encoding="utf-8") == page()
    assert same, "docs/data-inventory.md is not what the tables are: make data-inventory"


def test_every_table_is_described_and_no_other() -> None:
    assert set(TABLES) == set(metadata.tables)
    assert {p for held in TABLES.values() for p in held.seen_with} <= PERMISSIONS
    for name, held in TABLES.items():
        assert Kind(held.kind)
        assert set(held.unseen) <= set(metadata.tables[name].columns.keys())
    for places in COPIES.values():
        for table, _, column in (place.partition(".") for place in places.split()):
            assert column in metadata.tables[table].columns


@pytest.mark.parametrize(
    ("table", "column", "says"),
    [("ward_round", "note", "ward_round"), ("exam", "patient_name", "exam.patient_name")],
)
def test_a_column_of_which_nobody_has_said_what_it_holds_stops_the_inventory(
    table: str, column: str, says: str
) -> None:
    made = Table(table, MetaData(), Column(column, String(80)))
    with pytest.raises(LookupError, match=says):
        kind_of(made.columns[column])


def test_what_a_source_calls_private_is_kept_as_such() -> None:
    guarded = {Kind.HASHED, Kind.SEALED, Kind.STAFF, Kind.PATIENT, Kind.FREE_TEXT}
    for source in SOURCES:
        for field in source.fields:
            for name in {name for names in source.writes.values() for name in names} if field.private else ():
                column = metadata.tables[name].columns.get(field.column)
                assert column is None or kind_of(column) in guarded, (source.name, field.column)


def test_nobody_is_shown_what_opens_radops_and_hashes_are_taken_in_exports_alone() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if kind_of(column) == Kind.SECRET:
                assert seen_with(column) == ()
            if kind_of(column) == Kind.HASHED:
                assert all(permission.startswith("export.") for permission in seen_with(column))
