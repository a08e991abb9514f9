"""Ninety seconds of a wall in a browser of its own, watched while the other tests ran (see conftest.py).

`make soak` watches five minutes, `make soak-long` 8,640 refreshes.
"""

import json
import time
from pathlib import Path

from tests.browser.soaking import SECONDS, SETTLE

PATIENCE_S = 400


def test_ninety_seconds_of_a_wall_leave_nothing_behind(soak_report: str) -> None:
    report = Path(soak_report)
    log = report.with_suffix(".log")
    until = time.monotonic() + PATIENCE_S
    while not report.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert report.exists(), log.read_text(encoding="utf-8", errors="replace")[-4000:]
    seen = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    log.unlink(missing_ok=True)
    assert seen["wrong"] == []
    first, last = seen["samples"][0], seen["samples"][-1]
    assert last["seconds"] - first["seconds"] >= SECONDS
    # One each 30 seconds, none of them driven.
    assert first["refreshes"] >= SETTLE
    assert last["refreshes"] - first["refreshes"] >= SECONDS // 30 - 1
