"""The parts of the count page: which place to count, the line at hand, and how far the count is."""

from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_number, format_time, is_unknown
from dashboard.pages.supplies.forms import choice, field, reason_choice
from dashboard.pages.supplies.words import lot_cell, many, units_text
from db.queries.supplies import RunningCount

PATH = "/supplies/count"


def places(found: pd.DataFrame, today: date, zone: tzinfo) -> Component:
    """Choose a place; the one that nobody has counted for longest comes first."""
    if found.empty:
        return tile(
            "What is to be counted?",
            empty("never", "No place has stock yet", "Receive something, or load a stock file."),
        )
    rows = found.to_dict("records")
    options = [(row["location"], row["location"]) for row in rows]
    by_age = sorted(
        rows, key=lambda row: "" if is_unknown(row["last_counted_at"]) else str(row["last_counted_at"])
    )
    start = html.Div(
        [
            choice("count-place", "Place", options, str(by_age[0]["location"])),
            button("Start or join", "count-start", kind="primary", icon_name="123"),
        ],
        className="ro-scan-fields",
    )
    made = table(
        [
            {
                "place": row["location"],
                "lots": row["lots"],
                "last": _when(row["last_counted_at"], today, zone),
                "now": ""
                if is_unknown(row["counting"])
                else link_button(f"Join {row['counting']}", _path(row["location"])),
            }
            for row in rows
        ],
        [
            Column("place", "Place"),
            Column("lots", "Lots", "number", decimals=0),
            Column("last", "Last counted", "number"),
            Column("now", "", "action"),
        ],
        title="Places with stock",
    )
    never = int(found["last_counted_at"].isna().sum())
    title = (
        f"{many(never, 'place')} {'was' if never == 1 else 'were'} never counted here"
        if never
        else "Which place is next?"
    )
    return html.Div(
        [
            tile(
                title,
                [start, made],
                subtitle="A count can be left and taken up again; several people may count one place",
            )
        ],
        className="ro-scan",
    )


def counting(running: RunningCount, lines: pd.DataFrame, line: str, today: date, zone: tzinfo) -> Component:
    """The line at hand, the progress, all lines with what was found."""
    done = int(lines["booking_id"].notna().sum())
    chosen = _line_at_hand(lines, line)
    share = 100 * done / len(lines) if len(lines) else 100
    progress = html.Div(
        html.Div(style={"width": f"{share:.0f}%"}),
        className="ro-progress",
        role="progressbar",
        **{
            "aria-valuenow": str(done),
            "aria-valuemin": "0",
            "aria-valuemax": str(len(lines)),
            "aria-label": "Lines counted",
        },
    )
    head = tile(
        f"{running.location}: {done} of {many(len(lines), 'lot')} counted",
        [progress, _end_button(done, len(lines))],
        subtitle=f"Started {_when(running.started_at, today, zone)} by {running.started_by}; each line is saved "
        "at once, so that a lost connection loses none",
    )
    parts: list[Component] = [head]
    parts.append(_form(chosen) if chosen is not None else _all_counted())
    parts.append(_lines(running, lines, zone))
    return html.Div(parts, className="ro-scan")


def _end_button(done: int, lots: int) -> Component:
    """A place of which nothing was counted is not counted; what is left out is said before it is."""
    if lots and not done:
        return button("End the count", "count-close", disabled_because="Count a lot first")
    left = lots - done
    label = f"End with {many(left, 'lot')} not counted" if left else "End the count"
    return button(label, "count-close", icon_name="check-lg")


def _line_at_hand(lines: pd.DataFrame, line: str) -> dict[Any, Any] | None:
    """The line that the address names, else the first that is not counted after the one just saved."""
    rows = lines.to_dict("records")
    names = [f"{row['item_code']} {row['lot']}" for row in rows]
    if line in names:
        return rows[names.index(line)]
    start = names.index(line.removeprefix("after ")) + 1 if line.removeprefix("after ") in names else 0
    waiting = [row for row in rows[start:] + rows[:start] if is_unknown(row["booking_id"])]
    return waiting[0] if waiting else None


