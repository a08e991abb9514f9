"""Rows come in by their natural key, and each is accounted for."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, inspect, select

from db import bulk_indexes, ledger, load, staging
from db.database import Database
from db.packing import pack
from db.schema import metadata
from db.schema.feeds import feed_file, quarantined_row, row_history

NOW = datetime(2026, 11, 24, 12, 0)
TABLES = ("item", "lot", "stock_count")


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def row(
    line,
    order=1,
    item="A1",
    lot="L1",
    place="Rack 1",
    quantity=5.0,
    expiry=date(2027, 1, 31),
    name="Needle",
):
    return {
        "line_number": line,
        "source_order": order,
        "item_code": item,
        "item_name": name,
        "lot_number": lot,
        "expiry": expiry,
        "location": place,
        "quantity": quantity,
        "counted_at": datetime(2026, 11, 1),
        "snapshot": "partial",
    }


def bring_in(database, rows, content="first"):
    with database.read() as connection:
        staging.prepare(connection, TABLES)
        staging.clear(connection, TABLES)
        for name in TABLES:
            staging.put(connection, name, rows)
        with database.transaction(connection):
            arrival = ledger.Arrival(sha256=content.ljust(64, "0"), name=f"{content}.csv", size_bytes=1)
            file_id = ledger.open_file(connection, arrival, "stock", NOW)
            counts, faults = load.merge(connection, file_id, TABLES, NOW)
            ledger.close_loaded(connection, file_id, counts, faults, None, NOW)
    return counts


def stored(database, table_name, *columns):
    table = metadata.tables[table_name]
    with database.read() as connection:
        return [
            tuple(r) for r in connection.execute(select(*(table.c[c] for c in columns)).order_by(table.c.id))
        ]


def test_new_rows_are_loaded_into_every_table_they_write(database):
    counts = bring_in(database, [row(2), row(3, lot="12E45")])
    assert (counts.loaded, counts.rows_in) == (2, 2)
    assert stored(database, "item", "item_code", "item_name") == [("A1", "Needle")]
    assert sorted(stored(database, "lot", "lot_number")) == [("12E45",), ("L1",)]


def test_rows_that_say_the_same_are_unchanged(database):
    bring_in(database, [row(2)])
    counts = bring_in(database, [row(2, order=2)], "second")
    assert (counts.loaded, counts.unchanged) == (0, 1)
    assert stored(database, "stock_count", "file_id") == [(1,)]


def test_a_corrected_row_replaces_and_the_old_values_are_kept(database):
    bring_in(database, [row(2)])
    counts = bring_in(database, [row(2, order=2, quantity=4.0)], "second")
    assert counts.loaded == 1
    assert stored(database, "stock_count", "quantity") == [(4.0,)]
    with database.read() as connection:
        history = connection.execute(select(row_history)).one()
    assert (history.table_name, history.old_values["quantity"]) == ("stock_count", 5.0)


def test_a_late_file_does_not_overwrite_a_newer_one(database):
    bring_in(database, [row(2, order=5, quantity=4.0)])
    counts = bring_in(database, [row(2, order=3, quantity=9.0)], "late")
    assert (counts.loaded, counts.superseded) == (0, 1)
    assert stored(database, "stock_count", "quantity") == [(4.0,)]


def test_a_repetition_keeps_what_it_repeats_from_being_overwritten_by_something_in_between(
    database,
):
    bring_in(database, [row(2, order=1)])
    bring_in(database, [row(2, order=9)], "again")
    counts = bring_in(database, [row(2, order=5, quantity=0.0)], "between")
    assert counts.superseded == 1
    assert stored(database, "stock_count", "quantity") == [(5.0,)]


def test_rows_of_one_file_that_contradict_each_other_are_both_set_aside(database):
    counts = bring_in(database, [row(2, quantity=5.0), row(3, quantity=6.0), row(4, lot="L2")])
    assert (counts.loaded, counts.quarantined, counts.rows_in) == (1, 2, 3)
    assert stored(database, "stock_count", "lot_number") == [("L2",)]
    assert stored(database, "lot", "lot_number") == [("L2",)]
    with database.read() as connection:
        faults = connection.execute(select(quarantined_row).order_by(quarantined_row.c.line_number)).all()
    assert [fault.line_number for fault in faults] == [2, 3]
    assert "lines 2, 3" in faults[0].rule


def test_one_lot_with_two_expiry_dates_is_a_contradiction(database):
    counts = bring_in(
        database,
        [row(2, place="Rack 1"), row(3, place="Rack 2", expiry=date(2029, 1, 1))],
    )
    assert (counts.loaded, counts.quarantined) == (0, 2)


def test_equal_rows_of_one_file_count_once(database):
    counts = bring_in(database, [row(2), row(3)])
    assert (counts.loaded, counts.unchanged, counts.rows_in) == (1, 1, 2)


def test_of_one_key_in_one_file_the_higher_order_wins(database):
    counts = bring_in(database, [row(2, order=2, quantity=7.0), row(3, order=1, quantity=6.0)])
    assert (counts.loaded, counts.superseded) == (1, 1)
    assert stored(database, "stock_count", "quantity") == [(7.0,)]


def test_a_missing_value_differs_from_a_present_one(database):
    bring_in(database, [row(2, expiry=None)])
    assert bring_in(database, [row(2, order=2)], "dated").unchanged == 1  # the count itself is the same
    assert stored(database, "lot", "expiry") == [(date(2027, 1, 31),)]


def test_the_database_refuses_a_ledger_that_does_not_add_up(database):
    with (
        pytest.raises(Exception, match="every_row_accounted_for"),
        database.write() as connection,
    ):
        file_id = ledger.open_file(connection, ledger.Arrival("a" * 64, "a.csv", 1), "stock", NOW)
        connection.execute(
            feed_file.update()
            .where(feed_file.c.id == file_id)
            .values(outcome="loaded", rows_in=3, rows_loaded=2)
        )


def test_a_load_that_fails_leaves_nothing_behind(database):
    with pytest.raises(RuntimeError), database.read() as connection:
        staging.prepare(connection, TABLES)
        staging.clear(connection, TABLES)
        for name in TABLES:
            staging.put(connection, name, [row(2)])
        with database.transaction(connection):
            file_id = ledger.open_file(connection, ledger.Arrival("b" * 64, "b.csv", 1), "stock", NOW)
            load.merge(connection, file_id, TABLES, NOW)
            raise RuntimeError("killed")
    assert stored(database, "stock_count", "id") == stored(database, "feed_file", "id") == []


def test_others_can_write_while_a_large_table_is_staged(make_database):
    """People sign in while a million rows come in: on SQLite a single writer would keep them all out."""
    url = make_database("sqlite")
    loading, other = Database(url), Database(url)
    table = metadata.tables["exam"]
    packed = pack(table, {"exam_key": ["a" * 32, "b" * 32], "line_number": [2, 3]}, "sqlite")
    with loading.read() as connection:
        staging.begin(connection)
        staging.renew(connection, ["exam"])
        staging.put_packed(connection, "exam", packed)
        with other.read() as writer:
            writer.commit()
            writer.exec_driver_sql("PRAGMA busy_timeout = 0")
            writer.exec_driver_sql("BEGIN IMMEDIATE")
            writer.exec_driver_sql("CREATE TABLE written_meanwhile (id INTEGER)")
            writer.commit()
        staging.finish(connection, ["exam"])
        stage = staging.stage_of("exam")
        assert connection.scalar(select(func.count()).select_from(stage)) == 2
    loading.close()
    other.close()


def indexes_of(database):
    with database.read() as connection:
        return {name: inspect(connection).get_indexes(name) for name in TABLES}


def test_a_large_load_leaves_every_index_and_so_does_one_that_fails(database, monkeypatch):
    monkeypatch.setattr(bulk_indexes, "MANY_ROWS", 2)
    before = indexes_of(database)
    assert any(before.values())
    bring_in(database, [row(2), row(3, lot="L2"), row(4, lot="L3")])
    assert indexes_of(database) == before
    with pytest.raises(load.RowRefused), load.refusals_named():
        bring_in(database, [row(line, lot=f"M{line}", quantity=None) for line in range(2, 12)], "second")
    assert indexes_of(database) == before


def exams_of(keys):
    """Staged rows of exams as large tables bring them."""
    number = len(keys)
    return {
        "exam_key": keys,
        "status": ["completed"] * number,
        "line_number": list(range(2, number + 2)),
        "source_order": [1] * number,
    }


def bring_in_exams(database, keys, content="first"):
    with database.read() as connection:
        staging.prepare(connection, ["exam"])
        staging.begin(connection)
        staging.renew(connection, ["exam"])
        staging.put_packed(
            connection, "exam", pack(metadata.tables["exam"], exams_of(keys), connection.dialect.name)
        )
        staging.finish(connection, ["exam"])
        single = staging.is_known_single(connection, "exam")
        with database.transaction(connection):
            arrival = ledger.Arrival(sha256=content.ljust(64, "0"), name=f"{content}.csv", size_bytes=1)
            file_id = ledger.open_file(connection, arrival, "ris_csv", NOW)
            counts, faults = load.merge(connection, file_id, ["exam"], NOW)
            ledger.close_loaded(connection, file_id, counts, faults, None, NOW)
    return single, counts


def keys_of_exams(database):
    with database.read() as connection:
        indexes = {index["name"] for index in inspect(connection).get_indexes("exam")}
        keys = {key["name"] for key in inspect(connection).get_unique_constraints("exam")}
    return indexes, keys


def test_a_large_first_load_finds_out_by_the_way_that_no_row_is_doubled(database, monkeypatch):
    monkeypatch.setattr(bulk_indexes, "MANY_ROWS", 2)
    before = keys_of_exams(database)
    single, counts = bring_in_exams(database, ["a" * 32, "b" * 32, "c" * 32])
    assert (single, counts.loaded, counts.unchanged) == (True, 3, 0)
    single, counts = bring_in_exams(database, ["a" * 32, "d" * 32, "d" * 32, "e" * 32], "second")
    assert (single, counts.loaded, counts.unchanged) == (False, 2, 2)
    assert keys_of_exams(database) == before
    assert len(stored(database, "exam", "exam_key")) == 5


def test_a_first_load_does_not_wait_for_who_reads_the_empty_table(make_database, monkeypatch):
    """PostgreSQL lets nobody drop a key that somebody is looking at: the load takes the usual way then."""
    monkeypatch.setattr(bulk_indexes, "MANY_ROWS", 2)
    url = make_database("postgresql")
    loading, other = Database(url), Database(url)
    with other.read() as reader:
        assert reader.scalar(select(func.count()).select_from(metadata.tables["exam"])) == 0
        _, counts = bring_in_exams(loading, ["a" * 32, "b" * 32, "c" * 32])
    assert counts.loaded == 3
    assert len(keys_of_exams(loading)[1]) == 1
    loading.close()
    other.close()
