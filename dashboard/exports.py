"""Downloads: the exports of `db/exports.py` as CSV files, each with a permission of its own."""

import csv
import io
from collections.abc import Iterator, Mapping

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from dashboard.access import actor
from dashboard.context import PageContext
from dashboard.safe_text import safe_text
from db.audit import record
from db.exports import Asked, Export, rows_of

_PIECE_CHARACTERS = 64_000
# The column that names the file that a row came in.
_FILE = "file"


def attach(server: Flask, context: PageContext, exports: Mapping[str, Export]) -> None:
    """Add the route `export`. Which role may take which export is the gate's affair, before this is reached."""

    @server.get("/export/<name>.csv")
    def export(name: str) -> ResponseReturnValue:
        with context.database.write() as connection:
            record(connection, actor(), "export", now=context.now(), object_kind="export", object_id=name)
        settings, today = context.settings, context.now().astimezone(context.settings.zone).date()
        asked = Asked(today, settings.limits, settings.alara, settings.drl, settings.intern_levels)
        headers = {"Content-Disposition": f'attachment; filename="radops-{name}-{today.isoformat()}.csv"'}
        return Response(_lines(context, exports[name], asked), mimetype="text/csv", headers=headers)


def _lines(context: PageContext, export: Export, asked: Asked) -> Iterator[str]:
    """The export as CSV text, in pieces: it may be longer than what fits in memory.

    A sender's name of a file may be a patient's: whoever takes the export in a browser gets a keyed hash of it, the
    same for the same file. The command line gives the name; who works there has the files.
    """
    buffer = io.StringIO()
    # RFC 4180's line end. With another one the writer leaves a lone carriage return unquoted, and a row is split.
    writer = csv.writer(buffer, lineterminator="\r\n")
    with context.database.read() as connection:
        rows = rows_of(connection, export, asked)
        header = [str(name) for name in next(rows)]
        writer.writerow([safe_text(name) for name in header])
        names = [place for place, name in enumerate(header) if name == _FILE]
        for row in rows:
            cells = [safe_text(value) for value in row]
            for place in names:
                cells[place] = context.keyring.hash_id("file", cells[place])
            writer.writerow(cells)
            if buffer.tell() > _PIECE_CHARACTERS:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()