def _form(row: dict[Any, Any]) -> Component:
    name = row["item_code"] if is_unknown(row["item_name"]) else row["item_name"]
    expires = state_chip("unknown", "No date") if is_unknown(row["expiry"]) else format_day(row["expiry"])
    line = {"item": row["item_code"], "lot": row["lot"], "expected": float(row["expected"])}
    fields = [
        field(
            "count-number",
            "Counted",
            dcc.Input(
                id="count-number",
                type="number",
                min=0,
                step="any",
                autoFocus=True,
                inputMode="decimal",
                className="form-control",
                # What is typed survives a reload: a phone that loses the network loses no number.
                persistence=f"{row['item_code']} {row['lot']} {row['expected']:g}",
                persistence_type="local",
            ),
        ),
        reason_choice("count-reason"),
        button("Save", "count-save", kind="primary", icon_name="check-lg"),
    ]
    return html.Section(
        [
            dcc.Store(id="count-line", data=line),
            html.H2(name, className="ro-scan-name"),
            html.Div(
                [
                    _fact("Lot", mono(row["lot"]) if row["lot"] else lot_cell("")),
                    _fact("Expires", expires),
                    _fact("Expected", units_text(row["expected"])),
                ],
                className="ro-scan-facts",
            ),
            html.Div(fields, className="ro-scan-fields"),
            html.Div(id="count-refused", role="alert"),
        ],
        className="ro-tile ro-count-line",
    )


def _fact(name: str, value: Component | str) -> Component:
    return html.Div(
        [html.Div(name, className="ro-scan-fact-name"), html.Div(value, className="ro-scan-fact")]
    )


def _all_counted() -> Component:
    return tile(
        "Every lot is counted",
        empty(
            "good", "All lots of this place are counted", "End the count, or choose a line to count it again."
        ),
    )


def _lines(running: RunningCount, lines: pd.DataFrame, zone: tzinfo) -> Component:
    rows = [_row(running, row, zone) for row in lines.to_dict("records")]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("expected", "Expected", "number", write=units_text),
            Column("counted", "Counted", "number"),
            Column("difference", "Difference", "number"),
            Column("by", "By"),
        ],
        title="Lines of the count",
        cards=True,
    )
    different = int((lines["difference"].fillna(0) != 0).sum())
    return tile(
        f"{many(different, 'difference')} so far",
        made,
        subtitle="Expected is what was on hand when a lot was counted; of the others what is on hand now",
    )


def _row(running: RunningCount, row: dict[Any, Any], zone: tzinfo) -> dict[str, Any]:
    name = row["item_code"] if is_unknown(row["item_name"]) else row["item_name"]
    link = dcc.Link(name, href=_path(running.location, f"{row['item_code']} {row['lot']}"))
    is_done = not is_unknown(row["booking_id"])
    reason = "" if not is_done or is_unknown(row["reason"]) else row["reason"]
    clock = format_time(_aware(row["counted_at"]), zone) if is_done else ""
    return {
        "item": two_lines(link, html.Span(["lot ", mono(row["lot"])]) if row["lot"] else "no lot number"),
        "expected": row["counted"] - row["difference"] if is_done else row["expected"],
        "counted": units_text(row["counted"]) if is_done else "not yet",
        "difference": format_number(
            row["difference"], 0 if float(row["difference"]).is_integer() else 2, signed=True
        )
        if is_done
        else "",
        "by": two_lines(f"{row['counted_by']} {clock}", reason) if is_done else "",
    }


def _path(location: str, line: str = "") -> str:
    query = {"location": location, **({"line": line} if line else {})}
    return f"{PATH}?{urlencode(query)}"


def _aware(moment: Any) -> datetime:
    return pd.Timestamp(moment).tz_localize("UTC").to_pydatetime()


def _when(moment: Any, today: date, zone: tzinfo) -> str:
    if is_unknown(moment):
        return "never here"
    local = _aware(moment).astimezone(zone)
    return format_time(local, zone) if local.date() == today else format_day(local.date(), today)
