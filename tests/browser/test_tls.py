"""Under TLS a real browser keeps both cookies by their guarded names, and the pages work with them."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from db.settings import Settings
from tests.browser.visiting import sign_in
from tests.dashboard.pages.hospital import Hospital


@pytest.fixture
def address(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Iterator[str]:
    hospital = Hospital(settings_for(sqlite_url, tls=True), tmp_path)
    hospital.add("admin")
    # A certificate made for this run alone.
    server = make_server("127.0.0.1", 0, hospital.app.server, threaded=True, ssl_context="adhoc")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_both_cookies_have_the_guarded_name_and_callbacks_and_signing_out_work(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    sign_in(page, address, "admin", "/feeds")
    kept = context.cookies()
    assert {cookie["name"] for cookie in kept} == {"__Host-radops", "__Host-csrf_token"}
    assert all(cookie["secure"] for cookie in kept)
    page.get_by_label("Outcome").select_option("refused")
    expect(page).to_have_url(f"{address}/feeds?outcome=refused")
    page.locator(".ro-menu summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("User name")).to_be_visible()
    context.close()
