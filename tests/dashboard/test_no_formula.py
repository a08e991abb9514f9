"""No file that anybody takes holds a live formula: every export, every menu's files, every paper, with each prefix.

What is enumerated is what the application offers; their rows are replaced by hostile ones, and go the whole way.
"""

import ast
import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from dash import Dash
from python_calamine import CalamineWorkbook

import radops
from dashboard import badge_papers, intern_papers
from dashboard.app import create_app
from dashboard.pages.admin import audit as admin_audit
from dashboard.pages.dose import closer as dose_closer
from dashboard.pages.dose import taken as dose_taken
from dashboard.pages.exams import closer as exams_closer
from dashboard.pages.exams import taken as exams_taken
from dashboard.safe_text import safe_text
from db.exports import EXPORTS, Export
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import registered
from tests.dashboard.signing_in import Clock, add_accounts, callback_body, script_token, send, signed_in
from tests.dashboard.test_exports import FORMULAS
from tests.servers.databases import DatabaseMaker

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = (-0.5, -7, 1e-20, 0.0, 12.25)
HOSTILE = pd.DataFrame(
    {
        "text": FORMULAS,
        "=head": FORMULAS[::-1],
        "number": [NUMBERS[place % len(NUMBERS)] for place in range(len(FORMULAS))],
    }
)
# The files behind each page's menus, by the callback that gives them, and who may take all of them.
MENUS = {
    "exams-download.data": ("exams", "manager", sorted(exams_taken._FRAMES)),
    "dose-download.data": ("dose", "physicist", sorted(dose_taken._FRAMES)),
    "admin-download.data": ("admin", "admin", ["events"]),
}


@pytest.fixture(scope="module")
def url(make_module_database: DatabaseMaker) -> str:
    return make_module_database("sqlite")


@pytest.fixture(scope="module")
def app(url: str, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    var = tmp_path_factory.mktemp("var")
    settings = read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(var)})
    downloads = {
        name: Export(name, one.title, lambda *_: HOSTILE, one.preferring) for name, one in EXPORTS.items()
    }
    made = create_app(settings, now=Clock(), downloads=downloads)
    context: Any = made.server.extensions["radops.context"]
    add_accounts(context.database, now=Clock()())
    return made


@pytest.fixture(scope="module")
def clients(app: Dash) -> dict[str, Any]:
    return {
        role: signed_in(app, role)
        for role in ("admin", "coordinator", "manager", "physicist", "rso", "clerk")
    }


def assert_nothing_runs(content: bytes, kind: str = "csv") -> None:
    """Every text is marked (CSV) or no formula (XLSX), and every number is the number that it was."""
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<row" in sheet
        assert b"<f>" not in sheet
        assert b"<f " not in sheet
        shown = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert [row[2] for row in shown[1:]] == pytest.approx(list(HOSTILE["number"]), rel=1e-12, abs=0)
        return
    head, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert head == ["text", "'=head", "number"]
    assert [row[0] for row in rows] == [f"'{text}" for text in FORMULAS]
    assert [row[1] for row in rows] == [f"'{text}" for text in FORMULAS[::-1]]
    assert [float(row[2]) for row in rows] == list(HOSTILE["number"])


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_no_export_of_a_page_or_of_the_command_line_holds_a_formula(
    app: Dash, clients: dict[str, Any], url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    permission = registered(app).exports[name]
    answers = [client.get(f"/export/{name}.csv") for client in clients.values()]
    (given, *_) = [answer for answer in answers if answer.status_code == 200]
    assert permission == f"export.{name}"
    assert_nothing_runs(given.data)
    monkeypatch.setitem(EXPORTS, name, Export(name, "", lambda *_: HOSTILE))
    environment = {**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(tmp_path)}
    told = CliRunner().invoke(radops.main, ["export", name], env=environment)
    assert told.exit_code == 0, told.output
    assert_nothing_runs(told.stdout_bytes)
    as_json = CliRunner().invoke(radops.main, ["export", name, "--format", "json"], env=environment)
    assert [row["text"] for row in json.loads(as_json.stdout)["rows"]] == FORMULAS


def taken(app: Dash, client: Any, token: str, output: str, page: str, name: str, kind: str) -> bytes:
    body = callback_body(app, output, [], ["?view=audit"])
    place = {"type": f"{page}-take", "name": name, "kind": kind}
    body["inputs"][0] = [{"id": place, "property": "n_clicks", "value": 1}]
    body["changedPropIds"] = [f"{json.dumps(place, sort_keys=True, separators=(',', ':'))}.n_clicks"]
    answer = send(client, body, token)
    assert answer.status_code == 200, (output, name, kind)
    (given,) = answer.get_json()["response"].values()
    return base64.b64decode(given["data"]["content"])


def test_no_file_of_any_menu_holds_a_formula(
    app: Dash, clients: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name for name in app.callback_map if name.endswith("download.data")}
    assert given == set(MENUS)
    # Without exams there is no picture: what a menu's rows are is asked of these instead, whatever its name.
    monkeypatch.setattr(admin_audit, "all_rows", lambda *_: HOSTILE)
    for closer in (exams_closer, dose_closer):
        monkeypatch.setattr(closer.taken, "frame_of", lambda *_: HOSTILE)
        monkeypatch.setattr(closer.picture, "read", lambda *_: Picture())
    for output, (page, role, names) in MENUS.items():
        token = script_token(clients[role])
        for name in names:
            for kind in ("csv", "xlsx"):
                assert_nothing_runs(taken(app, clients[role], token, output, page, name, kind), kind)


class Picture:
    """What a menu asks a page's picture for."""

    question = object()
    today = Clock()().date()


@pytest.mark.parametrize("papers", [badge_papers, intern_papers])
def test_no_paper_as_csv_holds_a_formula(app: Dash, papers: Any) -> None:
    with app.server.test_request_context():
        rows = [list(HOSTILE.columns), *HOSTILE.itertuples(index=False, name=None)]
        assert_nothing_runs(papers._csv(rows, "x").data)


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f"{getattr(node.func.value, 'id', '')}.{node.func.attr}"


def test_no_other_module_writes_such_files() -> None:
    """What is tried above is all that there is: a new writer of files wants its own lines here."""
    writers = {
        str(path.relative_to(ROOT))
        for folder in ("dashboard", "db", "commands")
        for path in (ROOT / folder).rglob("*.py")
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        if call in {"csv.writer", "csv.DictWriter", "xlsxwriter.Workbook"}
        or call.endswith((".to_csv", ".to_excel"))
    }
    assert writers == {
        "dashboard/badge_papers.py",
        "dashboard/downloads.py",
        "dashboard/exports.py",
        "dashboard/intern_papers.py",
        "db/exports.py",
    }
    assert safe_text("=1") == "'=1"
