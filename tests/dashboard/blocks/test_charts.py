"""Do the charts draw what the rows say, and say what they do not know?"""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard import theme
from dashboard.blocks.cumulative import Estimate, cumulative
from dashboard.blocks.distribution import distribution
from dashboard.blocks.dose_cell import dose_cell
from dashboard.blocks.drl import drl_finding, verdict
from dashboard.blocks.expiry_bars import expiry_bars
from dashboard.blocks.figure import figure, plain, round_ticks
from dashboard.blocks.labels import spread
from dashboard.blocks.month_bars import month_bars
from dashboard.blocks.pace import pace
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.small_multiples import small_multiples
from dashboard.blocks.trend import Event, Line, trend
from tests.dashboard.blocks.looking import charts, labels, text, with_class

TODAY = date(2026, 11, 24)


def months(
    exam_type: str, medians: list[float], *, drl: float | None = 2.0, n: list[int] | int = 50
) -> pd.DataFrame:
    counts = n if isinstance(n, list) else [n] * len(medians)
    return pd.DataFrame(
        {
            "exam_type": exam_type,
            "month": [date(2026, 12 - len(medians) + place, 1) for place in range(len(medians))],
            "n": counts,
            "median": medians,
            "p25": [value * 0.8 for value in medians],
            "p75": [value * 1.2 for value in medians],
            "unit": "Gy·cm²",
            "drl": drl,
        }
    )


# --- small multiples ---


def test_beyond_two_years_the_axis_tells_the_years_apart() -> None:
    frame = months("Spine", [2.1, 2.5]).assign(month=[date(2017, 7, 1), date(2023, 7, 1)])
    (drawn,) = charts(small_multiples(frame, today=TODAY))
    assert drawn.layout.xaxis.ticktext[-1] == "2023"
    assert len(set(drawn.layout.xaxis.ticktext)) == len(drawn.layout.xaxis.ticktext)


@pytest.mark.parametrize(
    ("median", "drl", "n", "state"),
    [
        (2.1, 2.0, 50, ("warn", "Over DRL")),
        (2.0, 2.0, 50, ("ok", "Below")),
        (0.9, 2.0, 50, ("due", "Under half")),
        (2.1, 2.0, 19, ("unknown", "n = 19")),
        (2.1, None, 50, ("unknown", "No level on file")),
    ],
)
def test_a_median_is_judged_by_its_level_and_its_n(
    median: float, drl: float | None, n: int, state: Any
) -> None:
    found, word = verdict(median, drl, n)
    assert (found, word.replace("\u00a0", " ")) == state


def test_the_title_is_the_finding_of_the_same_rows() -> None:
    over, under, few = months("Spine", [2.5]), months("Chest", [1.5]), months("Hip", [1.5], n=13)
    assert drl_finding(pd.concat([over, under, few])) == (
        "Spine is over its DRL; one exam type is under, one has too few exams or no level to judge by"
    )
    assert drl_finding(pd.concat([under, months("Knee", [1.2])])) == "Two exam types are under their DRL"
    assert drl_finding(months("Spine", [])).endswith("?")


def test_the_one_furthest_over_comes_first_and_those_without_verdict_last() -> None:
    frame = pd.concat(
        [
            months("Few", [9.0], n=5),
            months("Below", [1.0]),
            months("No level", [9.0], drl=None),
            months("Over", [3.0]),
        ]
    )
    made = small_multiples(frame, today=TODAY)
    assert [text(part) for part in with_class(made, "ro-multiple-name")] == [
        "Over",
        "Below",
        "No level",
        "Few",
    ]


def test_a_cell_says_level_unit_n_and_month() -> None:
    made = small_multiples(months("Spine", [2.1, 2.5]), today=TODAY)
    assert text(with_class(made, "ro-multiple-note")) == "DRL 2.00 Gy·cm², n = 50, Nov"
    assert "2.50" in labels(charts(made)[0])


def test_the_median_is_drawn_as_a_share_of_the_level() -> None:
    line = charts(small_multiples(months("Spine", [2.1, 2.5]), today=TODAY))[0].data[1]
    assert list(line.y) == [1.05, 1.25]


