"""A list that is too long for the browser: a grid that asks the server for the rows which are looked at."""

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.grid import THEME, definition, records
from dashboard.blocks.table import Column

# Rows asked for at once.
PORTION = 100


def served_grid(
    columns: Sequence[Column], *, id: Any, title: str, sortable: Sequence[str] = (), height: str = "420px"
) -> Component:
    """A grid whose rows a callback gives: it answers `getRowsRequest` of this id with `getRowsResponse`.

    A click on the head of a column in `sortable` asks for the rows in another order; the server sorts, since only it
    has all of them.
    """
    made = dag.AgGrid(
        id=id,
        rowModelType="infinite",
        columnDefs=[
            {**definition(column), "sortable": column.key in sortable, "filter": False} for column in columns
        ],
        defaultColDef={"resizable": True},
        columnSize="responsiveSizeToFit",
        dashGridOptions={
            "theme": THEME,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "suppressMovableColumns": True,
            "animateRows": False,
            "rowBuffer": 0,
            "cacheBlockSize": PORTION,
            "maxBlocksInCache": 10,
            "infiniteInitialRowCount": 1,
        },
        className="ro-grid",
        style={"height": height, "width": "100%"},
    )
    return html.Div(html.Div(made, role="group", **{"aria-label": title}), className="ro-grid-place")


def wanted_rows(request: Any) -> tuple[int, int, str, bool]:
    """First row, how many, the column to sort by (empty: none) and whether downwards; bounded, whoever asks."""
    asked = request if isinstance(request, dict) else {}
    first = asked.get("startRow")
    first = first if isinstance(first, int) and 0 <= first < 10**7 else 0
    sorts = asked.get("sortModel")
    one = sorts[0] if isinstance(sorts, list) and sorts and isinstance(sorts[0], dict) else {}
    name = one.get("colId")
    return first, PORTION, name if isinstance(name, str) else "", one.get("sort") == "desc"


def answer(rows: pd.DataFrame, columns: Sequence[Column], total: int) -> dict[str, Any]:
    """What the grid is sent: these rows, written as the columns say, and how many there are in all."""
    shown = rows[[column.key for column in columns]].copy()
    for column in columns:
        if column.write is not None:
            shown[f"{column.key}__written"] = [column.write(value) for value in shown[column.key]]
    return {"rowData": records(shown), "rowCount": total}
