"""A closer look on pages of figures: what a click tells of, which export is asked for, and how it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.context import PageContext
from dashboard.downloads import KINDS, file_of
from db.audit import record

LONGEST_WORD = 500


def clicked(triggered: Sequence[Mapping[str, Any]]) -> str | None:
    """What a click in a figure tells of: the second of the point's `customdata`; None for anything else."""
    value = triggered[0].get("value") if triggered else None
    points = value.get("points") if isinstance(value, Mapping) else None
    point = points[0] if isinstance(points, list) and points else None
    told = point.get("customdata") if isinstance(point, Mapping) else None
    found = told[1] if isinstance(told, list) and len(told) > 1 else None
    return found[:LONGEST_WORD] if isinstance(found, str) else None


def export_asked(
    chosen: Any, triggered: Sequence[Mapping[str, Any]], of_rows: frozenset[str], permission: str
) -> tuple[str, str]:
    """Name and kind of the export whose button was pressed. Raises PreventUpdate for anything else, and for one of
    single rows (`of_rows`) that the reader may not see.
    """
    # Buttons that are drawn anew call too, without a click.
    if not isinstance(chosen, Mapping) or not any(one["value"] for one in triggered):
        raise PreventUpdate
    name, kind = str(chosen.get("name")), str(chosen.get("kind"))
    if kind not in KINDS or (name in of_rows and not access.allowed(permission)):
        raise PreventUpdate
    return name, kind


def sent(context: PageContext, what: str, kind: str, frame: pd.DataFrame) -> Any:
    """The file for `dcc.Download`, after its event is in the audit trail."""
    now = context.now()
    with context.database.write() as connection:
        record(connection, access.actor(), "export", now=now, object_kind="export", object_id=what)
    content, file_name = file_of(what, kind, frame, now.astimezone(context.settings.zone).date())
    return dcc.send_bytes(content, file_name)
