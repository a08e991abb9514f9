"""The wall in a browser: paired once, scene after scene, honest about its age, back by itself, flat in memory."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from db.actions.displays import revoke_display, set_playlist
from db.audit import COMMAND_LINE
from db.playlist import read_playlist
from db.settings import Settings
from tests.benchmarks.wall_soak import wait_for_picture
from tests.browser.walls import TEXT, refresh, served, show, small_hospital, stand_for
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.wall.screens import code_of

# A server that is off, a database that is off and a token that opens nothing are no faults of the page.
OUTAGE = (r"status of (503|401)", r"ERR_CONNECTION_REFUSED", r"net::ERR")


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return small_hospital(sqlite_url, settings_for, tmp_path)


@pytest.mark.expects_console_errors(*OUTAGE)
def test_a_screen_is_paired_shows_its_scenes_in_turn_and_goes_dark_when_it_is_revoked(
    page: Page, hospital: Hospital
) -> None:
    with served(hospital) as server:
        page.goto(f"{server.address}/wall")
        expect(page.get_by_role("heading", name="This screen is not paired")).to_be_visible()
        expect(page.locator("input")).to_have_count(0)
        show(page, server.address, code_of(hospital.app, "Corridor", "today:20,messages:15"))
        # The code stands nowhere any more.
        expect(page).to_have_url(f"{server.address}/wall")
        title = page.locator("#w-title")
        expect(title).to_have_text("Today")
        expect(page.get_by_text("12:00", exact=True)).to_be_visible()
        stand_for(page, 20)
        expect(title).to_have_text("Messages")
        expect(page.get_by_text(TEXT)).to_be_visible()
        stand_for(page, 15)
        expect(title).to_have_text("Today")
        # Another playlist: what stands there goes on, without a gap.
        with hospital.database.write() as connection:
            turns = read_playlist("supplies:15,today:15")
            set_playlist(connection, "Corridor", turns, actor=COMMAND_LINE, now=NOON)
        refresh(page)
        expect(title).to_have_text("Today")
        stand_for(page, 15)
        expect(title).to_have_text("Supplies")
        # The same screen after a restart of its browser: paired still, and never asked who it is.
        page.reload()
        wait_for_picture(page)
        expect(page.get_by_text("1 lot expired")).to_be_visible()
        with hospital.database.write() as connection:
            revoke_display(connection, "Corridor", actor=COMMAND_LINE, now=NOON)
        refresh(page)
        expect(page.get_by_role("heading", name="This display was revoked")).to_be_visible()
        expect(page.get_by_text("lot expired")).to_have_count(0)
        expect(page.locator("input")).to_have_count(0)


# What a wall computer with an empty battery believes.
TEN_YEARS_AGO = datetime(2016, 1, 1, tzinfo=UTC)
NO_CONTACT = "STALE. No contact since 12:00, last picture kept"


def within_a_minute(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the page's own clock go on by up to 60 seconds, with nobody there, until this is so; what it asks is real."""
    for _ in range(12):
        page.clock.run_for(5000)
        for _ in range(4):
            # Its requests take no time of that clock; on a busy machine they take some of ours.
            if is_so():
                return
            page.wait_for_timeout(25)
    raise AssertionError("not within 60 seconds")


def answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=200, body=body)


@pytest.mark.expects_console_errors(*OUTAGE, r"status of 40[013]")
def test_neither_a_broken_address_nor_what_another_machine_answers_takes_the_picture(
    page: Page, hospital: Hospital
) -> None:
    with served(hospital) as server:
        page.goto(f"{server.address}/wall#%E0%A4%A")
        expect(page.get_by_role("heading", name="This screen is not paired")).to_be_visible()
        show(page, server.address, code_of(hospital.app, "Corridor", "today:600"))
        for body in ("null", "{}", '{"playlist": [{"scene": "today", "seconds": 9}], "scenes": {}}'):
            page.route("**/wall/data", answering(body))
            refresh(page)
            expect(page.locator("#w-contact")).to_contain_text("No contact since")
            expect(page.locator("#w-title")).to_have_text("Today")
            page.unroute("**/wall/data")
            refresh(page)
            expect(page.locator("#w-contact")).to_be_hidden()


