"""Nobody there: the page asks first, what was typed stays, and after the end one signs in and is back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.signing_in import PASSWORD

LOOKED_AT = "() => window.dispatchEvent(new Event('focus'))"


@pytest.mark.expects_console_errors("status of 401")
def test_it_asks_before_it_signs_out_and_keeps_what_was_typed(
    page: Page, sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    hospital = Hospital(settings_for(sqlite_url), tmp_path)
    hospital.add("manager")
    with serve(hospital.app) as address:
        sign_in(page, address, "manager", "/announcements")
        typed = page.locator("main textarea, main input[type=text]").first
        typed.fill("Room 2 is closed until")
        hospital.now += timedelta(minutes=13, seconds=30)
        page.evaluate(LOOKED_AT)
        asked = page.get_by_role("alertdialog", name="Are you still there?")
        expect(asked).to_be_visible()
        expect(asked).to_contain_text("Signed out in 1 min")
        asked.get_by_role("button", name="Stay signed in").click()
        expect(asked).to_have_count(0)
        expect(typed).to_have_value("Room 2 is closed until")
        expect(typed).to_be_focused()
        hospital.now += timedelta(minutes=14)
        page.evaluate(LOOKED_AT)
        expect(asked).to_be_visible()
        page.keyboard.press("Escape")
        expect(asked).to_have_count(0)
        hospital.now += timedelta(minutes=15)
        page.evaluate(LOOKED_AT)
        expect(page.get_by_text("signed out because nothing was done")).to_be_visible()
        page.get_by_label("User name").fill("manager")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{address}/announcements")
        expect(typed).to_be_visible()
