"""Which tables of a file that holds several does the site name, and what stands outside them? From feeds.toml."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from etl.fields import Constant, Dose, Number
from etl.headers import plain
from etl.layout import Tabular, TitledTable
from etl.source import Source

Section = Mapping[str, Any]
_OF_A_TABLE = ("title", "columns", "values")


def with_tables(layout: Tabular, source: Source, section: Section, where: str) -> Tabular:
    """The layout with the tables and the heading of a section. Raises ValueError, which begins with `where`."""
    if "tables" not in section:
        if "heading" in section:
            raise ValueError(f"{where} heading: only where tables are named")
        return layout
    given = section["tables"]
    if not isinstance(given, list) or not given:
        raise ValueError(f"{where} tables: expected a list of {{title = ...}}")
    heading = _texts(source, section.get("heading", {}), f"{where} heading")
    tables = tuple(_table(source, section, table, f"{where} tables") for table in given)
    titles = [plain(table.title) for table in tables]
    if len(set(titles)) < len(titles):
        raise ValueError(f"{where} tables: the same title twice")
    return replace(layout, tables=tables, heading=heading)


def _table(source: Source, section: Section, given: Any, where: str) -> TitledTable:
    title = given.get("title") if isinstance(given, dict) else None
    if not isinstance(title, str) or not title.strip():
        raise ValueError(f"{where}: each needs a title, as it stands in the file")
    where = f"{where}, {title!r}"
    for key in given:
        if key not in _OF_A_TABLE:
            raise ValueError(f"{where} key {key!r} is not understood; there are {', '.join(_OF_A_TABLE)}")
    columns = _texts(source, given.get("columns", {}), f"{where} columns")
    for name, header in columns.items():
        field = source.field(name)
        known = {plain(one) for one in field.headers}
        has_units = isinstance(field, Number | Dose) and len(field.units) > 1
        if has_units and plain(header) not in known and name not in section.get("unit", {}):
            raise ValueError(f"{where} unit.{name} is wanted, beside the tables")
    return TitledTable(title, columns, _texts(source, given.get("values", {}), f"{where} values"))


def _texts(source: Source, given: Any, where: str) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError(f"{where}: expected {{field = ...}}")
    names = {field.column for field in source.fields if field.is_read and not isinstance(field, Constant)}
    for name, text in given.items():
        if name not in names:
            raise ValueError(f"{where}: {name!r} is no field; there are {', '.join(sorted(names))}")
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{where}.{name}: expected a text")
    return dict(given)
