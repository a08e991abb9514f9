"""Do chips, buttons, tiles, filters and empty states say what they must?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dash import html

from dashboard.blocks.attention import attention_list, attention_title
from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import freshness_chip, state_chip
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.filters import date_filter, filter_bar, select_filter, text_filter
from dashboard.blocks.icon import icon
from dashboard.blocks.kpi import kpi, kpi_row, sums
from dashboard.blocks.problem import problem, stale_banner
from dashboard.blocks.tile import tile
from db.attention import AttentionRow
from tests.dashboard.blocks.looking import charts, parts, text, with_class

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 19, 32, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def row(
    state: str = "warn", *, since: date | None = date(2026, 11, 20), path: str = "/dose?room=3"
) -> AttentionRow:
    return AttentionRow("dose", state, "Over DRL", "A finding", "Its figures", since, path, "dose", 1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["ok", "due", "warn", "action", "unknown"])
def test_a_state_is_told_by_icon_and_word_before_its_colour(state: str) -> None:
    chip = state_chip(state, "Some word")  # type: ignore[arg-type]
    assert text(chip) == "Some word"
    assert with_class(chip, "ro-icon")


def test_no_two_states_have_the_same_icon() -> None:
    states = ("ok", "due", "warn", "action", "unknown")
    looks = {with_class(state_chip(state, "x"), "ro-icon")[0].className for state in states}  # type: ignore[arg-type]
    assert len(looks) == len(states)


def test_an_icon_standing_alone_is_named_and_one_beside_a_word_is_silent() -> None:
    assert icon("table", label="Table").to_plotly_json()["props"]["aria-label"] == "Table"
    assert icon("table").to_plotly_json()["props"]["aria-hidden"] == "true"


def fresh(state: str, as_of: datetime | None = NOW - timedelta(hours=3, minutes=27)) -> str:
    item = {"source": "room", "title": "Room 5", "as_of": as_of, "age_text": "3 h 27 min", "state": state}
    return text(freshness_chip(item, NOW, ZONE))


def test_freshness_says_source_moment_and_age_in_hospital_time() -> None:
    assert fresh("ok") == "Room 5 11:05 3 h 27 min"


def test_a_stale_source_says_so_and_one_that_never_sent_is_not_given_an_age() -> None:
    assert fresh("stale") == "Room 5 11:05 3 h 27 min, STALE"
    assert fresh("never", None) == "Room 5 never received"


def test_a_disabled_button_says_why_next_to_it() -> None:
    made = button("Sign", disabled_because="Give a reason first.")
    assert text(made) == "Give a reason first. Sign"
    assert [part.disabled for part in parts(made) if isinstance(part, html.Button)] == [True]


@pytest.mark.parametrize(
    "path", ["javascript:alert(1)", "https://elsewhere.example", "//elsewhere.example", ""]
)
def test_a_link_never_leaves_the_application(path: str) -> None:
    with pytest.raises(ValueError, match="stays within"):
        link_button("Open", path)


def test_only_the_first_thing_that_needs_attention_has_the_filled_button() -> None:
    made = attention_list([row("action"), row(), row()], today=TODAY)
    assert len(with_class(made, "btn-primary")) == 1
    assert with_class(made.children[0], "btn-primary")


def test_attention_says_since_when_even_when_nobody_knows() -> None:
    assert "since 20 Nov 4 d" in text(attention_list([row()], today=TODAY))
    assert "since today" in text(attention_list([row(since=TODAY)], today=TODAY))
    assert "since unknown" in text(attention_list([row(since=None)], today=TODAY))
    assert "since" not in text(attention_list([row("due", since=None)], today=TODAY))


def test_an_attention_button_names_the_page_and_leads_to_its_path() -> None:
    made = with_class(attention_list([row()], today=TODAY), "btn")[0]
    assert text(made) == "Open dose"
    assert made.href == "/dose?room=3"


def test_the_heading_counts_what_needs_attention() -> None:
    assert attention_title([]) == "What needs attention?"
    assert attention_title([row()]) == "One thing needs attention"
    assert attention_title([row(), row()]) == "2 things need attention, most urgent first"


def test_a_tile_reads_finding_measure_figure_source() -> None:
    made = tile(
        "A finding", html.Div("figure"), subtitle="mSv, n = 4", note="Source: badges", table=html.Div("rows")
    )
    assert text(made) == "A finding mSv, n = 4 figure Table Chart rows Source: badges"
    assert isinstance(
        next(part for part in parts(made) if text(part) == "A finding" and isinstance(part, html.H2)), html.H2
    )


def test_a_number_stands_with_unit_comparison_and_state() -> None:
    made = kpi(
        "Reports in target", "87", "%", comparison="Target 90 %, n = 108", chip=state_chip("warn", "Below")
    )
    assert text(made) == "Reports in target 87 % Below Target 90 %, n = 108"


def test_an_unknown_number_does_not_look_like_a_number() -> None:
    assert with_class(kpi("Stock at risk", "unknown", comparison="No prices"), "ro-kpi-unknown")


def test_a_sparkline_is_named_and_marks_its_last_value_and_its_target() -> None:
    made = kpi_row([kpi("Rejects", "6.2", "%", comparison="", spark=pd.Series([7.0, 6.5, 6.2]), target=6.0)])
    drawn = charts(made)[0]
    assert list(drawn.data[1].y) == [6.2]
    assert drawn.layout.shapes[0].y0 == 6.0
    assert with_class(made, "ro-spark")[0].to_plotly_json()["props"]["aria-label"] == "Rejects, last 3 values"


def test_sums_keep_label_unit_and_note_together() -> None:
    assert text(sums([("October", "2.31", "mSv", "Level II 1.17")])) == "October 2.31 mSv Level II 1.17"


@pytest.mark.parametrize("kind", ["never", "filtered", "good", "hidden"])
def test_each_kind_of_nothing_has_its_own_picture(kind: str) -> None:
    made = empty(kind, "Nothing", "Because")  # type: ignore[arg-type]
    assert with_class(made, f"ro-empty-{kind}")
    assert text(made) == "Nothing Because"


def test_next_steps_are_numbered() -> None:
    steps = [
        Step("Send a file", "To the inbox"),
        Step("Try a file", "Writes nothing", link_button("Try", "/feeds")),
    ]
    assert text(empty("never", "Nothing yet", "So far.", steps=steps)) == (
        "Nothing yet So far. 1 Send a file To the inbox 2 Try a file Writes nothing Try"
    )


def test_trouble_says_what_why_and_a_reference() -> None:
    made = problem(
        "List could not be loaded", text="Nothing was lost.", what="outliers", why="no answer", reference="7F"
    )
    assert "What failed outliers Why no answer Reference 7F" in text(made)
    assert text(stale_banner("Not updated at 14:32.", "As of 14:27.")) == "Not updated at 14:32. As of 14:27."


def test_a_filter_is_labelled_and_stands_out_away_from_its_default() -> None:
    options = [("all", "All 6"), ("3", "Room 3")]
    made = select_filter("dose-room", "Rooms", options, "3", default="all")
    label = next(part for part in parts(made) if isinstance(part, html.Label))
    assert label.htmlFor == "dose-room"
    assert "ro-filter-changed" in made.className
    assert (
        "ro-filter-changed"
        not in select_filter("dose-room", "Rooms", options, "all", default="all").className
    )


def test_a_day_is_entered_in_the_browsers_own_field_within_its_limits() -> None:
    field = date_filter("dose-from", "From", date(2026, 1, 2), latest=TODAY).children[1]
    assert (field.type, field.value, field.max) == ("date", "2026-01-02", "2026-11-24")


def test_a_reset_is_offered_only_when_a_filter_is_set() -> None:
    fields = [text_filter("supplies-find", "Find")]
    assert with_class(filter_bar(fields, reset_path="/supplies"), "ro-reset")
    assert not with_class(filter_bar(fields), "ro-reset")
