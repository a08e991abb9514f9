"""Does a wall run for months? Watches one in a real Chromium and writes its heap against time into docs/.

`make soak` watches five minutes of a wall as it is; `make soak-long` drives it through 8,640 refreshes, which are 72
hours at one each 30 seconds. The heap is read after two forced collections, through the browser's own protocol.

The heap holds what the page keeps and what the browser has compiled of its scripts. The latter comes with use: it grows
over the first hundreds of refreshes and has nothing to do with time. So a watch of minutes begins with as many as make
it settle, and what the page itself keeps is counted apart, in snapshots of the heap.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.servers import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 300
MOST_BYTES = 300_000_000
# What comes before a watch in real time. Five hours of a wall.
SETTLE = 600
# By how much what the page keeps may differ between two looks: numbers and texts of another moment.
SLACK_BYTES = 50_000
# What scripts make, in the words of a heap snapshot; the rest is compiled code and the browser's own.
_KEPT_TYPES = frozenset(
    {
        "object",
        "string",
        "concatenated string",
        "sliced string",
        "array",
        "closure",
        "number",
        "bigint",
        "regexp",
    }
)

# Counts every frame on which no tile says anything. A frame is looked at before it is painted; where other programs
# want the processor, the page is looked at ten times a second, so that nothing that lasts 200 ms is missed.
WATCH_FRAMES = """(eachFrame) => {
  window.soak = { frames: 0, blank: 0 };
  const next = eachFrame ? requestAnimationFrame : again => setTimeout(again, 100);
  const look = () => {
    const tiles = [...document.querySelectorAll(".w-tile:not([hidden])")];
    window.soak.frames += 1;
    if (!tiles.length || !tiles.some(tile => tile.textContent.trim())) { window.soak.blank += 1; }
    next(look);
  };
  next(look);
}"""
# As many refreshes as asked for, each with the next scene: real requests, real drawing, no waiting between.
REFRESH = """async (times) => {
  const wall = window.roWall;
  for (let i = 0; i < times; i += 1) {
    await wall.refresh();
    wall.state.turn = (wall.state.turn + 1) % wall.state.data.playlist.length;
    wall.state.since = performance.now();
    wall.paint();
    await new Promise(requestAnimationFrame);
  }
}"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The browser at one moment, after a forced collection."""

    seconds: float
    refreshes: int
    heap_bytes: int
    nodes: int
    listeners: int


def sample(browser: CDPSession, page: Page, began: float) -> Sample:
    """Collect what is garbage and read what is left."""
    for _ in range(2):
        # What the first collection finds unused may have held something that only the second one sees.
        browser.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in browser.send("Performance.getMetrics")["metrics"]}
    refreshes = int(page.evaluate("window.roWall.state.refreshes"))
    return Sample(
        time.monotonic() - began,
        refreshes,
        int(found["JSHeapUsedSize"]),
        int(found["Nodes"]),
        int(found["JSEventListeners"]),
    )


def wait_for_picture(page: Page) -> None:
    """Until the wall shows something. The wall's policy forbids what the tool's own waiting would run."""
    for _ in range(PATIENCE_S * 5):
        if page.evaluate("!!(window.roWall && window.roWall.state.data)"):
            return
        page.wait_for_timeout(200)
    raise TimeoutError("the wall shows nothing")


def kept_bytes(browser: CDPSession) -> int:
    """What the page's scripts keep: objects, texts, lists, functions, without what the browser compiled of them."""
    parts: list[str] = []
    browser.on("HeapProfiler.addHeapSnapshotChunk", lambda event: parts.append(event["chunk"]))
    browser.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    taken = json.loads("".join(parts))
    meta = taken["snapshot"]["meta"]
    fields, types, nodes = meta["node_fields"], meta["node_types"][0], taken["nodes"]
    kind, size, step = fields.index("type"), fields.index("self_size"), len(fields)
    return sum(
        nodes[at + size] for at in range(0, len(nodes), step) if types[nodes[at + kind]] in _KEPT_TYPES
    )


@dataclass(frozen=True, slots=True)
class Soak:
    """What was seen: the samples, and what the page kept after the first tenth and at the end, in bytes."""

    samples: Sequence[Sample]
    kept_first: int
    kept_last: int


