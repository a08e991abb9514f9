"""Home in a browser: the figure, the lines that need attention, and where they lead."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import SIZES, serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_home import STOCK_HEAD, TODAY, receive_exams


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    made.add("manager", "rso", "technologist")
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    with serve(hospital.app) as at:
        yield at


def fill(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    hospital.receive(
        "stock_2026-11-24_0600.csv",
        STOCK_HEAD,
        "CM-1,Iodixanol 320,,37,7741-A,2026-11-12,Rack 10,9,2026-11-24 06:00",
    )


def test_the_worst_thing_is_one_click_away_from_its_rows(
    page: Page, hospital: Hospital, address: str
) -> None:
    fill(hospital)
    sign_in(page, address, "manager", "/")
    expect(page.get_by_role("heading", name="One thing needs attention")).to_be_visible()
    expect(page.get_by_role("heading", name="Fewer exams than on a usual Tuesday")).to_be_visible()
    expect(page.locator("#home-body .js-plotly-plot .scatterlayer .trace").first).to_be_visible()
    expect(page.locator("main .btn-primary")).to_have_count(1)
    page.locator("main .btn-primary").click()
    expect(page).to_have_url(f"{address}/supplies?location=Rack+10&find=7741-A")
    expect(page.get_by_text("7741-A")).to_be_visible()


@pytest.mark.parametrize("role", ["rso", "technologist"])
def test_roles_without_stock_see_their_own_home(
    page: Page, hospital: Hospital, address: str, role: str
) -> None:
    fill(hospital)
    sign_in(page, address, role, "/")
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Nothing waits for your role").first).to_be_visible()
    expect(page.get_by_text("Expired lots")).to_have_count(0)


def test_home_fits_its_window(page: Page, hospital: Hospital, address: str) -> None:
    fill(hospital)
    sign_in(page, address, "manager", "/")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        # Drawn anew at each size, as it is when it is opened there.
        page.reload()
        expect(page.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_attached(timeout=20_000)
        assert width_beyond_window(page) == 0
        if width > 1000:
            # On a desk everything that matters is seen without scrolling.
            assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0


def test_before_the_first_file_home_says_what_is_missing(page: Page, address: str) -> None:
    sign_in(page, address, "manager", "/")
    expect(page.get_by_text("No exam has arrived yet")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing is known yet")).to_be_visible()
