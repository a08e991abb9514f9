"""Fifty viewers who refresh every five seconds for a minute on a million exams, while files are loaded.

`make load-test`, or `python -m tests.benchmarks.load_test --out docs/benchmarks.md`. Wanted on two cores: 95 of 100
answers under 300 ms, 99 under 800 ms, none failed. The table is put under its heading of the page.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from commands.serving import web_command
from dashboard.app import create_app
from db.actions.accounts import create_account
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.database import Database
from db.migrations import upgrade
from db.queries.accounts import account_named
from db.settings import Settings, environment_of, read_settings
from tests.benchmarks.make_exams import SECONDS_BETWEEN, write_exams
from tests.benchmarks.processes import ROOT
from tests.benchmarks.sections import VIEWERS, put_section
from tests.dashboard.signing_in import signed_in
from tests.privacy.walking import Walk

PASSWORD = "load of made-up exams"
# What viewers have open: half of them the page of exams, the others home and the day's doses.
PAGES = (("/exams", "manager"), ("/", "manager"), ("/exams", "physicist"), ("/", "technologist"))
_LOADED_AT_ONCE = 20_000
_ENVIRONMENT = {
    "RADOPS_SECRET_KEY": "load-Zk3vQ9pX7mB2sW8rT5yH1nJ4cL6dF0gA",
    "RADOPS_DATA_KEY": "load-u8Yw2KfR6tVq3ZbN9xMj5PhC7sLd1GeA",
    "RADOPS_TIME_ZONE": "America/New_York",
}


@dataclass(frozen=True)
class Row:
    """What locust counted for one kind of request; times in milliseconds."""

    name: str
    requests: int
    failures: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


class Asking(Walk):
    """Notes the requests that a page's timer sends."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.bodies: list[dict[str, Any]] = []

    def _body(
        self, output: str, declared: Mapping[str, Any], clicked: bool, path: str, query: str
    ) -> dict[str, Any] | None:
        body = super()._body(output, declared, clicked, path, query)
        timers = [spec["id"] for spec in declared["inputs"] if spec["property"] == "n_intervals"]
        if (
            body is not None
            and timers
            and output.strip(".").split("-")[0] in (path.strip("/") or "home", "home")
        ):
            # As the browser tells it when the timer has run out.
            self.bodies.append({**body, "changedPropIds": [f"{timers[0]}.n_intervals"]})
        return body


def requests_of(settings: Settings, database: Database) -> list[dict[str, Any]]:
    """Each page with its role and the requests of its timer, as a browser would send them."""
    app = create_app(settings, database)
    found = []
    for path, role in PAGES:
        asking = Asking(app, signed_in(app, role, PASSWORD))
        list(asking.everywhere([path], 1))
        if not asking.bodies:
            raise LookupError(f"{path} has no timer")
        found.append({"path": path, "role": role, "bodies": asking.bodies})
    return found


def fill(settings: Settings, folder: Path, exams: int) -> None:
    """Load so many exams, of which the last was today, unless they are there already; and make the accounts."""
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    with database.write() as connection:
        for role in {role for _, role in PAGES}:
            if account_named(connection, role) is None:
                create_account(connection, role, role, role, PASSWORD, actor=COMMAND_LINE, now=now_utc())
    database.close()
    file = folder / "exams.csv"
    if not file.exists():
        begins = now_utc().replace(tzinfo=None) - timedelta(seconds=exams * SECONDS_BETWEEN)
        write_exams(file, exams, begins=begins)
    load(settings, file)