def soak(
    page: Page,
    *,
    refreshes: int = 0,
    seconds: float = 0.0,
    samples: int = 20,
    settle: int = 0,
    each_frame: bool = True,
) -> Soak:
    """Drive a wall through many refreshes, or watch it for a while; the page shows its picture already.

    `settle` refreshes come before, each with the next scene.
    """
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    page.evaluate(WATCH_FRAMES, each_frame)
    began = time.monotonic()
    page.evaluate(REFRESH, settle)
    found = [sample(browser, page, began)]
    kept_first = 0
    for number in range(samples):
        if refreshes:
            page.evaluate(REFRESH, refreshes // samples)
        else:
            page.wait_for_timeout(1000 * seconds / samples)
        found.append(sample(browser, page, began))
        if number == samples // 10:
            kept_first = kept_bytes(browser)
    return Soak(found, kept_first, kept_bytes(browser))


def faults(page: Page, seen_all: Soak, problems: Sequence[str]) -> list[str]:
    """What of the promises does not hold; empty where all do."""
    found = seen_all.samples
    settled = found[len(found) // 10 + 1 :]
    first, last = settled[0], settled[-1]
    seen = page.evaluate("window.soak")
    more = seen_all.kept_last - seen_all.kept_first
    said = [
        (more > SLACK_BYTES, f"the page keeps {more} bytes more than after the first tenth"),
        (last.heap_bytes > 1.1 * first.heap_bytes, f"the heap grew from {first.heap_bytes} to {last.heap_bytes}"),
        (max(one.heap_bytes for one in found) > MOST_BYTES, "the heap passed 300 MB"),
        (last.nodes > first.nodes + 20, f"nodes grew from {first.nodes} to {last.nodes}"),
        (last.listeners > first.listeners, f"listeners grew from {first.listeners} to {last.listeners}"),
        (bool(problems), f"the console said: {problems[:3]}"),
        (seen["blank"] > 0, f"{seen['blank']} of {seen['frames']} frames were blank"),
        (seen["frames"] == 0, "no frame was seen"),
        (page.locator("input").count() > 0, "a form is on the wall"),
    ]  # fmt: skip
    return [text for is_so, text in said if is_so]


def as_table(seen_all: Soak, page: Page, title: str) -> str:
    """The samples as a table for the docs."""
    seen, found = page.evaluate("window.soak"), seen_all.samples
    rows = [
        f"| {one.seconds / 60:.1f} | {one.refreshes} | {one.heap_bytes / 1e6:.2f} | {one.nodes} | {one.listeners} |"
        for one in found
    ]
    head = ["| minutes | refreshes | heap, MB | nodes | listeners |", "|---:|---:|---:|---:|---:|"]
    kept = (
        f"Objects, texts, lists and functions of the page: {seen_all.kept_first:,} bytes after the first tenth, "
        f"{seen_all.kept_last:,} at the end; what else the heap holds is compiled code."
    )
    return "\n".join(
        [
            f"### {title}",
            "",
            f"{seen['frames']} frames, {seen['blank']} blank.",
            "",
            *head,
            *rows,
            "",
            kept,
            "",
        ]
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _address(process: "subprocess.Popen[str]") -> str:
    """The pairing address that `radops up` prints."""
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"Wall: (\S+)", line)
        if found:
            return found[1]
    raise SystemExit("radops did not start")


def main() -> None:
    """Serve a made-up department, show its wall, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refreshes", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        settings = {**os.environ, "RADOPS_VAR": var, "PORT": str(_free_port())}
        command = [sys.executable, str(ROOT / "radops.py"), "up", "--years", "0.25"]
        process = subprocess.Popen(command, env=settings, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            address = _address(process)
            _until_answered(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium.program("chromium"), args=chromium.FLAGS
                )
                context = browser.new_context(viewport={"width": 1920, "height": 1080})
                problems = chromium.watch(context)
                page = context.new_page()
                page.goto(address)
                wait_for_picture(page)
                found = soak(
                    page,
                    refreshes=asked.refreshes,
                    seconds=asked.seconds,
                    settle=0 if asked.refreshes else SETTLE,
                )
                title = (
                    f"{asked.refreshes} refreshes"
                    if asked.refreshes
                    else f"{asked.seconds / 60:.0f} minutes, after {SETTLE} refreshes"
                )
                wrong = faults(page, found, problems)
                words = ["All promises hold.", ""] if not wrong else [*(f"NOT: {text}" for text in wrong), ""]
                asked.out.write_text("\n".join([as_table(found, page, title), *words]), encoding="utf-8")
                browser.close()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    print(asked.out.read_text(encoding="utf-8"))
    sys.exit(1 if wrong else 0)


def _until_answered(address: str) -> None:
    for _ in range(PATIENCE_S):
        try:
            urllib.request.urlopen(address.partition("#")[0], timeout=30).close()
        except OSError:
            time.sleep(1)
        else:
            return


if __name__ == "__main__":
    main()
