"""How many exams were done, by the hour, and is that usual for the day of the week?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from db.columns import Columns
from db.exam_columns import EPOCH_DAY, NEVER
from db.exam_months import exams_between, months_of_exams
from db.freshness import exams_known_until
from db.local_clock import local_seconds

WEEKS = 8
GROUPED_BY = ("room", "modality", "patient_class")
_HOURS = np.arange(25)


@dataclass(frozen=True, slots=True)
class ExamDay:
    """The exams of the newest day. `until` (aware) is how far the data reach; `is_today` whether that day is today."""

    day: date
    is_today: bool
    until: datetime
    by_hour: pd.DataFrame
    so_far: dict[str, float]


def exam_day(connection: Connection, now: datetime, zone: tzinfo) -> ExamDay | None:
    """Today's exams as far as the RIS has told, else those of the newest day that it told of; None without any."""
    today = now.astimezone(zone).date()
    newest = newest_day(connection, today)
    if newest is None:
        return None
    # Without a time of its own in the ledger the data reach to the end of their newest day.
    as_of = exams_known_until(connection)
    until = min(as_of or _end_of(newest, zone), now)
    day = max(newest, min(until.astimezone(zone).date(), today))
    return ExamDay(
        day,
        day == today,
        until,
        done_by_hour(connection, day, zone, until),
        done_so_far(connection, day, zone, until),
    )


def newest_day(connection: Connection, today: date) -> date | None:
    """The last day up to `today` on which an exam was done, by the hospital's calendar; None when there is none."""
    for month in reversed(months_of_exams(connection)):
        if month.last_day <= today:
            return month.last_day
        if month.first_day <= today:
            days = exams_between(connection, month.first_day, today)["day"]
            return date.fromordinal(int(days.max()))
    return None


def done_by_hour(connection: Connection, day: date, zone: tzinfo, until: datetime) -> pd.DataFrame:
    """Exams done on `day` up to each full hour, and what is usual on that day of the week.

    Columns `hour` (0 to 24, the hospital's clock), `done` (cumulative; null after `until`, up to which the data
    speak), and over the same weekday of the last eight weeks `low`, `median`, `high` (quartiles) and `days`, how many
    such days there are: days before the first exam on record are left out, days without an exam count as 0, unless
    more than half have none: nobody can tell a quiet day from one that no file told of, and `days` is 0. An exam
    counts on its local day, at its end (else its begin); after midnight it counts at 24. Cancelled exams and no-shows
    don't count, nor do exams without any time (`without_time`, the same in each row).
    """
    usual_days = _usual_days(connection, day)
    hours, without_time = _hours_of_exams(connection, [day, *usual_days], zone)
    usual_days = _on_file(hours, without_time, usual_days)
    reached = _reached(day, until, zone)
    counts = _cumulative(hours.get(day, np.array([])), _HOURS)
    made = pd.DataFrame({"hour": _HOURS, "done": np.where(reached >= _HOURS, counts, np.nan)})
    made[["low", "median", "high"]] = _usual(hours, usual_days, _HOURS)
    made["days"] = len(usual_days)
    made["without_time"] = without_time.get(day, 0)
    return made


def done_so_far(connection: Connection, day: date, zone: tzinfo, until: datetime) -> dict[str, float]:
    """Exams done on `day` up to `until` (aware), and the usual number up to the same time of day.

    Keys: `done`, `low`, `median`, `high` (quartiles over the same weekday of the last eight weeks; NaN without such
    a day), `days`, `hour` (the time of day in hours, 24 once the day is over).
    """
    usual_days = _usual_days(connection, day)
    hours, without_time = _hours_of_exams(connection, [day, *usual_days], zone)
    usual_days = _on_file(hours, without_time, usual_days)
    reached = np.array([_reached(day, until, zone)])
    low, median, high = _usual(hours, usual_days, reached)[0]
    done = _cumulative(hours.get(day, np.array([])), reached)[0]
    found = {
        "done": done,
        "low": low,
        "median": median,
        "high": high,
        "days": len(usual_days),
        "hour": reached[0],
    }
    return {name: float(value) for name, value in found.items()}


