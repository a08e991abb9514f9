"""Freshness, ledger, reconciliation and what needs attention, on both engines."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert

from db.database import Database
from db.freshness import FeedInfo, exams_known_until, freshness_of, judged
from db.queries import feeds
from db.schema.feeds import feed_file, quarantined_row

ZONE = ZoneInfo("America/New_York")
# 10:00 in New York.
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
RIS = FeedInfo("ris_csv", "RIS", timedelta(hours=6), "/")
STOCK = FeedInfo("stock", "Stock", timedelta(days=2), "/supplies")
Put = Callable[..., int]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.read() as connection:
        yield connection
    database.close()


@pytest.fixture
def put(connection: Connection) -> Put:
    """`put("a.csv", "stock", loaded=3)` writes one file into the ledger and returns its id."""

    def put(
        name: str,
        source: str | None,
        *,
        outcome: str = "loaded",
        reason: str | None = None,
        as_of: datetime | None = None,
        ended: datetime = datetime(2026, 11, 24, 14, 0),
        loaded: int = 0,
        unchanged: int = 0,
        superseded: int = 0,
        quarantined: int = 0,
    ) -> int:
        made = connection.execute(
            insert(feed_file).values(
                sha256=name.ljust(64, "0"),
                name=name,
                source=source,
                size_bytes=1,
                outcome=outcome,
                reason=reason if outcome == "loaded" else reason or "not this",
                rows_in=loaded + unchanged + superseded + quarantined,
                rows_loaded=loaded,
                rows_unchanged=unchanged,
                rows_superseded=superseded,
                rows_quarantined=quarantined,
                data_as_of=as_of,
                first_seen_at=ended,
                last_seen_at=ended,
                started_at=ended,
                ended_at=ended,
            )
        )
        assert made.inserted_primary_key is not None
        return int(made.inserted_primary_key[0])

    return put


def fault(connection: Connection, file_id: int, line: int, column: str = "quantity", first: int = 1) -> None:
    connection.execute(
        insert(quarantined_row).values(
            file_id=file_id,
            line_number=line,
            column_name=column,
            rule="is not a number",
            expected="digits, as in 12.5",
            sealed_row=b"sealed",
            is_first=first,
        )
    )


# --- freshness ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "state"),
    [(timedelta(0), "ok"), (timedelta(hours=6), "ok"), (timedelta(hours=6, seconds=1), "stale")],
)
def test_a_feed_is_stale_once_it_is_past_its_own_limit(age: timedelta, state: str) -> None:
    found = judged(RIS, NOW - age, NOW)
    assert (found.state, found.age) == (state, age)


def test_data_from_the_future_make_a_feed_no_fresher_than_now() -> None:
    found = judged(RIS, NOW + timedelta(days=400), NOW)
    assert (found.as_of, found.age, found.state) == (NOW, timedelta(0), "ok")


def test_what_was_set_aside_lately_is_told_beside_the_age_of_its_feed(
    connection: Connection, put: Put
) -> None:
    put("good.csv", "ris_csv", as_of=datetime(2026, 11, 24, 8, 30))
    put("aside.csv", "ris_csv", outcome="quarantined", as_of=datetime(2026, 11, 24, 14, 59))
    ris, stock = freshness_of(connection, (RIS, STOCK), NOW)
    assert (ris.files_aside, ris.rows_aside) == (1, 0)
    assert (stock.files_aside, stock.rows_aside) == (0, 0)
    (later,) = freshness_of(connection, (RIS,), NOW + timedelta(days=31))
    assert (later.files_aside, later.rows_aside) == (0, 0)


def test_exams_are_known_as_far_as_tables_or_messages_reach(connection: Connection, put: Put) -> None:
    assert exams_known_until(connection) is None
    put("old.csv", "ris_csv", as_of=datetime(2026, 11, 23, 20, 0))
    put("new.hl7", "hl7", as_of=datetime(2026, 11, 24, 8, 30))
    assert exams_known_until(connection) == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_each_feed_has_its_newest_loaded_moment_and_its_own_limit(connection: Connection, put: Put) -> None:
    put("old.csv", "ris_csv", as_of=datetime(2026, 11, 20))
    put("new.csv", "ris_csv", as_of=datetime(2026, 11, 24, 8, 30))
    put("late.csv", "ris_csv", as_of=datetime(2026, 11, 22))
    put("aside.csv", "ris_csv", outcome="quarantined", as_of=datetime(2026, 11, 24, 14, 59))
    ris, stock = freshness_of(connection, (RIS, STOCK), NOW)
    assert (ris.as_of, ris.age, ris.state) == (
        datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
        timedelta(hours=6, minutes=30),
        "stale",
    )
    assert (stock.title, stock.as_of, stock.age, stock.state) == ("Stock", None, None, "never")


# --- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_shows_the_file_tried_last_first_and_counts_all(connection: Connection, put: Put) -> None:
    for hour in (3, 9, 6):
        put(f"{hour}.csv", "stock", ended=datetime(2026, 11, 24, hour), loaded=hour)
    found, total = feeds.ledger(connection, most=2)
    assert (list(found["name"]), total) == (["9.csv", "6.csv"], 3)
    assert list(found["rows_in"]) == [9, 6]


def test_the_ledger_is_filtered_by_source_outcome_and_text(connection: Connection, put: Put) -> None:
    put("Stock_A.csv", "stock")
    put("stock%b.csv", "stock", outcome="quarantined", reason="column 'Lot' is missing")
    put("photo.jpg", None, outcome="refused", reason="no source takes it")

    def names(**filters: str) -> list[str]:
        return sorted(feeds.ledger(connection, **filters)[0]["name"])  # type: ignore[arg-type]

    assert names(source="stock") == ["Stock_A.csv", "stock%b.csv"]
    assert names(outcome="refused") == ["photo.jpg"]
    assert names(text="sTOCK_a") == ["Stock_A.csv"]
    assert names(text="%") == ["stock%b.csv"]
    assert names(text="'LOT'") == ["stock%b.csv"]
    assert names(source="ris_csv") == []


def test_rows_set_aside_say_where_and_what_would_be_right_but_never_the_value(
    connection: Connection, put: Put
) -> None:
    older = put("a.csv", "stock", quarantined=1, ended=datetime(2026, 11, 23))
    newer = put("b.csv", "stock", quarantined=2)
    fault(connection, older, 7)
    fault(connection, newer, 12)
    fault(connection, newer, 3)
    fault(connection, newer, 3, column="expiry", first=0)
    found = feeds.quarantine(connection)
    shown = ["file", "source", "scope", "line", "column", "rule", "expected"]
    assert list(found.columns) == ["file_id", *shown, "correctable"]
    assert list(zip(found["file"], found["line"], found["column"], strict=True)) == [
        ("b.csv", 3, "quantity"),
        ("b.csv", 3, "expiry"),
        ("b.csv", 12, "quantity"),
        ("a.csv", 7, "quantity"),
    ]
    assert set(found["scope"]) == {"row"}
    assert feeds.set_aside_counts(connection) == (3, 0)
    assert list(feeds.quarantine(connection, older)["line"]) == [7]
    assert feeds.quarantine(connection, source="ris_csv").empty
    assert feeds.set_aside_counts(connection, "ris_csv") == (0, 0)


def test_a_value_set_aside_is_no_row_set_aside_and_a_file_set_aside_has_no_rows(
    connection: Connection, put: Put
) -> None:
    values = put("report.dcm", "rdsr", loaded=9)
    fault(connection, values, 1)
    fault(connection, values, 2)
    both = put("mixed.dcm", "rdsr", loaded=8, quarantined=1)
    fault(connection, both, 1)
    fault(connection, both, 2)
    whole = put("whole.csv", "stock", outcome="quarantined")
    fault(connection, whole, 2)
    assert feeds.set_aside_counts(connection) == (1, 3)
    scopes = {name: set(feeds.quarantine(connection, name)["scope"]) for name in (values, both, whole)}
    assert scopes == {values: {"value"}, both: {"row or value"}, whole: {"file"}}


# --- reconciliation ----------------------------------------------------------------------------------------------


def test_every_row_of_each_source_is_accounted_for(connection: Connection, put: Put) -> None:
    put("a.csv", "stock", loaded=5, unchanged=2, superseded=1, quarantined=2, as_of=datetime(2026, 11, 20))
    put("b.csv", "stock", loaded=3, as_of=datetime(2026, 11, 23), ended=datetime(2026, 11, 23, 9))
    put("c.csv", "stock", outcome="quarantined")
    put("ref.csv", "drl", loaded=4)
    put("photo.jpg", None, outcome="refused")
    found = feeds.by_source(connection, (RIS, STOCK), NOW).set_index("source")
    assert list(found.index) == ["ris_csv", "stock", "drl", ""]
    stock = found.loc["stock"]
    assert [stock[name] for name in ("files", "files_loaded", "files_quarantined", "files_refused")] == [
        3,
        2,
        1,
        0,
    ]
    assert [stock[name] for name in ("rows_in", "rows_loaded", "rows_unchanged", "rows_superseded")] == [
        13,
        8,
        2,
        1,
    ]
    assert (stock["rows_quarantined"], stock["difference"]) == (2, 0)
    assert stock["as_of"] == datetime(2026, 11, 23, tzinfo=UTC)
    assert stock["last_file_at"] == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert list(found["state"]) == ["never", "ok", "no limit", "no limit"]
    assert list(found["files"]) == [0, 3, 1, 1]
    assert list(found["title"]) == ["RIS", "Stock", "drl", "No source"]


def test_files_are_counted_on_the_hospitals_day(connection: Connection, put: Put) -> None:
    # 23:30 on the 23rd and 00:30 on the 24th in New York.
    put("a.csv", "stock", ended=datetime(2026, 11, 24, 4, 30), loaded=2)
    put("b.csv", "stock", ended=datetime(2026, 11, 24, 5, 30), loaded=3)
    put("c.csv", "stock", ended=datetime(2026, 11, 24, 6, 30), loaded=4)
    put("d.csv", "stock", ended=datetime(2026, 11, 10, 6), loaded=9)
    found = feeds.per_day(connection, date(2026, 11, 24), ZONE)
    assert found[["day", "source", "outcome", "files", "rows_in"]].to_numpy().tolist() == [
        [date(2026, 11, 24), "stock", "loaded", 2, 7],
        [date(2026, 11, 23), "stock", "loaded", 1, 2],
    ]


# --- what needs attention ----------------------------------------------------------------------------------------


def test_attention_names_stale_feeds_files_set_aside_and_rows_waiting(
    connection: Connection, put: Put
) -> None:
    put("a.csv", "ris_csv", as_of=datetime(2026, 11, 24, 3))
    put("b.csv", "stock", as_of=datetime(2026, 11, 24), quarantined=2, ended=datetime(2026, 11, 22, 3))
    put("c.csv", "stock", outcome="quarantined")
    put("photo.jpg", None, outcome="refused")
    found = {row.word: row for row in feeds.attention(connection, (RIS, STOCK), NOW, ZONE)}
    assert set(found) == {"Stale", "Rows waiting", "Set aside", "Refused"}
    stale = found["Stale"]
    assert stale.finding == "Nothing from RIS since 23\u00a0Nov, 22:00"
    assert stale.detail.startswith("12\u00a0h old, at most 6\u00a0h is usual")
    assert (stale.weight, stale.since, stale.path) == (2.0, date(2026, 11, 23), "/feeds?source=ris_csv")
    assert found["Rows waiting"].finding == "2\u00a0rows of Stock set aside and not in any figure"
    assert found["Rows waiting"].since == date(2026, 11, 21)
    assert found["Set aside"].finding == "1\u00a0file of Stock set aside whole"
    assert found["Refused"].finding == "1\u00a0file that no feed takes"
    assert {row.permission for row in found.values()} == {"feeds.view"}


def test_several_late_feeds_are_one_row_led_by_the_latest_against_its_limit(
    connection: Connection, put: Put
) -> None:
    put("a.csv", "ris_csv", as_of=datetime(2026, 11, 24, 3))
    put("b.csv", "stock", as_of=datetime(2026, 11, 15))
    (row,) = feeds.attention(connection, (RIS, STOCK), NOW, ZONE)
    assert row.finding == "2 feeds are late: RIS, Stock"
    assert row.detail.startswith("Latest of all: Stock, 9\u00a0d old, at most 2\u00a0d is usual")
    assert (row.since, row.path) == (date(2026, 11, 14), "/feeds")


def test_a_feed_that_never_came_and_faults_long_ago_need_no_attention(
    connection: Connection, put: Put
) -> None:
    put("old.csv", "stock", as_of=datetime(2026, 11, 24), quarantined=2, ended=datetime(2026, 10, 1))
    assert feeds.attention(connection, (RIS, STOCK), NOW, ZONE) == []
