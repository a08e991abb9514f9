"""The badges page in a real browser: queue, wearer and list, read at every size, in light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from etl.pipeline import load_files
from tests.browser.visiting import assert_nothing_is_cut_off, serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_badges import HEAD, Q3, REFERENCE, REPORT, reading
from tests.dashboard.signing_in import PASSWORD
from tests.etl.lines import line_to


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    made.add("rso", "manager")
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    with serve(hospital.app) as at:
        yield at


@pytest.fixture
def filled(hospital: Hospital) -> Hospital:
    path = hospital.folder / "landauer_2026-10-20.csv"
    path.write_text("".join(f"{line}\n" for line in REPORT), encoding="utf-8")
    files = [REFERENCE / "dose_limits.csv", REFERENCE / "alara_levels.csv", path]
    outcomes = list(load_files(files, line_to(hospital.database, now=hospital.now)))
    assert [outcome.outcome for outcome in outcomes] == ["loaded"] * 3
    return hospital


def test_the_worst_wearer_is_open_and_another_opens_by_its_name(
    page: Page, address: str, filled: Hospital
) -> None:
    sign_in(page, address, "rso", "/badges")
    expect(
        page.get_by_role("heading", name="the body dose of September 2026 reached Level I")
    ).to_be_visible()
    expect(page.locator("#badges-wearer .js-plotly-plot")).to_be_visible()
    page.locator("#badges-unknown").get_by_role("link", name="BEN B").click()
    expect(page.get_by_role("heading", name="BEN B: the body dose of 2026 is at least")).to_be_visible()
    assert "BEN" not in page.url
    page.go_back()
    expect(
        page.get_by_role("heading", name="the body dose of September 2026 reached Level I")
    ).to_be_visible()


def test_search_narrows_the_list_and_leaves_the_cursor_in_its_field(
    page: Page, address: str, filled: Hospital
) -> None:
    sign_in(page, address, "rso", "/badges")
    page.get_by_label("Search").press_sequentially("caro", delay=30)
    expect(page.get_by_text("3 of 3 doses, worst first")).to_be_visible()
    expect(page.get_by_label("Search")).to_be_focused()
    expect(page).to_have_url(f"{address}/badges?text=caro")
    page.get_by_role("link", name="Reset filters").click()
    expect(page.get_by_label("Search")).to_have_value("")
    expect(page.locator("#badges-all").get_by_role("link", name="BEN B").first).to_be_visible()


def test_the_rso_acknowledges_and_signs_and_the_picture_follows(
    page: Page, address: str, filled: Hospital
) -> None:
    lost = reading("00600", "EDA E", "CHEST", Q3, ",,", "S8", "Absent")
    assert filled.receive("landauer_2026-10-21.csv", HEAD, lost) == "loaded"
    sign_in(page, address, "rso", "/badges")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("The reading is acknowledged.")).to_be_visible()
    page.get_by_label("I know that").check()
    page.get_by_label("Your password again").fill("not that one")
    page.get_by_role("button", name="Sign report").click()
    expect(page.get_by_text("The password is not right; nothing was signed.")).to_be_visible()
    expect(page.get_by_label("Your password again")).to_have_value("")
    page.get_by_label("Your password again").fill(PASSWORD)
    page.get_by_label("Your password again").press("Enter")
    expect(page.get_by_role("heading", name="September 2026 is signed")).to_be_visible()
    expect(page.locator("#badges-wearer .js-plotly-plot")).to_be_visible()


def test_when_the_database_fails_the_old_picture_stays_below_a_bar(
    page: Page, address: str, filled: Hospital
) -> None:
    sign_in(page, address, "rso", "/badges")
    filled.break_table("badge_reading")
    page.get_by_label("Dose", exact=True).select_option("lens")
    expect(page.get_by_text("The badges page could not be renewed at 12:00.")).to_be_visible()
    expect(
        page.get_by_role("heading", name="the body dose of September 2026 reached Level I")
    ).to_be_visible()


def test_without_a_report_the_page_says_what_to_do(page: Page, address: str) -> None:
    sign_in(page, address, "rso", "/badges")
    expect(page.get_by_role("heading", name="No badge report has arrived yet")).to_be_visible()


@pytest.mark.expects_console_errors("status of 403")
def test_who_is_not_the_rso_is_told_so(page: Page, address: str, filled: Hospital) -> None:
    sign_in(page, address, "manager", "/")
    expect(page.get_by_role("link", name="Badges", exact=True)).to_have_count(0)
    page.goto(f"{address}/badges")
    expect(page.get_by_role("heading", name="This is not for your role")).to_be_visible()
    expect(page.get_by_text("ANNA")).to_have_count(0)


def test_nothing_is_cut_off_at_any_size(page: Page, address: str, filled: Hospital) -> None:
    sign_in(page, address, "rso", "/badges")
    assert_nothing_is_cut_off(page, page.locator("#badges-wearer .js-plotly-plot"))
