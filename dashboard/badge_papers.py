"""Downloads of the badges' papers, as PDF and CSV from one query each; each is an audit event of its own.

`/badges/paper/<name>` is the RSO's; `/own-dose/paper/<name>` gives the reader's own released year.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from dashboard.access import actor
from dashboard.context import PageContext
from dashboard.paper import badges as paper
from dashboard.safe_text import safe_text
from db.actions.badge_entries import note_view
from db.queries import badges

_ANNUAL_HEAD = ["box", "title", "value_msv", "value_rem", "note"]


def attach(server: Flask, context: PageContext) -> None:
    """Add the two routes. Who may take which paper is the gate's affair, before this is reached."""
    papers: dict[str, Callable[[datetime, date], Response]] = {
        "annual.pdf": lambda now, today: _annual(context, now, today, as_pdf=True),
        "annual.csv": lambda now, today: _annual(context, now, today, as_pdf=False),
        "quarter.pdf": lambda now, today: _quarter(context, now, today, as_pdf=True),
        "quarter.csv": lambda now, today: _quarter(context, now, today, as_pdf=False),
        "reminders.pdf": lambda now, today: _reminders(context, now, today),
    }

    @server.get("/badges/paper/<name>")
    def badge_paper(name: str) -> ResponseReturnValue:
        if name not in papers:
            abort(404)
        now = context.now()
        return papers[name](now, now.astimezone(context.settings.zone).date())

    @server.get("/own-dose/paper/<name>")
    def own_paper(name: str) -> ResponseReturnValue:
        if name not in {"annual.pdf", "annual.csv"}:
            abort(404)
        now = context.now()
        today = now.astimezone(context.settings.zone).date()
        return _own(context, now, today, as_pdf=name.endswith("pdf"))


def _annual(context: PageContext, now: datetime, today: date, *, as_pdf: bool) -> Response:
    wearer = request.args.get("wearer", "")
    with context.database.read() as connection:
        key = badges.wearer_by_id(connection, wearer)
    if key is None:
        abort(404)
    return _annual_of(context, key, wearer, _year(today), None, now, today, as_pdf=as_pdf)


def _own(context: PageContext, now: datetime, today: date, *, as_pdf: bool) -> Response:
    with context.database.read() as connection:
        found = badges.own_doses(connection, actor().account_id)
        released = badges.released_reports(connection)
    place = request.args.get("number", "0")
    if not (place.isascii() and place.isdigit() and int(place[:4]) < len(found)):
        abort(404)
    own = found[int(place[:4])]
    return _annual_of(context, own.key, "own", _year(today), released, now, today, as_pdf=as_pdf)


def _annual_of(
    context: PageContext,
    key: tuple[str, str],
    wearer: str,
    year: int,
    released: list[date] | None,
    now: datetime,
    today: date,
    *,
    as_pdf: bool,
) -> Response:
    settings = context.settings
    with context.database.read() as connection:
        rule = badges.effective_rule(connection, settings.effective_dose, today)
        report = badges.annual_report(connection, key, year, today, rule, released, settings.site)
    note_view(context.database, "badges.paper", "annual report", f"{wearer} {year}", actor=actor(), now=now)
    name = f"radops-annual-{year}"
    if as_pdf:
        return _pdf(paper.annual_pdf(report, settings.site, _reader(), now, settings.zone), name)
    return _csv([_ANNUAL_HEAD, *paper.annual_rows(report)], name)


def _quarter(context: PageContext, now: datetime, today: date, *, as_pdf: bool) -> Response:
    settings = context.settings
    day = paper.quarter_of(request.args.get("quarter", ""), today)
    with context.database.read() as connection:
        found = badges.quarter_list(connection, day, settings.limits)
    note_view(
        context.database, "badges.paper", "quarter list", f"{found.first:%Y-%m}", actor=actor(), now=now
    )
    name = f"radops-badges-{found.first.year}-Q{(found.first.month + 2) // 3}"
    if as_pdf:
        return _pdf(paper.quarter_pdf(found, settings.site, _reader(), now, settings.zone), name)
    rows = found.rows.astype(object).where(found.rows.notna(), None)
    return _csv([list(rows.columns), *rows.itertuples(index=False, name=None)], name)


def _reminders(context: PageContext, now: datetime, today: date) -> Response:
    settings = context.settings
    with context.database.read() as connection:
        report = badges.default_report(badges.reports(connection))
        found = badges.missing(connection, report, today, settings.badge_months) if report else None
    note_view(context.database, "badges.paper", "reminder list", str(today), actor=actor(), now=now)
    return _pdf(
        paper.reminders_pdf(found, settings.site, _reader(), now, settings.zone), f"radops-reminders-{today}"
    )


def _year(today: date) -> int:
    text = request.args.get("year", "")
    return (
        int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text >= "1900" else today.year
    )


def _reader() -> str:
    return str(current_user.display_name)


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _csv(rows: Iterable[Iterable[object]], name: str) -> Response:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_text(_plain(value)) for value in row])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(buffer.getvalue(), mimetype="text/csv", headers=headers)


def _plain(value: object) -> str | float | None:
    return value if value is None or isinstance(value, str | int | float) else str(value)
