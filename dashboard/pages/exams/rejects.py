"""How many exposures are rejected, of which and why, and is that out of the ordinary?"""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.kpi import sums
from dashboard.blocks.layout import columns
from dashboard.blocks.p_chart import p_chart
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.formats import (
    format_count,
    format_month,
    format_number,
    format_percent,
    is_unknown,
)
from dashboard.pages.exams import picture as read
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.reject_rates import CHIPS, LEVEL_WORDS, lines_of, people_tile, rate_bars
from dashboard.pages.exams.tiles import figure_tile, graph_id, rows_link
from dashboard.pages.exams.words import confirmed_chip, counted, narrowed
from db.ages import ADULT_BANDS
from db.database import Connection
from db.queries import rejects


def rejects_view(connection: Connection, picture: Picture) -> list[Component]:
    """The rate against its levels, the reasons, then by room, view, group and student, and month by month."""
    of = read.shot(connection, picture)
    if not len(of.rejected) and not len(of.accepted):
        return [tile("How many exposures are rejected?", _nothing(picture))]
    wanted = rejects.levels(connection, picture.today, population(picture))
    return [
        _rate(picture, of, wanted),
        columns(_months(picture, of, wanted), _reasons(picture, of), "1.45:1"),
        columns(
            rate_bars(picture, "reject-room", "Room", rejects.rates_by(of, "room"), wanted),
            rate_bars(picture, "reject-view", "View", rejects.rates_by_view(of), wanted),
            "1:1",
        ),
        columns(people_tile(connection, picture, of, wanted), _levels(picture, wanted), "1:1"),
    ]


def population(picture: Picture) -> str:
    """Whose levels hold: those of children where only children are asked about."""
    band = picture.asked.selection.age_band
    return "child" if band and band not in ADULT_BANDS else "adult"


def _nothing(picture: Picture) -> Component:
    return empty(
        "filtered" if any(picture.asked.away()) else "never",
        "No exposure of a radiograph is known here",
        "A rate needs the reject log of the consoles, and dose reports or image headers for what was accepted.",
        steps=[
            Step(
                "Send the reject log to the inbox",
                html.Span(["One row per rejected exposure, as ", mono("reject_log")]),
            ),
            Step("Send dose reports or image headers", "They tell how many exposures were accepted"),
        ],
    )


def _rate(picture: Picture, of: rejects.Exposures, wanted: pd.DataFrame) -> Component:
    total = rejects.overall(of)
    hidden = is_unknown(total["rate"])
    where = "" if hidden else rejects.verdict(total["rate"], wanted)
    level = wanted.set_index("level")["value"]
    titles = {
        "action": f"The reject rate is at its action level of {format_percent(level.get('action'))}",
        "target": f"The reject rate is over its target of {format_percent(level.get('target'))}",
        "low": "The reject rate is so low that one asks whether all rejects are recorded",
        "": "The reject rate is within its target"
        if len(wanted)
        else "There is no level of the reject rate on file",
    }
    whose = "children" if population(picture) == "child" else "adults"
    shown = [
        ("Reject rate", "unknown" if hidden else format_percent(total["rate"], int(total["n"])), "",
         f"n = {format_count(total['n'])}" + ("; under 30, or nothing accepted" if hidden else "")),
        ("Interval of 95 %", "unknown" if hidden else
         f"{format_number(total['low'] * 100, 1)} to {format_number(total['high'] * 100, 1)}", "" if hidden else "%",
         "Wilson"),
        ("Rejected", format_count(total["rejected"]), "", f"{format_count(of.not_counted)} test images not counted"),
        ("Accepted", format_count(len(of.accepted)), "", "in force, no quality control"),
    ]  # fmt: skip
    chip = state_chip("unknown", "No rate") if hidden else state_chip(*CHIPS[where])
    called = (
        " Called rejected by a dose report alone, with no row in the log, and in no rate: "
        f"{counted(of.only_called, 'exposure')}."
        if of.only_called
        else ""
    )
    return tile(
        "Too few exposures for a rate" if hidden else titles[where],
        [html.Div(chip, className="ro-standing"), sums(shown)],
        subtitle=f"Rejected by rejected and accepted radiographs; {narrowed(picture)}",
        note=f"AAPM TG-305: patients' images only; a repeat is no reject. Levels are those for {whose}.{called}",
        id="exams-reject-rate",
    )


