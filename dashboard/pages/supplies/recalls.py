"""What is recalled, where does it lie, and how much of it was used since when?

Measure: lots in stock, now or once, that a recall names by code and lot; units on hand by place, units used.
Source: recall lists; stock as counted, moved and booked; movements.
Limit: use that was never booked or reported is not in it.
"""

from datetime import date, datetime, tzinfo
from typing import Any

import dash
import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard.access import allowed
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day, is_unknown
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.pages.supplies.views import view_links
from dashboard.pages.supplies.words import count_note, item_cell, lot_cell, many, units_text
from dashboard.shell import page_frame
from db.queries import supplies

PATH, PERMISSION = "/supplies/recalls", "supplies.view"
_WHAT = "The recalls page"
# A national list is long; what has stock here stands on top of it.
_MOST = 100


def register(_: Dash, context: PageContext) -> None:
    """Add the page to the app."""

    def layout(**__: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _page(context), PATH))

    dash.register_page(
        "dashboard.pages.supplies.recalls", path=PATH, title="Recalls", layout=layout, permission=PERMISSION
    )


def _page(context: PageContext) -> Component:
    now, zone = context.now(), context.settings.zone
    today = now.astimezone(zone).date()
    with context.database.read() as connection:
        listed = supplies.recalls(connection)
        where = supplies.recalled_stock(connection)
        fresh = stock_strip(connection, context, now, ("supplies", "recalls"))
    tiles = [_open_recall(row, where, today, zone) for row in listed.to_dict("records") if row["on_hand"] > 0]
    return page_frame(
        "Recalls",
        "What is recalled, where does it lie, and how much of it was used since when?",
        freshness=fresh,
        filters=view_links(PATH),
        body=[*tiles, _all(listed, today)],
    )


def _open_recall(row: dict[Any, Any], where: pd.DataFrame, today: date, zone: tzinfo) -> Component:
    """A recall of which something lies here: where, and what became of the rest."""
    lots = where[where["recall_number"] == row["recall_number"]]
    rows = [_place_row(lot, today, zone) for lot in lots.to_dict("records")]
    columns = [
        Column("location", "Place"),
        Column("item", "Item", on_phone="head"),
        Column("lot", "Lot"),
        Column("on_hand", "On hand", "number", write=units_text, strong=True),
        Column("used", "Used"),
        Column("action", "", "action"),
    ]
    title = row["recall_number"] if is_unknown(row["title"]) else f"{row['recall_number']}: {row['title']}"
    return tile(
        f"{units_text(row['on_hand'])} recalled units lie in {many(row['places'], 'place')}; "
        f"{units_text(row['used'])} were used",
        table(rows, columns, title=f"Where recalled lots of {row['recall_number']} lie", cards=True),
        subtitle=title,
        note=None if is_unknown(row["advice"]) else f"The recall says: {row['advice']}.",
        actions=state_chip("action", "Recalled"),
    )


def _place_row(lot: dict[Any, Any], today: date, zone: tzinfo) -> dict[str, Any]:
    asked = Asked(item=lot["item_code"], lot=lot["lot"], has_lot=True, location=lot["location"])
    can_book = allowed("supplies.book") and lot["on_hand"] > 0
    return {
        "location": lot["location"],
        "item": item_cell(lot),
        "lot": lot_cell(lot["lot"]),
        "on_hand": lot["on_hand"],
        "used": _used(lot, today, zone),
        "action": link_button("Take off", asked.path(), kind="danger") if can_book else "",
    }


def _used(lot: dict[Any, Any], today: date, zone: tzinfo) -> Component | str:
    if not lot["used"] > 0:
        came = _day(lot["first_received"], today, zone)
        return "none, by movements" if came is None else two_lines("none, by movements", f"received {came}")
    first, last = _day(lot["first_used"], today, zone), _day(lot["last_used"], today, zone)
    span = f"on {first}" if first == last else f"{first} to {last}"
    return two_lines(f"{units_text(lot['used'])} units", span)


def _day(moment: Any, today: date, zone: tzinfo) -> str | None:
    if is_unknown(moment):
        return None
    local: datetime = pd.Timestamp(moment).tz_localize("UTC").tz_convert(zone).to_pydatetime()
    return format_day(local.date(), today)


def _all(listed: pd.DataFrame, today: date) -> Component:
    if listed.empty:
        return tile(
            "Is anything here recalled?",
            empty(
                "never",
                "No recall list has arrived yet",
                "Recalls come as a file: number, code or item, lot.",
            ),
        )
    rows = [
        {
            "number": mono(row["recall_number"]),
            "title": "unknown" if is_unknown(row["title"]) else row["title"],
            "issued": "unknown" if is_unknown(row["issued_on"]) else format_day(row["issued_on"], today),
            "state": _state(row),
            "used": row["used"],
        }
        for row in listed.head(_MOST).to_dict("records")
    ]
    columns = [
        Column("number", "Recall"),
        Column("title", "What", on_phone="head"),
        Column("issued", "Issued", "number"),
        Column("state", "Here"),
        Column("used", "Used", "number", write=units_text),
    ]
    open_number = int((listed["on_hand"] > 0).sum())
    title = (
        f"{many(open_number, 'recall')} of {len(listed)} {'has' if open_number == 1 else 'have'} stock here"
    )
    strange = int((~listed["is_known"]).sum())
    if strange:
        title = f"{title}; of {strange} the code is on no item"
    elif not open_number:
        title = "No recalled lot is in stock"
    return tile(
        title,
        table(
            rows,
            columns,
            title="All recalls",
            count_note=count_note(
                len(rows), len(listed), "recall", "those with stock first, then the newest"
            ),
            cards=True,
        ),
        note="Lots are matched by the code on the box or the item's code, and by lot number whatever its capitals.",
    )


def _state(row: dict[Any, Any]) -> Component:
    if row["on_hand"] > 0:
        return state_chip("action", f"{units_text(row['on_hand'])} on hand")
    if not row["is_known"]:
        return state_chip("unknown", "Code not on file")
    return state_chip("ok", "Never here" if row["lots"] == 0 else "None left")
