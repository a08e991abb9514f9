"""Watches a wall for ninety seconds beside the other tests, one of which judges it: nearly all of it is waiting.

python -m tests.browser.soaking OUT PID      writes OUT (JSON), and ends at once when process PID is gone
"""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from db.migrations import upgrade
from db.settings import Settings, read_settings
from tests.benchmarks.wall_soak import faults, soak, wait_for_picture
from tests.browser.walls import served, small_hospital
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.wall.screens import code_of
from tests.servers import chromium

SECONDS, SETTLE, SAMPLES = 90.0, 300, 10
# Python warns of a process that is forgotten while it runs; this one ends by itself.
_BEGUN: list[subprocess.Popen[bytes]] = []
ROOT = Path(__file__).resolve().parents[2]


def report_of(run: str) -> Path:
    """Where a run of the tests (by its name, the same in all its processes) has its report."""
    return Path(tempfile.gettempdir()) / f"radops-soak-{run}.json"


def begin(report: Path, tests_pid: int) -> None:
    """Begin to watch, in a process that outlives the one that began it, but not the tests."""
    report.unlink(missing_ok=True)
    with report.with_suffix(".log").open("wb") as log:
        _BEGUN.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.browser.soaking", str(report), str(tests_pid)],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        )


def _end_with(pid: int) -> None:
    while Path(f"/proc/{pid}").exists():
        time.sleep(1)
    # Its server and browser are children or threads of this process and end with it.
    os._exit(1)


def _settings(folder: Path) -> Any:
    def made(url: str, **fields: Any) -> Settings:
        environment = {**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(folder / "var")}
        return dataclasses.replace(read_settings(environment), **fields)

    return made


def main() -> None:
    """Serve a small hospital, watch its wall, write what was seen and what of the promises does not hold."""
    report, pid = Path(sys.argv[1]), int(sys.argv[2])
    threading.Thread(target=_end_with, args=(pid,), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/soak.db"
        upgrade(url)
        hospital = small_hospital(url, _settings(Path(folder)), Path(folder))
        with served(hospital) as server:
            browser = playwright.chromium.launch(
                executable_path=chromium.program("chromium"), args=chromium.FLAGS
            )
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            problems = chromium.watch(context)
            page = context.new_page()
            page.goto(f"{server.address}/wall#{code_of(hospital.app)}")
            wait_for_picture(page)
            seen = soak(page, seconds=SECONDS, samples=SAMPLES, settle=SETTLE, each_frame=False)
            wrong = faults(page, seen, problems)
            browser.close()
    said = {"wrong": wrong, "samples": [dataclasses.asdict(one) for one in seen.samples]}
    unfinished = report.with_suffix(".new")
    unfinished.write_text(json.dumps(said), encoding="utf-8")
    unfinished.replace(report)


if __name__ == "__main__":
    main()
