"""Which limits was a result judged by, and what came of it? Copied on to the result once, and left as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from db.qc.limits import Limits, verdict
from db.schema.equipment import qc_limit, qc_result

Pair = tuple[str, str]
_PIECE = 5_000


def limits_of(connection: Connection, unit: str, test: str, day: date) -> tuple[Limits, str | None]:
    """The limits that the site has set for a unit and check, as in force on a day, and their source."""
    row = connection.execute(
        select(qc_limit)
        .where(qc_limit.c.unit == unit, qc_limit.c.test == test, qc_limit.c.valid_from <= day)
        .order_by(qc_limit.c.valid_from.desc())
        .limit(1)
    ).first()
    return (Limits(), None) if row is None else (Limits.of(row._mapping), row.limit_source)


def judge_file(connection: Connection, file_id: int) -> set[Pair]:
    """Judge the results that came with a file; returns the units and checks that they are of."""
    return _judge(connection, connection.execute(select(qc_result).where(qc_result.c.file_id == file_id)))


def judge_unjudged(connection: Connection, pair: Pair | None = None) -> set[Pair]:
    """Judge what could not be judged so far, after limits came in: what was judged stays as it was.

    Of all units and checks, or of one.
    """
    key = (qc_result.c.unit, qc_result.c.test)
    limited = select(qc_limit.c.unit, qc_limit.c.test).distinct().subquery()
    query = (
        select(qc_result)
        .join(limited, (limited.c.unit == key[0]) & (limited.c.test == key[1]))
        .where(qc_result.c.verdict == "no_tol")
    )
    if pair is not None:
        query = query.where(key[0] == pair[0], key[1] == pair[1])
    return _judge(connection, connection.execute(query))


def judge_one(connection: Connection, result_id: int) -> Pair:
    """Judge one result that a person entered."""
    (pair,) = _judge(connection, connection.execute(select(qc_result).where(qc_result.c.id == result_id)))
    return pair


def _judge(connection: Connection, found: Iterable[Any]) -> set[Pair]:
    rows: Sequence[Any] = list(found)
    pairs = {(row.unit, row.test) for row in rows}
    by_pair = _site_limits(connection, pairs)
    judged = [_judged(row, by_pair.get((row.unit, row.test), [])) for row in rows]
    names = [name for name in judged[0] if name != "row_id"] if judged else []
    for start in range(0, len(judged), _PIECE):
        connection.execute(
            update(qc_result)
            .where(qc_result.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in names}),
            judged[start : start + _PIECE],
        )
    return pairs


def _site_limits(
    connection: Connection, pairs: set[Pair]
) -> dict[Pair, list[tuple[date, Limits, str | None]]]:
    """All limits of these units and checks, oldest first."""
    units = {unit for unit, _ in pairs}
    query = select(qc_limit).order_by(qc_limit.c.valid_from)
    if len(units) == 1:
        query = query.where(qc_limit.c.unit.in_(units))
    found: dict[Pair, list[tuple[date, Limits, str | None]]] = {}
    for row in connection.execute(query):
        found.setdefault((row.unit, row.test), []).append(
            (row.valid_from, Limits.of(row._mapping), row.limit_source)
        )
    return found


def _judged(row: Any, site: Sequence[tuple[date, Limits, str | None]]) -> dict[str, Any]:
    told = Limits.of(row._mapping, "told_")
    limits, source = (told, "as the file says") if told.are_set else (Limits(), None)
    for valid_from, own, own_source in site:
        if valid_from <= row.local_date:
            limits, source = own, own_source
    return {
        **asdict(limits),
        "limit_source": source,
        "verdict": verdict(limits, row.value, row.value_text),
        "row_id": row.id,
    }
