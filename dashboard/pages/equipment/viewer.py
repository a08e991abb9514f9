"""Who looks at the equipment page, and what do its views share?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_moment, is_unknown
from dashboard.pages.equipment.paths import address


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and what they may do."""

    now: datetime
    zone: tzinfo
    allowed: Callable[[str], bool]
    days: int
    # User name -> the name that is shown.
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()

    def person(self, name: Any) -> str:
        """Somebody as people know them: a user name by the name of its account, a file's name as it stands."""
        return "unknown" if is_unknown(name) or not name else self.people.get(name, name)

    def moment(self, stored: Any) -> str:
        """A stored moment (naive UTC) as it is read here."""
        return format_moment(stored.replace(tzinfo=UTC), self.now, self.zone)


def viewer(context: PageContext) -> Viewer:
    """Whoever asks now."""
    return Viewer(context.now(), context.settings.zone, access.allowed, context.settings.qc_days)


def review_cell(row: dict[str, Any], who: Viewer) -> Component:
    """Whether a result was reviewed, and where to do it for whoever may."""
    if row["review_state"] in ("approved", "rejected"):
        return html.Span(row["review_state"].capitalize())
    if who.allowed("equipment.review"):
        # What passed needs no review; it may be had all the same, as for the return of a unit.
        needed = row["verdict"] not in ("ok", None)
        return link_button(
            "Review", address(view="review", result=row["id"]), kind="outline" if needed else "quiet"
        )
    return html.Span("Not reviewed")


def known_values(row: dict[Any, Any]) -> dict[Any, Any]:
    """A row of a frame with None for what is missing."""
    return {name: None if is_unknown(value) else value for name, value in row.items()}


def known_rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows of a frame, each with None for what is missing: a column of some words has NaN where there is none."""
    return [known_values(row) for row in frame.to_dict("records")]


def nothing_here(title: str) -> Component:
    """An address that leads to nothing that is known."""
    return tile(
        title, empty("filtered", title, "The address may be old.", action=link_button("All units", address()))
    )
