"""Do two hundred screens get their pictures in time, and is each picture worked out once for all of them?

    python -m tests.benchmarks.wall_load [--screens 200] [--seconds 120] [--out docs/wall-measured.md]

The made-up department is served as the Procfile does it, with the usual two processes. Each screen asks every 30
seconds, at moments of its own, while people report faults, write announcements and files come in. Then all that was
worked out is taken away and many ask at the same moment. A picture is a new file on the shelf that the processes share:
files are counted by their inodes, so that one that is made twice counts twice.
"""

import argparse
import http.client
import os
import random
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from db.actions.announcements import AnnouncementRefused, announce, take_down
from db.actions.equipment import report_fault
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.database import Database
from tests.benchmarks.processes import cpu_with_children_s
from tests.benchmarks.wall_server import (
    COOKIE,
    DOCS,
    WallServer,
    load_words,
    percentile,
    prose,
    write_section,
)

EVERY_S = 30.0
CHANGE_EVERY_S = 10.0
RUSH = 50


@dataclass
class Seen:
    """What the screens saw: milliseconds to the last byte, and what was no answer."""

    times_ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Shelf(threading.Thread):
    """Watches the shelf: each file that ever lay there, by name and inode."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.found, self.going = folder, set[tuple[str, int, int]](), True

    def run(self) -> None:
        """Look a hundred times a second."""
        while self.going:
            try:
                for entry in os.scandir(self.folder):
                    if entry.name.endswith(".json"):
                        about = entry.stat()
                        self.found.add((entry.name, about.st_ino, about.st_mtime_ns))
            except FileNotFoundError:
                pass
            time.sleep(0.01)

    def counts(self) -> tuple[int, int]:
        """Pictures worked out, and different ones among them."""
        return len(self.found), len({name for name, *_ in self.found})


def ask(port: int, token: str, seen: Seen) -> None:
    """One refresh of one screen, on a connection of its own."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Cookie": f"{COOKIE}={token}", "Accept-Encoding": "gzip, br"}
        connection.request("GET", "/wall/data", headers=headers)
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            seen.errors.append(f"status {answer.status}")
        seen.sizes.append(size)
        seen.times_ms.append((time.perf_counter() - began) * 1000)
    except OSError as error:
        seen.errors.append(str(error))
    finally:
        connection.close()


def watch(port: int, token: str, first_s: float, until: float, seen: Seen) -> None:
    """A screen: asks, waits 30 seconds, asks again."""
    time.sleep(first_s)
    while time.monotonic() < until:
        ask(port, token, seen)
        time.sleep(EVERY_S)


def change(url: str, server: WallServer, until: float) -> int:
    """Let people and files change what the scenes are made of, one after the other; how often."""
    database, changes = Database(url), 0
    while time.monotonic() < until:
        now = now_utc()
        if changes % 3 == 0:
            with database.write() as connection:
                report_fault(
                    connection, "Room 2", "Detector", "usable", "Measured", actor=COMMAND_LINE, now=now
                )
        elif changes % 3 == 1:
            try:
                with database.write() as connection:
                    until_then = now + timedelta(hours=1)
                    number = announce(
                        connection,
                        "announcement",
                        f"Change {changes}",
                        until_then,
                        actor=COMMAND_LINE,
                        now=now,
                    )
                    take_down(connection, number, actor=COMMAND_LINE, now=now)
            except AnnouncementRefused:
                continue
        else:
            path = server.var / f"ris_measured_{changes}.csv"
            path.write_text(
                "accession_number,exam_description,modality,room,started_at,ended_at,status\n"
                f"MEASURED-{changes},Chest PA,DX,Room 1,{now:%Y-%m-%d} 07:00,{now:%Y-%m-%d} 07:10,final\n",
                encoding="utf-8",
            )
            server.run("load", str(path))
        changes += 1
        time.sleep(CHANGE_EVERY_S)
    database.close()
    return changes


def rush(port: int, tokens: list[str], seen: Seen) -> None:
    """All of them at the same moment."""
    together = threading.Barrier(len(tokens))

    def one(token: str) -> None:
        together.wait()
        ask(port, token, seen)

    with ThreadPoolExecutor(len(tokens)) as screens:
        list(screens.map(one, tokens))


def main() -> None:
    """Serve, watch, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    draw = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        url = f"sqlite:///{var}/radops.db"
        server = WallServer(var, {"DATABASE_URL": url})
        server.run("demo", "--years", "0.25")
        tokens = server.tokens(url, asked.screens)
        shelf = Shelf(var / "wall")
        shelf.start()
        server.begin()
        assert server.process is not None
        try:
            before, cpu = load_words(), cpu_with_children_s(server.process.pid)
            daily, hurried = Seen(), Seen()
            until = time.monotonic() + asked.seconds
            screens = [
                threading.Thread(
                    target=watch, args=(server.port, token, draw.uniform(0, EVERY_S), until, daily)
                )
                for token in tokens
            ]
            for screen in screens:
                screen.start()
            changes = change(url, server, until)
            for screen in screens:
                screen.join()
            spent = cpu_with_children_s(server.process.pid) - cpu
            made, different = shelf.counts()
            # A new start has nothing in memory and takes nothing from the shelf: all is worked out anew.
            server.stop()
            server.begin()
            rush(server.port, tokens[:RUSH], hurried)
            time.sleep(0.5)
            made_all, different_all = shelf.counts()
            after = load_words()
        finally:
            shelf.going = False
            server.stop()
    rows = [("each 30 s, at moments of its own", daily), (f"{RUSH} at once, nothing worked out yet", hurried)]
    lines = [
        *prose(
            f"Measured {now_utc():%Y-%m-%d}: the made-up department on SQLite, {asked.screens} screens with all six",
            f"scenes, {asked.seconds:.0f} s, two web processes; the screens ran on the same cores.",
            "Wanted: p95 under 300 ms; of a rush with nothing worked out, under 1 s.",
        ),
        "",
        "| screens ask | refreshes | errors | p50 ms | p95 ms | p99 ms | worst ms | largest, bytes |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(_row(title, seen) for title, seen in rows),
        "",
        *prose(_reached("Each 30 s", daily, 300.0), _reached("The rush", hurried, 1000.0)),
        "",
        "| | pictures worked out | different (scene, state of its data, minute) |",
        "|---|---:|---:|",
        f"| with {changes} changes of the data | {made} | {different} |",
        f"| of the rush | {made_all - made} | {different_all - different} |",
        "",
        *prose(
            f"The web processes used {spent:.1f} s of processor time for the first row,",
            f"{spent / asked.seconds:.1%} of one core. Before: {before} After: {after}",
        ),
    ]
    write_section(asked.out, "Two hundred screens", lines)


def _reached(what: str, seen: Seen, wanted_ms: float) -> str:
    well = not seen.errors and percentile(seen.times_ms, 0.95) < wanted_ms
    return f"{what}: {'reached' if well else '**not** reached'} in this run."


def _row(title: str, seen: Seen) -> str:
    times = [f"{percentile(seen.times_ms, share):.0f}" for share in (0.5, 0.95, 0.99)]
    return (
        f"| {title} | {len(seen.times_ms)} | {len(seen.errors)} | {times[0]} | **{times[1]}** | {times[2]} "
        f"| {max(seen.times_ms):.0f} | {max(seen.sizes):,} |"
    )


if __name__ == "__main__":
    main()
