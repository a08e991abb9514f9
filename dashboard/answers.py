"""What does a page show when the database does not answer? Its last picture with a bar above it, else a plain word."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from dash import html
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from dashboard import trouble
from dashboard.blocks.button import link_button
from dashboard.blocks.problem import problem, stale_banner
from dashboard.formats import format_time
from dashboard.shell import MAIN_ID
from db.health import DatabaseFault


def answered(what: str, build: Callable[[], Any], again: str) -> Any:
    """What `build` makes, or where the database fails a tile that says so; nothing stands in its place.

    `what` names the picture ("The supplies page"), `again` is the address to try again.
    """
    try:
        return build()
    except DatabaseFault as fault:
        tile = problem(
            f"{what} could not be loaded",
            text="The database did not answer. Nothing that was entered is lost.",
            what=what,
            why=f"no answer from the database ({type(fault).__name__})",
            reference=trouble.note(what, fault),
            retry=link_button(
                "Try again", again, kind="primary", icon_name="arrow-clockwise", leaves_page=True
            ),
            heading="No picture is better than a wrong picture",
        )
        return html.Main(tile, id=MAIN_ID, className="ro-page", tabIndex="-1")


def renewed(
    what: str, build: Callable[[], Any], again: str, now: datetime, zone: tzinfo
) -> tuple[Any, Component | None]:
    """A new picture and no bar, or None (the old picture stays) and the bar that says since when."""
    try:
        return build(), None
    except DatabaseFault as fault:
        reference = trouble.note(what, fault)
        bar = stale_banner(
            f"{what} could not be renewed at {format_time(now, zone)}.",
            f"The database did not answer. You see the last picture; it is tried again soon. Reference {reference}.",
            retry=link_button("Try again", again, icon_name="arrow-clockwise", leaves_page=True),
        )
        # Over the foot of the window: above the picture it would push all of it down.
        return None, html.Div(bar, className="ro-renewal")


def signature(parts: Any) -> str:
    """A short text that differs when a picture does: what says the same need not be drawn again.

    A part that is drawn again loses what its reader has opened, marked or scrolled to.
    """
    text = json.dumps(parts, cls=PlotlyJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
