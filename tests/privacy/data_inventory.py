"""The data inventory: every column of every table, what it means, what kind of data it is, who sees it, how long.

`make data-inventory` writes docs/data-inventory.md from the schema and from `db/data_kinds.py` and `db/data_tables.py`.
"""

import ast
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Column, Table

from dashboard.roles import ROLES, SIGNED_IN
from db import schema
from db.data_kinds import MEANINGS, Kind, kind_of
from db.data_tables import TABLES
from db.schema import metadata
from etl.fields import Field, Text, Words
from etl.sources import SOURCES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "data-inventory.md"
_SCHEMA = Path(schema.__file__).parent
_BEGINS = """# What is kept, of what kind, who sees it, and for how long

Made by `make data-inventory` from the tables themselves; a test fails while this page is not what they are. What stands
in no column is not kept: no patient's name, address, birth date, telephone or number in readable form. A test gives
every source files with the 18 identifiers of 45 CFR 164.514(b)(2)(i) and looks for them everywhere."""
_READERS = """Roles are those that have a permission named in `db/data_tables.py`; an intern sees oneself alone, a
technologist the interns assigned to them, everybody one's own badge. Whoever runs the server can read the database
itself, and with the data key what is sealed in it. Home and the wall show counts of these rows besides, to whom the
table of roles lets in. Where no meaning is given the name says it; units stand in names, times (`_at`) are UTC.

## Which columns a text of a file may reach

A text that a file holds is stored under its own column's name and nowhere else, but for the copies named here and
`row_history`, where a row's earlier values stay. The test of canaries takes this table as what is allowed, and
everything else as a leak."""
# What opens radops, or proves it whole, is shown to nobody; nor are numbers of rows.
_SHOWN_TO_NOBODY = frozenset({Kind.ROW, Kind.SECRET, Kind.SEALED})


def seen_with(column: Column[object]) -> tuple[str, ...]:
    """The permissions with which some page or export shows a column."""
    table = column.table
    assert isinstance(table, Table)
    held = TABLES[table.name]
    if column.name in held.unseen:
        return ()
    kind = kind_of(column)
    if kind == Kind.SEALED:
        # An accession number is opened one at a time, with an event; the rows set aside by the administrator.
        return tuple(p for p in held.seen_with if p in ("dose.reveal", "feeds.quarantine", "badges.view"))
    if kind == Kind.HASHED:
        return tuple(p for p in held.seen_with if p.startswith("export."))
    return () if kind in _SHOWN_TO_NOBODY else held.seen_with


def roles_with(permissions: tuple[str, ...]) -> list[str]:
    """The roles that have one of these permissions."""
    return [name for name, role in ROLES.items() if any(p == SIGNED_IN or p in role.may for p in permissions)]


# --- meanings, as they stand above the declarations ------------------------------------------------------------


@dataclass
class _Module:
    """What a module of the schema says of its tables and columns."""

    about: str
    lines: list[str]
    tables: dict[str, ast.Assign] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)


