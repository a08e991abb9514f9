"""When could a unit not be used in the last ninety days, why, at what cost, and what is left of its hours?"""

from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_moment, format_number, format_percent
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer
from db.database import Connection
from db.queries import equipment
from db.queries.equipment import Stop

_DAYS = 90
_MOST = 60


def stops_tile(connection: Connection, who: Viewer, kind: str) -> Component:
    """Service and faults, newest first. Uptime stands here only while all of them are shown: of a part it is none."""
    found = equipment.stops(connection, who.today - timedelta(days=_DAYS), who.now, who.zone)
    kinds = sorted({stop.kind for stop in found})
    chosen = kind if kind in kinds else ""
    shown = [stop for stop in found if not chosen or stop.kind == chosen]
    if not found:
        return tile(
            "Service and faults of 90 days",
            empty("filtered", "None is known", "Load service_events, or report faults here."),
        )
    hours, unknown = equipment.lost_in_all(shown)
    lost = f"{format_number(hours, 1, 'h')} of opening hours lost" + (
        f", {unknown} unknown" if unknown else ""
    )
    share, units = equipment.uptime_of_all(connection, who.now, who.zone)
    uptime = (
        "Uptime is not shown for a part of the events"
        if chosen
        else f"Uptime this month so far: {format_percent(share)} of the opening hours of {units} units"
    )
    links = [
        link_button(
            word or "All", address(view="faults", **({"kind": word} if word else {})),
            kind="quiet" if word == chosen else "outline",
        )
        for word in ("", *kinds)
    ]  # fmt: skip
    made = table(
        [_row(stop, who) for stop in shown[:_MOST]],
        [Column("unit", "Unit", on_phone="head"), Column("what", "What", on_phone="wide"), Column("from", "From"),
         Column("to", "To"), Column("lost", "Hours lost", "number", decimals=1),
         Column("cost", "Cost", "number", decimals=0), Column("open", "", "action")],
        title="Service and faults",
        count_note=f"{min(len(shown), _MOST)} of {len(shown)}, newest first",
        cards=True,
    )  # fmt: skip
    return tile(
        f"{lost} in {_DAYS} days" + (f" by {chosen}" if chosen else ""),
        [html.Div(links, className="ro-views"), made],
        subtitle=uptime,
        note="Hours lost are opening hours while the unit was down; a unit that stayed in use lost none.",
    )


def _row(stop: Stop, who: Viewer) -> dict[str, object]:
    return {
        "unit": stop.unit,
        "what": two_lines(
            stop.kind, stop.cause or ("cause unknown" if stop.ended is None else "no cause was noted")
        ),
        "from": format_moment(stop.began, who.now, who.zone),
        "to": format_moment(stop.ended, who.now, who.zone) if stop.ended else "still going on",
        "lost": stop.lost_hours,
        "cost": stop.cost,
        "open": link_button("Open", address(view="fault", fault=stop.fault_id)) if stop.fault_id else "",
    }
