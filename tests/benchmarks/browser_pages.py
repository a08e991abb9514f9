"""Opens pages in a real browser, served as they are in use, and waits until their last chart is drawn."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.processes import ROOT
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.signing_in import PASSWORD

# The page's name in the table, and the link in the navigation that leads to it, if one does.
PAGES = {
    "/exams": "/exams",
    "/exams?view=turnaround": "",
    "/exams?view=rejects": "",
    "/dose": "/dose",
}
_TIMES, _PATIENCE_MS = 3, 120_000
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Every place of a chart holds one, and nothing is waited for.
_DRAWN = """() => {
    const places = [...document.querySelectorAll('.dash-graph')];
    return places.length > 0 && places.every((place) => place.querySelector('.main-svg'))
        && !document.querySelector('._dash-loading') && performance.now();
}"""
_SENT = """() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return [all.length, all.reduce((sum, one) => sum + one.transferSize, 0) / 1024];
}"""


@dataclass(frozen=True)
class Opened:
    """What opening a page took: seconds with nothing kept, again, and by a link; what was drawn and sent when cold."""

    cold_s: float
    warm_s: float
    switch_s: float | None
    charts: int
    requests: int
    kilobytes: float


def open_in_browser(database_url: str, var: str, username: str) -> dict[str, Opened]:
    """Serve the database and open each page several times; medians."""
    with _served(database_url, var) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        try:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address}/login")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_selector("#_pages_content, main", timeout=_PATIENCE_MS)
            state = context.storage_state()
            return {name: _opened(browser, state, address, name, link) for name, link in PAGES.items()}
        finally:
            browser.close()


def _opened(browser: Browser, state: object, address: str, path: str, link: str) -> Opened:
    colds, warms, switches = [], [], []
    charts = requests = 0
    kilobytes = 0.0
    for _ in range(_TIMES):
        context: BrowserContext = browser.new_context(
            storage_state=state,  # type: ignore[arg-type]
            viewport={"width": 1366, "height": 768},
        )
        page = context.new_page()
        colds.append(_goto(page, f"{address}{path}"))
        charts = page.locator(".dash-graph").count()
        requests, kilobytes = page.evaluate(_SENT)
        warms.append(_goto(page, f"{address}{path}"))
        if link:
            switches.append(_switched(page, address, link))
        context.close()
    return Opened(
        statistics.median(colds),
        statistics.median(warms),
        statistics.median(switches) if switches else None,
        charts,
        int(requests),
        kilobytes,
    )


def _goto(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit", timeout=_PATIENCE_MS)
    # By the page's own clock, which begins with the navigation.
    return float(page.wait_for_function(_DRAWN, timeout=_PATIENCE_MS, polling=20).json_value()) / 1000


def _switched(page: Page, address: str, link: str) -> float:
    page.goto(f"{address}/feeds", timeout=_PATIENCE_MS)
    page.wait_for_selector(f"nav a[href='{link}']", timeout=_PATIENCE_MS)
    page.wait_for_load_state("networkidle")
    began = float(page.evaluate("() => performance.now()"))
    page.click(f"nav a[href='{link}']")
    return (
        float(page.wait_for_function(_DRAWN, timeout=_PATIENCE_MS, polling=20).json_value()) - began
    ) / 1000


@contextmanager
def _served(database_url: str, var: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**TEST_ENVIRONMENT, "DATABASE_URL": database_url, "RADOPS_VAR": var, "PORT": str(port)}
    command = [sys.executable, str(ROOT / "radops.py"), "serve"]
    server = subprocess.Popen(
        command,
        env={**os.environ, **settings},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/login", timeout=30).close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            raise RuntimeError(f"no answer at {address}")
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
