"""Each file that comes in or is set aside is one event; a changed row of a reference table is one too."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from db.audit import Actor
from db.database import Database
from db.schema.accounts import audit_event
from db.schema.feeds import feed_file
from db.schema.reference import alara_level
from etl.pipeline import load_files
from tests.etl.lines import line_to

HEAD = "item_code,item_name,lot_number,expiry,location,quantity"
LEVELS = (
    "programme,quantity,level,period,level_value,unit,jurisdiction,edition,source,valid_from,confirmed,note\n"
    "Ours,Deep,I,quarter,{first},mSv,Ours,1,a book,2026-01-01,yes,\n"
    "Ours,Deep,II,quarter,3.0,mSv,Ours,1,a book,2026-01-01,yes,\n"
)


def load(database: Database, folder: Path, name: str, content: str, *more: tuple[str, str]) -> list[str]:
    paths = []
    for file_name, written in ((name, content), *more):
        (folder / file_name).write_text(written, encoding="utf-8")
        paths.append(folder / file_name)
    line = line_to(database, actor=Actor("inbox watcher"))
    return [outcome.outcome for outcome in load_files(paths, line)]


def events(database: Database) -> list[tuple[str, ...]]:
    told = audit_event.c
    with database.read() as connection:
        found = connection.execute(
            select(told.actor, told.action, told.object_kind, told.outcome, told.detail).order_by(told.id)
        )
        return [tuple(row) for row in found]


def test_each_file_is_one_event_with_its_counts_and_without_its_name(
    database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)
    stock = f"{HEAD}\nA1,Needle,L1,2027-06-30,Rack 1,12\nA1,Needle,L2,never,Rack 1,3\n"
    found = load(database, tmp_path, "DOE_JANE_stock.csv", stock, ("letter.csv", "Dear all\n"))
    assert found == ["loaded", "refused"]
    assert load(database, tmp_path, "again.csv", stock) == ["unchanged"]
    assert events(database) == [
        ("inbox watcher", "load", "file", "success", "stock: 2 rows in, 1 loaded, 1 set aside"),
        ("inbox watcher", "load", "file", "failure", "no source: refused"),
    ]


def test_a_changed_row_of_a_reference_table_says_from_what_to_what(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    assert load(database, tmp_path, "levels_2026-01-02.csv", LEVELS.format(first="1.0")) == ["loaded"]
    assert load(database, tmp_path, "levels_2026-01-03.csv", LEVELS.format(first="1.5")) == ["loaded"]
    assert [row[1:] for row in events(database)] == [
        ("load", "file", "success", "alara_levels: 2 rows in, 2 loaded"),
        ("load", "file", "success", "alara_levels: 2 rows in, 1 loaded, 1 unchanged"),
        ("reference.change", "alara_level", "success", "level_value from 1.0 to 1.5"),
    ]


@pytest.mark.parametrize("content", [LEVELS.format(first="1.0"), "Dear all\n"], ids=["loaded", "refused"])
def test_a_file_whose_event_cannot_be_written_does_not_come_in(
    sqlite_url: str, tmp_path: Path, content: str
) -> None:
    database = Database(sqlite_url)
    with database.write() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_trail BEFORE INSERT ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'no trail'); END"
            )
        )
    with pytest.raises(SQLAlchemyError):
        load(database, tmp_path, "levels.csv", content)
    with database.read() as connection:
        for table in (feed_file, alara_level, audit_event):
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name
