"""Do the walls between the packages stand? Each contract is broken on purpose, in a copy, and must say so."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("radops.py", "commands", "db", "etl", "dashboard", "pyproject.toml")
LINT = Path(sys.executable).parent / "lint-imports"
RUFF = Path(sys.executable).parent / "ruff"


def run(*command: str | Path, tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    for source in SOURCES:
        if (ROOT / source).is_dir():
            shutil.copytree(
                ROOT / source, tree / source, ignore=shutil.ignore_patterns("__pycache__", "vendor")
            )
        else:
            shutil.copy(ROOT / source, tree / source)
    return tree


@pytest.fixture
def tree(pristine: Path, tmp_path: Path) -> Path:
    return shutil.copytree(pristine, tmp_path / "tree")


def plant(tree: Path, module: str, line: str) -> None:
    """Adds a module with one line; its package must be there, or the plan of the tree has changed."""
    file = tree / module
    assert file.parent.joinpath("__init__.py").exists(), f"{file.parent.name} is no package any more"
    file.write_text(f"{line}\n")


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    judged = run(LINT, "--no-cache", tree=tree)
    assert judged.returncode == 0, judged.stdout
    assert "Contracts: 12 kept, 0 broken." in judged.stdout


VIOLATIONS = [
    ("layers", "etl/planted.py", "import dashboard.planted_target"),
    ("layers", "dashboard/planted.py", "import etl.planted_target"),
    ("layers", "db/planted.py", "import etl.planted_target"),
    ("layers", "dashboard/planted.py", "import commands.planted_target"),
    ("command-line", "etl/planted.py", "import radops"),
    ("sql", "dashboard/pages/planted.py", "import sqlalchemy"),
    ("sql", "etl/planted.py", "from alembic import command"),
    ("sql", "etl/planted.py", "import sqlite3"),
    ("sql", "commands/planted.py", "from sqlalchemy import select"),
    ("web", "etl/planted.py", "from dash import html"),
    ("web", "db/queries/planted.py", "import plotly.graph_objects"),
    ("web", "db/actions/planted.py", "import flask"),
    ("formats", "etl/sources/planted.py", "import pydicom"),
    ("formats", "dashboard/planted.py", "from pydicom import dcmread"),
    ("formats", "etl/demo/planted.py", "import python_calamine"),
    ("formats", "etl/sources/planted.py", "import hl7"),
    ("labels", "dashboard/pages/planted.py", "import biip"),
    ("labels", "db/queries/planted.py", "import biip"),
    ("pure-labels", "db/labels/planted.py", "import sqlalchemy"),
    ("outbox", "db/actions/planted.py", "import smtplib"),
    ("pages", "dashboard/pages/planted.py", "import dashboard.pages.planted_target"),
    ("queries", "db/queries/planted.py", "import db.queries.planted_target"),
    ("actions", "db/actions/planted.py", "import db.actions.planted_target"),
    ("sources", "etl/sources/planted.py", "import etl.sources.planted_target"),
]


@pytest.mark.parametrize(
    ("contract", "module", "line"), VIOLATIONS, ids=[f"{c}: {m}" for c, m, _ in VIOLATIONS]
)
def test_a_violation_is_named(tree: Path, contract: str, module: str, line: str) -> None:
    target = line.partition("import ")[2]
    if target.endswith("planted_target"):
        plant(tree, target.replace(".", "/") + ".py", "")
    plant(tree, module, line)
    judged = run(LINT, "--no-cache", "--contract", contract, tree=tree)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert module.removesuffix(".py").replace("/", ".") in judged.stdout


ALLOWED = [
    ("formats", "etl/readers/planted.py", "import pydicom, python_calamine, hl7"),
    ("formats", "etl/demo/planted.py", "import pydicom"),
    ("sql", "db/planted.py", "import sqlalchemy"),
    ("labels", "db/labels/planted.py", "import biip"),
    ("web", "dashboard/planted.py", "import dash, flask, plotly"),
    ("layers", "dashboard/planted.py", "import db.clock"),
    ("layers", "commands/planted.py", "import dashboard.theme, etl.source, db.clock"),
]


@pytest.mark.parametrize(("contract", "module", "line"), ALLOWED, ids=[f"{c}: {m}" for c, m, _ in ALLOWED])
def test_what_belongs_somewhere_is_allowed_there(tree: Path, contract: str, module: str, line: str) -> None:
    plant(tree, module, line)
    judged = run(LINT, "--no-cache", "--contract", contract, tree=tree)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_the_command_line_speaks_neither_sql_nor_file_formats() -> None:
    """import-linter sees packages only, and radops.py is a module."""
    tree = ast.parse((ROOT / "radops.py").read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    packages = {name.partition(".")[0] for name in imported}
    assert not packages & {"sqlalchemy", "alembic", "psycopg", "sqlite3", "pydicom", "python_calamine"}


BANNED = [
    ("etl/planted.py", "import os\nkey = os.environ['RADOPS_DATA_KEY']", "Only db/settings.py"),
    ("dashboard/planted.py", "from os import getenv\nkey = getenv('PORT')", "Only db/settings.py"),
    ("db/planted.py", "from datetime import date\ntoday = date.today()", "Only db/clock.py"),
    ("etl/planted.py", "import datetime\nnow = datetime.datetime.now(datetime.UTC)", "Only db/clock.py"),
    ("dashboard/planted.py", "import time\nnow = time.time()", "Only db/clock.py"),
    ("etl/planted.py", "from pandas import read_csv\nframe = read_csv('x.csv')", "It guesses"),
    ("db/planted.py", "import pickle", "runs code"),
    ("db/planted.py", "table = 'x'\nquery = f'SELECT * FROM {table}'", "S608"),
    ("etl/planted.py", "try:\n    n = 1\nexcept Exception:\n    n = 0", "BLE001"),
    ("etl/planted.py", "print('hello')", "T201"),
    ("etl/planted.py", "value = eval('1')", "S307"),
    ("etl/sources/planted.py", "from . import stock", "TID252"),
]


@pytest.mark.parametrize(("module", "code", "verdict"), BANNED, ids=[f"{v}: {m}" for m, _, v in BANNED])
def test_what_is_banned_is_named_with_what_to_do_instead(
    tree: Path, module: str, code: str, verdict: str
) -> None:
    plant(tree, module, code)
    judged = run(RUFF, "check", "--no-cache", module, tree=tree)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert verdict in judged.stdout


def test_settings_and_clock_are_the_only_files_excused_from_the_bans(tree: Path) -> None:
    for module in ("db/settings.py", "db/clock.py"):
        moved = tree / module.replace(".py", "_moved.py")
        (tree / module).rename(moved)
        judged = run(RUFF, "check", "--no-cache", "--select", "TID251", moved, tree=tree)
        assert "TID251" in judged.stdout
