"""Which time do the data on file cover, and which rooms, types and classes can be asked for?"""

from datetime import date

from sqlalchemy import Connection, func, select

from db.ages import ADULT_FROM_YEARS
from db.dose_exposures import counts
from db.dose_measures import MINIMUM_FOR_VERDICT
from db.schema.dose import irradiation_event
from db.schema.dose_summaries import dose_cell, exposure_count
from db.schema.exams import exam
from db.selection import ADULTS, Selection, month_end

_event = irradiation_event.c


def default_period(connection: Connection) -> tuple[date, date] | None:
    """Twelve calendar months up to the newest exposure, that day included; None while there is none.

    It ends with the data and not today: an old collection shows its own last year, and the page says so. Where the
    newest exposures are none that the medians show (children, unknown age, no exam type), it begins early enough to
    hold twelve months up to the newest one that they do show.
    """
    newest = connection.scalar(select(func.max(_event.local_date)).where(counts()))
    if newest is None:
        return None
    shown = connection.scalar(
        select(func.max(_event.local_date)).where(
            counts(), _event.patient_age_years >= ADULT_FROM_YEARS, _event.exam_type.is_not(None)
        )
    )
    month = (shown or newest).year * 12 + (shown or newest).month - 1 - 11
    return date(month // 12, month % 12 + 1, 1), newest


def usual(period: tuple[date, date]) -> Selection:
    """What is asked of a period without any filter: its months as a whole, all rooms and classes, adults."""
    start, end = period
    return Selection(start.replace(day=1), month_end(end), age_band=ADULTS)


def is_sparse(connection: Connection, start: date, end: date) -> bool:
    """Whether a period shows so few studies that no month of it could have a verdict: a collection of samples."""
    chosen = [
        counts(),
        _event.local_date >= start,
        _event.local_date <= end,
        _event.patient_age_years >= ADULT_FROM_YEARS,
        _event.exam_type.is_not(None),
    ]
    # A bounded number of rows answers it: a busy department has that many studies in a day.
    some = connection.scalars(select(_event.study_key).where(*chosen).limit(100 * MINIMUM_FOR_VERDICT))
    return len(set(some)) < MINIMUM_FOR_VERDICT


def oldest_day(connection: Connection) -> date | None:
    """The day of the oldest exposure that counts."""
    return connection.scalar(select(func.min(_event.local_date)).where(counts()))


def rooms(connection: Connection) -> list[str]:
    """The rooms that patients' exposures name, by name."""
    cell = exposure_count.c
    return sorted(connection.scalars(select(cell.room).where(cell.is_usual, cell.room != "").distinct()))


def types_and_classes(connection: Connection) -> tuple[list[str], list[str]]:
    """The exam types that have doses of any age and time, and the classes of those patients, each by name."""
    cell = dose_cell.c
    found = connection.execute(select(cell.exam_type, cell.patient_class).distinct()).all()
    return sorted({row.exam_type for row in found}), sorted({row.patient_class for row in found} - {""})


def exams_on_file(connection: Connection) -> int:
    """How many exams the RIS has told of: what an empty dose page can say is there instead."""
    return connection.scalar(select(func.count()).select_from(exam)) or 0