def load(settings: Settings, file: Path) -> None:
    """Load a file as the command does."""
    command = [sys.executable, str(ROOT / "radops.py"), "load", str(file)]
    subprocess.run(command, env=environment_of(settings), check=True, capture_output=True, cwd=ROOT)


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The web server with its own processes; gives its address."""
    with subprocess.Popen(web_command(settings), env=environment_of(settings), cwd=ROOT) as server:
        address = f"http://{settings.host}:{settings.port}"
        try:
            for _ in range(120):
                with suppress(requests.ConnectionError, requests.Timeout):
                    if requests.get(f"{address}/healthz", timeout=5).ok:
                        break
                time.sleep(1)
            yield address
        finally:
            server.terminate()


def signed_in_as(address: str, page: Mapping[str, Any]) -> dict[str, Any]:
    """A viewer of this page, signed in by the form: what its requests carry."""
    session = requests.Session()
    token = re.search(r'name="csrf_token" value="([^"]+)"', session.get(f"{address}/login", timeout=60).text)
    assert token
    data = {"username": page["role"], "password": PASSWORD, "csrf_token": token[1]}
    session.post(f"{address}/login", data=data, timeout=60).raise_for_status()
    cookies = session.cookies.get_dict()
    return {**page, "cookies": cookies, "token": cookies["_csrf_token"]}


def watched(settings: Settings, folder: Path, viewers: int, seconds: int) -> tuple[list[Row], int]:
    """Run the viewers while one file after the other is loaded; returns what locust counted, and rows loaded."""
    database = Database(settings.database_url)
    pages = requests_of(settings, database)
    database.close()
    with served(settings) as address:
        # Before the loads begin: signing in writes, and SQLite lets one write at a time.
        asked = [signed_in_as(address, pages[number % len(pages)]) for number in range(viewers)]
        (folder / "viewers.json").write_text(json.dumps(asked), encoding="utf-8")
        command = [
            sys.executable, "-m", "locust", "-f", str(ROOT / "tests" / "benchmarks" / "viewers.py"), "--headless",
            "--host", address, "-u", str(viewers), "-r", "10", "-t", f"{seconds}s", "--only-summary",
            "--reset-stats", "--csv", str(folder / "counted"),
        ]  # fmt: skip
        environment = {**os.environ, "RADOPS_VIEWERS": str(folder / "viewers.json")}
        with subprocess.Popen(command, env=environment, cwd=ROOT) as running:
            loaded = 0
            while running.poll() is None:
                first = 10_000_000 + int(time.monotonic() * 1000) % 1_000_000_000
                begins = now_utc().replace(tzinfo=None) - timedelta(days=5)
                name = folder / f"more-{first}.csv"
                load(settings, write_exams(name, _LOADED_AT_ONCE, begins=begins, first=first))
                loaded += _LOADED_AT_ONCE
    with (folder / "counted_stats.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Row(
                line["Name"],
                int(line["Request Count"]),
                int(line["Failure Count"]),
                float(line["50%"]),
                float(line["95%"]),
                float(line["99%"]),
            )
            for line in csv.DictReader(file)
            if line["Request Count"] != "0"
        ]
    return rows, loaded


def section(rows: list[Row], exams: int, viewers: int, seconds: int, loaded: int, load_average: str) -> str:
    """The table as it stands in the docs."""
    every = next(row for row in rows if row.name == "Aggregated")
    reached = every.p95_ms < 300 and every.p99_ms < 800 and not every.failures
    lines = [
        VIEWERS,
        "",
        f"Measured {now_utc():%Y-%m-%d} by `make load-test`: {viewers} viewers, each refreshing every 5 s",
        f"for {seconds} s on {exams:,} exams (SQLite, two web processes of four threads), while `radops load`",
        f"brought in {loaded:,} more.",
        "Locust ran on the same two cores. Wanted: 95 of 100 answers under 300 ms, 99 under 800 ms, no error.",
        "",
        "| asked for | answers | errors | median ms | 95 % ms | 99 % ms |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {'all' if row is every else row.name} | {row.requests} | {row.failures} | {row.p50_ms:.0f} "
            f"| {row.p95_ms:.0f} | {row.p99_ms:.0f} |"
            for row in rows
        ),
        "",
        f"{'Reached' if reached else '**Not** reached'} in this run. Load average {load_average}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fill, run, and write the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--exams", type=int, default=1_000_000)
    arguments.add_argument("--viewers", type=int, default=50)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--port", type=int, default=8074)
    arguments.add_argument(
        "--folder", type=Path, help="Where data are kept for another run; default: nowhere."
    )
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        (folder / "var").mkdir(parents=True, exist_ok=True)
        settings = replace(
            read_settings({**_ENVIRONMENT, "RADOPS_VAR": str(folder / "var")}), port=given.port
        )
        fill(settings, folder, given.exams)
        before = os.getloadavg()[0]
        rows, loaded = watched(settings, folder, given.viewers, given.seconds)
        state = f"before: {before:.1f}, after: {os.getloadavg()[0]:.1f}"
        text = section(rows, given.exams, given.viewers, given.seconds, loaded, state)
        sys.stdout.write(text)
        if given.out:
            put_section(given.out, VIEWERS, text)


if __name__ == "__main__":
    main()
