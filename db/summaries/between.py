"""The cells of any days: ready ones of whole months, and those of a part of a month by the same definition."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, FromClause, Select, literal, select, union_all

from db.populations import Population, population_of
from db.selection import Selection, month_after, month_end
from db.stats import month_start
from db.summaries.summary import Summary


def cells_of(
    summary: Summary, of: Selection, among: Callable[[Population], Summary] | None = None
) -> FromClause:
    """The cells of a selection's days. `among` makes the summary of one population: where the selection asks for one
    (see `db.populations`), nothing is ready and all is worked out from raw rows."""
    population = population_of(of.age_band)
    if population is None or among is None:
        return cells_between(summary, of.start, of.end)
    return _raw(among(population), _months(of.start, of.end), summary.table.name).subquery(
        f"among_{summary.table.name}"
    )


def cells_between(summary: Summary, start: date, end: date) -> FromClause:
    """A table of cells as the summary's own, of the days from `start` to `end` (both included).

    Whole months are read ready. What the first or last day cuts off a month is worked out from its raw rows, which
    costs a scan of that part; its `month` is the first day of the month as everywhere.
    """
    table, parts = summary.table, _parts(start, end)
    if not parts:
        return table
    first = start if start.day == 1 else month_after(start)
    last = end if end == month_end(end) else end.replace(day=1) - timedelta(days=1)
    whole = select(*table.columns).where(table.c.month >= first, table.c.month <= last)
    cut = [_raw(summary, [part], f"{table.name}_{part[0]:%d}") for part in parts]
    return union_all(whole, *cut).subquery(f"some_{table.name}")


def _parts(start: date, end: date) -> list[tuple[date, date]]:
    """The parts of months: first day, and the day after the last."""
    after = end + timedelta(days=1)
    if start.replace(day=1) == end.replace(day=1):
        return [] if start.day == 1 and after.day == 1 else [(start, after)]
    found = [] if start.day == 1 else [(start, month_after(start))]
    return found if after.day == 1 else [*found, (end.replace(day=1), after)]


def _months(start: date, end: date) -> list[tuple[date, date]]:
    """All of it, month by month: first day, and the day after the last."""
    found, after = [], end + timedelta(days=1)
    while start < after:
        found.append((start, min(month_after(start), after)))
        start = found[-1][1]
    return found


def _raw(summary: Summary, parts: Sequence[tuple[date, date]], name: str) -> Select[Any]:
    """The cells of these parts of months, each from its first day to before its last, from raw rows."""
    table = summary.table
    keys = union_all(*(_keys(summary, *part) for part in parts)).subquery(f"days_{name}")
    cells = summary.cells(keys).subquery(f"cut_{name}")
    return select(
        *(
            month_start(cells.c.month).label("month") if column.name == "month" else cells.c[column.name]
            for column in table.columns
        )
    )


def _keys(summary: Summary, first: date, after: date) -> Select[Any]:
    table = summary.table
    days = (literal(first, Date).label("month"), literal(after, Date).label("next_month"))
    others = [table.c[name] for name in summary.by if name != "month"]
    keys = select(*days, *others)
    # A part of a month holds no other keys than the whole.
    return keys.where(table.c.month == first.replace(day=1)).distinct() if others else keys
