"""A check over time: results with their limits, the control chart, service on the axis, and the detector's exams."""

from collections.abc import Sequence
from datetime import UTC, date, tzinfo

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.empty import empty
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Event, Line, LineKind, add_lines, trend
from dashboard.formats import format_day
from dashboard.pages.equipment.words import limits_text, number_text, verdict_chip
from db.qc.control import control
from db.qc.limits import Limits


def results_tile(
    results: pd.DataFrame,
    service: Sequence[Event],
    title: str,
    zone: tzinfo,
) -> Component:
    """Results with reference and the limits of the latest, and service events on the axis."""
    own = _numbers(results, zone)
    if own.empty:
        return tile(
            f"{title} has no number to draw",
            empty("filtered", "No number", "Results in words stand in the table."),
        )
    limits = Limits.of(results.iloc[-1].astype(object).where(results.iloc[-1].notna(), None).to_dict())
    act_low, tol_low, tol_high, act_high = limits.as_values()
    bounds: list[tuple[float | None, str, LineKind]] = [
        (act_low, "action", "action"),
        (tol_low, "tolerance", "warn"),
        (limits.reference, "reference", "target"),
        (tol_high, "tolerance", "warn"),
        (act_high, "action", "action"),
    ]
    lines = [Line(at, f"{word} {number_text(at)}", kind) for at, word, kind in bounds if at is not None]
    drawn = trend(
        own,
        x="at",
        y="value",
        title=f"{title}: results with limits",
        lines=lines,
        events=service,
        write=number_text,
        end_room=150,
    )
    return tile(
        f"{title}: {number_text(own['value'].iloc[-1])} at the last of {len(own)} results",
        drawn,
        subtitle=limits_text(limits),
        note="Lines are the limits of the latest result; each result was judged by the limits of its own day.",
    )


def control_tile(results: pd.DataFrame, title: str, zone: tzinfo) -> Component:
    """Shewhart's chart of individual values, with the rule that fired named."""
    own = _numbers(results, zone)
    made = control([float(value) for value in own["value"]]) if not own.empty else None
    if made is None:
        return tile(
            "No control chart yet",
            empty(
                "filtered", "Too few values", "A control chart needs ten values that are not all the same."
            ),
        )
    drawn = theme.new_figure(margin={"l": 46, "r": 110, "t": 8, "b": 24})
    drawn.add_trace(
        go.Scatter(
            x=own["at"], y=own["value"], mode="lines+markers",
            line={"color": theme.token("series-1")}, marker={"size": 5}, hovertemplate="%{y}<extra></extra>",
        )
    )  # fmt: skip
    fired = [place for place, rule in enumerate(made.fired) if rule]
    drawn.add_trace(
        go.Scatter(
            x=own["at"].iloc[fired], y=own["value"].iloc[fired], mode="markers",
            marker={"color": theme.token("action"), "symbol": "diamond", "size": 9},
            text=[plain(made.fired[place]) for place in fired], hovertemplate="%{text}: %{y}<extra></extra>",
        )
    )  # fmt: skip
    add_lines(
        drawn,
        [
            Line(made.centre + 3 * made.sigma, "+3 sigma", "action"),
            Line(made.centre, "centre"),
            Line(made.centre - 3 * made.sigma, "\u22123 sigma", "action"),
        ],
    )
    newest = next((made.fired[place] for place in reversed(fired)), None)
    when = format_day(own["at"].iloc[fired[-1]].date()) if fired else ""
    return tile(
        f"Out of control: {newest}, last on {when}" if newest else "In statistical control",
        figure(drawn, f"{title}: control chart"),
        subtitle=f"Individual values; centre and sigma from the first 10 of {len(own)}",
        note="Rules of Western Electric (1956); a rule that fires asks for a look, it is no limit.",
    )


def detector_tile(
    results: pd.DataFrame, weeks: pd.DataFrame, unit: str, title: str, zone: tzinfo
) -> Component:
    """The detector's calibration and, below on the same axis, the deviation index of the unit's real exams."""
    own = _numbers(results, zone)
    if weeks.empty:
        return tile(
            f"The exams of {unit} give no deviation index",
            empty(
                "filtered",
                "No deviation index",
                "Its images or dose reports carry none, or fewer than ten a week.",
            ),
        )
    exams = trend(
        weeks, x="week", y="median", low="low", high="high", title=f"Deviation index of the exams of {unit}",
        lines=[Line(0, "target")], write=lambda value: f"{value:+.1f}".replace("-", "\u2212"), min_height=150,
    )  # fmt: skip
    parts: list[Component] = [
        html.H3(f"Deviation index of {int(weeks['n'].sum())} exposures by week"),
        exams,
    ]
    # The same stretch of time as the exams, so that the two can be compared.
    own = own[own["at"] >= weeks["week"].min()]
    if not own.empty:
        phantom = trend(own, x="at", y="value", title=title, write=number_text, min_height=130)
        parts += [html.H3(f"{title}, {len(own)} results"), phantom]
    half = weeks["median"].iloc[-4:].median() - weeks["median"].iloc[:4].median()
    finding = f"DI of the exams moved by {half:+.1f} from the first to the last four weeks".replace(
        "-", "\u2212"
    )
    return tile(
        f"{unit}: {finding}",
        parts,
        note="DI = 10 log10(EI/EI_T), IEC 62494-1: +1 is 26 % more at the detector, \u22121 is 21 % less. Both "
        "may move with technique as well as with the detector: the phantom decides.",
    )


def side_by_side(by_unit: dict[str, pd.DataFrame], title: str, zone: tzinfo) -> Component:
    """The same check of all units: the latest value, its verdict, and the mean and spread of the latest ten."""
    rows = []
    for unit, results in by_unit.items():
        own = _numbers(results, zone)
        if own.empty:
            continue
        latest = own["value"].tail(10)
        rows.append(
            {
                "unit": unit,
                "value": number_text(own["value"].iloc[-1]),
                "verdict": verdict_chip(results["verdict"].iloc[-1]),
                "at": format_day(own["at"].iloc[-1].date()),
                "mean": number_text(latest.mean()),
                "spread": number_text(latest.std()) if len(latest) > 1 else None,
                "n": len(latest),
            }
        )
    made = table(
        rows,
        [
            Column("unit", "Unit"),
            Column("value", "Latest", "number"),
            Column("verdict", "Result"),
            Column("at", "On"),
            Column("mean", "Mean", "number"),
            Column("spread", "SD", "number"),
            Column("n", "n", "number", decimals=0),
        ],
        title=f"{title}, unit by unit",
    )
    return tile(
        f"{title} of {len(rows)} units side by side", made, note="Mean and SD of the latest ten values."
    )


def service_events(service: pd.DataFrame, zone: tzinfo, since: date) -> list[Event]:
    """Service events as marks on the axis."""
    return [
        Event(row.started_at.tz_localize(UTC).tz_convert(zone).tz_localize(None), str(row.event_kind))
        for row in service.itertuples()
        if row.started_at.date() >= since
    ]


def _numbers(results: pd.DataFrame, zone: tzinfo) -> pd.DataFrame:
    known = results.dropna(subset=["value"])
    known = known[known["review_state"].ne("rejected")]
    moments = pd.to_datetime(known["performed_at"])
    local = moments.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    return pd.DataFrame({"at": local, "value": known["value"].astype(float)})
