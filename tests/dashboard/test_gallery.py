"""Do all blocks hold in a browser: on a desk, on a wall, on a phone, in light and in dark, under the policy?"""

import threading
from collections.abc import Iterator

import pytest
from flask import Response
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from dashboard.build_assets import VENDOR
from dashboard.theme import channels, token
from tests.dashboard.gallery import PAGES, make_gallery

POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self' data:; frame-ancestors 'none'"
)
ASSETS = VENDOR.parent
SIZES = {"wall": (1920, 1080), "desk": (1366, 768), "phone": (390, 844)}


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery, served under the application's content security policy."""
    app = make_gallery()
    policy = POLICY.format(hashes=" ".join(app.csp_hashes()))

    @app.server.after_request
    def restrict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        return response

    @app.server.route("/login")
    def login() -> str:
        return "sign in"

    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def path_of(name: str) -> str:
    return "/" if name == "Home" else f"/{name.lower()}"


def has_come(page: Page, name: str) -> None:
    expect(page.locator(".ro-page-title")).to_have_text(name)
    if name != "States":
        expect(page.locator(".main-svg").first).to_be_visible()


def open_page(page: Page, gallery: str, name: str) -> None:
    page.goto(gallery + path_of(name))
    has_come(page, name)


@pytest.mark.parametrize(("size", "mode"), [("wall", "dark"), ("desk", "light"), ("phone", "dark")])
def test_no_page_is_wider_than_its_window(page: Page, gallery: str, size: str, mode: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
    open_page(page, gallery, PAGES[0])
    for name in PAGES:
        page.get_by_role("navigation").get_by_text(name).click()
        has_come(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name


def drawn_as(name: str, mode: str) -> str:
    red, green, blue = channels(token(name, mode))  # type: ignore[arg-type]
    return f"rgb({red}, {green}, {blue})"


def stroke_of_first_line(page: Page) -> str:
    lines = page.locator(".ro-figure .scatterlayer .js-line[style*='stroke-width: 2.25px']")
    return str(lines.first.evaluate("line => getComputedStyle(line).stroke"))


def test_switching_to_dark_repaints_the_charts_without_asking_the_server(page: Page, gallery: str) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, gallery, "Badges")
    assert stroke_of_first_line(page) == drawn_as("series-1", "light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Switch between light and dark").click()
    assert stroke_of_first_line(page) == drawn_as("series-1", "dark")
    assert asked == []


def test_paper_is_light_even_from_a_dark_screen(page: Page, gallery: str) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, gallery, "Badges")
    page.emulate_media(media="print")
    assert stroke_of_first_line(page) == drawn_as("series-1", "light")
    expect(page.locator(".ro-nav")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign report")).to_be_hidden()


def test_the_choice_of_dark_is_kept_and_stands_before_the_first_paint(page: Page, gallery: str) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, gallery, "Home")
    page.get_by_label("Switch between light and dark").click()
    page.goto(gallery + "/dose", wait_until="commit")
    page.locator("body").wait_for(state="attached")
    assert page.evaluate("document.documentElement.getAttribute('data-bs-theme')") == "dark"


def test_the_table_button_puts_the_rows_in_the_place_of_the_figure(page: Page, gallery: str) -> None:
    open_page(page, gallery, "Dose")
    tile = page.locator(".ro-has-table")
    tile.get_by_text("Table", exact=True).click()
    expect(tile.locator(".ro-multiples")).to_be_hidden()
    expect(tile.get_by_role("table")).to_be_visible()
    tile.get_by_text("Chart", exact=True).click()
    expect(tile.locator(".ro-multiples")).to_be_visible()


def test_every_chart_has_a_name(page: Page, gallery: str) -> None:
    open_page(page, gallery, "Home")
    for name in ("Home", "Dose", "Badges", "Supplies", "Feeds"):
        page.get_by_role("navigation").get_by_text(name).click()
        has_come(page, name)
        count = page.locator(".js-plotly-plot").count()
        named = page.locator("[role=img][aria-label]:has(.js-plotly-plot)")
        assert named.count() == count > 0, name


def test_the_grid_writes_numbers_as_the_pages_do_and_sorts_unknown_last(page: Page, gallery: str) -> None:
    open_page(page, gallery, "Supplies")
    cells = page.locator("#supplies-grid .ag-row[row-index='0'] .ag-cell")
    expect(cells.first).to_have_text("Made-up item 0")
    expect(cells.nth(1)).to_have_text("00000")
    expect(cells.nth(2)).to_have_text("unknown")
    page.locator(".ag-header-cell-text", has_text="Expires").click()
    expect(cells.nth(2)).to_have_text("8 Nov 2026")
    page.locator(".ag-header-cell-text", has_text="Expires").click()
    expect(cells.nth(2)).not_to_have_text("unknown")


@pytest.mark.expects_console_errors("status of 401")
def test_a_session_that_has_ended_leads_to_the_login_and_back(page: Page, gallery: str) -> None:
    open_page(page, gallery, "Home")
    page.route("**/_dash-update-component**", lambda route: route.fulfill(status=401))
    page.get_by_role("link", name="Dose", exact=True).click()
    page.wait_for_url("**/login?next=%2Fdose")


def test_the_menu_closes_on_escape_and_beside_it(page: Page, gallery: str) -> None:
    open_page(page, gallery, "Home")
    menu = page.get_by_text("Change password")
    page.get_by_text("P. Lindqvist").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_text("P. Lindqvist").click()
    page.get_by_role("heading", level=1).click()
    expect(menu).to_be_hidden()


def test_the_open_page_stays_in_view_where_the_row_of_pages_is_longer_than_the_window(page: Page) -> None:
    """Eleven pages on a phone, the eighth open: it is seen whole, and both edges say that there are more."""
    links = "".join(
        f'<a class="ro-nav-link{" ro-nav-active" if place == 8 else ""}">Page number {place}</a>'
        for place in range(1, 12)
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(f'<div id="frame-navigation"><nav class="ro-nav">{links}</nav></div>')
    page.add_style_tag(path=ASSETS / "10-shell.css")
    page.add_script_tag(path=ASSETS / "nav.js")
    row = page.locator(".ro-nav")
    expect(row).to_have_attribute("data-ro-more", "left right")
    box = page.locator(".ro-nav-active").bounding_box()
    assert box is not None
    assert box["x"] > 44
    assert box["x"] + box["width"] < 390 - 44
    row.evaluate("row => { row.scrollLeft = 0; }")
    expect(row).to_have_attribute("data-ro-more", "right")
