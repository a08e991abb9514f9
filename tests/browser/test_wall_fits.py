"""Is every scene read from five metres, on each screen, whatever has happened to its data? Measured in a browser."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.actions.announcements import announce
from db.actions.equipment import report_fault
from db.audit import COMMAND_LINE
from db.playlist import SCENES
from db.settings import Settings
from etl.pipeline import load_files
from tests.browser.walls import refresh, served, show, small_hospital
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.pages.test_dose import EXPOSURES, REFERENCE
from tests.dashboard.pages.test_home import TODAY, receive_exams
from tests.dashboard.wall.screens import code_of
from tests.etl.lines import line_to

# Texts as long as they may be, as many as there may be.
LONG = (
    "Outpatients of room two go to room three until noon; whoever is on the ward list comes by the back door "
    "and waits there for a call by name"
)
# As if every feed had been silent for long.
SILENT = """() => {
  for (const scene of Object.values(window.roWall.state.data.scenes)) {
    for (const fact of scene.facts) { if (fact.limit_s !== null) { fact.age_s = fact.limit_s + 7200; } }
  }
}"""
# What is cut off, the size of the smallest main figure and of the smallest words, and what a wall has not.
MEASURED = """() => {
  const rect = one => one.getBoundingClientRect();
  const shown = all => [...document.querySelectorAll(all)].filter(one => one.getClientRects().length);
  const size = one => parseFloat(getComputedStyle(one).fontSize);
  const smallest = all => Math.min(1e6, ...shown(all).filter(one => one.textContent).map(size));
  // By boxes: the room that a font keeps above and below its signs is more than a large figure needs.
  const cut = tile => {
    const frame = rect(tile);
    return [...tile.querySelectorAll("h2, p, div, .w-bar-value, .w-age-text, .w-chip span")].map(rect).some(
      box => box.width && (box.bottom > frame.bottom || box.right > frame.right || box.top < frame.top)
    );
  };
  // Of a chart each text within its tile, and none on another.
  const torn = chart => {
    const frame = rect(chart.closest(".w-tile")), top = rect(chart).top - 1;
    const texts = [...chart.querySelectorAll("text:not([hidden])")].map(one => [one.textContent, rect(one)]);
    const out = box => box.left < frame.left || box.right > frame.right || box.top < top || box.bottom > frame.bottom;
    const across = (a, b) => a.left < b.right - 1 && b.left < a.right - 1;
    const below = (a, b) => a.top + a.height / 4 >= b.bottom - b.height / 4;
    const level = (a, b) => !below(a, b) && !below(b, a);
    const on = (box, i) => texts.some(([, other], j) => j > i && across(box, other) && level(box, other));
    return texts.filter(([, box], i) => out(box) || on(box, i)).map(([text]) => text);
  };
  const root = document.documentElement;
  return {
    over: shown(".w-tile").filter(cut).map(tile => tile.innerText),
    torn: shown(".w-chart").flatMap(torn),
    charts: shown(".w-chart").length,
    bars: root.scrollHeight > innerHeight || document.body.scrollWidth > innerWidth,
    figures: smallest(".w-figure") / innerHeight,
    words: smallest(".w-text, .w-age, .w-chip, .w-bar, .w-unit, .w-chart-title") / Math.min(innerHeight, innerWidth),
    cursor: getComputedStyle(document.body).cursor,
    facts: shown(".w-tile").length,
  };
}"""
SIZES = [(1920, 1080), (3840, 2160), (1080, 1920)]


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return small_hospital(sqlite_url, settings_for, tmp_path)


@pytest.mark.expects_console_errors(r"ERR_INTERNET_DISCONNECTED")
def test_every_scene_fits_its_screen_and_is_read_from_afar(page: Page, hospital: Hospital) -> None:
    """With data, with old data, and with the bar that says that there is no contact; full of texts and units."""
    fill(hospital)
    with served(hospital) as server:
        show(page, server.address, code_of(hospital.app))
        assert measured_everywhere(page) >= 6
        page.evaluate(SILENT)
        measured_everywhere(page)
        page.context.set_offline(True)
        refresh(page)
        expect(page.locator("#w-contact")).to_be_visible()
        measured_everywhere(page)


def fill(hospital: Hospital) -> None:
    """A whole day of exams, eight units of which one is down, six texts, a month of exposures over their level."""
    receive_exams(hospital, TODAY, [8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11], "2026-11-24_1131")
    units = [f"Room {number},radiography,Room {number}" for number in range(1, 9)]
    hospital.receive("equipment_list_2026-11-24.csv", "unit,unit_kind,room", *units)
    dose_files = [REFERENCE / name for name in ("reference_levels.csv", "exam_names.csv")]
    assert [one.outcome for one in load_files(dose_files, line_to(hospital.database, now=NOON))] == [
        "loaded"
    ] * 2
    assert hospital.receive("doses_2026-11-24.csv", *EXPOSURES) == "loaded"
    results = [
        "unit,test,performed_at,value",
        *(f"Room {n},kvp_accuracy,2026-11-23 08:00,70" for n in range(1, 9)),
    ]
    assert hospital.receive("qc_results_2026-11-23.csv", *results) == "loaded"
    with hospital.database.write() as connection:
        for number, effect in ((2, "down"), (3, "down"), (4, "limited"), (5, "limited")):
            report_fault(
                connection, f"Room {number}", "No exposure", effect, "Tube warm-up failed", actor=COMMAND_LINE,
                now=NOON - timedelta(hours=10, minutes=41),
            )  # fmt: skip
        for kind, more in (("handover", 2), ("announcement", 3)):
            for number in range(more):
                announce(
                    connection,
                    kind,
                    f"{number} {LONG}",
                    NOON + timedelta(hours=8),
                    actor=COMMAND_LINE,
                    now=NOON,
                )


def measured_everywhere(page: Page) -> int:
    """Each scene on each screen keeps its measures; how many charts there are."""
    charts, wrong = 0, []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for place, name in enumerate(SCENES):
            page.evaluate("i => { window.roWall.state.turn = i; window.roWall.paint(); }", place)
            found = page.evaluate(MEASURED)
            charts += found["charts"]
            # A twentieth of the height; 3 hundredths of the shorter side for everything else.
            holds = {
                "figures": found["figures"] >= 0.0499,
                "words": found["words"] >= 0.0295,
                "over": found["over"] == [],
                "torn": found["torn"] == [],
                "bars": found["bars"] is False,
                "cursor": found["cursor"] == "none",
                "facts": 1 <= found["facts"] <= 7,
            }
            wrong += [(name, width, what, found[what]) for what, well in holds.items() if not well]
    assert wrong == []
    return charts
