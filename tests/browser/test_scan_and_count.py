"""A clerk in the store room: scans, uses, counts, takes back; and two of them at one shelf."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from db.queries import supplies
from db.settings import Settings
from tests.browser.visiting import assert_nothing_is_cut_off, serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital

HEAD = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at"
STOCK = (
    HEAD,
    "CM-1,Iohexol 350,Contrast,37,12E45,2026-12-09,Rack 1,14,2026-11-24 06:00",
    "CM-1,Iohexol 350,Contrast,37,B-4417,2027-09-30,Rack 2,22,2026-11-24 06:00",
    "CM-1,Iohexol 350,Contrast,37,7741-A,2026-11-12,Rack 2,9,2026-11-24 06:00",
    "GL-1,Gel,Gel,1,G1,2028-01-31,Rack 1,5,2026-11-24 06:00",
)
ITEMS = ("item_code,item_name,item_kind,gtin", "CM-1,Iohexol 350,contrast,00380740000011")
LABEL = "0100380740000011172612091012E45"
TODAY = date(2026, 11, 24)


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.receive("stock_2026-11-24_0600.csv", *STOCK)
    made.receive("item_list_2026-11-24_0610.csv", *ITEMS)
    return made


@pytest.fixture
def address(hospital: Hospital) -> Iterator[str]:
    hospital.as_role("clerk")
    hospital.as_role("manager")
    with serve(hospital.app) as address:
        yield address


def on_hand(hospital: Hospital, lot: str) -> float:
    with hospital.database.read() as connection:
        lots = supplies.lots(connection, TODAY)
    return float(lots[lots["lot"] == lot]["on_hand"].sum())


def scan(page: Page, text: str) -> None:
    """As a hand scanner does: type into the field that has the focus, then Enter."""
    expect(page.locator("#scan-code")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_clerk_scans_uses_counts_and_takes_it_back(page: Page, address: str, hospital: Hospital) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, LABEL)
    expect(page.get_by_role("heading", name="Iohexol 350")).to_be_visible()
    expect(page.get_by_text("In date, 15 d left")).to_be_visible()
    page.get_by_label("Units").fill("2")
    page.get_by_role("button", name="Use", exact=True).click()
    expect(page.get_by_text(re.compile("Used 2 of Iohexol 350"))).to_be_visible()
    assert on_hand(hospital, "12E45") == 12
    page.get_by_label("Units").fill("11")
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.get_by_text("Say what may explain the difference.")).to_be_visible()
    page.get_by_text("Reason, and other places").click()
    page.get_by_label("Reason").select_option("Miscounted")
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.get_by_text(re.compile("Counted 11 of Iohexol 350"))).to_be_visible()
    assert on_hand(hospital, "12E45") == 11
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("Took back"))).to_be_visible()
    assert on_hand(hospital, "12E45") == 12


def test_a_booking_of_a_while_ago_is_taken_back_from_the_list(
    page: Page, address: str, hospital: Hospital
) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, LABEL)
    page.get_by_label("Units").fill("3")
    page.get_by_role("button", name="Use", exact=True).click()
    expect(page.get_by_text(re.compile("Used 3 of Iohexol 350"))).to_be_visible()
    page.goto(f"{address}/supplies/scan")
    page.get_by_role("link", name=re.compile("Used 3 of Iohexol 350")).click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("Took back"))).to_be_visible()
    assert on_hand(hospital, "12E45") == 14


def test_a_box_is_received_and_moved_to_places_that_are_new(
    page: Page, address: str, hospital: Hospital
) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, "(01)00380740000011(17)280630(10)NEW-1")
    # Another lot comes first, so that the reason stands beside the units.
    expect(page.get_by_label("Reason")).to_be_visible()
    page.get_by_label("Units").fill("6")
    page.get_by_text("Other places").click()
    page.get_by_label("Or a place not listed").fill("Rack 9")
    page.get_by_role("button", name="Receive", exact=True).click()
    expect(page.get_by_text(re.compile("Received 6 of Iohexol 350.*at Rack 9"))).to_be_visible()
    page.get_by_label("Units").fill("2")
    page.get_by_text("Other places").click()
    page.get_by_label("Or a place not listed").fill("Room 5")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text(re.compile("Moved 2 of Iohexol 350.*to Room 5"))).to_be_visible()
    with hospital.database.read() as connection:
        lots = supplies.lots(connection, TODAY)
    own = lots[lots["lot"] == "NEW-1"]
    assert dict(zip(own["location"], own["on_hand"], strict=True)) == {"Rack 9": 4, "Room 5": 2}


def test_the_next_lot_must_wait_and_an_expired_one_is_never_used(
    page: Page, address: str, hospital: Hospital
) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, "(01)00380740000011(17)270930(10)B-4417")
    expect(page.get_by_text("Use first: lot 12E45")).to_be_visible()
    page.get_by_role("button", name="Use anyway").click()
    expect(page.get_by_text(re.compile("expires earlier: use it first"))).to_be_visible()
    page.get_by_role("link", name="Take it from Rack 1").click()
    expect(page.get_by_text("In date, 15 d left")).to_be_visible()
    scan(page, "7741-A")
    expect(page.get_by_text("Expired 12 d ago: do not use it")).to_be_visible()
    page.get_by_role("button", name="Use", exact=True).click()
    expect(page.get_by_text(re.compile("is expired: it must not be used"))).to_be_visible()
    assert on_hand(hospital, "7741-A") == 9


def test_a_scanners_separator_reaches_the_label(page: Page, address: str) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    page.keyboard.type("010038074000001110B-4417")
    # A wedge scanner sends FNC1 as Ctrl+], which a browser would drop.
    page.keyboard.press("Control+]")
    page.keyboard.type("17270930")
    page.keyboard.press("Enter")
    expect(page.get_by_text("(01)00380740000011(17)270930(10)B-4417")).to_be_visible()
    expect(page.locator(".ro-scan-doubt")).to_have_count(0)


def test_a_doubtful_label_is_asked_back(page: Page, address: str) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, "01003807400000111727093010B-441721SN0001")
    expect(page.get_by_text(re.compile("separator FNC1 missing"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Lot B-4417, serial SN0001")).click()
    expect(page.locator(".ro-scan-doubt")).to_have_count(0)
    expect(page.get_by_text("(21)SN0001")).to_be_visible()


def test_an_unknown_code_is_linked_once(page: Page, address: str) -> None:
    sign_in(page, address, "clerk", "/supplies/scan")
    scan(page, "4006381333931")
    page.get_by_label("Item code or name").fill("gel")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("heading", name="Gel")).to_be_visible()
    scan(page, "(01)04006381333931(10)G1")
    expect(page.get_by_role("heading", name="Gel")).to_be_visible()
    expect(page.get_by_text("G1").first).to_be_visible()


def test_a_shelf_is_counted_line_by_line_and_taken_up_again(
    page: Page, address: str, hospital: Hospital
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, "clerk", "/supplies/count")
    page.get_by_label("Place", exact=True).select_option("Rack 1")
    page.get_by_role("button", name="Start or join").click()
    expect(page.get_by_text("Rack 1: 0 of 2 lots counted")).to_be_visible()
    # A place of which nothing was counted cannot be called counted.
    expect(page.get_by_role("button", name="End the count")).to_be_disabled()
    expect(page.get_by_role("heading", name="Gel")).to_be_visible()
    page.get_by_label("Counted", exact=True).fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rack 1: 1 of 2 lots counted")).to_be_visible()
    expect(page.get_by_role("button", name="End with 1 lot not counted")).to_be_enabled()
    expect(page.get_by_role("heading", name="Iohexol 350")).to_be_visible()
    page.get_by_label("Counted", exact=True).fill("13")
    # The connection is lost: the page says so, and what was typed is still there after a reload.
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("No connection"))).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Rack 1: 1 of 2 lots counted")).to_be_visible()
    expect(page.get_by_label("Counted", exact=True)).to_have_value("13")
    page.get_by_label("Reason").select_option("Used, not booked")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rack 1: 2 of 2 lots counted")).to_be_visible()
    expect(page.get_by_text("1 difference so far")).to_be_visible()
    # What was expected when it was counted stays beside the count.
    line = page.get_by_role("row", name=re.compile("Iohexol 350"))
    for value in ("Expected 14", "Counted 13", "Difference \u22121"):
        expect(line.get_by_role("cell", name=value, exact=True)).to_be_visible()
    assert on_hand(hospital, "12E45") == 13
    assert width_beyond_window(page) == 0
    page.get_by_role("button", name="End the count").click()
    expect(page.get_by_text("Last counted")).to_be_visible()


test_a_shelf_is_counted_line_by_line_and_taken_up_again = pytest.mark.expects_console_errors(
    "ERR_INTERNET_DISCONNECTED", "Failed to fetch", "Callback failed"
)(test_a_shelf_is_counted_line_by_line_and_taken_up_again)


def test_two_clerks_count_one_shelf(page: Page, address: str, hospital: Hospital, browser: Browser) -> None:
    sign_in(page, address, "clerk", "/supplies/count")
    page.get_by_label("Place", exact=True).select_option("Rack 1")
    page.get_by_role("button", name="Start or join").click()
    expect(page.get_by_role("heading", name="Gel")).to_be_visible()
    context = browser.new_context()
    other = context.new_page()
    sign_in(other, address, "clerk", "/supplies/count?location=Rack+1")
    for session in (page, other):
        session.get_by_label("Counted", exact=True).fill("4")
        session.get_by_label("Reason").select_option("Miscounted")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rack 1: 1 of 2 lots counted")).to_be_visible()
    # The same count by the other is no second difference.
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Rack 1: 1 of 2 lots counted")).to_be_visible()
    assert on_hand(hospital, "G1") == 4
    for session, number in ((page, "12"), (other, "13")):
        expect(session.get_by_role("heading", name="Iohexol 350")).to_be_visible()
        session.get_by_label("Counted", exact=True).fill(number)
        session.get_by_label("Reason").select_option("Miscounted")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rack 1: 2 of 2 lots counted")).to_be_visible()
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text(re.compile("The stock has changed by clerk"))).to_be_visible()
    assert on_hand(hospital, "12E45") == 12
    context.close()


def test_every_view_stands_at_three_sizes_in_light_and_dark(page: Page, address: str) -> None:
    sign_in(page, address, "clerk", "/supplies")
    paths = ("scan?item=CM-1&lot=7741-A", "count", "pick", "orders", "recalls", "garments")
    for path in paths:
        page.goto(f"{address}/supplies/{path}")
        assert_nothing_is_cut_off(page, page.locator("main h2"))


def test_the_pick_list_is_narrowed_to_a_place_and_back(page: Page, address: str) -> None:
    sign_in(page, address, "manager", "/supplies/pick")
    expect(page.get_by_role("heading", name="3 lots in 2 places")).to_be_visible()
    page.get_by_label("Location").select_option("Rack 2")
    expect(page).to_have_url(f"{address}/supplies/pick?location=Rack+2")
    expect(page.get_by_role("heading", name="1 lot in 1 place")).to_be_visible()
    expect(page.get_by_text("First from Rack 1")).to_be_visible()
    page.get_by_text("Reset filters").click()
    expect(page.get_by_role("heading", name="3 lots in 2 places")).to_be_visible()


def test_a_manager_may_look_but_not_book(page: Page, address: str) -> None:
    sign_in(page, address, "manager", "/supplies/recalls")
    expect(page.get_by_role("link", name="Scan")).to_have_count(0)
    assert page.goto(f"{address}/supplies/scan").status == 403  # type: ignore[union-attr]


test_a_manager_may_look_but_not_book = pytest.mark.expects_console_errors("403")(
    test_a_manager_may_look_but_not_book
)


def test_what_was_typed_stands_for_one_unit_and_a_box_for_as_many_as_it_holds(
    page: Page, address: str, hospital: Hospital
) -> None:
    packs = (
        "item_code,item_name,item_kind,gtin,pack_quantity",
        "CM-1,Iohexol 350,contrast,10380740000018,10",
    )
    assert hospital.receive("item_list_2026-11-24_0620.csv", *packs) == "loaded"
    sign_in(page, address, "clerk", "/supplies/scan")
    field = page.get_by_placeholder(re.compile("Scan or type"))
    for typed, units in (("12E45", "1"), ("0110380740000018172612091012E45", "10")):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_label("Units")).to_have_value(units)
