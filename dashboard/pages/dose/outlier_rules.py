"""Where the open outliers come from, by which rules they are found, and how others were closed."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_count, format_day, format_time, is_unknown
from dashboard.pages.dose.outlier_list import NOT_NARROWED
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import figure_tile, graph_id
from dashboard.pages.dose.words import written
from db.database import Connection
from db.queries import dose


def rooms_tile(picture: Picture, by_room: pd.DataFrame) -> Component:
    """How many wait, by room."""
    named = by_room.assign(label=[UNKNOWN if is_unknown(room) else room for room in by_room["room"]])
    named["all"] = named["n"] + named["n_late"]
    named["key"] = named["room"].fillna("")
    shown = named.sort_values(["all", "label"], ascending=[False, True], ignore_index=True)
    first = shown.iloc[0]
    title = f"{first['label']} has most of them: {format_count(first['all'])}"
    return figure_tile(
        picture,
        "outlier-rooms",
        title,
        ranked_bars(shown, label="label", value="all", title=title, keys="key", id=graph_id("outlier-rooms")),
        subtitle=f"Exams that wait for an explanation, by room, n = {format_count(shown['all'].sum())}",
        table=table(
            shown[["label", "n", "n_late"]],
            [
                Column("label", "Room", strong=True),
                Column("n", "Found in time", "number", decimals=0),
                Column("n_late", "Found late", "number", decimals=0),
            ],
            title=title,
        ),
        note=NOT_NARROWED,
    )


def rules_tile(connection: Connection, picture: Picture) -> Component:
    """The rules in force."""
    rules = dose.outlier_rules(connection, picture.today)
    if rules.empty:
        text = "Load a table of outlier_rules: without a rule nothing is found."
        return tile(
            "By which rules are they found?",
            empty("never", "No rule for outliers is on file", text),
            id="dose-tile-rules",
        )
    rows = [
        {
            "measure": row["measure"],
            "of": "any without its own" if row["exam_type"] == "*" else row["exam_type"],
            "rule": "no rule"
            if not row["rule_value"]
            else f"over {row['rule_value']:g} times the usual"
            if row["rule_kind"] == "factor"
            else f"over {row['rule_value']:g} {row['unit']}",
            "source": row["source"],
            "confirmed": "confirmed" if row["confirmed"] else state_chip("unknown", "Unconfirmed"),
        }
        for row in rules.to_dict("records")
    ]
    return figure_tile(
        picture,
        "rules",
        "By which rules are they found?",
        table(
            rows,
            [
                Column("of", "Exam type", on_phone="head"),
                Column("rule", "Asks for a look"),
                Column("confirmed", "Checked"),
                Column("source", "Source", on_phone="wide"),
            ],
            title="Rules for outliers",
            group="measure",
            cards=True,
        ),
        subtitle="Rows of the reference table outlier_rules, for the site to edit",
        note="Usual is the middle one of the monthly medians of adults over the twelve months before the exam's own, "
        "of months with at least 20: where there is none yet, no factor is held; it speaks of adults alone. Looked at "
        f"when a dose comes in, whatever its day; a changed rule is put to the last {dose.FOUND_LATE_DAYS} days and to "
        "all that comes.",
        is_figure=False,
    )


def closed_tile(connection: Connection, picture: Picture) -> Component:
    """The last ones that were closed, with their reasons."""
    found = dose.closed_outliers(connection)
    if found.empty:
        return tile(
            "How were others closed?",
            html.P("None has been closed yet.", className="ro-empty-text"),
            id="dose-tile-closed",
        )
    rows = []
    for row in found.to_dict("records"):
        at = pd.Timestamp(row["closed_at"]).tz_localize("UTC").to_pydatetime()
        local = at.astimezone(picture.zone)
        when = f"{format_day(local.date(), picture.today)} {format_time(at, picture.zone)}"
        rows.append(
            {
                "exam": two_lines(row["label"], f"{written(row['measure'], row['dose'])} {row['unit']}"),
                "day": format_day(row["local_date"], picture.today),
                "reason": two_lines(row["reason_text"], row["words"]),
                "who": two_lines(row["actor"], when),
            }
        )
    return figure_tile(
        picture,
        "closed",
        "How were others closed?",
        table(
            rows,
            [
                Column("exam", "Exam type", on_phone="head"),
                Column("day", "Day"),
                Column("reason", "Reason", on_phone="wide"),
                Column("who", "Closed by"),
            ],
            title="Closed outliers, the newest first",
            cards=True,
        ),
        subtitle=f"The last {format_count(len(rows))}, the newest first",
        is_figure=False,
    )
