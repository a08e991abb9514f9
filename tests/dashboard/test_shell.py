"""Does the frame around the pages say who, where, what and how fresh?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dash import dcc, html

from dashboard import shell
from tests.dashboard.blocks.looking import parts, text, with_class

NOW = datetime(2026, 11, 24, 19, 32, tzinfo=UTC)


def bar(*, demo: bool = True) -> html.Header:
    return shell.navigation(
        [("Home", "/"), ("Dose", "/dose")],
        active="/dose",
        site_name="Northfield General",
        demo=demo,
        user_name="P. Lindqvist",
        role_title="Physicist",
    )


def test_navigation_shows_the_pages_given_and_marks_the_one_that_is_open() -> None:
    links = [part for part in parts(with_class(bar(), "ro-nav")) if isinstance(part, dcc.Link)]
    assert [link.href for link in links] == ["/", "/dose"]
    assert [text(part) for part in with_class(bar(), "ro-nav-active")] == ["Current page: Dose"]


def test_the_demo_chip_is_shown_on_demo_data_only() -> None:
    assert with_class(bar(), "ro-demo")
    assert not with_class(bar(demo=False), "ro-demo")


def test_one_can_skip_to_the_content_and_log_out_by_a_form() -> None:
    skip = with_class(bar(), "ro-skip")[0]
    assert skip.href == f"#{shell.MAIN_ID}"
    form = next(part for part in parts(bar()) if isinstance(part, html.Form))
    assert (form.action, form.method) == ("/logout", "post")
    assert form.to_plotly_json()["props"]["data-ro-csrf"] == "1"


def test_the_initials_are_those_of_the_name() -> None:
    assert text(with_class(bar(), "ro-initials")) == "PL"


def test_a_page_reads_title_question_freshness_filters_body() -> None:
    item = {"source": "ris", "title": "RIS", "as_of": NOW, "age_text": "4 min", "state": "ok"}
    made = shell.page_frame(
        "Dose",
        "Are typical doses below the reference levels?",
        freshness=shell.freshness_strip([item], NOW, ZoneInfo("America/New_York")),
        filters=html.Div("Period"),
        actions=html.Button("Export"),
        body=html.Section("figure"),
        note="Last line",
    )
    assert text(made) == (
        "Dose Are typical doses below the reference levels? Data as of RIS 14:32 4 min Period Export figure Last line"
    )
    assert made.id == shell.MAIN_ID


def test_the_index_has_a_language_sets_the_theme_first_and_asks_nobody_outside() -> None:
    index = shell.index_string(lambda name: f"/assets/{name}?m=1", lang="en")
    assert '<html lang="en"' in index
    assert index.index("theme.js") < index.index("{%css%}")
    assert "//" not in index.replace("<!DOCTYPE html>", "")
    for part in ("{%metas%}", "{%title%}", "{%app_entry%}", "{%config%}", "{%scripts%}", "{%renderer%}"):
        assert part in index


def test_the_typeface_is_asked_for_under_the_name_that_the_style_sheet_uses() -> None:
    assert 'href="/assets/vendor/inter-latin.woff2"' in shell.head(lambda name: f"/assets/{name}?m=1")


def test_a_page_that_dash_does_not_make_links_all_style_sheets_in_order() -> None:
    links = shell.style_links(lambda name: f"/a/{name}")
    assert [links.index(f"/a/{name}") for name in shell.STYLE_SHEETS] == sorted(
        links.index(f"/a/{name}") for name in shell.STYLE_SHEETS
    )
