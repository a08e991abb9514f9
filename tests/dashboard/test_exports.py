"""Downloads: for whom they are, what a spreadsheet makes of them, and the trail that they leave."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import Connection, Select, literal, select, text, union_all

from dashboard.app import create_app
from dashboard.safe_text import safe_text
from db.exports import Asked, Export
from db.schema.accounts import audit_event
from db.settings import Settings
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import Clock, add_accounts, database_of, signed_in

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://evil.example")',
    "-2+3+cmd|' /C calc'!A0",
    " =1+1",
    "\n=1+1",
    "\u00a0\t @SUM(A1)",
    # Full-width signs, which some spreadsheets read as the plain ones, and signs that nobody sees before them.
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "\u200b=1+1",
    "\ufeff=1+1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_shown_instead(formula: str) -> None:
    assert safe_text(formula) == "'" + formula


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5, "-0.5"),
        (-7, "-7"),
        (1e-20, "1e-20"),
        (0.1 + 0.2, "0.3"),
        (None, ""),
        (True, "true"),
        ("a=1", "a=1"),
        (" a", " a"),
        ("\u200bRoom 1", "\u200bRoom 1"),
        ("", ""),
    ],
)
def test_numbers_and_harmless_texts_stay_what_they_are(value: Any, text: str) -> None:
    assert safe_text(value) == text


def query(_connection: Connection, _asked: Asked) -> Select[Any]:
    rows = [
        select(literal(i).label("number"), literal(f).label("text"))
        for i, f in enumerate([*FORMULAS, "a,b", 'c"d'])
    ]
    every = union_all(*rows).subquery()
    return select(every).order_by(every.c.number)


@pytest.fixture
def app(database_url: str, settings_for: Callable[..., Settings], clock: Clock) -> Dash:
    downloads = {"exams": Export("exams", "Made-up rows", query)}
    made = create_app(settings_for(database_url), now=clock, pages=GATE_PAGES, downloads=downloads)
    add_accounts(database_of(made), ["rso", "clerk"], clock())
    return made


def test_a_download_is_a_csv_file_with_its_day_in_the_name(app: Dash, clock: Clock) -> None:
    clock.pass_time(hours=14)  # the next day in UTC, still the same in New York
    answer = signed_in(app, "rso").get("/export/exams.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="radops-exams-2026-11-24.csv"'
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert rows[0] == ["number", "text"]
    assert [row[1] for row in rows[1:]] == ["'" + f for f in FORMULAS] + ["a,b", 'c"d']


def test_a_download_leaves_an_event_and_a_refused_one_gives_nothing(app: Dash) -> None:
    signed_in(app, "clerk").get("/export/exams.csv")
    signed_in(app, "rso").get("/export/exams.csv")
    with database_of(app).read() as connection:
        events = connection.execute(select(audit_event).where(audit_event.c.action == "export")).all()
    assert [(e.actor, e.object_kind, e.object_id, e.outcome) for e in events] == [
        ("rso", "export", "exams", "success")
    ]


def test_without_its_event_a_download_does_not_happen(app: Dash) -> None:
    client = signed_in(app, "rso")
    with database_of(app).write() as connection:
        connection.execute(text("ALTER TABLE audit_event RENAME TO audit_event_away"))
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/export/exams.csv")
    assert answer.status_code == 503
    assert "SUM" not in answer.text
