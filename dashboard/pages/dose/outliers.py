"""Which single exams must somebody explain? The open ones, the form that closes one, the closed ones, the rules."""

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_count, format_day, format_number, format_time, is_unknown
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.reveal import reveal_button, revealed_place
from dashboard.pages.dose.tiles import ROWS_PERMISSION, figure_tile
from dashboard.pages.dose.words import written
from db.database import Connection
from db.queries import dose

CLOSE = "dose.close"
MOST = 200
_NOT_NARROWED = (
    "Of every day, class and age: an exam waits until somebody has closed it, not until it is forgotten."
)


def outliers_view(connection: Connection, picture: Picture) -> list[Component]:
    """The work list; single exams only for who may read rows, the form only for who may close."""
    asked = picture.asked
    by_room = dose.count_by_room(connection, asked.selection, asked.group)
    waiting = int(by_room["n"].sum())
    may_read = access.allowed(ROWS_PERMISSION)
    rules = _rules(connection, picture)
    parts: list[Component] = []
    if not waiting:
        good = empty(
            "good",
            "No dose waits for an explanation",
            "Every exam that a rule found has been closed by a person, or none was found.",
        )
        parts.append(tile("Which doses must somebody explain?", good, id="dose-tile-outliers"))
    elif may_read:
        found = dose.open_outliers(connection, picture.today, asked.selection, asked.group, MOST)
        chosen = found[found["id"].astype(str) == asked.of]
        if len(chosen) and access.allowed(CLOSE):
            parts.append(_closing(picture, chosen.iloc[0].to_dict()))
        parts.append(_open(picture, found, waiting))
    else:
        parts.append(
            tile(
                f"{_waiting(waiting)} for an explanation",
                html.P("Which exams they are is shown to those who may see rows.", className="ro-empty-text"),
                note=_NOT_NARROWED,
                id="dose-tile-outliers",
            )
        )
    if waiting:
        parts.append(columns(stack(_rooms(picture, by_room), even=True), rules, "1:1"))
    else:
        parts.append(rules)
    if may_read:
        parts.append(_closed(connection, picture))
    return parts


def _waiting(number: int) -> str:
    return "One exam waits" if number == 1 else f"{format_count(number)} exams wait"


def _open(picture: Picture, found: pd.DataFrame, waiting: int) -> Component:
    oldest = int(found["days_open"].max())
    may_close = access.allowed(CLOSE)
    rows = [
        {
            "exam": two_lines(row["label"], row["measure"]),
            "day": format_day(row["local_date"], picture.today),
            "room": UNKNOWN if is_unknown(row["room"]) else row["room"],
            "dose": two_lines(html.Strong(written(row["measure"], row["dose"])), row["unit"]),
            "rule": two_lines(_rule_words(row), f"{format_number(row['times'], 1)} times that"),
            "open": row["days_open"],
            "number": reveal_button(row["exam_key"], f"{row['label']} of {row['local_date']}")
            if picture.may_reveal and not is_unknown(row["exam_key"])
            else "",
            "close": dcc.Link(
                "Close",
                href=picture.asked.address(of=str(row["id"])),
                className="btn btn-outline-secondary",
                title=f"Close {row['label']} of {row['local_date']} with a reason",
            )
            if may_close
            else "",
        }
        for row in found.to_dict("records")
    ]
    shown = f", the furthest {format_count(len(rows))} shown" if waiting > len(rows) else ""
    return figure_tile(
        picture,
        "outliers",
        f"{_waiting(waiting)} for an explanation",
        [
            *([revealed_place()] if picture.may_reveal else []),
            table(
                rows,
                [
                    Column("exam", "Exam type", on_phone="head"),
                    Column("day", "Day"),
                    Column("room", "Room"),
                    Column("dose", "Dose", "number"),
                    Column("rule", "Rule", on_phone="wide"),
                    Column("open", "Days open", "number", decimals=0),
                    *([Column("number", "", "action")] if picture.may_reveal else []),
                    *([Column("close", "", "action")] if may_close else []),
                ],
                title="Open outliers, the furthest over their rule first",
                cards=True,
            ),
        ],
        subtitle=f"The furthest over its rule first{shown}; the oldest is open for {format_count(oldest)} d",
        note=f"{_NOT_NARROWED} An outlier asks for a look: it is no verdict on a patient, an exam or a person. A "
        "physicist or the RSO closes it, with a reason; nothing closes by itself, not even by a correction.",
        is_figure=False,
    )


def _rule_words(row: dict[Any, Any]) -> str:
    limit = f"{written(row['measure'], row['threshold'])} {row['unit']}"
    if row["rule_kind"] == "factor":
        return f"over {row['rule_value']:g} times the usual, {limit}"
    return f"over {limit}"


def _closing(picture: Picture, row: dict[Any, Any]) -> Component:
    return tile(
        f"Why was {row['label']} of {format_day(row['local_date'], picture.today)} "
        f"{written(row['measure'], row['dose'])} {row['unit']}?",
        [
            dcc.Store(id="dose-closing", data=int(row["id"])),
            form(
                [
                    choice("dose-close-reason", "Reason", list(dose.REASONS.items())),
                    field("dose-close-words", "In words, without a patient's data", wide=True),
                ],
                html.Span(
                    [
                        button("Close it", "dose-close", kind="primary"),
                        link_button("Leave it open", picture.asked.address(of=""), kind="quiet"),
                    ]
                ),
                said="dose-close-said",
                note="Your name, the time and the reason are kept with it and in the audit trail.",
            ),
        ],
        subtitle=f"{_rule_words(row)}; {UNKNOWN if is_unknown(row['room']) else row['room']}; open for "
        f"{format_count(row['days_open'])} d",
        id="dose-tile-closing",
    )


def _rooms(picture: Picture, by_room: pd.DataFrame) -> Component:
    shown = by_room.assign(label=[UNKNOWN if is_unknown(room) else room for room in by_room["room"]])
    first = shown.iloc[0]
    title = f"{first['label']} has most of them: {format_count(first['n'])}"
    return figure_tile(
        picture,
        "outlier-rooms",
        title,
        ranked_bars(shown, label="label", value="n", title=title),
        subtitle=f"Exams that wait for an explanation, by room, n = {format_count(shown['n'].sum())}",
        table=table(
            shown[["label", "n"]],
            [Column("label", "Room", strong=True), Column("n", "Open", "number", decimals=0)],
            title=title,
        ),
        note=_NOT_NARROWED,
    )


def _rules(connection: Connection, picture: Picture) -> Component:
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
        "of months with at least 20; it is held against adults alone. Looked at when a dose comes in, for exams of the "
        f"last {dose.LOOKED_BACK_DAYS} days.",
        is_figure=False,
    )


def _closed(connection: Connection, picture: Picture) -> Component:
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
