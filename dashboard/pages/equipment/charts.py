"""A check over time: results with their limits, the control chart, service on the axis."""

from collections.abc import Sequence
from datetime import UTC, date, tzinfo

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.empty import empty
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Event, Line, LineKind, add_lines, trend
from dashboard.formats import format_day
from dashboard.pages.equipment.words import limits_text, number_text
from db.qc.control import control
from db.qc.limits import Limits


def results_tile(
    results: pd.DataFrame,
    service: Sequence[Event],
    title: str,
    zone: tzinfo,
) -> Component:
    """Results with reference and the limits of the latest, and service events on the axis."""
    own = numbers(results, zone)
    if own.empty:
        return tile(
            f"{title} has no number to draw",
            empty("filtered", "No number", "Results in words stand in the table."),
        )
    limits = Limits.of(results.iloc[-1].astype(object).where(results.iloc[-1].notna(), None).to_dict())
    lines = [Line(at, f"{word} {number_text(at)}", kind) for at, word, kind in bounds_of(results)]
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
    own = numbers(results, zone)
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


def service_events(service: pd.DataFrame, zone: tzinfo, since: date) -> list[Event]:
    """Service events as marks on the axis."""
    return [
        Event(row.started_at.tz_localize(UTC).tz_convert(zone).tz_localize(None), str(row.event_kind))
        for row in service.itertuples()
        if row.started_at.date() >= since
    ]


def bounds_of(results: pd.DataFrame) -> list[tuple[float, str, LineKind]]:
    """Limits and reference of the latest result: where, what it is, how it is drawn."""
    last = results.iloc[-1].astype(object)
    limits = Limits.of(last.where(last.notna(), None).to_dict())
    act_low, tol_low, tol_high, act_high = limits.as_values()
    bounds: list[tuple[float | None, str, LineKind]] = [
        (act_low, "action", "action"),
        (tol_low, "tolerance", "warn"),
        (limits.reference, "reference", "target"),
        (tol_high, "tolerance", "warn"),
        (act_high, "action", "action"),
    ]
    return [(at, word, kind) for at, word, kind in bounds if at is not None]


def numbers(results: pd.DataFrame, zone: tzinfo) -> pd.DataFrame:
    """The numbers of results that were not rejected: local moment and value, by the results' own rows."""
    known = results.dropna(subset=["value"])
    known = known[known["review_state"].ne("rejected")]
    moments = pd.to_datetime(known["performed_at"])
    local = moments.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    return pd.DataFrame({"at": local, "value": known["value"].astype(float)})
