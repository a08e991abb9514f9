"""Does a wall say within a minute that it has no contact, and is it back within one by itself? Twenty real outages.

    python -m tests.benchmarks.wall_outages [--times 5] [--long 600] [--out docs/wall-measured.md]

The web server is that of the Procfile, on a PostgreSQL server of its own; the browser is a real one and nobody touches
it. Each outage begins at another moment of the 30 seconds between two refreshes, and the screen's clock is wrong.
"""

import argparse
import os
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from playwright.sync_api import Page, sync_playwright
from psycopg import sql

from db.clock import now_utc
from tests.benchmarks.processes import with_descendants
from tests.benchmarks.wall_server import COOKIE, DOCS, WallServer, load_words, prose, write_section
from tests.benchmarks.wall_soak import wait_for_picture
from tests.servers import chromium
from tests.servers.databases import databases_in
from tests.servers.postgres import SERVER_USER, PostgresServer

WITHIN_S = 60.0
# What a wall computer believes: years too early, years too late, and right.
CLOCKS = {
    "right": "",
    "ten years back": "-10 * 365 * 86400e3",
    "three years ahead": "3 * 365 * 86400e3",
}
WRONG_CLOCK = """
  const Right = Date, off = OFF;
  window.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + off); }
  };
  window.Date.now = () => Right.now() + off;
"""
BLANK = "![...document.querySelectorAll('.w-tile:not([hidden])')].some(one => one.textContent.trim())"


@dataclass(frozen=True)
class Outage:
    """One outage: seconds until the screen said so and until it was back, whether the picture stood, for how long."""

    kind: str
    clock: str
    said_s: float
    back_s: float
    kept: bool
    lasted_s: float


def until(page: Page, shown: bool) -> float:
    """Seconds until the bar is there, or away; twice the limit at the most."""
    began = time.monotonic()
    while time.monotonic() - began < 2 * WITHIN_S:
        if page.locator("#w-contact").is_visible() is shown:
            break
        page.wait_for_timeout(200)
    return time.monotonic() - began


def happen(
    page: Page, kind: str, clock: str, begin: Callable[[], None], end: Callable[[], None], at_least_s: float
) -> Outage:
    """Let it happen, wait for the word, end it, wait for the picture."""
    began = time.monotonic()
    begin()
    said = until(page, True)
    while time.monotonic() - began < at_least_s:
        page.wait_for_timeout(1000)
    kept = (
        not page.evaluate(BLANK)
        and page.locator("#w-notice").is_hidden()
        and page.locator("input").count() == 0
    )
    end()
    return Outage(kind, clock, said, until(page, False), kept, time.monotonic() - began)


class Database:
    """The server's database, which takes connections or does not."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        self._server, self._name = server, name

    def take(self, yes: bool) -> None:
        """Take connections, or end them all and refuse new ones."""
        with psycopg.connect(
            host=str(self._server.folder), user=SERVER_USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
                    sql.Identifier(self._name), sql.SQL("true" if yes else "false")
                )
            )
            if not yes:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self._name,)
                )


def frozen(server: WallServer, number: signal.Signals) -> None:
    """Send a signal to each web process: stopped ones keep their connections and answer nothing."""
    assert server.process is not None
    for pid in with_descendants(server.process.pid):
        os.kill(pid, number)


def main() -> None:
    """Serve, watch, break, mend, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--long", type=float, default=600.0)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    found: list[Outage] = []
    with tempfile.TemporaryDirectory() as folder, databases_in(Path(folder)) as databases:
        url = databases.migrated_url("postgresql")
        name = url.split("@/")[1].partition("?")[0]
        database = Database(databases.postgres, name)
        server = WallServer(Path(folder) / "var", {"DATABASE_URL": url})
        tokens = server.tokens(url, len(CLOCKS))
        server.begin()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium.program("chromium"), args=chromium.FLAGS
                )
                before = load_words()
                for (clock, off), token in zip(CLOCKS.items(), tokens, strict=True):
                    context = browser.new_context(viewport={"width": 1920, "height": 1080})
                    context.add_cookies([{"name": COOKIE, "value": token, "url": f"{server.address}/wall"}])
                    if off:
                        context.add_init_script(WRONG_CLOCK.replace("OFF", off))
                    page = context.new_page()
                    page.goto(f"{server.address}/wall")
                    wait_for_picture(page)
                    kinds: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
                        "server off": (server.stop, server.begin),
                        "network off": (
                            partial(context.set_offline, True),
                            partial(context.set_offline, False),
                        ),
                        "no answer (processes stopped)": (
                            lambda: frozen(server, signal.SIGSTOP),
                            lambda: frozen(server, signal.SIGCONT),
                        ),
                        "database off": (lambda: database.take(False), lambda: database.take(True)),
                    }
                    mine = [
                        kind for number in range(asked.times) for kind in kinds
                        if number % len(CLOCKS) == list(CLOCKS).index(clock)
                    ]  # fmt: skip
                    for number, kind in enumerate(mine):
                        # Another moment of the 30 seconds each time.
                        page.wait_for_timeout(1000 * (number * 7 % 30))
                        is_long = asked.long if not found else 0.0
                        found.append(happen(page, kind, clock, *kinds[kind], at_least_s=is_long))
                        print(found[-1], flush=True)
                    context.close()
                browser.close()
        finally:
            server.stop()
    write_section(asked.out, "Outages", _lines(found, before))


def _lines(found: list[Outage], before: str) -> list[str]:
    well = [one for one in found if max(one.said_s, one.back_s) <= WITHIN_S and one.kept]
    kinds = list(dict.fromkeys(one.kind for one in found))
    rows = []
    for kind in kinds:
        same = [one for one in found if one.kind == kind]
        rows.append(
            f"| {kind} | {len(same)} | {max(one.said_s for one in same):.0f} | {max(one.back_s for one in same):.0f} "
            f"| {sum(one.kept for one in same)} of {len(same)} | {max(one.lasted_s for one in same):.0f} |"
        )
    return [
        *prose(
            f"Measured {now_utc():%Y-%m-%d} in real time: {len(found)} outages, begun at different moments between two",
            "refreshes, on screens whose clock is right, ten years back and three years ahead.",
            f"Wanted: the word STALE within {WITHIN_S:.0f} s, the picture back by itself within as long of the end.",
            "A server counts as off once its processes are gone, and as back once it answers anybody.",
        ),
        "",
        "| outage | times | STALE after, worst, s | back after, worst, s | picture kept | longest, s |",
        "|---|---:|---:|---:|---:|---:|",
        *rows,
        "",
        *prose(f"{len(well)} of {len(found)} held. {before}"),
    ]


if __name__ == "__main__":
    main()
