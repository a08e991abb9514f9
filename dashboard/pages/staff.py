"""How do the doses of the departments spread?

Measure: body dose of the year to date per wearer, as median and middle half of each department of five or more.
Source: the dosimetry service's newest report and the badge roster.
Limit: smaller groups are left out without a trace, and no figure here is anybody's own; measured, not effective dose.
"""

from collections.abc import Mapping
from typing import Any

import dash
import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard.answers import answered
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_count, format_month, format_msv
from dashboard.freshness import strip_for
from dashboard.shell import page_frame
from db.queries import badges
from db.wording import at_least

PATH = "/staff-doses"
PERMISSION = "badges.groups"
_TITLE = "Staff doses"


def register(app: Dash, context: PageContext) -> None:  # noqa: ARG001
    """Add the page to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered("The staff doses page", lambda: _page(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title=_TITLE,
        layout=layout,
        permission=PERMISSION,
        nav_title=_TITLE,
        nav_order=35,
    )


def _page(context: PageContext) -> Component:
    now, settings = context.now(), context.settings
    with context.database.read() as connection:
        fresh = strip_for(connection, context, now, {"badges"})
        report = badges.default_report(badges.reports(connection))
        groups = pd.DataFrame()
        if report is not None:
            rules = badges.rules_in_force(connection, settings.limits, settings.alara, report)
            groups = badges.group_doses(badges.wearers(connection, report, rules))
    return page_frame(
        _TITLE,
        "How do the doses of the departments spread?",
        freshness=fresh,
        body=_groups(groups, format_month(report)) if len(groups) else _none() if report else _never(),
    )


def _groups(groups: pd.DataFrame, month: str) -> Component:
    rows = [
        {
            "department": row["department"],
            "wearers": format_count(row["wearers"]),
            "median": f"{at_least(_unknown(row))}{format_msv(row['median_msv'], '')}",
            "middle": f"{format_msv(row['q1_msv'], '')} to {format_msv(row['q3_msv'], '')}",
            "unknown": "fewer than 5" if pd.isna(row["unknown"]) else format_count(row["unknown"]),
        }
        for row in groups.to_dict("records")
    ]
    highest = groups.iloc[0]
    median = f"{at_least(_unknown(highest))}{format_msv(highest['median_msv'])}"
    return tile(
        f"{highest['department']} has the highest median: {median} this year",
        table(
            rows,
            [
                Column("department", "Department", on_phone="head"),
                Column("wearers", "Wearers", "number"),
                Column("median", "Median", "number", unit="mSv", strong=True),
                Column("middle", "Middle half", "number", unit="mSv"),
                Column("unknown", "With an unknown part", "number"),
            ],
            title="Doses by department",
            cards=True,
        ),
        subtitle=f"Body dose Hp(10) of the year up to {month}, one figure per wearer",
        note="Departments with fewer than five wearers are not shown. Below the minimum counts as 0.",
    )


def _unknown(row: Mapping[Any, Any]) -> float:
    """Whether a part of the group's doses is unknown: fewer than five are not told, but make it a lower bound too."""
    return 1 if pd.isna(row["unknown"]) else row["unknown"]


def _never() -> Component:
    return tile(
        "How do the doses of the departments spread?",
        empty(
            "never",
            "No badge report has arrived yet",
            "The radiation safety officer loads the dosimetry service's reports.",
        ),
    )


def _none() -> Component:
    return tile(
        "How do the doses of the departments spread?",
        empty(
            "hidden",
            "No department has five wearers on the roster",
            "Figures of smaller groups would be somebody's own. The badge roster names departments.",
        ),
    )
