"""What is done and waits for its report, by age: counts here, the list for those who may see rows."""

from typing import Any

from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.empty import empty
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_count
from dashboard.pages.exams import picture as read
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.tiles import ROWS_PERMISSION, figure_tile, graph_id, rows_link
from dashboard.pages.exams.words import counted
from db.database import Connection
from db.queries import exams


def open_tile(connection: Connection, picture: Picture) -> Component:
    """Studies that are done and wait for their report, by age: counts here, the list for those who may."""
    moment = read.until(connection, picture)
    waiting = exams.unread(connection, moment)
    counts = exams.by_age(waiting)
    as_of = f"as of {moment.astimezone(picture.zone):%H:%M, %d %b}"
    if waiting.empty:
        return tile(
            "No study waits for its report",
            empty("good", "Every study that was done has its report", f"By the RIS, {as_of}."),
            id="exams-tile-open",
        )
    old = int(counts[counts["age"].isin(["1 to 3 d", "3 to 7 d", "over 7 d"])]["n"].sum())
    title = f"{counted(len(waiting), 'study').replace('studys', 'studies')} without a report" + (
        f", {format_count(old)} of them for more than a day" if old else ""
    )
    rows = [
        {"age": row.age, "n": row.n, "rows": rows_link(picture, "unread", row.age, f"studies open {row.age}")}
        for row in counts.itertuples()
    ]
    shown = counts.assign(label=counts["age"])
    link: Any = (
        rows_link(picture, "unread", "", "all open studies") if access.allowed(ROWS_PERMISSION) else ""
    )
    return figure_tile(
        picture,
        "open",
        title,
        ranked_bars(
            shown, label="label", value="n", title=title, keys="age", id=graph_id("unread"), in_order=True,
            out_of_line=["1 to 3 d", "3 to 7 d", "over 7 d"] if old else (),
        ),
        subtitle=f"Studies done without a final report, by time since their end, {as_of}; not filtered",
        table=table(
            rows,
            [Column("age", "Open for", strong=True), Column("n", "Studies", "number", decimals=0),
             Column("rows", "", "action")],
            title=title,
        ),
        note=["A preliminary report does not close a study. ", link],
    )  # fmt: skip
