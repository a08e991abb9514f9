"""The feeds page in a browser, as administrator and as somebody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_feeds import BAD, GOOD, HEAD


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    made.add("admin", "coordinator")
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    with serve(hospital.app) as at:
        yield at


def test_the_administrator_finds_a_file_by_a_part_of_its_name(
    page: Page, hospital: Hospital, address: str
) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, GOOD, BAD)
    hospital.receive("letter.csv", "Dear colleague, I send you", "this and that")
    sign_in(page, address, "admin", "/feeds")
    expect(page.locator("#feeds-body .bars .point >> visible=true").first).to_be_visible()
    expect(page.get_by_role("heading", name="2 files in the ledger")).to_be_visible()
    expect(page.get_by_role("heading", name="1 row is set aside")).to_be_visible()

    page.get_by_label("File or reason").fill("letter")
    expect(page.get_by_role("heading", name="1 file in the ledger fits the filter")).to_be_visible()
    expect(page).to_have_url(f"{address}/feeds?text=letter")
    # What is typed next goes on where the last letter was.
    expect(page.get_by_label("File or reason")).to_be_focused()
    page.reload()
    expect(page.get_by_label("File or reason")).to_have_value("letter")
    expect(page.get_by_role("heading", name="1 file in the ledger fits the filter")).to_be_visible()
    page.get_by_label("Outcome").select_option("Loaded")
    expect(page.get_by_text("No file in this filter")).to_be_visible()
    page.get_by_text("Reset filters").first.click()
    expect(page.get_by_role("heading", name="2 files in the ledger")).to_be_visible()


def test_others_see_no_file_name(page: Page, hospital: Hospital, address: str) -> None:
    hospital.receive("stock_DOE_JANE_2026-11-24_0600.csv", HEAD, GOOD)
    sign_in(page, address, "coordinator", "/feeds")
    expect(page.get_by_role("heading", name="1 file in the ledger")).to_be_visible()
    assert "DOE" not in page.content()
    expect(page.get_by_label("File or reason")).to_have_count(0)


def test_on_a_phone_nothing_has_to_be_scrolled_sideways(page: Page, hospital: Hospital, address: str) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, GOOD, BAD)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, "admin", "/feeds")
    expect(page.get_by_role("heading", name="1 file in the ledger")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


def test_without_any_file_three_steps_are_shown(page: Page, address: str) -> None:
    sign_in(page, address, "admin", "/feeds")
    expect(page.get_by_text("No file has arrived yet")).to_be_visible()
    expect(page.locator(".ro-steps li")).to_have_count(3)


def test_the_administrator_corrects_a_row_where_it_is_listed(
    page: Page, hospital: Hospital, address: str
) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, GOOD, BAD)
    sign_in(page, address, "admin", "/feeds")
    page.get_by_role("button", name="Correct line 3").click()
    expect(page.get_by_role("heading", name="Correct line 3")).to_be_visible()
    # The form stands above the list: the keyboard, and with it the view, is taken there.
    expect(page.get_by_label("quantity")).to_be_focused()
    page.get_by_label("quantity").fill("a dozen")
    page.get_by_role("button", name="Try the row again").click()
    expect(page.get_by_text("It is not right yet")).to_be_visible()
    expect(page.get_by_text("Tried before:")).to_be_visible()
    page.get_by_label("quantity").fill("12")
    page.get_by_role("button", name="Try the row again").click()
    expect(page.get_by_text("The row came in.")).to_be_visible()
    expect(page.get_by_role("heading", name="No row is set aside")).to_be_visible()