def _months(picture: Picture, of: rejects.Exposures, wanted: pd.DataFrame) -> Component:
    found, centre = rejects.p_chart(of)
    title = _months_finding(found, picture)
    rows = [
        {
            "month": format_month(row.month.date()),
            "rejected": row.rejected,
            "n": row.n,
            "rate": format_percent(row.rate, row.n) if not is_unknown(row.rate) else f"n = {row.n}",
            "limits": "" if is_unknown(row.rate) else
            f"{format_number(row.lower * 100, 1)} to {format_number(row.upper * 100, 1)}",
            "chip": state_chip("warn", row.signal.capitalize()) if row.signal else "",
            "rows": rows_link(picture, "reject-month", f"{row.month:%Y-%m-%d}", f"{row.month:%B %Y}"),
        }
        for row in found.itertuples()
    ]  # fmt: skip
    return figure_tile(
        picture,
        "reject-months",
        title,
        p_chart(found, centre, title=title, lines=lines_of(wanted), id=graph_id("reject-month")),
        subtitle=f"Reject rate by month with control limits (p-chart); {narrowed(picture)}",
        table=table(
            rows,
            [Column("month", "Month", strong=True), Column("rejected", "Rejected", "number", decimals=0),
             Column("n", "n", "number", decimals=0), Column("rate", "Rate", "number", strong=True),
             Column("limits", "Limits", "number", unit="%"), Column("chip", "Signal"), Column("rows", "", "action")],
            title=title,
        ),
        note="Grey: three standard errors of the month's own n around the mean of all these months. Months of fewer "
        "than 30 exposures show no rate.",
    )  # fmt: skip


def _months_finding(found: pd.DataFrame, picture: Picture) -> str:
    parts = []
    for signal, word in (("high", "higher"), ("low", "lower")):
        names = [
            format_month(month.date(), picture.today)
            for month in found.loc[found["signal"] == signal, "month"]
        ]
        if names:
            some = f"{', '.join(names[:-1])} and {names[-1]}" if 1 < len(names) < 4 else names[0]
            parts.append(f"{some if len(names) < 4 else f'{len(names)} months'}: {word} than chance explains")
    return "; ".join(parts) or "No month is out of the ordinary"


def _reasons(picture: Picture, of: rejects.Exposures) -> Component:
    found = rejects.reasons(of)
    if found.empty:
        return tile("No exposure was rejected here", html.P("The reject log has no row in this filter."))
    title = f"{format_percent(found['share'].iloc[0])} of the rejects: {found['reason'].iloc[0].lower()}"
    odd = [name for name in (rejects.UNMAPPED, rejects.NO_REASON) if name in set(found["reason"])]
    rows = [
        {"reason": row.reason, "n": row.n, "share": format_percent(row.share),
         "cumulative": format_percent(row.cumulative), "rows": rows_link(picture, "reason", row.reason, row.reason)}
        for row in found.itertuples()
    ]  # fmt: skip
    return figure_tile(
        picture,
        "reject-reasons",
        title,
        ranked_bars(
            found, label="reason", value="n", title=title, out_of_line=odd, in_order=True, id=graph_id("reason")
        ),
        subtitle=f"Rejects by reason, n = {format_count(found['n'].sum())}, most first; {narrowed(picture)}",
        table=table(
            rows,
            [Column("reason", "Reason", strong=True), Column("n", "Rejects", "number", decimals=0),
             Column("share", "Share", "number"), Column("cumulative", "Running", "number"),
             Column("rows", "", "action")],
            title=title,
        ),
        note="Words unknown to the table of reasons are a bar of their own, in rust, like rejects without any.",
    )  # fmt: skip


def _levels(picture: Picture, wanted: pd.DataFrame) -> Component:
    rows = [
        {"level": LEVEL_WORDS[row.level][0], "value": format_percent(row.value), "source": row.source,
         "confirmed": confirmed_chip(bool(row.confirmed))}
        for row in wanted.itertuples()
    ]  # fmt: skip
    return figure_tile(
        picture,
        "reject-levels",
        f"{counted(len(rows), 'level')} of the reject rate in force" if rows else "No level is in force",
        table(
            rows,
            [Column("level", "Level", strong=True, on_phone="head"), Column("value", "Rate", "number"),
             Column("source", "Source", on_phone="wide"), Column("confirmed", "State")],
            title="Levels of the reject rate",
            cards=True,
        ),
        note="Over the target one asks why, at the action level one acts. A site loads its own as operations_targets.",
        is_figure=False,
    )  # fmt: skip
