"""What is to know of exams? How many, how long, how full the rooms, and what waits for its report."""

from datetime import date, timedelta

from sqlalchemy import Connection

from db.columns import Columns
from db.exam_months import exams_between, fits, months_of_exams
from db.queries.exams.rooms import LONGEST_CHANGE_S, room_use
from db.queries.exams.rows import MOST, exam_rows, newest_ids
from db.queries.exams.turnaround import (
    LONGEST_S,
    STACKED,
    STEPS,
    Step,
    left_out,
    step,
    target_words,
    targets,
    turnaround,
)
from db.queries.exams.unread import AGES, UNKNOWN_AGE, by_age, unread
from db.queries.exams.usual import ExamDay, done_by_hour, done_so_far, exam_day, newest_day, today_by
from db.queries.exams.volumes import (
    WEEKDAYS,
    by_hour_and_weekday,
    by_word,
    contrast_use,
    local_clock,
    trait_shares,
)

__all__ = [
    "AGES",
    "LONGEST_CHANGE_S",
    "LONGEST_S",
    "MOST",
    "STACKED",
    "STEPS",
    "UNKNOWN_AGE",
    "WEEKDAYS",
    "Columns",
    "ExamDay",
    "Step",
    "by_age",
    "by_hour_and_weekday",
    "by_word",
    "contrast_use",
    "default_period",
    "done_by_hour",
    "done_so_far",
    "exam_day",
    "exam_rows",
    "exams_between",
    "fits",
    "left_out",
    "local_clock",
    "newest_day",
    "newest_ids",
    "room_use",
    "step",
    "target_words",
    "targets",
    "today_by",
    "trait_shares",
    "turnaround",
    "unread",
]


def default_period(connection: Connection, today: date) -> tuple[date, date] | None:
    """The twelve months up to the newest exam done, or fewer where there are fewer; None without an exam."""
    newest = newest_day(connection, today)
    if newest is None:
        return None
    year_before = (newest.replace(day=1) - timedelta(days=334)).replace(day=1)
    return max(year_before, months_of_exams(connection)[0].first_day), newest
