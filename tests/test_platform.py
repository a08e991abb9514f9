"""Does the ground hold on which all other tests stand: servers, browser, locks, commands?"""

import contextlib
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from dash import Dash, html
from dash.testing.composite import DashComposite
from playwright.sync_api import Browser, Page

from radops import main
from tests.servers import chromium
from tests.servers.databases import DatabaseMaker, Databases
from tests.servers.postgres import SESSION_TIME_ZONE, running_postgres

ROOT = Path(__file__).resolve().parent.parent


def test_postgres_runs_as_a_user_that_is_not_root(databases: Databases) -> None:
    postmaster = (databases.postgres.folder / "data" / "postmaster.pid").read_text().split()[0]
    assert Path(f"/proc/{postmaster}").stat().st_uid != 0


def test_postgres_sorts_by_language_and_keeps_local_time_as_a_hospital_server_does(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        order = connection.execute(
            "SELECT string_agg(v, '' ORDER BY v) FROM (VALUES ('b'), ('A'), ('C')) AS t(v)"
        )
        assert order.fetchone() == ("AbC",)
        assert connection.execute("SHOW timezone").fetchone() == (SESSION_TIME_ZONE,)


def test_each_test_database_is_migrated_and_apart_from_the_others(make_database: DatabaseMaker) -> None:
    first, second = make_database("postgresql"), make_database("postgresql")
    with psycopg.connect(first) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        connection.execute("CREATE TABLE only_here (id integer)")
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_a_removed_test_database_is_gone(databases: Databases) -> None:
    file_url, server_url = databases.migrated_url("sqlite"), databases.migrated_url("postgresql")
    assert Path(file_url.removeprefix("sqlite:///")).exists()
    databases.remove(file_url)
    databases.remove(server_url)
    assert not Path(file_url.removeprefix("sqlite:///")).exists()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server_url)


def test_the_server_stops_and_its_folder_goes_even_when_the_tests_fail() -> None:
    with pytest.raises(RuntimeError, match="a test that fails"), running_postgres() as server:
        folder = server.folder
        postmaster = (folder / "data" / "postmaster.pid").read_text().split()[0]
        raise RuntimeError("a test that fails")
    assert not folder.exists()
    assert not Path(f"/proc/{postmaster}").exists()


BODIES = {
    "/good": "<h1>good</h1>",
    "/noisy": "<script>console.error('the chart is broken')</script>",
    "/throws": "<script>throw new Error('nobody caught me')</script>",
    "/leaks": "<img src='http://font-server.example/inter.woff2'>",
}


class Pages(http.server.BaseHTTPRequestHandler):
    """A good page, one that logs an error, and one that asks another machine for a font."""

    def do_GET(self) -> None:
        self.send_response(403 if self.path == "/forbidden" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(BODIES.get(self.path, "<p>nothing</p>").encode())

    def log_message(self, *_: object) -> None:
        """Silence: pytest shows what matters."""


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_good_page_passes(page: Page, site: str) -> None:
    page.goto(f"{site}/good")
    assert page.inner_text("h1") == "good"


@pytest.mark.expects_console_errors("status of 403")
def test_a_page_may_name_the_console_errors_that_belong_to_it(page: Page, site: str) -> None:
    page.goto(f"{site}/forbidden")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/noisy", "console: the chart is broken"),
        ("/throws", "nobody caught me"),
        ("/leaks", "request to another machine: http://font-server.example/inter.woff2"),
    ],
)
def test_a_bad_page_is_noticed(browser: Browser, site: str, path: str, problem: str) -> None:
    with contextlib.closing(browser.new_context()) as context:
        problems = chromium.watch(context)
        context.new_page().goto(f"{site}{path}", wait_until="networkidle")
    assert problem in "\n".join(problems)


def test_dash_testing_drives_the_same_chromium(dash_duo: DashComposite) -> None:
    app = Dash("platform", serve_locally=True)
    app.layout = html.Div("drawn", id="platform-text")
    dash_duo.start_server(app)
    dash_duo.wait_for_text_to_equal("#platform-text", "drawn")
    assert dash_duo.get_logs() == []


def pins(lock: str) -> dict[str, str]:
    """Name and version of every package of a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-load.lock"])
def test_every_package_of_a_lock_is_pinned_with_hashes_and_none_names_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9-]+==\S+ (; .+ )?\\\n    --hash=sha256:", entry) for entry in entries)
    assert "://" not in text


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    runtime, test = pins("requirements.lock"), pins("requirements-test.lock")
    # selenium 4.2, which dash[testing] asks for, needs urllib3 1.26; the runtime must not have that old one.
    differing = {name for name, version in runtime.items() if test.get(name) != version}
    assert differing <= {"urllib3"}
    assert int(runtime["urllib3"].split(".")[0]) >= 2
    assert not {"selenium", "playwright", "pytest", "locust"} & runtime.keys()


def test_the_load_test_runs_on_the_versions_that_users_get() -> None:
    runtime, load = pins("requirements.lock"), pins("requirements-load.lock")
    assert {name for name, version in runtime.items() if load.get(name) != version} == set()


def test_make_help_lists_every_command_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    listing = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert targets == set(re.findall(r"^  make ([a-z-]+) ", listing.stdout, re.MULTILINE))


def test_each_process_of_the_procfile_is_a_command_of_radops() -> None:
    processes = dict(line.split(": ") for line in (ROOT / "Procfile").read_text().splitlines())
    assert processes.keys() == {"release", "web", "worker", "outbox", "audit"}
    assert {
        command.removeprefix("python radops.py ").split()[0] for command in processes.values()
    } <= main.commands.keys()


def test_the_tests_run_on_a_python_that_is_supported() -> None:
    assert sys.version_info >= (3, 11)
