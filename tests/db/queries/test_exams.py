"""Exams done by the hour against the same weekday of eight weeks, worked out by hand on both engines."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import Connection, insert

from db import summaries
from db.database import Database
from db.queries import exams
from db.schema.exams import exam
from db.schema.feeds import feed_file

ZONE = ZoneInfo("America/New_York")
# A Tuesday.
DAY = date(2026, 11, 24)
Put = Callable[..., None]


def at(day: date, clock: str) -> datetime:
    """That time of the hospital's clock, as an aware moment."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.read() as connection:
        yield connection
    database.close()


@pytest.fixture
def put(connection: Connection) -> Put:
    """`put(DAY, "09:10", "09:40")` adds exams of that day that ended at these times."""
    moment = datetime(2026, 1, 1)
    made = connection.execute(
        insert(feed_file).values(
            sha256="0" * 64,
            name="ris.csv",
            size_bytes=1,
            outcome="loaded",
            first_seen_at=moment,
            last_seen_at=moment,
            started_at=moment,
            ended_at=moment,
        )
    )
    assert made.inserted_primary_key is not None
    file_id = made.inserted_primary_key[0]
    numbers = itertools.count(1)

    def put(day: date, *clocks: str | None, status: str = "final", ends_on: date | None = None) -> None:
        for clock in clocks:
            number = next(numbers)
            ended = None if clock is None else at(ends_on or day, clock).astimezone(UTC).replace(tzinfo=None)
            connection.execute(
                insert(exam).values(
                    exam_key=f"{number:032}",
                    status=status,
                    local_date=day,
                    ended_at=ended,
                    file_id=file_id,
                    line_number=number,
                    source_order=number,
                )
            )
        # As the load does that brings them.
        summaries.touch_all(connection, "exam")
        summaries.settle(connection)

    return put


def by_hour(connection: Connection, until: datetime) -> pd.DataFrame:
    return exams.done_by_hour(connection, DAY, ZONE, until).set_index("hour")


def test_exams_are_counted_up_to_each_hour_and_no_further_than_the_data_reach(
    connection: Connection, put: Put
) -> None:
    put(DAY, "06:59", "07:00", "09:10")
    found = by_hour(connection, at(DAY, "09:30"))
    assert [found.at[hour, "done"] for hour in (6, 7, 8, 9)] == [0, 2, 2, 2]
    assert found["done"].isna().to_numpy()[10:].all()
    assert exams.done_so_far(connection, DAY, ZONE, at(DAY, "09:30"))["done"] == 3


def test_usual_is_the_median_and_middle_half_of_the_same_weekday_of_eight_weeks(
    connection: Connection, put: Put
) -> None:
    # 1, 2 ... 8 exams at eight on the eight Tuesdays before; the ninth is too long ago, Monday another day.
    for week in range(1, 9):
        put(DAY - timedelta(weeks=week), *["08:00"] * week)
    put(DAY - timedelta(weeks=9), *["08:00"] * 100)
    put(DAY - timedelta(days=1), *["08:00"] * 100)
    found = by_hour(connection, at(DAY, "12:00"))
    assert list(found.loc[7, ["low", "median", "high"]]) == [0, 0, 0]
    assert list(found.loc[8, ["low", "median", "high"]]) == [2.75, 4.5, 6.25]
    assert found.at[8, "days"] == 8


def test_days_before_the_first_exam_on_record_are_no_part_of_what_is_usual(
    connection: Connection, put: Put
) -> None:
    put(DAY - timedelta(weeks=3), "08:00", "08:30")
    put(DAY - timedelta(weeks=2), "08:00", "08:30")
    found = by_hour(connection, at(DAY, "12:00"))
    # One Tuesday since then had no exam, and that counts.
    assert (found.at[24, "days"], found.at[24, "median"], found.at[24, "low"]) == (3, 2, 1)


def test_where_most_days_are_on_no_file_nothing_is_usual(connection: Connection, put: Put) -> None:
    put(DAY - timedelta(weeks=8), "08:00", "08:30")
    found = by_hour(connection, at(DAY, "12:00"))
    assert found.at[24, "days"] == 0
    assert found["median"].isna().all()
    assert exams.done_so_far(connection, DAY, ZONE, at(DAY, "12:00"))["days"] == 0


def test_without_an_earlier_same_weekday_nothing_is_usual(connection: Connection, put: Put) -> None:
    put(DAY, "08:00")
    found = exams.done_so_far(connection, DAY, ZONE, at(DAY, "12:00"))
    assert (found["done"], found["days"], found["hour"]) == (1, 0, 12)
    assert pd.isna(found["median"])


def test_what_was_not_done_does_not_count_and_what_has_no_time_is_told(
    connection: Connection, put: Put
) -> None:
    put(DAY, "08:00", status="cancelled")
    put(DAY, "08:00", status="scheduled")
    put(DAY, "08:00", status="completed")
    put(DAY, None, status="preliminary")
    found = by_hour(connection, at(DAY, "12:00"))
    assert (found.at[12, "done"], found.at[12, "without_time"]) == (1, 1)


def test_an_exam_that_ends_after_midnight_counts_at_the_end_of_its_own_day(
    connection: Connection, put: Put
) -> None:
    put(DAY, "00:20", ends_on=DAY + timedelta(days=1))
    found = by_hour(connection, at(DAY + timedelta(days=1), "08:00"))
    assert (found.at[23, "done"], found.at[24, "done"]) == (0, 1)


def test_the_usual_number_is_that_of_the_same_time_of_day_across_a_clock_change(
    connection: Connection, put: Put
) -> None:
    # Clocks went back on 1 November; eight in the morning is eight in the morning.
    put(date(2026, 10, 27), "08:00", "08:10")
    put(date(2026, 11, 3), "08:00", "08:10")
    put(date(2026, 11, 10), "08:00", "08:10")
    put(date(2026, 11, 17), "08:00", "08:10")
    found = exams.done_so_far(connection, DAY, ZONE, at(DAY, "08:05"))
    assert (found["low"], found["median"], found["high"], found["days"]) == (1, 1, 1, 4)


def test_the_newest_day_is_the_last_one_with_an_exam_done_and_never_in_the_future(
    connection: Connection, put: Put
) -> None:
    assert exams.newest_day(connection, DAY) is None
    put(date(2026, 11, 20), "08:00")
    put(DAY, "08:00", status="scheduled")
    put(date(2062, 1, 1), "08:00")
    assert exams.newest_day(connection, DAY) == date(2026, 11, 20)
