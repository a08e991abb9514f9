"""The wall in a browser: paired once, scene after scene, honest about its age, back by itself, flat in memory."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.actions.displays import revoke_display, set_playlist
from db.audit import COMMAND_LINE
from db.playlist import read_playlist
from db.settings import Settings
from tests.benchmarks.wall_soak import faults, soak, wait_for_picture
from tests.browser.walls import TEXT, refresh, served, show, small_hospital, stand_for
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.wall.screens import code_of

# A server that is off, a database that is off and a token that opens nothing are no faults of the page.
OUTAGE = (r"status of (503|401)", r"ERR_CONNECTION_REFUSED", r"net::ERR")
# What a wall computer with an empty battery believes: ten years ago.
WRONG_CLOCK = """
  const Right = Date;
  const wrong = () => Right.UTC(2016, 0, 1) + performance.now();
  window.Date = class extends Right { constructor(...given) { given.length ? super(...given) : super(wrong()); } };
  window.Date.now = wrong;
"""


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


@pytest.mark.expects_console_errors(*OUTAGE)
def test_what_is_old_says_so_and_stays_and_what_was_away_comes_back_by_itself(
    page: Page, hospital: Hospital
) -> None:
    page.add_init_script(WRONG_CLOCK)
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
        expect(page.locator("[data-stale=yes]")).to_have_count(0)
        # Past the feed's limit of six hours: the word, since when, and the value that it had.
        hospital.now = NOON + timedelta(hours=6)
        refresh(page)
        expect(age).to_contain_text("STALE since 17:30")
        expect(done).to_have_text(value)
        # Back in time, and without a server: it asks again each 5 seconds, and within 60 seconds of its return it has.
        hospital.now = NOON
        refresh(page)
        expect(page.locator("[data-stale=yes]")).to_have_count(0)
        server.stop()
        refresh(page)
        expect(contact).to_have_text("STALE. No contact since 12:00, last picture kept")
        expect(done).to_have_text(value)
        server.begin()
        expect(contact).to_be_hidden()
        # Without a database: the same, in other words.
        hospital.break_table("display")
        refresh(page)
        expect(contact).to_contain_text("The server has no data since 12:00")
        expect(done).to_have_text(value)
        hospital.mend_table("display")
        expect(contact).to_be_hidden()


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


def test_memory_stays_flat_over_many_refreshes(page: Page, hospital: Hospital) -> None:
    """The suite's short soak; `make soak` watches five minutes, `make soak-long` 8,640 refreshes."""
    with served(hospital) as server:
        show(page, server.address, code_of(hospital.app))
        found = soak(page, refreshes=200, samples=10)
        assert faults(page, found, []) == []
        assert found[-1].refreshes >= 200
