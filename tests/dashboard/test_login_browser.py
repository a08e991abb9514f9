"""Signing in, going round and signing out in a real browser, under the real content security policy."""

import threading
from collections.abc import Callable, Iterator

import pytest
from dash import Dash
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from dashboard.app import create_app
from db.actions.accounts import disable_account
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.settings import Settings
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import PASSWORD, add_accounts, database_of


@pytest.fixture
def app(sqlite_url: str, settings_for: Callable[..., Settings]) -> Dash:
    made = create_app(settings_for(sqlite_url, site="Northfield General"), pages=GATE_PAGES)
    add_accounts(database_of(made), ["rso", "clerk"])
    return made


@pytest.fixture
def address(app: Dash) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def fill_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_person_signs_in_sees_the_page_asked_for_and_logs_out(page: Page, address: str) -> None:
    page.goto(f"{address}/badges?year=2026")
    expect(page).to_have_url(f"{address}/login?next=/badges?year%3D2026")
    expect(page.get_by_label("User name")).to_be_focused()
    fill_in(page, "rso")
    expect(page).to_have_url(f"{address}/badges?year=2026")
    expect(page.get_by_text("SECRET-DOSE")).to_be_visible()
    page.get_by_role("link", name="Ward").click()
    expect(page.get_by_text("WARD OF Northfield General")).to_be_visible()
    page.locator("#ward-input").fill("typed")
    expect(page.get_by_text("WARD OF Northfield General: typed")).to_be_visible()
    page.locator(".ro-menu summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{address}/login")
    page.go_back()  # the browser kept nothing that it could show again
    expect(page.get_by_label("User name")).to_be_visible()
    expect(page.get_by_text("WARD OF")).to_have_count(0)


def test_navigation_shows_only_what_the_role_may_open(page: Page, address: str) -> None:
    page.goto(address)
    fill_in(page, "clerk")
    expect(page.get_by_role("link", name="Ward")).to_be_visible()
    expect(page.get_by_role("link", name="Vault")).to_have_count(0)


@pytest.mark.expects_console_errors("status of 403")
def test_an_address_that_is_not_for_the_role_says_so_and_leads_back(page: Page, address: str) -> None:
    page.goto(address)
    fill_in(page, "clerk")
    expect(page.get_by_text("WARD OF")).to_be_visible()
    page.goto(f"{address}/badges")
    expect(page.get_by_role("heading", name="This is not for your role")).to_be_visible()
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.get_by_text("WARD OF")).to_be_visible()


@pytest.mark.expects_console_errors("status of 401")
def test_a_session_that_ended_leads_to_the_login_page_and_back_again(
    page: Page, address: str, app: Dash
) -> None:
    page.goto(address)
    fill_in(page, "clerk")
    expect(page.get_by_text("WARD OF")).to_be_visible()
    with database_of(app).write() as connection:
        disable_account(connection, "clerk", actor=COMMAND_LINE, now=now_utc())
    page.locator("#ward-input").fill("typed after the end")
    expect(page).to_have_url(f"{address}/login?next=%2F")
    fill_in(page, "rso")
    expect(page.get_by_text("WARD OF")).to_be_visible()


@pytest.mark.expects_console_errors("status of 400", "status of 401")
def test_a_person_changes_the_password_and_can_look_at_what_was_typed(page: Page, address: str) -> None:
    page.goto(f"{address}/password")
    fill_in(page, "clerk")
    expect(page).to_have_url(f"{address}/")
    page.goto(f"{address}/password")
    present, new, again = (
        page.get_by_label(label, exact=True)
        for label in ("Present password", "New password", "New password again")
    )
    present.fill(PASSWORD)
    new.fill("Welcome2026!")
    page.get_by_role("button", name="Show new password", exact=True).click()
    expect(new).to_have_attribute("type", "text")
    again.fill("Welcome2026!")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("guessed first")
    present.fill(PASSWORD)
    new.fill("ein anderes Lied im Regen")
    again.fill("ein anderes Lied im Regen")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    fill_in(page, "clerk")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    fill_in(page, "clerk", "ein anderes Lied im Regen")
    expect(page.get_by_text("WARD OF")).to_be_visible()
