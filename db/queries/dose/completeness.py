"""How complete is what came in? Exams without dose, doses without exam, images without event, totals that disagree."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, FromClause, Select, and_, func, select, text, true

from db.database import frame
from db.exams_done import gives_dose, has_dose, is_claimed_by_nobody
from db.schema.dose import DISAGREES, UNMATCHED, dose_report, dose_study, irradiation_event
from db.schema.dose_summaries import dose_completeness, dose_stray
from db.schema.exams import exam
from db.selection import Selection, month_end
from db.summaries.between import cells_between
from db.summaries.dose_findings import DOSE_COMPLETENESS, DOSE_STRAYS, DOUBTFUL_INDICES

# Reported totals are rounded; a share of the total beyond which they no longer say the same as the sum of the events.
DISAGREES_FROM = 0.005
_TOTALS = {
    "DAP": ("total_dap_gy_cm2", "sum_event_dap_gy_cm2", "Gy·cm²"),
    "Dose at RP": ("total_dose_rp_mgy", "sum_event_dose_rp_mgy", "mGy"),
    "DLP": ("total_dlp_mgy_cm", "sum_event_dlp_mgy_cm", "mGy·cm"),
}
_event, _report, _study = irradiation_event.c, dose_report.c, dose_study.c


def _newest_of(
    connection: Connection,
    query: Select[Any],
    day: Any,
    months: Iterable[date],
    of: tuple[date, date],
    most: int,
) -> pd.DataFrame:
    """The first `most` rows of a query ordered from the newest day on, of some days, out of months that have any.

    Month by month: to look for a few among a year's rows that all have their counterpart takes seconds.
    """
    found: list[pd.DataFrame] = []
    for month in sorted(months, reverse=True):
        some = query.where(day >= max(month, of[0]), day <= min(month_end(month), of[1]))
        found.append(frame(connection, some.limit(most - sum(map(len, found)))))
        if sum(map(len, found)) >= most:
            break
    parts = [one for one in found if len(one)]
    return pd.concat(parts, ignore_index=True) if parts else frame(connection, query.limit(0))


def complete_by(connection: Connection, of: Selection, *by: str) -> pd.DataFrame:
    """Exams done that give a dose (`exams`), those with a dose on file (`with_dose`), and their share, by month, room
    or modality, or several of them; of the days and room of `of`, whatever else is chosen. Exams of a modality without
    dose, or of none that is known, are not expected to have one.

    An exam has a dose when a study has its accession number or its study UID, whatever the dose says.
    """
    cells, wanted = _cells(of)
    columns = [cells.c[name] for name in by]
    query = select(
        *columns, func.sum(cells.c.exams).label("exams"), func.sum(cells.c.with_dose).label("with_dose")
    )
    counted = frame(connection, query.where(*wanted).group_by(*columns).order_by(*columns))
    if "month" in by:
        counted["month"] = pd.to_datetime(counted["month"])
    counted["share"] = counted["with_dose"] / counted["exams"]
    return counted


def _cells(of: Selection) -> tuple[FromClause, list[Any]]:
    cells = cells_between(DOSE_COMPLETENESS, of.start, of.end)
    wanted = [cells.c.month >= of.start.replace(day=1), cells.c.month <= of.end]
    return cells, [*wanted, *([cells.c.room == of.room] if of.room else [])]


def completeness(connection: Connection, of: Selection) -> dict[str, int]:
    """Counts of the days and room of `of`: `exams` (done, of a kind that gives dose), `with_dose`, `without_dose`; and
    of its days, in all rooms, `dose_without_exam` (studies with an exposure of a patient that no exam claims)."""
    cells, wanted = _cells(of)
    exams, with_dose = connection.execute(
        select(
            func.coalesce(func.sum(cells.c.exams), 0), func.coalesce(func.sum(cells.c.with_dose), 0)
        ).where(*wanted)
    ).one()
    stray = cells_between(DOSE_STRAYS, of.start, of.end)
    inside = stray.c.month >= of.start.replace(day=1), stray.c.month <= of.end
    strays = connection.scalar(select(func.sum(stray.c.studies)).where(*inside))
    return {
        "exams": int(exams),
        "with_dose": int(with_dose),
        "without_dose": int(exams - with_dose),
        "dose_without_exam": int(strays or 0),
    }


def exams_without_dose(connection: Connection, of: Selection, most: int = 50) -> pd.DataFrame:
    """The newest exams done without a dose, of the days and room of `of`: exam_key (a keyed hash), local_date, room,
    modality, exam_description."""
    columns = (exam.c.exam_key, exam.c.local_date, exam.c.room, exam.c.modality, exam.c.exam_description)
    cell = dose_completeness.c
    lacking = (
        select(cell.month)
        .where(cell.month >= of.start.replace(day=1), cell.month <= of.end)
        .group_by(cell.month)
        .having(func.sum(cell.exams) > func.sum(cell.with_dose))
    )
    query = (
        select(*columns)
        .where(gives_dose(), ~has_dose(), *([exam.c.room == of.room] if of.room else []))
        .order_by(exam.c.local_date.desc(), exam.c.started_at.desc(), exam.c.exam_key)
    )
    months = connection.scalars(lacking)
    return _newest_of(connection, query, exam.c.local_date, months, (of.start, of.end), most)


def dose_without_exam(connection: Connection, start: date, end: date, most: int = 50) -> pd.DataFrame:
    """The newest studies with a dose that no exam claims: local_date, modality, exam_description, event_count."""
    query = (
        select(_study.local_date, _study.modality, _study.exam_description, _study.event_count)
        .where(is_claimed_by_nobody())
        .order_by(_study.local_date.desc(), _study.study_key)
    )
    cell = dose_stray.c
    months = connection.scalars(
        select(cell.month).where(cell.month >= start.replace(day=1), cell.month <= end)
    )
    return _newest_of(connection, query, _study.local_date, months, (start, end), most)


def unmatched_images(connection: Connection, start: date, end: date) -> pd.DataFrame:
    """Image headers of a study with a report that are joined to none of its events, by room and protocol: room,
    modality, protocol, n. They add no dose."""
    columns = (_event.room, _event.modality, _event.protocol)
    found = frame(
        connection,
        select(*columns, func.count().label("n"))
        .where(text(UNMATCHED), _event.local_date >= start, _event.local_date <= end)
        .group_by(*columns),
    )
    return found.sort_values(["n", "room", "protocol"], ascending=[False, True, True], ignore_index=True)


def doubtful_indices(connection: Connection, start: date, end: date) -> pd.DataFrame:
    """Rooms whose devices store a deviation index that their own exposure indices contradict: room, n, of (exposures
    with all three values)."""
    cells = cells_between(DOUBTFUL_INDICES, start, end)
    found = frame(
        connection,
        select(cells.c.room, func.sum(cells.c.n).label("n"), func.sum(cells.c.of).label("of"))
        .where(cells.c.month >= start.replace(day=1), cells.c.month <= end)
        .group_by(cells.c.room),
    )
    found = found[found["n"] > 0]
    found["room"] = found["room"].replace("", None)
    return found.sort_values(["n", "room"], ascending=[False, True], ignore_index=True)


def disagreeing_totals(connection: Connection, start: date, end: date, most: int = 50) -> pd.DataFrame:
    """Dose reports in force whose reported total is not the sum of their events: study_date, station_name, modality,
    quantity, unit, reported, summed, share (of the reported total; null where that is 0), largest first.

    The reported total counts; it is never replaced. A report without events, or without a total, is not compared.
    """
    parts = []
    for quantity, (total, summed, unit) in _TOTALS.items():
        reported, added = _report[total], _report[summed]
        rows = frame(
            connection,
            select(
                _report.study_date,
                _report.station_name,
                _report.modality,
                reported.label("reported"),
                added.label("summed"),
            ).where(
                _report.in_force.is_(true()),
                _report.report_kind == "rdsr",
                _report.study_date >= start,
                _report.study_date <= end,
                # In the words of the index, which knows those of which any total disagrees.
                text(DISAGREES),
                and_(reported.is_not(None), added.is_not(None)),
                func.abs(reported - added) > DISAGREES_FROM * func.abs(reported),
            ),
        ).assign(quantity=quantity, unit=unit)
        parts.append(rows)
    found = pd.concat(parts, ignore_index=True)
    # Without a row a column has no type of its own.
    found[["reported", "summed"]] = found[["reported", "summed"]].astype(float)
    found["share"] = ((found["summed"] - found["reported"]) / found["reported"]).where(found["reported"] != 0)
    return found.sort_values(
        ["share", "study_date"], key=lambda values: values.abs() if values.name == "share" else values,
        ascending=False, na_position="first", ignore_index=True,
    ).head(most)  # fmt: skip
