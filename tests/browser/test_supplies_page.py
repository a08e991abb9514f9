"""The supplies page in a browser, as clerk and manager, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_supplies import HEAD, STOCK


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    made.add("clerk", "manager")
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    with serve(hospital.app) as at:
        yield at


def test_a_clerk_sees_the_figure_and_narrows_it_and_goes_back(
    page: Page, hospital: Hospital, address: str
) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    sign_in(page, address, "clerk", "/supplies")
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()
    expect(page.locator("#supplies-body .js-plotly-plot .bars .point").first).to_be_visible()

    page.get_by_label("Location").select_option("Rack 10")
    expect(page).to_have_url(f"{address}/supplies?location=Rack+10")
    expect(page.get_by_role("heading", name="1 lot expired with stock, €333, in one place")).to_be_visible()
    expect(page.get_by_text("00392/174")).to_have_count(0)

    page.reload()
    expect(page.get_by_label("Location")).to_have_value("Rack 10")
    page.get_by_label("Expiring within").select_option("30")
    expect(page).to_have_url(f"{address}/supplies?location=Rack+10&days=30")
    page.go_back()
    expect(page.get_by_label("Expiring within")).to_have_value("90")
    page.get_by_text("Reset filters").click()
    expect(page).to_have_url(f"{address}/supplies")
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()


def test_the_table_behind_the_figure_shows_every_bin(page: Page, hospital: Hospital, address: str) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    sign_in(page, address, "manager", "/supplies")
    expect(page.locator("#supplies-body .js-plotly-plot .bars .point").first).to_be_visible()
    page.locator("summary", has_text="Table").click()
    expect(page.get_by_role("cell", name="Over 180 d")).to_be_visible()


def test_on_a_phone_nothing_has_to_be_scrolled_sideways(page: Page, hospital: Hospital, address: str) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, "clerk", "/supplies")
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()
    expect(page.locator(".js-plotly-plot .bars .point").first).to_be_attached(timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
    # Nor inside a tile: place, expiry, quantity and value of a lot stand under its item.
    cells = page.locator(".ro-table.ro-stacked td:visible")
    assert cells.count() > 20
    edges = cells.evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().right)")
    assert max(edges) <= 390
    assert (
        page.locator(".ro-scroll-x:has(.ro-stacked)").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        )
        == 0
    )
    expect(page.get_by_role("cell", name="9 Dec 2026")).to_be_visible()


def test_without_stock_the_page_says_what_to_do_next(page: Page, address: str) -> None:
    sign_in(page, address, "clerk", "/supplies")
    expect(page.get_by_text("No stock file has arrived yet")).to_be_visible()
    page.get_by_role("link", name="Open feeds").click()
    expect(page.get_by_role("heading", name="Feeds")).to_be_visible()


def test_when_the_database_fails_the_old_picture_stays_under_a_bar(
    page: Page, hospital: Hospital, address: str
) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    sign_in(page, address, "clerk", "/supplies")
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()
    hospital.break_table("stock_level")
    page.get_by_label("Location").select_option("Rack 10")
    expect(page.get_by_text("The supplies page could not be renewed at 12:00.")).to_be_visible()
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()
    hospital.mend_table("stock_level")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="1 lot expired with stock")).to_be_visible()


def test_what_a_file_says_runs_nothing_in_the_browser(page: Page, hospital: Hospital, address: str) -> None:
    evil = "<img src=x onerror=document.title='owned'>"
    hospital.receive(
        "stock_2026-11-24_0600.csv",
        HEAD,
        f"A,{evil},{evil},1,{evil[:40]},2026-11-01,{evil},3,2026-11-24 06:00",
    )
    sign_in(page, address, "clerk", "/supplies")
    expect(page.get_by_role("cell", name=evil, exact=True).first).to_be_visible()
    expect(page.locator(".js-plotly-plot .bars .point").first).to_be_visible()
    assert page.title() == "Supplies"


def test_a_page_that_could_not_be_made_says_so_and_is_there_again_after_trying_again(
    page: Page, hospital: Hospital, address: str
) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    hospital.break_table("stock_level")
    sign_in(page, address, "clerk", "/supplies?days=30")
    expect(page.get_by_role("heading", name="The supplies page could not be loaded")).to_be_visible()
    hospital.mend_table("stock_level")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="2 lots expired with stock")).to_be_visible()
    expect(page.get_by_label("Expiring within")).to_have_value("30")
