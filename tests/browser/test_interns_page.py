"""An intern logs on a phone, the supervisor signs and judges, the coordinator sees the matrix change: in a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.interns_school import enrol
from tests.dashboard.signing_in import PASSWORD

PHONE, DESK = (390, 844), (1366, 768)


@pytest.fixture
def school(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return enrol(Hospital(settings_for(sqlite_url), tmp_path))


def visit(page: Page, address: str, role: str, path: str, size: tuple[int, int]) -> None:
    page.context.clear_cookies()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, address, role, path)


def cell(page: Page, requirement: str) -> str:
    row = page.get_by_role("row", name=requirement, exact=False).first
    return row.locator("td").first.inner_text()


def test_logged_by_the_intern_signed_by_the_supervisor_and_seen_by_the_coordinator(
    page: Page, school: Hospital
) -> None:
    with serve(school.app) as address:
        visit(page, address, "intern", "/interns?view=log", PHONE)
        assert width_beyond_window(page) <= 0
        page.get_by_label("Procedure", exact=True).select_option("Ribs")
        page.get_by_label("Day", exact=True).fill("2026-11-24")
        page.get_by_label("Time", exact=True).fill("09:30")
        page.get_by_label("Supervisor", exact=True).select_option("R. Tech")
        page.get_by_label("Supervision", exact=True).select_option("direct")
        page.get_by_role("button", name="Log it").click()
        expect(page.get_by_text("waits for a signature")).to_be_visible()
        expect(page.get_by_role("heading", name="What was logged lately, and does it count?")).to_be_visible()
        assert width_beyond_window(page) <= 0

        visit(page, address, "technologist", "/interns?view=sign", PHONE)
        assert width_beyond_window(page) <= 0
        page.get_by_label("Ada Trainee: Ribs").check()
        page.get_by_label("Your password again").fill(PASSWORD)
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("Nothing waits for your signature")).to_be_visible()
        page.get_by_role("link", name="Who needs help").click()
        page.get_by_role("link", name="Ada Trainee").click()
        page.get_by_label("Competency", exact=True).select_option(label="Hip")
        page.get_by_label("Outcome").select_option("passed")
        page.get_by_label("Score (%)").fill("91")
        page.get_by_label("Your password again").fill(PASSWORD)
        page.get_by_role("button", name="Sign the judgement").click()
        expect(page.get_by_text("1 of 61")).to_be_visible()

        visit(page, address, "coordinator", "/interns?view=matrix", DESK)
        expect(page.get_by_role("columnheader", name="Ada Trainee")).to_be_visible()
        assert "2 of 3" in cell(page, "Ribs")
        assert "Done" in cell(page, "Hip")
        assert width_beyond_window(page) <= 0
        page.get_by_role("link", name="Ada Trainee").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Record as PDF").click()
        assert download.value.suggested_filename.startswith("radops-completion-")
