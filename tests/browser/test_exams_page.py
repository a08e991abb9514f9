"""The exams page in a real browser: from a bar to its rows and back, filtered in place, at every size."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from db.settings import Settings
from tests.browser.visiting import serve, sign_in, width_beyond_window
from tests.dashboard.pages.hospital import Hospital
from tests.db.exam_ward import load_ward

YEAR = "from=2026-01-01&to=2026-11-24"


def expect_to_fit(page: Page) -> None:
    """Figures are drawn anew a moment after their window has changed, later on a busy machine."""
    for _ in range(100):
        if width_beyond_window(page) <= 0:
            return
        page.wait_for_timeout(100)
    assert width_beyond_window(page) <= 0, (page.url, page.viewport_size)


def test_from_a_bar_to_its_rows_to_a_file_and_back(
    page: Page, sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    hospital = Hospital(settings_for(sqlite_url, site="Northfield General"), tmp_path)
    load_ward(hospital.database, tmp_path)
    hospital.add("manager")
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    with serve(hospital.app) as address:
        sign_in(page, address, "manager", f"/exams?{YEAR}")
        bars = page.locator("#exams-tile-room .js-plotly-plot")
        expect(bars).to_be_visible()
        with page.expect_download() as picture:
            page.locator("#exams-tile-room summary", has_text="Export").click()
            page.locator("#exams-tile-room").get_by_text("Picture (PNG)").click()
        assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")
        bars.locator(".barlayer path").first.click(force=True)
        expect(page.get_by_role("heading", name="Room 1: 30 exams")).to_be_visible()
        expect(page.locator(".ag-row[row-index='0']")).to_contain_text("Room 1")
        assert "rows=room" in page.url
        with page.expect_download() as rows:
            page.locator("#exams-rows summary", has_text="Export").click()
            page.get_by_text("Rows as CSV").click()
        assert Path(rows.value.path()).read_text(encoding="utf-8").count("Room 1") == 30
        page.go_back()
        expect(bars).to_be_visible()
        page.get_by_label("Class", exact=True).select_option("outpatient")
        expect(page.locator("#exams-sums")).to_contain_text("30")
        expect(page).to_have_url(
            f"{address}/exams?{YEAR.replace('&to=2026-11-24', '')}&to=2026-11-24&class=outpatient"
        )
        for view in ("Turnaround", "Rooms", "Rejects", "Volumes"):
            page.get_by_role("link", name=view, exact=True).click()
            expect(page.locator(".ro-views")).to_contain_text(f"Current view: {view}")
            for width, height in ((1920, 1080), (1366, 768), (390, 844)):
                page.set_viewport_size({"width": width, "height": height})
                expect_to_fit(page)
    assert not wrong
