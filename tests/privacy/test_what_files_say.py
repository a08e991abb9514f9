"""What files say of patients is found nowhere, what they say of staff only where it may be, and nothing of it runs.

Every source gets a file with the 18 identifiers of HIPAA in columns that nobody reads, in cells that are hashed or
sealed, in rows set aside and in DICOM's and HL7's own fields for them; a mark in each text that is read; and fifty
payloads in each column of text. All of them are loaded once; then everything that could tell of them is searched.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import Dialog, Page
from sqlalchemy import select

from commands.feed_pages import feed_infos
from commands.output import outcomes_as_json
from commands.trying import as_json, as_report, try_file
from dashboard.app import create_app
from dashboard.registry import Page as AppPage
from dashboard.roles import ROLES, SIGNED_IN
from db.data_kinds import Kind, kind_of
from db.database import Database
from db.exports import EXPORTS
from db.privacy import Keyring
from db.schema import metadata
from db.settings import read_settings
from etl.mapping import Feeds
from etl.pipeline import Line, Outcome, load_files
from etl.replay import Replay
from etl.source import Site
from tests.browser.visiting import serve
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import registered
from tests.dashboard.signing_in import add_accounts, signed_in
from tests.dashboard.wall.screens import screen
from tests.privacy import canaries
from tests.privacy.browsing import MADE_BY_A_PAYLOAD, enter, go_to
from tests.privacy.canaries import Marks, found_in
from tests.privacy.data_inventory import places_of, roles_with, seen_with
from tests.privacy.payloads import OUTSIDE
from tests.privacy.seeding import write_all
from tests.privacy.walking import Walk, markup_in_charts, with_files
from tests.servers.databases import DatabaseMaker

# A week after what the samples tell of.
NOW = datetime(2031, 12, 1, 17, tzinfo=UTC)


@dataclass
class Department:
    """What was loaded, and everything that was written on the way."""

    app: Dash
    database: Database
    line: Line
    var: Path
    files: list[Path]
    marks: Marks
    outcomes: list[Outcome]


@contextmanager
def standard_error_in(path: Path) -> Iterator[None]:
    """Write what this process and those that it starts say on standard error into a file, and all logging too."""
    kept = os.dup(2)
    handler = logging.FileHandler(path)
    logging.getLogger().addHandler(handler)
    with path.open("ab") as file:
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            logging.getLogger().removeHandler(handler)
            handler.close()


@pytest.fixture(scope="module")
def department(
    make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Department]:
    """Every source's file, loaded along the line of the server's own keys."""
    var, inbox = tmp_path_factory.mktemp("var"), tmp_path_factory.mktemp("inbox")
    url = make_module_database("sqlite")
    settings = read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(var)})
    database, marks = Database(url), Marks()
    keyring = Keyring(settings.secret_key, settings.data_key, settings.id_rule)
    line = Line(database, Site(settings.zone, keyring, True, NOW), Feeds(), lambda: NOW)
    files = write_all(inbox, marks)
    with standard_error_in(var / "log.txt"):
        outcomes = list(load_files(files, line))
    feeds = feed_infos(Feeds())
    app = create_app(settings, database, lambda: NOW, feeds=feeds, corrections=Replay(lambda: line))
    add_accounts(database, now=NOW)
    yield Department(app, database, line, var, files, marks, outcomes)
    database.close()


def texts_of_columns(database: Database) -> Iterator[tuple[str, str, str]]:
    """Table, column and text of every value that holds text or bytes."""
    with database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    if isinstance(value, bytes):
                        yield table.name, name, value.decode("latin-1")
                    elif value is not None and not isinstance(value, int | float):
                        yield (
                            table.name,
                            name,
                            value if isinstance(value, str) else json.dumps(value, default=str),
                        )


def test_every_file_came_in_and_set_one_row_aside(department: Department) -> None:
    assert {outcome.outcome for outcome in department.outcomes} == {"loaded"}
    tables = [
        outcome for outcome in department.outcomes if outcome.source not in ("hl7", "rdsr", "image_header")
    ]
    # The broken row; where a column of a key is short, rows with the same payload contradict each other besides.
    assert all(1 <= outcome.rows_quarantined < outcome.rows_in - 5 for outcome in tables)
    assert all(outcome.rows_in > 50 for outcome in tables)


def test_no_identifier_of_a_patient_is_in_any_column_or_in_any_file_that_was_written(
    department: Department,
) -> None:
    found = [
        (table, column, canary)
        for table, column, text in texts_of_columns(department.database)
        for canary in found_in(text)
    ]
    assert found == []
    written = [path for path in department.var.rglob("*") if path.is_file()]
    database = Path(str(department.database.engine.url.database))
    for path in (*written, *database.parent.glob(f"{database.name}*")):
        assert found_in(path.read_bytes()) == [], path.name
    assert found_in(outcomes_as_json(department.outcomes)) == []


def test_what_a_file_says_is_in_the_columns_that_the_inventory_allows_and_in_no_other(
    department: Department,
) -> None:
    marks = department.marks.columns()
    elsewhere = set()
    for table, column, text in texts_of_columns(department.database):
        low = text.lower()
        if "kqz1" in low:
            elsewhere |= {
                (of, table, column)
                for mark, of in marks.items()
                if mark in low and (table, column) not in places_of(of)
            }
        if canaries.HOSTILE_FILE.lower() in low:
            assert (table, column) == ("feed_file", "name")
    assert elsewhere == set()


def test_trying_a_file_tells_no_identifier(department: Department) -> None:
    for path in (
        one for one in department.files if any(name in one.name for name in ("landauer", "messages"))
    ):
        trial = try_file(path, Feeds(), department.line.site)
        assert trial.first_rows
        assert found_in(as_report(trial) + as_json(trial)) == [], path.name


def test_a_screen_on_a_wall_is_given_no_identifier_and_no_name(department: Department) -> None:
    text = screen(department.app).get("/wall/data").text
    assert found_in(text) == []
    staff = {mark for mark, of in department.marks.columns().items() if kinds_of(of) == {Kind.STAFF}}
    assert len(staff) > 10
    assert [mark for mark in staff if mark in text.lower()] == []


def kinds_of(name: str) -> set[Kind]:
    """The kinds of the columns that the text of a field may stand in."""
    return {kind_of(metadata.tables[t].c[c]) for t, c in places_of(name) if t != "row_history"}


def pages_by_role(app: Dash) -> dict[str, list[str]]:
    """Each page once, with the role that may do the most besides."""

    def most(page: AppPage) -> str:
        fitting = [name for name, role in ROLES.items() if page.permission in (SIGNED_IN, *role.may)]
        return max(fitting, key=lambda name: len(ROLES[name].may))

    found: dict[str, list[str]] = {}
    for page in registered(app).in_order():
        found.setdefault(most(page), []).append(page.path)
    return found


def test_no_page_and_no_export_tells_an_identifier_and_each_role_sees_what_the_inventory_says(
    department: Department,
) -> None:
    for role, paths in pages_by_role(department.app).items():
        assert problems_of(department, role, paths, len(paths)) == [], role


def problems_of(department: Department, role: str, paths: list[str], most: int) -> list[tuple[str, Any]]:
    """What a role is told, on so many addresses and in its exports, that it must not be."""
    app, marks = department.app, department.marks.columns()
    client = signed_in(app, role)
    seeing = {
        of: any(role in roles_with(seen_with(metadata.tables[t].c[c])) for t, c in places_of(of))
        for of in marks.values()
    }
    # The administrator opens rows set aside, with all but the cells that may tell who a person is.
    seeing["broken"] = role == "admin"
    problems: list[tuple[str, Any]] = []
    with standard_error_in(department.var / "log.txt"):
        answers = list(Walk(app, client).everywhere(paths, most))
    for export in (name for name in EXPORTS if f"export.{name}" in ROLES[role].may):
        answers.append((f"export {export}", client.get(f"/export/{export}.csv").text))
    for where, answer in answers:
        text = with_files(answer)
        low = text.lower()
        problems += [(where, canary) for canary in found_in(text)]
        problems += [(where, of) for mark, of in marks.items() if not seeing[of] and mark in low]
        problems += [(where, said) for said in markup_in_charts(answer)]
        if role != "admin" and canaries.HOSTILE_FILE.lower() in low:
            problems.append((where, "name of a file"))
    problems += [("log", canary) for canary in found_in((department.var / "log.txt").read_bytes())]
    return problems


# --- in a real browser ----------------------------------------------------------------------------------------------


def test_nothing_that_a_file_says_runs_loads_or_leads_anywhere_in_a_browser(
    page: Page, department: Department
) -> None:
    """The page's own fixture fails on console errors, violations of the policy and requests to others among them."""
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    shown, seen = 0, 0
    with serve(department.app) as address:
        for role, paths in pages_by_role(department.app).items():
            enter(page.context, department.app, role, address)
            page.goto(f"{address}{paths[0]}")
            for path in (*paths, *DEEPER.get(role, ())):
                go_to(page, path)
                assert page.evaluate(MADE_BY_A_PAYLOAD) == [], path
                seen += 1
                shown += "kqz" in page.locator("main").inner_text().lower()
    assert dialogs == []
    # A walk that shows nothing of the files would prove nothing.
    assert shown >= seen / 2


# Where more of it stands than on a page's first view.
DEEPER: dict[str, tuple[str, ...]] = {
    "manager": (
        "/exams?view=turnaround",
        "/exams?view=rejects",
        "/equipment?view=list",
        "/equipment?view=faults",
    ),
    "coordinator": (
        "/interns?view=person&person=1",
        *(f"/interns?view=person&person=1&part={part}" for part in ("work", "hours", "learning")),
        "/development?view=learning",
    ),
}


def test_the_search_for_what_a_payload_made_finds_it(page: Page) -> None:
    page.set_content(
        f"<main><b id=kqz>x</b><svg><a xlink:href='//{OUTSIDE}/'>x</a></svg><i onclick=\"alert('kqz')\">x</i></main>"
    )
    assert len(page.evaluate(MADE_BY_A_PAYLOAD)) == 3