def test_out_of_line_is_rust_with_a_diamond_and_the_others_stay_blue() -> None:
    made = charts(small_multiples(pd.concat([months("Over", [2.5]), months("Under", [1.5])]), today=TODAY))
    ends = [drawn.data[-1].marker for drawn in made]
    assert [(end.symbol, end.color) for end in ends] == [
        ("diamond", theme.token("series-2")),
        ("circle", theme.token("series-1")),
    ]


def test_a_month_with_few_exams_is_an_open_point_and_breaks_the_band() -> None:
    drawn = charts(small_multiples(months("Spine", [1.5, 1.6, 1.7], n=[50, 13, 50]), today=TODAY))[0]
    bands = [trace for trace in drawn.data if trace.fill == "toself"]
    points = [
        trace
        for trace in drawn.data
        if trace.mode == "markers" and trace.marker.color == theme.token("surface")
    ]
    assert len(bands) == 2
    assert [list(trace.x) for trace in points] == [[1]]


def test_without_a_level_the_axis_has_the_unit_of_the_dose() -> None:
    made = small_multiples(months("Hand", [0.3, 0.4], drl=None), today=TODAY)
    drawn = charts(made)[0]
    assert with_class(made, "ro-multiple-own-axis")
    assert list(drawn.data[1].y) == [0.3, 0.4]
    assert not drawn.layout.shapes


def test_all_cells_with_a_level_share_both_axes() -> None:
    frame = pd.concat([months("Over", [3.0, 3.1]), months("Under", [0.8])])
    one, other = charts(small_multiples(frame, today=TODAY))
    assert one.layout.yaxis.range == other.layout.yaxis.range
    assert one.layout.xaxis.range == other.layout.xaxis.range


# --- trend, bars ---


def test_a_trend_names_each_line_at_its_end_and_marks_the_one_out_of_line() -> None:
    frame = pd.DataFrame({"week": [1, 2, 1, 2], "room": ["A", "A", "B", "B"], "share": [0.1, 0.2, 0.3, 0.4]})
    drawn = charts(trend(frame, x="week", y="share", title="Rejects", group="room", out_of_line="B"))[0]
    assert labels(drawn) == ["A 0.200", "B 0.400"]
    assert [trace.marker.symbol for trace in drawn.data if trace.mode == "markers"] == ["circle", "diamond"]


def test_a_trend_draws_limits_solid_and_levels_dashed_with_their_words() -> None:
    frame = pd.DataFrame({"day": [1, 2], "dose": [1.0, None]})
    lines = [Line(20, "Limit 20 mSv", "limit"), Line(8, "Level I 8 mSv", "warn")]
    drawn = charts(
        trend(frame, x="day", y="dose", title="Dose", lines=lines, events=[Event(1, "new badge")])
    )[0]
    assert [shape.line.dash for shape in drawn.layout.shapes] == ["solid", "dash", "dot"]
    assert {"Limit 20 mSv", "Level I 8 mSv", "new badge"} <= set(labels(drawn))


def test_bars_come_largest_first_with_their_values_and_unknown_ones_stay_out() -> None:
    frame = pd.DataFrame({"reason": ["Motion", "Artefact", "Other"], "share": [1.0, 3.0, None]})
    drawn = charts(ranked_bars(frame, label="reason", value="share", title="Reasons", unit="%"))[0]
    assert list(drawn.layout.yaxis.ticktext) == ["Artefact", "Motion"]
    assert labels(drawn) == ["3 %", "1 %"]
    assert drawn.layout.xaxis.range[0] == 0


def test_lots_stand_by_location_and_bin_on_one_scale_with_most_expired_first() -> None:
    frame = pd.DataFrame(
        {"location": ["Store", "Store", "Cabinet"], "bin": ["Expired", "Later", "Expired"], "lots": [1, 9, 4]}
    )
    drawn = charts(expiry_bars(frame, bins=[("Expired", "action"), ("Later", "plain")], title="Lots"))[0]
    assert list(drawn.layout.yaxis.ticktext) == ["Cabinet", "Store"]
    assert [list(pd.Series(trace.x).dropna()) for trace in drawn.data] == [[4, 1], [9]]
    assert drawn.layout.xaxis.range == drawn.layout.xaxis2.range
    assert labels(drawn) == ["Expired", "Later"]


