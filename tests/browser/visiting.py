"""How tests visit the application: served on a free port, through the real login form."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dash import Dash
from playwright.sync_api import Locator, Page, expect
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


# A wall of a reading room, the laptop that the pages are designed for, a phone.
SIZES = ((1920, 1080), (1366, 768), (390, 844))


def assert_nothing_is_cut_off(page: Page, drawn: Locator) -> None:
    """Hold the page that is open against each size, in light and dark: one sign-in and one drawing for them all."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect(page.locator(f"html[data-bs-theme={scheme}]")).to_be_attached()
            expect(drawn.first).to_be_visible()
            assert width_beyond_window(page) == 0, (width, scheme)


def width_beyond_window(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
