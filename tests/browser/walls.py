"""A wall in a browser: the application on a port of its own, a hospital with something to show, a screen's moves."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page
from werkzeug.serving import BaseWSGIServer, make_server

from db.actions.announcements import announce
from db.audit import COMMAND_LINE
from db.settings import Settings
from tests.benchmarks.wall_soak import wait_for_picture
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.pages.test_home import STOCK_HEAD, TODAY, receive_exams

TEXT = "Room 2 is down: outpatients go to Room 3."


class Served:
    """The application on a port of its own, which stays the same when it is stopped and begun again."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.port = 0
        self._server: BaseWSGIServer | None = None

    @property
    def address(self) -> str:
        """Where it is, or will be again."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Serve."""
        self._server = make_server("127.0.0.1", self.port, self.hospital.app.server, threaded=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def served(hospital: Hospital) -> Iterator[Served]:
    made = Served(hospital)
    made.begin()
    yield made
    made.stop()


def small_hospital(url: str, settings_for: Callable[..., Settings], folder: Path) -> Hospital:
    """Two exams, one expired lot, and one handover."""
    made = Hospital(settings_for(url, site="Northfield General"), folder)
    receive_exams(made, TODAY, [8, 9], "2026-11-24_1130")
    lot = "CM-1,Iodixanol 320,,37,7741-A,2026-11-12,Rack 10,9,2026-11-24 06:00"
    made.receive("stock_2026-11-24_0600.csv", STOCK_HEAD, lot)
    with made.database.write() as connection:
        announce(connection, "handover", TEXT, NOON + timedelta(hours=8), actor=COMMAND_LINE, now=NOON)
    return made


def show(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/wall#{code}")
    wait_for_picture(page)


def refresh(page: Page) -> None:
    page.evaluate("window.roWall.refresh()")


def stand_for(page: Page, seconds: int) -> None:
    """As if the present scene had stood for so long; the page's own second hand does the rest."""
    page.evaluate("s => { window.roWall.state.since -= 1000 * s; }", seconds)
