"""What do SQLite and PostgreSQL spell differently? Percentiles and months, the same to 12 digits on both."""

import sqlite3
from typing import Any

import numpy as np
from sqlalchemy import Date, Double, String
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


def teach_sqlite(connection: sqlite3.Connection) -> None:
    """Give a SQLite connection the aggregates that it lacks."""
    connection.create_aggregate("percentile", 2, _Percentile)  # type: ignore[arg-type]