def today_by(connection: Connection, day: date, zone: tzinfo, until: datetime) -> pd.DataFrame:
    """The same comparison, group by group: exams done on `day` up to `until` and what is usual by that time of day.

    Columns `by` (room, modality or patient_class), `name` (empty where it is not said), `done`, `low`, `median`, `high`
    and `days` as in `done_so_far`, most usual first. A group without an exam on any of these days has no row.
    """
    usual_days = _usual_days(connection, day)
    rows = _exams_of(connection, [day, *usual_days], zone)
    told = set(rows["day"].tolist())
    usual_days = (
        usual_days if 2 * sum(one.toordinal() in told for one in usual_days) >= len(usual_days) else []
    )
    # Without a time of its own an exam is never known to be done by then.
    reached = rows.where(rows["hour"] <= _reached(day, until, zone))
    found = []
    for by in GROUPED_BY:
        per_day = {one: reached.counts(by, reached["day"] == one.toordinal()) for one in (day, *usual_days)}
        for name in reached.counts(by):
            numbers = [float(per_day[one].get(name, 0)) for one in usual_days]
            low, median, high = np.percentile(numbers, [25, 50, 75]) if numbers else (np.nan,) * 3
            found.append((by, name, per_day[day].get(name, 0), low, median, high, len(numbers)))
    made = pd.DataFrame(found, columns=["by", "name", "done", "low", "median", "high", "days"])
    return made.sort_values(
        ["by", "median", "done", "name"], ascending=[True, False, False, True], ignore_index=True
    )


def _usual_days(connection: Connection, day: date) -> list[date]:
    months = months_of_exams(connection)
    back = (day - timedelta(weeks=week) for week in range(1, WEEKS + 1))
    return [one for one in back if months and one >= months[0].first_day]


def _on_file(hours: dict[date, np.ndarray], without_time: dict[date, int], days: list[date]) -> list[date]:
    """The days, if at least half of them had an exam; else none."""
    told = sum(len(hours[day]) + without_time[day] > 0 for day in days)
    return days if 2 * told >= len(days) else []


def _hours_of_exams(
    connection: Connection, days: list[date], zone: tzinfo
) -> tuple[dict[date, np.ndarray], dict[date, int]]:
    """Per day the time of day (hours) of each exam done, and how many have no time at all."""
    rows = _exams_of(connection, days, zone)
    hours = {day: rows["hour"][rows["day"] == day.toordinal()] for day in days}
    return (
        {day: part[~np.isnan(part)] for day, part in hours.items()},
        {day: int(np.isnan(part).sum()) for day, part in hours.items()},
    )


def _exams_of(connection: Connection, days: list[date], zone: tzinfo) -> Columns:
    """Each exam done on these days with its time of day (`hour`, NaN without any) and what it is grouped by."""
    exams = exams_between(connection, min(days), max(days))
    exams = exams.where(np.isin(exams["day"], [one.toordinal() for one in days]))
    known = exams["done_at"] != NEVER
    clock = local_seconds(exams["done_at"][known], zone)
    # The next day's small hours still belong to the exam's own day.
    same_day = clock // 86400 + EPOCH_DAY <= exams["day"][known]
    hours = np.full(len(exams), np.nan)
    hours[known] = np.where(same_day, clock % 86400 / 3600, 24.0)
    return Columns({**{name: exams[name] for name in ("day", *GROUPED_BY)}, "hour": hours}, exams.words)


def _reached(day: date, until: datetime, zone: tzinfo) -> float:
    """The time of day, in hours, that the data have reached on `day`: 0 before it, 24 after it."""
    local = until.astimezone(zone)
    if local.date() != day:
        return 24.0 if local.date() > day else 0.0
    passed = datetime.combine(date.min, local.time()) - datetime.combine(date.min, time())
    return passed / timedelta(hours=1)


def _usual(hours: dict[date, np.ndarray], days: list[date], at: np.ndarray) -> np.ndarray:
    if not days:
        return np.full((len(at), 3), np.nan)
    counts = np.array([_cumulative(hours.get(day, np.array([])), at) for day in days])
    return np.percentile(counts, [25, 50, 75], axis=0).T


def _cumulative(hours: np.ndarray, at: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.sort(hours), at, side="right").astype(float)


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