def test_locations_past_the_most_are_summed_in_one_last_row() -> None:
    frame = pd.DataFrame(
        {"location": [f"Place {at}" for at in range(5)], "bin": "Expired", "lots": [5, 4, 3, 2, 1]}
    )
    drawn = charts(expiry_bars(frame, bins=[("Expired", "action")], title="Lots", most=3))[0]
    assert list(drawn.data[0].x) == [5, 4, 6]
    assert drawn.layout.yaxis.ticktext[-1].replace("<br>", " ") == "3 other locations"


# --- doses ---


def periods(*rows: tuple[str, str, float | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["label", "flag", "dose_msv", "level"])


YEAR = periods(
    ("Jan", "value", 0.4, None),
    ("Feb", "M", None, None),
    ("Mar", "absent", None, None),
    ("Apr", "value", 2.3, "II"),
    ("May", "future", None, None),
)


def test_every_answer_of_a_badge_looks_different() -> None:
    flags = ("value", "M", "unused", "not_measured", "estimated", "worn", "future")
    looks = {(text(dose_cell(flag, 0.4)), dose_cell(flag, 0.4).className) for flag in flags}  # type: ignore[arg-type]
    assert len(looks) == len(flags)


def test_a_value_that_is_not_there_is_never_shown_as_zero() -> None:
    assert text(dose_cell("value", None)) == "? unknown"
    assert text(dose_cell("absent")) == "? missing"
    assert text(dose_cell("M")) == "M minimal"


def test_a_reading_over_a_level_names_the_level() -> None:
    assert text(dose_cell("value", 0.71, "I")) == "0.71 Level I"
    assert text(dose_cell("value", 2.31, "II")) == "2.31 Level II"


def test_across_an_unknown_period_the_sum_is_dotted_and_grey() -> None:
    known, _, unknown = charts(cumulative(YEAR, title="Dose"))[0].data[:3]
    assert (unknown.line.dash, unknown.line.color) == ("dot", theme.token("ink-3"))
    assert list(unknown.x) == [2, 3, None]
    assert list(known.x) == [0, 1, None, 1, 2, None, 3, 4, None]


def test_a_minimal_period_is_an_open_dot_and_a_missing_one_a_cross() -> None:
    dots, open_dots, crosses = charts(cumulative(YEAR, title="Dose"))[0].data[3:6]
    assert (list(dots.x), list(open_dots.x), list(crosses.x)) == ([1, 4], [2], [3])
    assert crosses.marker.symbol == "x-thin"
    assert {"M", "missing", "at least 2.70"} <= set(labels(charts(cumulative(YEAR, title="Dose"))[0]))


def test_the_strip_below_has_a_cell_per_period_also_for_those_to_come() -> None:
    made = cumulative(YEAR, title="Dose")
    assert [text(part) for part in with_class(made, "ro-dose-strip")[0].children] == [
        "Jan 0.40",
        "Feb M minimal",
        "Mar ? missing",
        "Apr 2.30 Level II",
        "May",
    ]
    assert charts(made)[0].layout.xaxis.range == (0, 5)


def test_an_estimate_is_dashed_and_states_the_level_of_its_band() -> None:
    drawn = charts(cumulative(YEAR, title="Dose", estimate=Estimate(3.4, 3.0, 4.1, "80 % band")))[0]
    assert "Estimate 3.4 mSv<br>(80 % band 3.0 to 4.1)" in labels(drawn)
    assert [list(trace.x) for trace in drawn.data if trace.line.dash == "dash"] == [[], [4, 5]]


def test_measured_and_estimated_periods_never_share_a_stroke() -> None:
    year = periods(("Jan", "value", 0.4, None), ("Feb", "estimated", 0.5, None))
    known, estimated = charts(cumulative(year, title="Dose"))[0].data[:2]
    assert (list(known.x), list(estimated.x)) == ([0, 1, None], [1, 2, None])
    assert estimated.line.dash == "dash"


# --- what all share ---


def test_a_chart_is_named_by_its_title() -> None:
    made = figure(theme.new_figure(), "Is one room out of line?").to_plotly_json()["props"]
    assert (made["role"], made["aria-label"]) == ("img", "Is one room out of line?")


def test_text_from_data_cannot_become_a_link_inside_a_chart() -> None:
    assert plain('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 21.2, [0, 5, 10, 15, 20]),
        (0, 0.037, [0, 0.01, 0.02, 0.03]),
        (0, 2500, [0, 1000, 2000]),
        (3, 3, [3]),
    ],
)
def test_axes_are_ticked_at_round_values(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high) == ticks