def _read(path: Path) -> _Module:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    module = _Module((ast.get_docstring(tree) or "").split("\n")[0], text.splitlines())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            module.functions[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            first = node.value.args[0] if node.value.args else None
            if _called(node.value) == "Table" and isinstance(first, ast.Constant):
                module.tables[str(first.value)] = node
    return module


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _above(module: _Module, node: ast.AST) -> str:
    """The comment that stands directly above a declaration."""
    said: list[str] = []
    place = node.lineno - 2  # type: ignore[attr-defined]
    while place >= 0 and module.lines[place].strip().startswith("# "):
        said.insert(0, module.lines[place].strip()[2:])
        place -= 1
    return " ".join(said)


def meanings() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """What the schema says of each table, and of each column that it says something of."""
    modules = [_read(path) for path in sorted(_SCHEMA.glob("*.py"))]
    functions = {name: (module, node) for module in modules for name, node in module.functions.items()}
    of_tables, of_columns = {}, {}
    for module in modules:
        for table, node in module.tables.items():
            of_tables[table] = _above(module, node) or module.about
            of_columns.update({(table, name): said for name, said in _of(module, node.value, functions)})
    return of_tables, of_columns


def _of(
    module: _Module, node: ast.AST, functions: dict[str, tuple[_Module, ast.FunctionDef]]
) -> list[tuple[str, str]]:
    """Each column that is declared below a node, with what is said of it; shared columns stand in functions."""
    found = []
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        first = call.args[0] if call.args else None
        name = _called(call)
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and name != "Table":
            said = _above(module, call)
            if said:
                found.append((first.value, said))
        if name in functions and functions[name][1] is not node:
            elsewhere, declared = functions[name]
            about = (ast.get_docstring(declared) or "").split("\n")[0]
            inner = _of(elsewhere, declared, functions)
            found += inner
            if name in ("identity", "provenance", "also_entered"):
                found += [(one, about) for one in _SHARED[name]]
    return found


_SHARED = {"identity": ("id",), "provenance": ("file_id",), "also_entered": ("file_id",)}


# --- the page --------------------------------------------------------------------------------------------------


def page() -> str:
    """The inventory as a page of the docs."""
    of_tables, of_columns = meanings()
    kinds = Counter(kind_of(column) for table in metadata.sorted_tables for column in table.columns)
    lines = [
        *_BEGINS.splitlines(),
        "",
        f"{len(metadata.tables)} tables, {sum(kinds.values())} columns.",
        "",
        "| kind | columns | what it is |",
        "|---|---|---|",
        *(f"| {kind} | {kinds[kind]} | {MEANINGS[kind]} |" for kind in Kind),
        "",
        *_READERS.splitlines(),
        "",
        "| field | kind | sources that read it | columns that it may reach |",
        "|---|---|---|---|",
        *_fields(),
    ]
    for table in sorted(metadata.sorted_tables, key=lambda one: one.name):
        held = TABLES[table.name]
        lines += [
            "",
            f"## {table.name}",
            "",
            of_tables[table.name],
            "",
            f"Kept {held.kept}.",
            "",
            "| column | kind | meaning | seen by |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            who = ", ".join(roles_with(seen_with(column))) or "nobody"
            said = of_columns.get((table.name, column.name), "").replace("|", "\\|")
            lines.append(f"| `{column.name}` | {kind_of(column)} | {said} | {who} |")
    return "\n".join(lines) + "\n"


def _fields() -> list[str]:
    by_column: dict[str, list[str]] = {}
    for source in SOURCES:
        for one in source.fields:
            if one.is_read and _holds_text(one):
                by_column.setdefault(one.column, []).append(source.name)
    rows = []
    for name, sources in sorted(by_column.items()):
        places = sorted(places_of(name))
        kinds = sorted({str(kind_of(metadata.tables[t].c[c])) for t, c in places if t != "row_history"})
        where = ", ".join(f"`{table}.{column}`" for table, column in places if table != "row_history")
        rows.append(f"| `{name}` | {', '.join(kinds)} | {', '.join(dict.fromkeys(sources))} | {where} |")
    return rows


def _holds_text(one: Field) -> bool:
    return isinstance(one, Text) or (isinstance(one, Words) and one.others)


def places_of(name: str) -> set[tuple[str, str]]:
    """The tables and columns that the text of a field of this name may be found in."""
    named = {(t.name, name) for t in metadata.sorted_tables if name in t.columns}
    copied = {tuple(place.split(".")) for place in COPIES.get(name, "").split()}
    return named | {(table, column) for table, column in copied} | {("row_history", "old_values")}


# Where the text of a column is written besides the columns of its own name; a row's earlier values are kept beside it.
COPIES: dict[str, str] = {
    "exam_description": "dose_report.procedure_text",
    "room": "dose_report.station_name month_column.words",
    # The words of rows that are kept as columns.
    **dict.fromkeys(
        (
            "modality",
            "exam_type",
            "projection",
            "patient_class",
            "priority",
            "contrast_agent",
            "technologist",
        ),
        "month_column.words",
    ),
}


def main() -> None:
    """Write the docs' page."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    out.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
