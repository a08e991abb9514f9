"""Which protective garments must be inspected, by when, and which must not be worn?

Measure: a visual and tactile inspection each year; a defect larger than the criterion of its zone rejects the garment.
Source: the list of garments, earlier inspections, those recorded here; reject criteria as a reference table.
Limit: a garment that is not on the list is not seen; criteria differ between sites, and theirs are shown.
"""

from typing import Any
from urllib.parse import quote

import dash
import dash_bootstrap_components as dbc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.access import actor, allowed, needs
from dashboard.answers import answered
from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day, format_number, is_unknown
from dashboard.freshness import strip_for
from dashboard.pages.supplies.forms import NONE, choice, chosen, field, read_search, refused
from dashboard.pages.supplies.views import view_links
from dashboard.pages.supplies.words import many
from dashboard.shell import page_frame
from db.actions.garments import Findings, InspectionRefused, inspect_garment
from db.queries import supplies

PATH, PERMISSION = "/supplies/garments", "supplies.view"
_WHAT = "The garments page"
_CHIPS: dict[str, Any] = {
    "rejected": ("action", "Rejected: not to be worn"),
    "overdue": ("warn", "Overdue"),
    "unknown": ("unknown", "Never inspected"),
    "due": ("due", "Due"),
    "ok": ("ok", "In order"),
}


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(serial: str = "", said: str = "", **_: str) -> Component:
        return html.Div(
            [
                dcc.Location(id="garments-address", refresh="callback-nav"),
                html.Div(answered(_WHAT, lambda: _page(context, str(serial or ""), str(said or "")), PATH)),
            ]
        )

    dash.register_page(
        "dashboard.pages.supplies.garments", path=PATH, title="Garments", layout=layout, permission=PERMISSION
    )

    @app.callback(
        Output("garments-address", "search"),
        Output("garments-refused", "children"),
        Input("garments-save", "n_clicks"),
        State("garments-address", "search"),
        State("garments-visual", "value"),
        State("garments-tactile", "value"),
        State("garments-zone", "value"),
        State("garments-area", "value"),
        State("garments-note", "value"),
        prevent_initial_call=True,
    )
    @needs("supplies.book")
    def save(
        clicks: int | None, search: str | None, visual: Any, tactile: Any, zone: Any, area: Any, note: Any
    ) -> Any:
        if not clicks:
            return no_update, no_update
        serial = str(read_search(search).get("serial", ""))
        now = context.now()
        try:
            with context.database.write() as connection:
                result = inspect_garment(
                    connection,
                    serial,
                    Findings(
                        visual == "ok", tactile == "ok", chosen(zone) or None, _area(area), str(note or "")
                    ),
                    actor=actor(),
                    now=now,
                    today=now.astimezone(context.settings.zone).date(),
                )
        except InspectionRefused as fault:
            return no_update, refused(str(fault))
        return f"?said={'rejected' if result == 'reject' else 'passed'}", None


def _area(value: Any) -> float | None:
    if value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise InspectionRefused("An area is a number of mm².") from error


def _page(context: PageContext, serial: str, said: str) -> Component:
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    with context.database.read() as connection:
        listed = supplies.garments_due(connection, today)
        rules = supplies.criteria(connection, today)
        fresh = strip_for(connection, context, now, ("garments",))
    chosen = listed[listed["serial_number"] == serial].to_dict("records")
    parts: list[Component] = []
    if said in ("passed", "rejected"):
        words = (
            "Saved: it may stay in use."
            if said == "passed"
            else "Saved: it is rejected. Take it out of use today."
        )
        parts.append(html.Div([html.Span(words)], className="ro-done", role="status"))
    if chosen and allowed("supplies.book"):
        parts.append(_form(chosen[0], rules))
    parts.append(_due(listed, may_inspect=allowed("supplies.book")))
    parts.append(_criteria(rules))
    return page_frame(
        "Garments",
        "Which protective garments must be inspected, by when, and which must not be worn?",
        freshness=fresh,
        filters=view_links(PATH),
        body=parts,
    )