@pytest.mark.expects_console_errors(*OUTAGE, "ERR_INTERNET_DISCONNECTED")
def test_what_is_old_says_so_within_a_minute_and_what_was_away_is_back_within_one_by_itself(
    page: Page, hospital: Hospital
) -> None:
    page.clock.install(time=TEN_YEARS_AGO)
    with served(hospital) as server:
        show(page, server.address, code_of(hospital.app, "Corridor", "today:600"))
        done, age, contact = (
            page.locator(".w-tile .w-value").first, page.locator(".w-tile .w-age").first, page.locator("#w-contact"),
        )  # fmt: skip
        value = done.inner_text()
        assert value
        # Ten years of difference to this computer's clock are no age; the server's clock is the hospital's.
        expect(page.locator("#w-clock")).to_have_text("12:00")
        expect(age).to_contain_text("30 min old")
        # Past the feed's limit of six hours: the word, since when, and the value that it had.
        hospital.now = NOON + timedelta(hours=6)
        within_a_minute(page, lambda: "STALE since 17:30" in age.inner_text())
        assert done.inner_text() == value
        hospital.now = NOON
        within_a_minute(page, lambda: page.locator("[data-stale=yes]").count() == 0)
        # Each outage: told within a minute, the picture kept, back within a minute.
        network = page.context.new_cdp_session(page)

        def offline(yes: bool) -> None:
            line = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
            network.send("Network.emulateNetworkConditions", {"offline": yes, **line})

        def silent(yes: bool) -> None:
            # Neither refused nor answered: a firewall that drops what it does not like.
            page.route("**/wall/data", lambda _: None) if yes else page.unroute_all(behavior="ignoreErrors")

        outages: list[tuple[Callable[[], object], Callable[[], object], str]] = [
            (server.stop, server.begin, NO_CONTACT),
            (lambda: offline(True), lambda: offline(False), NO_CONTACT),
            (lambda: silent(True), lambda: silent(False), NO_CONTACT),
            (
                lambda: hospital.break_table("display"),
                lambda: hospital.mend_table("display"),
                "STALE. The server has no data since 12:00, last picture kept",
            ),
        ]
        for begin, end, words in outages:
            begin()
            within_a_minute(page, contact.is_visible)
            assert contact.inner_text() == words
            assert done.inner_text() == value
            end()
            within_a_minute(page, lambda: not contact.is_visible())
            assert done.inner_text() == value
        # Its clock is set, by years and in the middle of its work: nothing looks older for it.
        page.clock.set_system_time(TEN_YEARS_AGO + timedelta(days=5000))
        page.clock.run_for(2000)
        assert page.locator("#w-clock").inner_text() == "12:00"
        assert page.locator("[data-stale=yes]").count() == 0


# A page that has been open for three hours; once it has been loaded anew it has not.
LONG_OPEN = """
  const lived = performance.now.bind(performance);
  const longer = sessionStorage.getItem("radops-wall") ? 0 : 3 * 3600 * 1000;
  performance.now = () => lived() + longer;
"""


def test_at_night_the_page_is_loaded_anew_once_and_keeps_its_scene(page: Page, hospital: Hospital) -> None:
    page.add_init_script(LONG_OPEN)
    with served(hospital) as server:
        show(page, server.address, code_of(hospital.app, "Corridor", "today:600,supplies:600"))
        loads: list[str] = []
        page.on("load", lambda one: loads.append(one.url))
        stand_for(page, 600)
        expect(page.locator("#w-title")).to_have_text("Supplies")
        refresh(page)
        assert loads == []
        # Ten past four in the hospital, whatever this computer thinks.
        hospital.now = NOON + timedelta(hours=16, minutes=10)
        with page.expect_event("load"):
            refresh(page)
        wait_for_picture(page)
        expect(page.locator("#w-title")).to_have_text("Supplies")
        refresh(page)
        assert len(loads) == 1
