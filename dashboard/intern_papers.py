"""Downloads of the interns' papers, as PDF and CSV from one query each; each is an audit event of its own.

`/interns/paper/completion.*` is the record of one intern that the reader may look at, `/interns/cohort/report.*` is the
coordinator's.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from dashboard.access import actor
from dashboard.context import PageContext
from dashboard.paper import interns as paper
from dashboard.safe_text import safe_text
from db.audit import record
from db.queries import interns
from db.training_settings import read_settings


def attach(server: Flask, context: PageContext) -> None:
    """Add the two routes. Who may take which paper at all is the gate's affair, before this is reached."""

    @server.get("/interns/paper/<name>")
    def intern_paper(name: str) -> ResponseReturnValue:
        if name not in ("completion.pdf", "completion.csv"):
            abort(404)
        return _completion(context, as_pdf=name.endswith("pdf"))

    @server.get("/interns/cohort/<name>")
    def cohort_paper(name: str) -> ResponseReturnValue:
        if name not in ("report.pdf", "report.csv"):
            abort(404)
        return _cohort(context, as_pdf=name.endswith("pdf"))


def _completion(context: PageContext, *, as_pdf: bool) -> Response:
    now, today = _now(context)
    who = actor()
    asked = request.args.get("person", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    with context.database.read() as connection:
        scope = interns.scope_of(connection, who.role, who.account_id, today)
        # An intern has their own record and nobody else's, whatever number is asked for.
        person = (
            interns.intern_at(connection, scope, number)
            if number
            else interns.intern_named(connection, scope.own)
        )
        if person is None:
            abort(404)
        found = interns.completion(connection, person, today)
    if found is None:
        abort(404)
    _note(context, "completion record", str(person.id), now)
    name = f"radops-completion-{person.id}-{today}"
    if as_pdf:
        settings = context.settings
        return _pdf(paper.completion_pdf(found, settings.site, _reader(), now, settings.zone), name)
    return _csv([paper.COMPLETION_HEAD, *paper.completion_rows(found, context.settings.zone)], name)


def _cohort(context: PageContext, *, as_pdf: bool) -> Response:
    now, today = _now(context)
    who = actor()
    with context.database.read() as connection:
        scope = interns.scope_of(connection, who.role, who.account_id, today)
        rows = interns.overview(connection, scope, today)
        weeks = read_settings(connection, today).weeks("pace")
    _note(context, "cohort report", today.isoformat(), now)
    name = f"radops-interns-{today}"
    if as_pdf:
        settings = context.settings
        return _pdf(paper.cohort_pdf(rows, settings.site, _reader(), now, settings.zone, today, weeks), name)
    return _csv([paper.COHORT_HEAD, *paper.cohort_rows(rows)], name)


def _now(context: PageContext) -> tuple[datetime, date]:
    now = context.now()
    return now, now.astimezone(context.settings.zone).date()


def _note(context: PageContext, kind: str, what: str, now: datetime) -> None:
    with context.database.write() as connection:
        record(connection, actor(), "interns.paper", now=now, object_kind=kind, object_id=what)


def _reader() -> str:
    return str(current_user.display_name)


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _csv(rows: Iterable[Iterable[object]], name: str) -> Response:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_text(value if isinstance(value, int | float) else str(value)) for value in row])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(buffer.getvalue(), mimetype="text/csv", headers=headers)
