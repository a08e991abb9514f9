"""The dose page in a real browser: drawn at once, changed by its filters, read at every size, in light and dark."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from db.schema.accounts import audit_event
from db.settings import Settings
from etl.pipeline import load_files
from tests.browser.visiting import assert_nothing_is_cut_off, serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_dose import EXPOSURES, REFERENCE
from tests.etl.lines import line_to


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    made.add("physicist")
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    with serve(hospital.app) as at:
        yield at


@pytest.fixture
def filled(hospital: Hospital) -> Hospital:
    path = hospital.folder / "doses_2026-11-24.csv"
    path.write_text("".join(f"{line}\n" for line in EXPOSURES), encoding="utf-8")
    files = [REFERENCE / "reference_levels.csv", REFERENCE / "exam_names.csv", path]
    outcomes = list(load_files(files, line_to(hospital.database, now=hospital.now)))
    assert [outcome.outcome for outcome in outcomes] == ["loaded"] * 3
    return hospital


def test_the_figure_says_what_is_over_its_level(page: Page, address: str, filled: Hospital) -> None:
    sign_in(page, address, "physicist", "/dose")
    expect(page.get_by_role("heading", name="Lumbar spine LAT is over its DRL")).to_be_visible()
    expect(page.locator("#dose-figure .js-plotly-plot")).to_have_count(2)
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("group", name="Monthly medians and middle half")).to_be_visible()


def test_while_an_answer_is_awaited_a_bar_says_that_the_click_was_heard(
    page: Page, address: str, filled: Hospital
) -> None:
    bar = "getComputedStyle(document.body, '::before').content !== 'none'"
    sign_in(page, address, "physicist", "/dose")
    expect(page.get_by_role("heading", name="Lumbar spine LAT is over its DRL")).to_be_visible()
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    assert not page.evaluate(bar)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/_dash-update-component*", hold)
    page.get_by_label("Room").select_option("Room 1")
    expect(page.locator("[data-dash-is-loading=true]").first).to_be_attached()
    assert page.evaluate(bar)
    for route in held:
        route.continue_()
    page.unroute("**/_dash-update-component*")
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    assert not page.evaluate(bar)


def test_a_filter_changes_figure_and_address_and_the_way_back_brings_both(
    page: Page, address: str, filled: Hospital
) -> None:
    sign_in(page, address, "physicist", "/dose")
    page.get_by_label("Room").focus()
    page.get_by_label("Room").select_option("Room 1")
    expect(page).to_have_url(f"{address}/dose?room=Room+1")
    expect(page.get_by_label("Room")).to_be_focused()
    expect(page.locator("#dose-figure").get_by_role("heading", name="Abdomen AP")).to_be_visible()
    expect(
        page.locator("#dose-figure").get_by_role("heading", name="Lumbar spine LAT", exact=True)
    ).to_have_count(0)
    page.get_by_role("link", name="Reset filters").click()
    expect(page).to_have_url(f"{address}/dose")
    expect(
        page.locator("#dose-figure").get_by_role("heading", name="Lumbar spine LAT", exact=True)
    ).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{address}/dose?room=Room+1")
    expect(
        page.locator("#dose-figure").get_by_role("heading", name="Lumbar spine LAT", exact=True)
    ).to_have_count(0)
    expect(page.get_by_label("Room")).to_have_value("Room 1")


def test_when_the_database_fails_the_old_figure_stays_below_a_bar(
    page: Page, address: str, filled: Hospital
) -> None:
    sign_in(page, address, "physicist", "/dose")
    filled.break_table("irradiation_event")
    page.get_by_label("Room").select_option("Room 1")
    expect(page.get_by_text("The dose page could not be renewed at 12:00.")).to_be_visible()
    expect(page.get_by_role("heading", name="Lumbar spine LAT is over its DRL")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="The dose page could not be loaded")).to_be_visible()
    filled.mend_table("irradiation_event")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Lumbar spine LAT is over its DRL")).to_be_visible()


def test_without_any_dose_the_page_says_what_to_do(page: Page, address: str) -> None:
    sign_in(page, address, "physicist", "/dose")
    expect(page.get_by_role("heading", name="No dose has arrived yet")).to_be_visible()
    page.get_by_role("link", name="Open feeds").click()
    expect(page).to_have_url(f"{address}/feeds")


def test_nothing_is_cut_off_at_any_size(page: Page, address: str, filled: Hospital) -> None:
    sign_in(page, address, "physicist", "/dose")
    assert_nothing_is_cut_off(page, page.locator("#dose-figure .js-plotly-plot"))


def test_an_outlier_waits_until_a_person_closes_it_with_a_reason(
    page: Page, address: str, filled: Hospital
) -> None:
    rules = "exam_type,measure,rule_kind,rule_value,jurisdiction,edition,source,valid_from,confirmed,note"
    rule = "Lumbar spine,DAP per radiograph,level,2.9,local,1,made up,2020-01-01,no,"
    assert filled.receive("outlier_rules_2026-11-24.csv", rules, rule) == "loaded"
    high = "1.2.7.1,1.2.7-1,1.2.7.1.1,P7,DX,Room 3,2026-11-20 10:00,L SPINE LAT,LAT,50,9.9,no"
    assert filled.receive("more_2026-11-24.csv", EXPOSURES[0], high) == "loaded"
    filled.now += timedelta(days=3)
    sign_in(page, address, "physicist", "/dose")
    page.goto(f"{address}/")
    waits = page.get_by_role("listitem").filter(has_text="1 dose outlier waits for an explanation")
    waits.get_by_role("link").click()
    expect(page.get_by_role("heading", name="One exam waits for an explanation")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="9.90")
    expect(row).to_contain_text("over 2.90 Gy·cm²")
    expect(page.get_by_text("the oldest is open for 3 d")).to_be_visible()
    row.get_by_role("link", name="Close").click()
    # Nothing closes without a reason and words; what was typed stays.
    page.get_by_label("In words, without a patient's data").fill("150 kg, checked with the technologist")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Choose a reason.")).to_be_visible()
    page.get_by_label("Reason").select_option(label="Patient's size or build")
    page.get_by_role("button", name="Close it").click()
    # Closed in one transaction, then the view is drawn anew: on a busy machine that takes its time.
    nothing = page.get_by_role("heading", name="No dose waits for an explanation")
    expect(nothing).to_be_visible(timeout=20_000)
    closed = page.get_by_role("row").filter(has_text="Patient's size or build")
    expect(closed).to_contain_text("150 kg, checked with the technologist")
    expect(closed).to_contain_text("physicist")
    with filled.database.read() as connection:
        events = select(audit_event.c.actor, audit_event.c.detail).where(audit_event.c.action == "dose.close")
        assert [tuple(row) for row in connection.execute(events)] == [("physicist", "size")]
    page.goto(f"{address}/")
    expect(page.get_by_role("heading", name=re.compile("needs? attention"))).to_be_visible()
    expect(page.get_by_text("waits for an explanation")).to_have_count(0)
