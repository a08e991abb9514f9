"""How tests visit the application: served on a free port, through the real login form."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dash import Dash
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.dashboard.signing_in import PASSWORD


@contextmanager
def serve(app: Dash) -> Iterator[str]:
    """Serve the application; gives its address."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def sign_in(page: Page, address: str, role: str, path: str) -> None:
    """Open a page as this role, which has to sign in first, and wait until it stands."""
    page.goto(f"{address}{path}")
    page.get_by_label("User name").fill(role)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("main, [role=alert]").first.wait_for()


def width_beyond_window(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
