"""The tiles of the supplies page, made of frames."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.expiry_bars import expiry_bars
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import (
    NBSP,
    format_count,
    format_day,
    format_days,
    format_money,
    format_number,
    is_unknown,
)
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.nothing import nothing_in_filter
from dashboard.pages.supplies.question import Question
from dashboard.pages.supplies.risk_tiles import wasted
from dashboard.pages.supplies.words import (
    count_note,
    item_cell,
    lot_cell,
    many,
    units_text,
    value_cell,
    worth_text,
)
from db.queries import supplies

# More rows than this nobody walks past: the rest stands in the download.
_MOST = 100
# What lies further away than this needs no place in the figure: one column of it would dwarf all others.
_FIGURE_BINS = (
    ("Expired", "expired", "action"),
    ("0 to 7 d", "0-7", "warn"),
    ("8 to 30 d", "8-30", "warn"),
    ("31 to 60 d", "31-60", "plain"),
    ("61 to 90 d", "61-90", "plain"),
    ("No date", "none", "unknown"),
)
_BIN_TEXT = {"expired": "Expired", "later": "Over 180 d", "none": "No date"}


def body(
    question: Question,
    *,
    expired: pd.DataFrame,
    by_place: pd.DataFrame,
    by_bin: pd.DataFrame,
    at_risk: pd.DataFrame,
) -> list[Component]:
    """The page's tiles: what has expired and where, what will be wasted, what to use first, all stock by expiry.

    `at_risk` are the lots with stock, with `suggestion`.
    """
    if by_place.empty and question.is_narrowed:
        return [nothing_in_filter(question)]
    return [
        columns(_expired(question, expired), wasted(at_risk, question.today), "1:1"),
        _chosen_lots(question, at_risk),
        _by_place(by_place, by_bin),
    ]


def _expired(question: Question, expired: pd.DataFrame) -> Component:
    note = "In walking order: places by name, oldest first at each place. Value is on hand times the item's price."
    subtitle = f"Expired means past its date by today, {format_day(question.today)}; usable through its date"
    if expired.empty:
        where = "here" if question.is_narrowed else "anywhere"
        return tile(
            "No lot is expired",
            empty(
                "good",
                f"No lot with stock is expired {where}",
                "Nothing has to be taken off the shelves today.",
            ),
            subtitle=subtitle,
        )
    number = supplies.count_lots(expired)
    places = expired["location"].nunique()
    title = (
        f"{many(number, 'lot')} expired with stock, {worth_text(expired)}, "
        f"{'in one place' if places == 1 else f'in one walk past {places} places'}"
    )
    shown = expired.head(_MOST)
    rows = [
        {
            "location": row["location"],
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "expired": html.Span(
                [
                    html.Strong(format_day(row["expiry"], question.today)),
                    f" {format_days(-int(row['days_left']))}{NBSP}ago",
                ]
            ),
            "on_hand": row["on_hand"],
            "value": value_cell(row["value"]),
            "action": _discard(row) if question.may_book else "",
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("lot", "Lot"),
            Column("expired", "Expired"),
            Column("on_hand", "Units", "number", write=units_text),
            Column("value", "Value", "number"),
            *([Column("action", "", "action")] if question.may_book else []),
        ],
        title=title,
        group="location",
        group_icon="geo-alt",
        count_note=count_note(len(shown), len(expired), "row", "in walking order"),
        cards=True,
    )
    return tile(title, made, subtitle=subtitle, note=note)


def _discard(row: dict[Any, Any]) -> Component:
    asked = Asked(item=row["item_code"], lot=row["lot"], has_lot=True, location=row["location"])
    return link_button(
        "Discard", asked.path(), kind="danger", name=f"Discard {row['item_code']} lot {row['lot']}"
    )


def _by_place(by_place: pd.DataFrame, by_bin: pd.DataFrame) -> Component:
    soon, undated = _lots_in(by_bin, "0-7", "8-30"), _lots_in(by_bin, "none")
    title = (
        f"{many(soon, 'lot') if soon else 'No lot'} {'expire' if soon > 1 else 'expires'} within 30{NBSP}days"
    )
    if undated:
        title += f"; {format_count(undated)} {'has' if undated == 1 else 'have'} no date"
    names = {key: name for name, key, _ in _FIGURE_BINS}
    near = by_place[by_place["bin"].isin(list(names))]
    later = _lots_in(by_bin, "91-180", "later")
    how_many = format_count(later) if later else "none"
    total = int(by_bin["lots"].sum())
    picture: Component = empty(
        "good",
        f"All {many(total, 'lot')} can be used for more than 90{NBSP}days",
        "None is expired or without a date.",
    )
    if len(near):
        tones = [(name, tone) for name, _, tone in _FIGURE_BINS]
        picture = expiry_bars(near.assign(bin=near["bin"].map(names)), bins=tones, title=title)
    return tile(
        title,
        picture,
        subtitle=f"Lots with stock by place and days to expiry; {how_many} of {format_count(total)} "
        f"lots expire later than in 90{NBSP}days",
        table=_bins_table(by_bin),
        note=_value_note(by_bin),
    )


def _bins_table(by_bin: pd.DataFrame) -> Component:
    rows = [
        {
            "bin": _BIN_TEXT.get(row["bin"], f"{row['bin'].replace('-', ' to ')}{NBSP}d"),
            "lots": row["lots"],
            "value": value_cell(row["value"]),
            "unpriced": row["unpriced"],
        }
        for row in by_bin.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("bin", "Days to expiry"),
            Column("lots", "Lots", "number", decimals=0),
            Column("value", "Value", "number"),
            Column("unpriced", "Without price", "number", decimals=0),
        ],
        title="Lots with stock by days to expiry",
    )


def _lots_in(by_bin: pd.DataFrame, *bins: str) -> int:
    return int(by_bin.loc[by_bin["bin"].isin(bins), "lots"].sum())


def _value_note(by_bin: pd.DataFrame) -> str:
    """What the stock that expires within 90 days is worth, and how much of it has no price."""
    near = by_bin[by_bin["bin"].isin(["0-7", "8-30", "31-60", "61-90"])]
    lots, unpriced = int(near["lots"].sum()), int(near["unpriced"].sum())
    if not lots:
        return f"No known date in stock lies within 90{NBSP}days."
    if unpriced == lots:
        return f"What expires within 90{NBSP}days has no known price."
    text = f"Expires within 90{NBSP}days: {format_money(near['value'].sum())} of stock"
    return f"{text}, price of {many(unpriced, 'lot')} unknown." if unpriced else f"{text}."


def _chosen_lots(question: Question, at_risk: pd.DataFrame) -> Component:
    if question.days is None:
        return _undated(at_risk[at_risk["bin"] == "none"])
    undated = supplies.count_lots(at_risk[at_risk["bin"] == "none"])
    within = f"within {question.days}{NBSP}days"
    return _use_first(supplies.expiring_within(at_risk, question.days), within, undated)


def _undated(undated: pd.DataFrame) -> Component:
    """Lots whose date nobody has entered: found on the shelf, they can be dated."""
    if undated.empty:
        return tile(
            "Every lot has a date",
            empty(
                "good", "No lot with stock lacks its expiry date", "Each can be put into the order of use."
            ),
        )
    number = supplies.count_lots(undated)
    shown = undated.head(_MOST)
    rows = [
        {
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "location": row["location"],
            "on_hand": row["on_hand"],
            "value": value_cell(row["value"]),
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("lot", "Lot"),
            Column("location", "Location"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("value", "Value", "number"),
        ],
        title="Lots without a date",
        cards=True,
    )
    return tile(
        f"Nobody can tell when {many(number, 'lot')} {'expires' if number == 1 else 'expire'}",
        made,
        actions=html.Span(count_note(len(shown), len(undated), "row", "by item"), className="ro-count"),
        note="Neither a file nor a label has told their date. They are used last, after what has one.",
    )


def _use_first(expiring: pd.DataFrame, within: str, undated: int) -> Component:
    if expiring.empty and undated:
        # What has no date may expire tomorrow: this is no good news.
        have = "has" if undated == 1 else "have"
        return tile(
            f"No known date lies {within}",
            empty("never", f"{many(undated, 'lot')} {have} no date", "Nobody can tell when they expire."),
        )
    if expiring.empty:
        return tile(
            f"Nothing expires {within}",
            empty(
                "good",
                f"No lot with stock expires {within}",
                "Expired lots are listed above, if there are any.",
            ),
        )
    number = supplies.count_lots(expiring)
    shown = expiring.head(_MOST)
    rows = [
        {
            "pick": state_chip("action", "Do not")
            if is_unknown(row["pick_order"])
            else f"{int(row['pick_order'])} of {row['pick_count']}",
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "expiry": format_day(row["expiry"]),
            "days_left": int(row["days_left"]),
            "location": row["location"],
            "on_hand": row["on_hand"],
            "at_risk": _risk_cell(row),
            "value": "" if row["units_at_risk"] == 0 else value_cell(row["value_at_risk"]),
            "suggestion": row["suggestion"],
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("pick", "Pick", width=72),
            Column("item", "Item", on_phone="head"),
            Column("days_left", "Days left", "number", decimals=0, strong=True),
            Column("lot", "Lot"),
            Column("expiry", "Expires", "number"),
            Column("location", "Location"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("at_risk", "At risk", "number", strong=True),
            Column("value", "Value", "number"),
            Column("suggestion", "Suggestion", on_phone="wide"),
        ],
        title=f"Lots that expire {within}",
        cards=True,
    )
    return tile(
        f"Use in this order: {many(number, 'lot')} {'expires' if number == 1 else 'expire'} {within}",
        made,
        actions=html.Span(count_note(len(shown), len(expiring), "row", "by expiry"), className="ro-count"),
        note="Pick is first expired, first out over all places of an item; what is expired or recalled is not. At "
        "risk are the units that will be left when the lot expires, if use goes on as it did, with an 80 % interval; "
        "value is theirs.",
    )


def _tenths(units: float) -> str:
    """Expected units: to the tenth, whole ones without it."""
    tenths = round(float(units), 1)
    return format_number(tenths, 0 if tenths.is_integer() else 1)


def _risk_cell(row: dict[Any, Any]) -> str | html.Span:
    """Units at risk, with their interval where it is known."""
    if is_unknown(row["units_at_risk"]):
        return html.Span("unknown", className="ro-unknown", title="No use of the item is known")
    units = _tenths(row["units_at_risk"])
    if is_unknown(row["risk_low"]) or row["risk_low"] == row["risk_high"]:
        return units
    span = f"{_tenths(row['risk_low'])} to {_tenths(row['risk_high'])}"
    made = two_lines(units, span)
    made.title = f"80 % interval: {span}; use from {row['method']}, {row['weeks']:.0f} weeks"
    return made
