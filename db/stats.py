"""What do SQLite and PostgreSQL spell differently? Percentiles and months, the same to 12 digits on both."""

import sqlite3
from array import array
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Date, Double, Integer, LargeBinary, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class percentile(GenericFunction[float]):
    """percentile(column, share): the value below which that share of the non-null values lies, by linear
    interpolation between neighbours (PostgreSQL's percentile_cont). Null when there is no value."""

    type = Double()
    inherit_cache = True


@compiles(percentile, "postgresql")
def _percentile_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    column, share = element.clauses
    return f"percentile_cont({compiler.process(share, **kw)}) WITHIN GROUP (ORDER BY {compiler.process(column, **kw)})"


class packed(GenericFunction[bytes]):
    """packed(column): all its non-null values, sorted, as 64-bit floats one after another (see `unpacked`)."""

    type = LargeBinary()
    inherit_cache = True


@compiles(packed, "postgresql")
def _packed_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    value = compiler.process(column, **kw)
    return f"coalesce(string_agg(float8send({value}), ''::bytea ORDER BY {value}), ''::bytea)"


@compiles(packed, "sqlite")
def _packed_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    # An aggregate of ours that sees no row gives null.
    return f"coalesce(packed({compiler.process(column, **kw)}), x'')"


def unpacked(values: bytes | None) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The values that `packed` has put together, ascending."""
    return np.frombuffer(values or b"", dtype=">f8").astype(np.float64)


class month_start(GenericFunction[Any]):
    """month_start(date): the first day of the date's month."""

    type = Date()
    inherit_cache = True


@compiles(month_start, "postgresql")
def _month_start_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f"CAST(date_trunc('month', {compiler.process(column, **kw)}) AS DATE)"


@compiles(month_start, "sqlite")
def _month_start_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f"date({compiler.process(column, **kw)}, 'start of month')"


class week_number(GenericFunction[int]):
    """week_number(moment): the number of its week, Monday to Sunday; 0 is the week of 1 January 1970."""

    type = Integer()
    inherit_cache = True


@compiles(week_number, "postgresql")
def _week_number_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    days = f"EXTRACT(EPOCH FROM CAST({compiler.process(column, **kw)} AS TIMESTAMP)) / 86400"
    return f"CAST(FLOOR(({days} + 3) / 7) AS INTEGER)"


@compiles(week_number, "sqlite")
def _week_number_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    # From the first Monday before 1970; whole numbers are divided as whole numbers.
    return f"((CAST(strftime('%s', {compiler.process(column, **kw)}) AS INTEGER) + 259200) / 604800)"


class days_after(GenericFunction[Any]):
    """days_after(date, days): the day that many days later; null when either is."""

    type = Date()
    inherit_cache = True


@compiles(days_after, "postgresql")
def _days_after_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = element.clauses
    return f"(CAST({compiler.process(day, **kw)} AS DATE) + CAST({compiler.process(days, **kw)} AS INTEGER))"


@compiles(days_after, "sqlite")
def _days_after_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = element.clauses
    return f"date({compiler.process(day, **kw)}, {compiler.process(days, **kw)} || ' days')"


class epoch_seconds(GenericFunction[int]):
    """epoch_seconds(moment): whole seconds since 1 January 1970, UTC; null when the moment is."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch_seconds, "postgresql")
def _epoch_seconds_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(column, **kw)})) AS BIGINT)"


@compiles(epoch_seconds, "sqlite")
def _epoch_seconds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f"CAST(strftime('%s', {compiler.process(column, **kw)}) AS INTEGER)"


class byte_order(GenericFunction[str]):
    """byte_order(text): the text, to be sorted by its bytes whatever language the database sorts in."""

    type = String()
    inherit_cache = True


@compiles(byte_order, "postgresql")
def _byte_order_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f'({compiler.process(column, **kw)} COLLATE "C")'


@compiles(byte_order, "sqlite")
def _byte_order_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return str(compiler.process(column, **kw))


class _Percentile:
    def __init__(self) -> None:
        self.values: list[float] = []
        self.share = 0.5

    def step(self, value: float | None, share: float) -> None:
        self.share = share
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        if not self.values:
            return None
        return float(np.percentile(np.asarray(self.values, dtype=float), self.share * 100))


class _Packed:
    def __init__(self) -> None:
        self.values = array("d")

    def step(self, value: float | None) -> None:
        if value is not None:
            self.values.append(value)

    def finalize(self) -> bytes:
        # Big-endian, as PostgreSQL's float8send writes them.
        return np.sort(np.frombuffer(self.values, dtype=np.float64)).astype(">f8").tobytes()


def teach_sqlite(connection: sqlite3.Connection) -> None:
    """Give a SQLite connection the aggregates that it lacks."""
    connection.create_aggregate("percentile", 2, _Percentile)  # type: ignore[arg-type]
    connection.create_aggregate("packed", 1, _Packed)  # type: ignore[arg-type]
