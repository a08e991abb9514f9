"""How many exams, of which kind, when, and is today as usual?"""

from math import isnan

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.exam_day import exams_tile
from dashboard.blocks.heat_map import heat_map
from dashboard.blocks.kpi import sums
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.formats import (
    format_count,
    format_number,
    format_percent,
    format_weekday,
    is_unknown,
)
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.tiles import figure_tile, graph_id, nothing_fits, rows_link
from dashboard.pages.exams.words import as_of, counted, named, narrowed
from db.database import Connection
from db.queries import exams
from db.queries.exams import ExamDay

_GROUPS = {"room": "Room", "modality": "Modality", "patient_class": "Patient class"}


def volumes_view(connection: Connection, picture: Picture) -> list[Component]:
    """The day against what is usual, then the days of the filter."""
    day = exams.exam_day(connection, picture.now, picture.zone)
    beside = _groups_of_the_day(connection, picture, day)
    menu = None
    if day is not None:
        menu = take_menu(
            "exams",
            "day",
            what="exams done by the hour",
            lines=f"not filtered; {as_of(picture) or 'age unknown'}",
        )
    parts = [columns(exams_tile(day, picture.now, picture.zone, actions=menu), beside, "1.45:1")]
    if not len(picture.exams):
        return [*parts, tile("How many exams were done?", nothing_fits(picture, "exam"))]
    return [
        *parts,
        _sums(picture),
        columns(
            _heat_map(picture),
            stack(_kinds(picture, "modality"), _kinds(picture, "patient_class"), even=True),
            "1.45:1",
        ),
        columns(_kinds(picture, "room"), _contrast(picture), "1:1"),
    ]


def _groups_of_the_day(connection: Connection, picture: Picture, day: ExamDay | None) -> Component:
    if day is None:
        return html.Div()
    found = exams.today_by(connection, day.day, picture.zone, day.until)
    rows = [
        {
            "group": _GROUPS[row.by],
            "name": named(row.name),
            "done": row.done,
            "usual": "unknown" if is_unknown(row.median) else
            f"{format_number(row.median, 0)} ({format_number(row.low, 0)} to {format_number(row.high, 0)})",
            "chip": _standing(row.done, row.low, row.high),
        }
        for by in _GROUPS
        for row in found[found["by"] == by].itertuples()
    ]  # fmt: skip
    out = sum(
        1 for row in found[found["by"] == "room"].itertuples() if row.done < row.low or row.done > row.high
    )
    rooms = int((found["by"] == "room").sum())
    same = format_weekday(day.day)
    return figure_tile(
        picture,
        "today",
        f"{out} of {rooms} rooms are not as on a usual {same}"
        if out
        else f"Every room is as on a usual {same}",
        table(
            rows,
            [
                Column("name", "Group", strong=True, on_phone="head"),
                Column("done", "Done", "number", decimals=0),
                Column("usual", "Usual by now", "number"),
                Column("chip", "Standing"),
            ],
            title="Exams of the day by room, modality and patient class",
            group="group",
            cards=True,
        ),
        subtitle="Exams done by the same time of day: median and middle half of the last 8 weeks; not filtered",
        is_figure=False,
    )


def _standing(done: int, low: float, high: float) -> Component:
    if is_unknown(low):
        return state_chip("unknown", "No earlier day")
    if done < low:
        return state_chip("due", "Fewer")
    return state_chip("due", "More") if done > high else state_chip("ok", "As usual")


def _sums(picture: Picture) -> Component:
    traits = exams.trait_shares(picture.exams).set_index("trait")
    chosen = picture.asked.selection
    days = (chosen.end - chosen.start).days + 1
    n = len(picture.exams)
    shown = [
        ("Exams done", format_count(n), "", narrowed(picture)),
        ("A day", format_number(n / days, 1), "", f"over {counted(days, 'day')}"),
    ]
    for trait in ("portable", "trauma"):
        row = traits.loc[trait]
        # None is not "0 %": a hospital whose RIS has no such word has the exams all the same.
        share = format_percent(row["share"], n) if row["n"] else "none found"
        shown.append((trait.capitalize(), share, "", counted(int(row["n"]), "exam")))
    return tile(
        "How many exams were done?",
        sums(shown),
        note="Exams whose images are made; cancelled ones and no-shows are not counted. Portable and trauma are known "
        "by words of description, room, priority and class: an editable table, unconfirmed as it comes.",
        id="exams-sums",
    )


def _begun(day: int, hour: int, mean: float) -> str:
    """What is read over a cell; a time of less than a week has not every day."""
    if isnan(mean):
        return f"no {exams.WEEKDAYS[day]} in this time"
    return f"{exams.WEEKDAYS[day]} {hour:02d}:00: {format_number(mean, 1)} exams begun"


