"""Who and what is rejected most: rates with their intervals by room, view, technologist group and student."""

from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.trend import Line, LineKind
from dashboard.formats import format_number, format_percent, format_rate, is_unknown
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.tiles import figure_tile, graph_id, rows_link
from dashboard.pages.exams.words import counted, named, narrowed
from db.database import Connection
from db.queries import rejects

CHIPS: dict[str, tuple[Any, str]] = {
    "action": ("action", "Action level"),
    "target": ("warn", "Over target"),
    "low": ("warn", "Too low"),
    "": ("ok", "On target"),
}
LEVEL_WORDS: dict[str, tuple[str, LineKind]] = {
    "target": ("Target", "target"),
    "action": ("Action", "action"),
    "low": ("Too low", "warn"),
}


def lines_of(wanted: pd.DataFrame) -> list[Line]:
    """The levels as lines of a chart in per cent."""
    return [
        Line(float(row.value) * 100, f"{word} {format_percent(row.value)}", kind)
        for row in wanted.itertuples()
        for word, kind in [LEVEL_WORDS[row.level]]
    ]


def rate_bars(picture: Picture, kind: str, what: str, found: pd.DataFrame, wanted: pd.DataFrame) -> Component:
    """The rates of `found` as bars with whiskers against the levels; those at the action level stand out."""
    found = found.assign(label=found["name"].map(named))
    known = found.dropna(subset=["rate"])
    hidden = len(found) - len(known)
    shown = known.assign(
        percent=known["rate"] * 100, from_percent=known["low"] * 100, to_percent=known["high"] * 100
    )
    where = {row.label: rejects.verdict(row.rate, wanted) for row in known.itertuples()}
    over = [name for name, word in where.items() if word == "action"]
    title = f"No {what.lower()} has 30 exposures"
    if len(known):
        most = known.iloc[0]
        title = (
            f"{most['label']} is rejected most" if kind == "reject-view" else f"{most['label']} rejects most"
        )
        title += f": {format_percent(most['rate'], int(most['n']))}"
    rows = [
        {
            "name": row.label,
            "rejected": row.rejected,
            "n": row.n,
            "rate": f"n = {row.n}"
            if is_unknown(row.rate)
            else format_rate(row.rate, row.low, row.high, row.n),
            "chip": state_chip("unknown", "Too few")
            if is_unknown(row.rate)
            else state_chip(*CHIPS[where[row.label]]),
            "rows": rows_link(picture, kind, row.name_, row.label),
        }
        for row in found.rename(columns={"name": "name_"}).itertuples()
    ]
    return figure_tile(
        picture,
        f"{kind}s",
        title,
        ranked_bars(
            shown, label="label", value="percent", low="from_percent", high="to_percent", unit="%", title=title,
            lines=lines_of(wanted)[:2], out_of_line=over, write=lambda value: format_number(value, 1), keys="name",
            id=graph_id(kind),
        ),
        subtitle=f"Reject rate by {what.lower()} with its interval of 95 % (Wilson); {narrowed(picture)}",
        table=table(
            rows,
            [Column("name", what, strong=True, on_phone="head"), Column("rejected", "Rejected", "number", decimals=0),
             Column("n", "n", "number", decimals=0), Column("rate", "Rate (interval)", "number"),
             Column("chip", "Verdict"), Column("rows", "", "action")],
            title=title,
            cards=True,
        ),
        note=f"{counted(hidden, what.lower())} with fewer than 30 exposures, or with none accepted, shown in the table "
        "without a rate." if hidden else None,
    )  # fmt: skip


def people_tile(
    connection: Connection, picture: Picture, of: rejects.Exposures, wanted: pd.DataFrame
) -> Component:
    """The rates by technologist group and with or without a student."""
    groups, hidden = rejects.rates_by_group(of, rejects.technologist_groups(connection))
    students = rejects.rates_by_student(of)
    rows = [
        {
            "of": group,
            "name": row.name_ or "group not on file",
            "n": row.n,
            "rate": f"n = {row.n}" if is_unknown(row.rate) else format_rate(row.rate, row.low, row.high, row.n),
            "chip": state_chip("unknown", "Too few") if is_unknown(row.rate) else
            state_chip(*CHIPS[rejects.verdict(row.rate, wanted)]),
        }
        for group, found in (("Technologist group", groups), ("Student", students))
        for row in found.rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
    one, other = (students["rate"].iloc[place] for place in (0, 1))
    title = "Are more exposures rejected with a student?"
    if not is_unknown(one) and not is_unknown(other):
        word = "more" if one > other else "fewer" if one < other else "as many"
        title = f"With a student {word}: {format_percent(one)} against {format_percent(other)}"
    return figure_tile(
        picture,
        "reject-people",
        title,
        table(
            rows,
            [Column("name", "Group", strong=True, on_phone="head"), Column("n", "n", "number", decimals=0),
             Column("rate", "Rate (interval)", "number"), Column("chip", "Verdict")],
            title=title,
            group="of",
            cards=True,
        ),
        subtitle=f"Reject rate by technologist group and student; {narrowed(picture)}",
        note="Groups are the departments of the badge roster; a group of fewer than five people is left out"
        + (f" ({counted(hidden, 'group')})." if hidden else "."),
        is_figure=False,
    )  # fmt: skip
