"""The wear periods of one series, as the table behind the year's curve."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.blocks.table import Column, table
from dashboard.formats import format_count, format_day
from dashboard.pages.badges import words
from db.badge_doses import Entry

# Three years of monthly badges; more make the page slow, and nobody reads them there.
_MOST = 36


def periods_table(entries: Sequence[Entry]) -> Component:
    """The newest periods of the series, newest first."""
    shown = list(reversed(entries))[:_MOST]
    rows = [
        {
            "start": format_day(entry.wear_start),
            "end": format_day(entry.wear_end) + (" (crosses a quarter)" if entry.crosses_quarter else ""),
            "position": entry.position,
            "dose": _dose_words(entry),
            "how": _how(entry),
            "serial": entry.serial_number or "none",
            "note": entry.note or "none",
        }
        for entry in shown
    ]
    return table(
        rows,
        [
            Column("start", "From"),
            Column("end", "To"),
            Column("position", "Badge"),
            Column("dose", "Dose", "number", unit="mSv", strong=True),
            Column("how", "What it is", on_phone="wide"),
            Column("serial", "Serial", "id"),
            Column("note", "Note of the service", on_phone="wide"),
        ],
        title="Wear periods of this wearer",
        cards=True,
        count_note=f"{format_count(len(rows))} periods, newest first"
        if len(rows) == len(entries)
        else f"{format_count(len(rows))} of {format_count(len(entries))} periods, newest first; all are in the "
        "readings' CSV",
    )


def _dose_words(entry: Entry) -> str:
    if entry.usv is not None:
        return words.msv(entry.usv)
    return {"M": "M", "unused": "Unused"}.get(entry.flag, "unknown")


def _how(entry: Entry) -> str:
    if entry.inferred:
        return "Not returned: no report names it, the periods around it do"
    if entry.is_lower_bound:
        return "Lower bound: the lens badge gave nothing, this is the body badge's"
    return {
        "value": "Measured",
        "M": "Below the minimum that is reported",
        "unused": "Returned sealed",
        "estimated": "Estimate",
        "absent": "Not returned",
        "damaged": "Damaged, no evaluation possible",
        "not_worn": "Returned unused, though the person worked",
    }.get(entry.flag, entry.flag)