def _heat_map(picture: Picture) -> Component:
    chosen = picture.asked.selection
    cells, without = exams.by_hour_and_weekday(picture.exams, chosen.start, chosen.end, picture.zone)
    busiest = cells.loc[cells["mean"].idxmax()]
    title = (
        f"Busiest on {exams.WEEKDAYS[int(busiest['weekday'])]}s at {int(busiest['hour']):02d}:00: "
        f"{format_number(busiest['mean'], 1)} exams begin within the hour"
    )
    shown = heat_map(
        cells,
        x="hour",
        y="weekday",
        value="mean",
        title=title,
        columns=[(hour, f"{hour:02d}" if hour % 3 == 0 else "") for hour in range(24)],
        rows=[(place, name[:3]) for place, name in enumerate(exams.WEEKDAYS)],
        write=lambda value: format_number(value, 1 if value < 9.95 else 0) if value else "0",
        hover=_begun,
        id=graph_id("cell"),
    )
    rows = [
        {
            "group": exams.WEEKDAYS[int(row.weekday)],
            "hour": f"{int(row.hour):02d}:00",
            "n": row.n,
            "mean": row.mean,
            "rows": rows_link(
                picture, "cell", f"{row.weekday}-{row.hour}", f"{exams.WEEKDAYS[row.weekday]} {row.hour}"
            ),
        }
        for row in cells[cells["n"] > 0].itertuples()
    ]
    return figure_tile(
        picture,
        "hours",
        title,
        shown,
        subtitle=f"Exams begun in each hour, mean per day; {narrowed(picture)}",
        table=table(
            rows,
            [Column("hour", "Hour"), Column("n", "Exams", "number", decimals=0),
             Column("mean", "A day", "number", decimals=1), Column("rows", "", "action")],
            title=title,
            group="group",
        ),
        note="By the hospital's clock; the hour that comes twice in autumn holds both."
        + (f" {counted(without, 'exam')} without a begin." if without else ""),
    )  # fmt: skip


def _kinds(picture: Picture, by: str) -> Component:
    found = exams.by_word(picture.exams, by)
    found["label"] = found["name"].map(named)
    largest = found.iloc[0]
    words = _GROUPS[by].lower()
    title = f"{largest['label']} has {format_percent(largest['share'], len(picture.exams))} of the exams"
    if by == "patient_class":
        title = f"{format_percent(largest['share'], len(picture.exams))} of the exams are {largest['label']}"
    rows = [
        {"name": row.label, "n": row.n, "share": format_percent(row.share, len(picture.exams)),
         "rows": rows_link(picture, by, row.name, row.label)}
        for row in found.itertuples(index=False)
    ]  # fmt: skip
    return figure_tile(
        picture,
        by,
        title,
        ranked_bars(found, label="label", value="n", title=title, keys="name", id=graph_id(by)),
        subtitle=f"Exams done by {words}, n = {format_count(len(picture.exams))}; {narrowed(picture)}",
        table=table(
            rows,
            [Column("name", _GROUPS[by], strong=True), Column("n", "Exams", "number", decimals=0),
             Column("share", "Share", "number"), Column("rows", "", "action")],
            title=title,
        ),
    )  # fmt: skip


def _contrast(picture: Picture) -> Component:
    found = exams.contrast_use(picture.exams)
    if found.empty:
        return tile(
            "Which contrast media were used?",
            html.P("No exam of this filter names a contrast agent.", className="ro-empty-text"),
            note="From the RIS: exams without an agent may have had one that nobody wrote down.",
        )
    first, total = found.iloc[0], int(found["exams"].sum())
    title = f"{first['agent']} was used most: {counted(int(first['exams']), 'exam')} of {format_count(total)}"
    rows = [
        {
            "agent": row.agent,
            "exams": row.exams,
            "volume": row.volume_ml if row.exams > row.without_volume else None,
            "median": row.median_ml,
            "without": row.without_volume,
            "rows": rows_link(picture, "contrast_agent", row.agent, row.agent),
        }
        for row in found.itertuples()
    ]
    return figure_tile(
        picture,
        "contrast",
        title,
        ranked_bars(found, label="agent", value="exams", title=title, id=graph_id("contrast_agent")),
        subtitle=f"Exams with a contrast agent, by agent; {narrowed(picture)}",
        table=table(
            pd.DataFrame(rows),
            [Column("agent", "Agent", strong=True), Column("exams", "Exams", "number", decimals=0),
             Column("volume", "Volume", "number", unit="mL", decimals=0),
             Column("median", "Median", "number", unit="mL", decimals=0),
             Column("without", "No volume", "number", decimals=0), Column("rows", "", "action")],
            title=title,
        ),
        note="Volumes are sums of what was written down; exams without a volume are counted beside.",
    )  # fmt: skip
