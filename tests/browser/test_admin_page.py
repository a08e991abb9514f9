"""An administrator adds an account, changes its role, finds both in the audit trail, and takes them along."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from db.actions.audit import prove_what_was_asked
from db.settings import Settings
from tests.browser.visiting import serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.signing_in import PASSWORD


def test_an_account_is_added_and_changed_and_both_are_found_and_taken_along(
    page: Page, sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    hospital = Hospital(settings_for(sqlite_url), tmp_path)
    hospital.add("admin")
    page.set_viewport_size({"width": 390, "height": 844})
    with serve(hospital.app) as address:
        sign_in(page, address, "admin", "/admin")
        assert width_beyond_window(page) == 0
        page.get_by_label("User name").fill("jdoe")
        page.get_by_label("Name as shown").fill("Jane Doe")
        page.get_by_label("Role").select_option("clerk")
        page.get_by_label("First password").fill("neun Kraniche ziehen weit")
        page.get_by_label("Your own password").fill(PASSWORD)
        page.get_by_role("button", name="Add account").click()
        expect(page.get_by_text("jdoe may sign in as inventory clerk.")).to_be_visible()
        expect(page.get_by_label("Your own password")).to_have_value("")
        page.get_by_role("link", name="jdoe").click()
        page.get_by_label("Your own password, for each decision").fill(PASSWORD)
        page.get_by_label("Another role").select_option("technologist")
        page.get_by_role("button", name="Change role").click()
        expect(page.get_by_text("jdoe is technologist now, and has to sign in anew.")).to_be_visible()
        expect(page.get_by_role("heading", name="jdoe: technologist, open")).to_be_visible()
        assert width_beyond_window(page) == 0
        page.set_viewport_size({"width": 1366, "height": 768})
        page.get_by_role("link", name="What was done to it").click()
        expect(page.get_by_role("heading", name="2 events, newest first")).to_be_visible()
        rows = page.get_by_role("group", name="Events").get_by_role("row")
        expect(rows.filter(has_text="account.create")).to_contain_text("role clerk")
        expect(rows.filter(has_text="account.role")).to_contain_text("from clerk to technologist")
        page.locator("summary", has_text="of the events shown").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Rows as CSV").click()
        assert download.value.suggested_filename == "radops-audit-events-2026-11-24.csv"
        assert download.value.path().read_text().count("jdoe") == 2
        page.get_by_label("Object, whole").fill("nobody at all")
        expect(page.get_by_role("heading", name="No event matches", exact=True)).to_be_visible()
        page.get_by_role("link", name="Reset filters").last.click()
        expect(rows.filter(has_text="export")).to_contain_text("audit-events")
        page.get_by_role("button", name="Verify now").click()
        expect(page.get_by_text("Begins soon")).to_be_visible()
        keyring = hospital.app.server.extensions["radops.context"].keyring
        prove_what_was_asked(hospital.database, keyring, tmp_path, lambda: hospital.now)
        expect(page.get_by_text("Last verification")).to_be_visible()