def test_labels_that_would_cover_each_other_are_moved_apart_and_others_stay() -> None:
    assert spread([100.0, 102.0, 200.0], [16.0, 16.0, 16.0]) == [93.0, 109.0, 200.0]
    assert spread([100.0, 102.0, 200.0][::-1], [16.0] * 3) == [200.0, 109.0, 93.0]
    assert spread([], []) == []


def test_a_value_among_its_group_says_when_it_is_only_a_lower_bound() -> None:
    for at_least, said in ((True, "<b>at least 1.33 mSv</b>"), (False, "<b>1.33 mSv</b>")):
        (drawn,) = charts(distribution([0.1, 0.2, 1.33], 1.33, title="Doses", at_least=at_least))
        assert [text.replace("\u00a0", " ") for text in drawn.data[-1].text] == [said]


def test_months_are_named_under_a_trend_and_days_are_dated() -> None:
    shares = pd.DataFrame(
        {"month": pd.to_datetime(["2026-08-01", "2026-09-01", "2026-11-01"]), "share": [1.0, 2.0, 3.0]}
    )
    (drawn,) = charts(trend(shares, x="month", y="share", title="Shares"))
    assert list(drawn.layout.xaxis.ticktext) == ["Aug", "Sep", "Nov"]
    years = pd.DataFrame({"month": pd.date_range("2025-01-01", "2026-11-01", freq="MS"), "share": 1.0})
    (drawn,) = charts(trend(years, x="month", y="share", title="Shares"))
    assert drawn.layout.xaxis.ticktext[-1] == "Nov"
    assert drawn.layout.xaxis.ticktext[0].endswith("2025")
    assert len(drawn.layout.xaxis.ticktext) <= 7
    days = shares.assign(month=pd.to_datetime(["2026-08-03", "2026-09-01", "2026-11-01"]))
    (drawn,) = charts(trend(days, x="month", y="share", title="Shares"))
    assert drawn.layout.xaxis.ticktext is None
    assert drawn.layout.xaxis.tickformat == "%-d %b"


@pytest.mark.parametrize(
    ("done", "side", "height"), [(12, "right", "bottom"), (6, "left", "top"), (10, "right", "bottom")]
)
def test_a_plan_and_what_is_done_differ_without_colour_and_the_label_lies_away_from_the_plan(
    done: int, side: str, height: str
) -> None:
    points = [(date(2026, 1, 5), 0.0, 0), (date(2026, 6, 5), 10.0, done), (date(2026, 12, 5), 20.0, None)]
    (drawn,) = charts(pace(points, title="Is the pace kept?"))
    plan, work = drawn.data[0], drawn.data[1]
    assert (plan.line.dash, plan.line.color) == ("dash", theme.token("ink-3"))
    assert (work.line.dash, work.line.color, work.line.shape) == (None, theme.token("series-1"), "hv")
    assert list(work.y) == [0, done]
    expected, label = drawn.layout.annotations
    assert (expected.text, label.text) == ("Expected 20", f"<b>Done {done}</b>")
    assert (label.xanchor, label.yanchor) == (side, height)


def test_what_a_bar_is_held_against_is_a_stroke_across_it_and_none_where_it_is_not_known() -> None:
    frame = pd.DataFrame(
        {"month": [1, 2], "value": [0.1, 0.2], "low": [0.05, 0.1], "high": [0.2, 0.3], "Others": [0.15, None]}
    )
    made = month_bars(
        frame, title="Rates", write=lambda value: f"{value:.0%}", name_month=str, solid=2, compare="Others"
    )
    (drawn,) = charts(made)
    stroke = drawn.data[-1]
    assert (list(stroke.x), list(stroke.y), list(stroke.text)) == (["1"], [0.15], ["Others 15%"])
