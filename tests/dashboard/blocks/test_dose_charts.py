"""Do the charts of doses and indices stand where things happened, on one axis, and leave open what is too little?"""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.blocks.event_trend import Mark, event_trend
from dashboard.blocks.histogram import binned
from dashboard.blocks.mean_spread import mean_spread
from dashboard.blocks.panels import panels
from dashboard.blocks.trend import Line
from tests.dashboard.blocks.looking import charts, text


def by_month(medians: list[float], n: int = 50) -> pd.DataFrame:
    start = 12 - len(medians)
    return pd.DataFrame(
        {
            "month": [pd.Timestamp(2026, start + place, 1) for place in range(len(medians))],
            "n": n,
            "median": medians,
            "p25": [0.8 * value for value in medians],
            "p75": [1.2 * value for value in medians],
            "key": [f"key {place}" for place in range(len(medians))],
        }
    )


def write(value: float) -> str:
    return f"{value:.2f}"


def test_a_month_stands_in_its_middle_and_what_happened_on_its_day() -> None:
    frame = by_month([2.0, 2.2, 2.6])
    frame.loc[0, "n"] = 19
    swap = Mark(date(2026, 11, 9), "service", "9 Nov, Room 3, detector swap", date(2026, 11, 10))
    note = Mark(date(2026, 10, 1), "note", "<b>new grid</b>")
    made = event_trend(
        frame,
        title="Spine",
        unit="mGy",
        write=write,
        minimum_n=20,
        before=by_month([1.0, 1.1, 1.2]),
        lines=[Line(2.5, "DRL 2.5", "limit")],
        marks=[swap, note],
    )
    (drawn,) = charts(made)
    of = {trace.name: trace for trace in drawn.data if trace.name}
    assert set(of) == {"Year before", "Median, middle half", "n under 20", "Note", "Service"}
    # Too few are an open point and no part of the line; a click tells which month it is.
    assert np.isnan(of["Median, middle half"].y[0])
    assert list(of["n under 20"].y) == [2.0]
    assert of["Median, middle half"].customdata[2][1] == "key 2"
    assert pd.Timestamp(of["Median, middle half"].x[2]) == pd.Timestamp(2026, 11, 15)
    assert of["Service"].x[0] == date(2026, 11, 9)
    assert of["Note"].text[0] == "&lt;b&gt;new grid&lt;/b&gt;"
    assert list(of["Year before"].y) == [1.0, 1.1, 1.2]


def test_all_rooms_stand_on_one_axis_and_the_one_out_of_line_in_rust() -> None:
    rooms = [
        by_month(medians).assign(name=name)
        for name, medians in (("Room 1", [1.0, 1.0]), ("Room 3", [1.0, 3.0]))
    ]
    frame = pd.concat(rooms).rename(columns={"median": "value", "p25": "low", "p75": "high"})
    made = panels(
        frame,
        heads=[("Room 3", "3.00, n = 50", ("warn", "Out of line")), ("Room 1", "1.00, n = 50", None)],
        whole=by_month([1.0, 1.5]).rename(columns={"median": "value"}),
        write=write,
        minimum_n=20,
    )
    first, second = charts(made)
    assert first.layout.yaxis.range == second.layout.yaxis.range
    assert "Out of line" in text(made)
    lines = [next(t for t in drawn.data if t.mode == "lines+markers") for drawn in (first, second)]
    assert lines[0].line.color != lines[1].line.color


def test_one_extreme_does_not_press_all_others_into_one_bar_and_is_counted() -> None:
    counts, bounds, above = binned(np.array([*np.linspace(1, 10, 200), 1000.0]))
    assert bounds[-1] <= 10
    assert counts.sum() + above == 201
    assert above >= 1


def test_a_mean_stands_in_its_bands_with_its_spread_to_both_sides() -> None:
    frame = pd.DataFrame(
        {"label": ["Room 2", "Room 1"], "mean": [1.4, 0.1], "spread": [0.5, np.nan], "n": [30, 1], "key": ""}
    )
    made = mean_spread(frame, title="DI", write=write, bands=[(-1, 1), (-3, 3)], out_of_line=["Room 2"])
    (drawn,) = charts(made)
    (dots,) = drawn.data
    assert list(dots.marker.symbol) == ["diamond", "circle"]
    assert "spread unknown" in dots.customdata[1][0]
    spans = [
        (shape.x0, shape.x1)
        for shape in drawn.layout.shapes
        if shape.type == "line" and shape.y0 == 0 == shape.y1
    ]
    assert spans == [(1.4 - 0.5, 1.4 + 0.5)]