def _form(row: dict[Any, Any], rules: pd.DataFrame) -> Component:
    zones = list(rules[rules["garment_kind"] == row["garment_kind"]]["defect_zone"].unique())
    fine = [("ok", "Nothing found"), ("defect", "Defect found")]
    fields = [
        choice("garments-visual", "Look", fine, "ok"),
        choice("garments-tactile", "Feel", fine, "ok"),
        choice(
            "garments-zone",
            "Where is it",
            [(NONE, "Nowhere"), *((zone, zone) for zone in [*zones, "other"])],
            NONE,
        ),
        field(
            "garments-area",
            "Area of the defect, mm²",
            dbc.Input(id="garments-area", type="number", min=0, step="any"),
        ),
        field("garments-note", "Note", dbc.Input(id="garments-note", type="text", maxLength=500)),
        button("Save inspection", "garments-save", kind="primary", icon_name="check-lg"),
    ]
    name = row["serial_number"] if is_unknown(row["garment_name"]) else row["garment_name"]
    return tile(
        f"Inspect {name}",
        html.Div(
            [html.Div(fields, className="ro-scan-fields"), html.Div(id="garments-refused", role="alert")]
        ),
        subtitle=f"Serial number {row['serial_number']}; a defect larger than the criterion of its zone rejects it",
        actions=link_button("Close", PATH, kind="quiet"),
    )


def _due(listed: pd.DataFrame, *, may_inspect: bool) -> Component:
    if listed.empty:
        return tile(
            "Are the garments in order?",
            empty(
                "never",
                "No list of garments has arrived yet",
                "One row per apron or shield, by serial number.",
            ),
        )
    states = listed["state"].value_counts()
    bad, late = int(states.get("rejected", 0)), int(states.get("overdue", 0))
    title = f"{many(late, 'inspection')} {'is' if late == 1 else 'are'} overdue"
    if bad:
        title += f"; {many(bad, 'garment')} must not be worn"
    rows = []
    for row in listed.to_dict("records"):
        state, word = _CHIPS[row["state"]]
        name = row["serial_number"] if is_unknown(row["garment_name"]) else row["garment_name"]
        due = row["due_on"]
        found = (
            "none"
            if is_unknown(row["defect_area_mm2"])
            else f"{format_number(row['defect_area_mm2'], 1)} mm², {row['defect_zone']}"
        )
        rows.append(
            {
                "garment": two_lines(name, mono(row["serial_number"])),
                "place": "unknown" if is_unknown(row["location"]) else row["location"],
                "last": "never" if is_unknown(row["inspected_on"]) else format_day(row["inspected_on"]),
                "defect": "unknown" if is_unknown(row["inspected_on"]) else found,
                "due": "unknown" if is_unknown(due) else format_day(due),
                "state": state_chip(state, word),
                "action": link_button("Inspect", f"{PATH}?serial={quote(row['serial_number'], safe='')}")
                if may_inspect
                else "",
            }
        )
    columns = [
        Column("garment", "Garment", on_phone="head"),
        Column("place", "Place"),
        Column("last", "Inspected", "number"),
        Column("defect", "Defect", on_phone="wide"),
        Column("due", "Due", "number"),
        Column("state", "State"),
        Column("action", "", "action"),
    ]
    return tile(
        title if late or bad else "All garments are inspected",
        table(
            rows,
            columns,
            title="Garments in use",
            cards=True,
            count_note=f"{many(len(rows), 'garment')} in use, the worst first",
        ),
        subtitle="A visual and tactile inspection each year, the first when it comes into use",
    )


def _criteria(rules: pd.DataFrame) -> Component:
    rows = [
        {
            "kind": row["garment_kind"],
            "zone": row["defect_zone"],
            "most": row["max_defect_area_mm2"],
            "source": row["source"],
            "confirmed": state_chip("ok", "Confirmed")
            if row["confirmed"]
            else state_chip("unknown", "Unconfirmed"),
        }
        for row in rules.to_dict("records")
    ]
    columns = [
        Column("kind", "Garment", on_phone="head"),
        Column("zone", "Zone"),
        Column("most", "Largest defect", "number", unit="mm²", decimals=0),
        Column("confirmed", "State"),
        Column("source", "Source", on_phone="wide"),
    ]
    return tile(
        "When is a garment rejected?",
        table(rows, columns, title="Reject criteria", cards=True),
        subtitle="A larger defect rejects it; any defect where there is no criterion",
    )
