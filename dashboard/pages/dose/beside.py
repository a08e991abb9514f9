"""Is one room or protocol out of line? Their medians side by side on the same axes, all together behind each."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import State
from dashboard.blocks.layout import columns
from dashboard.blocks.panels import panels
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, UNKNOWN, format_count, format_month, with_unit
from dashboard.pages.dose.chart import Chart
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import days_words, figure_tile, graph_id, rows_link
from db.database import Connection
from db.queries import dose

_MOST = 12
_NAMES = {"room": "room", "protocol": "protocol"}


@dataclass(frozen=True)
class One:
    """The newest month of one room or protocol with enough exposures, against all together in that month."""

    name: str
    row: dict[Any, Any]
    whole: dict[Any, Any] | None

    @property
    def distance(self) -> float | None:
        """By which share its median lies above (or below) that of all together."""
        if self.whole is None or not self.whole["median"] or self.row["n"] < dose.MINIMUM_FOR_VERDICT:
            return None
        return float(self.row["median"] / self.whole["median"] - 1)

    @property
    def is_out(self) -> bool:
        """Whether its median lies outside the middle half of all together."""
        if self.distance is None or self.whole is None:
            return False
        return not self.whole["p25"] <= self.row["median"] <= self.whole["p75"]


def by_of(connection: Connection, chart: Chart, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The medians by month of each room (of all rooms, whichever is chosen) or protocol, and of all together."""
    of = replace(chart.of, room="") if by == "room" else chart.of
    found = dose.median_by(connection, of, by, chart.measure, chart.projection)
    together = dose.median_by_month(connection, of)
    mine = (together["measure"] == chart.measure) & (together["projection"] == chart.projection)
    return found[found["n"] > 0].reset_index(drop=True), together[mine & (together["n"] > 0)]


def beside_tiles(connection: Connection, picture: Picture, chart: Chart) -> Component:
    """The tile of the rooms and that of the protocols."""
    return columns(
        _tile(connection, picture, chart, "room"), _tile(connection, picture, chart, "protocol"), "1:1"
    )


def _tile(connection: Connection, picture: Picture, chart: Chart, by: str) -> Component:
    found, whole = by_of(connection, chart, by)
    noun = "description" if by == "protocol" and chart.noun == "exam" else _NAMES[by]
    title = f"Is one {noun} out of line?"
    if found.empty:
        said = html.P("No dose of it is known in these days.", className="ro-empty-text")
        return tile(title, said, id=f"dose-tile-by-{by}")
    found = found.assign(
        name=found[by].replace("", UNKNOWN),
        key=[
            chart.key(by, f"{month:%Y-%m}|{name}")
            for month, name in zip(found["month"], found[by], strict=True)
        ],
    )
    ranked = _ranked(found, whole)
    frame = found.rename(columns={"median": "value", "p25": "low", "p75": "high"})
    rows = [
        {
            "group": row["name"],
            "month": format_month(row["month"]),
            "n": row["n"],
            **{name: chart.write(row[name]) for name in ("low", "value", "high")},
            "rows": rows_link(picture, row["key"], f"{row['name']}, {format_month(row['month'])}"),
        }
        for row in frame.sort_values(["name", "month"], ascending=[True, False]).to_dict("records")
    ]
    more = f"; the {_MOST} with most of {format_count(len(ranked))}" if len(ranked) > _MOST else ""
    where = " of all rooms" if by == "room" else ""
    return figure_tile(
        picture,
        f"by-{by}",
        _finding(chart, noun, ranked) if len(ranked) > 1 else f"Only one {noun}: {ranked[0].name}",
        panels(
            frame,
            heads=[
                (one.name, _line(chart, one, alone=len(ranked) == 1), _chip(one)) for one in ranked[:_MOST]
            ],
            whole=whole.rename(columns={"median": "value"}),
            write=chart.write,
            minimum_n=dose.MINIMUM_FOR_VERDICT,
            lines=chart.lines(),
            ids=lambda name: graph_id(f"by-{by}-{name}"),
        ),
        subtitle=f"{chart.label}, {chart.measure}, {chart.unit}: monthly median with the middle half{where}, one axis"
        f"{more}. {days_words(picture)}",
        note=f"Dotted: all together. Out of line: the newest month with {dose.MINIMUM_FOR_VERDICT} {chart.noun}s "
        "has its median outside the middle half of all together. The furthest comes first."
        + (" Full line: the DRL." if chart.drl is not None else ""),
        table=table(
            rows,
            [
                Column("month", "Month"),
                Column("n", "n", "number", decimals=0),
                Column("low", "25 %", "number", unit=chart.unit),
                Column("value", "Median", "number", unit=chart.unit, strong=True),
                Column("high", "75 %", "number", unit=chart.unit),
                Column("rows", "", "action"),
            ],
            title=title,
            group="group",
        ),
    )


def _ranked(found: pd.DataFrame, whole: pd.DataFrame) -> list[One]:
    """At most _MOST with most exposures come first, of these the furthest from all together."""
    months = {row["month"]: row for row in whole.to_dict("records")}
    ones = []
    for name, part in found.sort_values("month").groupby("name", sort=False):
        enough = part[part["n"] >= dose.MINIMUM_FOR_VERDICT]
        row = (enough if len(enough) else part).iloc[-1].to_dict()
        ones.append((int(part["n"].sum()), One(str(name), row, months.get(row["month"]))))
    ones.sort(key=lambda one: (-one[0], one[1].name))
    frequent, rest = [one for _, one in ones[:_MOST]], [one for _, one in ones[_MOST:]]
    return [*sorted(frequent, key=lambda one: -abs(one.distance or 0.0)), *rest]


def _finding(chart: Chart, noun: str, ranked: list[One]) -> str:
    out = [one for one in ranked if one.is_out]
    if not any(one.distance is not None for one in ranked):
        return f"No {noun} has a month with {dose.MINIMUM_FOR_VERDICT} {chart.noun}s"
    if not out:
        return f"No {noun} is out of line"
    if len(out) == 1:
        return f"{out[0].name} is out of line: {_percent(out[0].distance)} against all together"
    return f"{format_count(len(out))} {noun}s are out of line, {out[0].name} most"


def _line(chart: Chart, one: One, *, alone: bool) -> str:
    row = one.row
    against = f", {_percent(one.distance)} against all" if one.distance is not None and not alone else ""
    return (
        f"{with_unit(chart.write(row['median']), chart.unit)}{against}, n = {format_count(row['n'])}, "
        f"{format_month(row['month'])}"
    )


def _chip(one: One) -> tuple[State, str] | None:
    if one.distance is None:
        return "unknown", f"n under {dose.MINIMUM_FOR_VERDICT}"
    return ("warn", "Out of line") if one.is_out else None


def _percent(share: float | None) -> str:
    return f"{(share or 0.0) * 100:+.0f}{NBSP}%".replace("-", "\u2212")
