"""A failing check in a real browser: recorded, the unit limited, its fault reported and repaired, and its return."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import SIZES, serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.receive(
        "equipment_list_2026-01-01.csv", "unit,unit_kind,weekday_hours", "Room 1,radiography,07:00-19:00"
    )
    made.receive(
        "qc_schedules_2026-01-01.csv",
        "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days",
        "Room 1,kvp_accuracy,2026-01-01,2026-11-24,FREQ=MONTHLY,7,7,7",
    )
    made.receive(
        "qc_limits_2026-01-01.csv", "unit,test,valid_from,limit_kind,reference,act_low,tol_low,tol_high,act_high",
        "Room 1,kvp_accuracy,2026-01-01,value,0,-10,-5,5,10",
    )  # fmt: skip
    made.as_role("physicist")
    made.as_role("technologist")
    return made


def record(page: Page, value: str, comment: str = "") -> None:
    page.get_by_label("Value").fill(value)
    if comment:
        page.get_by_label("Comment (required past the action limit)").fill(comment)
    page.get_by_role("button", name="Record", exact=True).click()


def test_from_a_failing_check_to_the_return_to_service(hospital: Hospital, page: Page) -> None:
    with serve(hospital.app) as address:
        check = f"{address}/equipment?view=check&unit=Room+1&test=kvp_accuracy"
        sign_in(page, address, "technologist", "/equipment")
        expect(page.locator(".ro-chip", has_text="Not done")).to_be_visible()
        page.goto(check)
        page.get_by_label("Value").fill("11.4")
        expect(page.locator("#equipment-verdict")).to_have_text("Action")
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_text("say in the comment")).to_be_visible()
        record(page, "11.4", "11 % high, maker called")
        expect(page.get_by_role("heading", name="No check of Room 1 is overdue")).to_be_visible()

        page.goto(f"{address}/equipment")
        expect(page.locator(".ro-card-limited")).to_contain_text("past its action limit")
        # Three taps: the unit's fault, what is wrong, whether it can be used.
        page.get_by_role("link", name="Fault", exact=True).click()
        page.get_by_text("No exposure", exact=True).click()
        page.get_by_role("button", name="Down").click()
        expect(page.locator(".ro-card-down")).to_be_visible()

        page.get_by_role("link", name="Open fault").click()
        page.get_by_role("button", name="Escalate to biomedical engineering").click()
        expect(page.get_by_role("heading", name="Told to biomedical engineering")).to_be_visible()
        page.get_by_label("Cause").fill("generator")
        page.get_by_role("button", name="Repaired").click()
        expect(page.get_by_text("1 of 1 checks to go")).to_be_visible()
        # Hours later the session of the morning has ended.
        hospital.now = hospital.now.replace(hour=18)
        sign_in(page, address, "technologist", check.removeprefix(address))
        record(page, "1.2")
        expect(page.get_by_role("heading", name="No check of Room 1 is overdue")).to_be_visible()

        page.context.clear_cookies()
        sign_in(page, address, "physicist", "/equipment?view=check&unit=Room+1&test=kvp_accuracy")
        page.get_by_role("link", name="Review", exact=True).first.click()
        page.get_by_role("button", name="Approve").click()
        page.wait_for_url("**/equipment?view=review")
        page.goto(f"{address}/equipment")
        expect(page.locator(".ro-card-in_qc")).to_be_visible()
        page.get_by_role("link", name="Open fault").click()
        page.get_by_role("button", name="Return to service").click()
        expect(page.locator(".ro-card-in_service")).to_be_visible()


def test_the_board_fits_every_size(hospital: Hospital, page: Page) -> None:
    with serve(hospital.app) as address:
        sign_in(page, address, "technologist", "/equipment")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator(".ro-card")).to_be_visible()
            assert width_beyond_window(page) == 0
