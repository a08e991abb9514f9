"""A long list: sorted and filtered in the browser, in the colours of the page."""

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.table import Column

# The colours are CSS variables, so that light and dark need no second grid.
THEME = {
    "function": "themeQuartz.withParams({"
    "backgroundColor: 'var(--ro-surface)', oddRowBackgroundColor: 'var(--ro-surface)',"
    "foregroundColor: 'var(--ro-ink)', textColor: 'var(--ro-ink)',"
    "headerBackgroundColor: 'var(--ro-inset)', chromeBackgroundColor: 'var(--ro-inset)',"
    "rowHoverColor: 'var(--ro-inset)', headerTextColor: 'var(--ro-ink-2)', borderColor: 'var(--ro-line)',"
    "accentColor: 'var(--ro-accent)', selectedRowBackgroundColor: 'var(--ro-accent-soft)',"
    "fontFamily: 'inherit', headerFontFamily: 'inherit', fontSize: 13, headerFontSize: 12,"
    "headerFontWeight: 600, rowHeight: 30, headerHeight: 32, cellHorizontalPadding: 8,"
    "wrapperBorderRadius: 6, browserColorScheme: 'inherit'})"
}


def grid(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    id: Any,
    title: str,
    count_note: str | None = None,
    height: str = "360px",
    selectable: bool = False,
) -> Component:
    """A grid over all rows of `frame`: click a head to sort, its funnel to filter.

    Numbers keep their values for sorting and are written with the column's `decimals`; a column with `write` is
    written here as text and sorts by the value behind it. A missing value is the word unknown and sorts last.
    `height` is a CSS length, `auto` as tall as the rows (short lists only). The rows go to the browser: send no more of
    a person than the page may show.
    """
    rows = frame[[column.key for column in columns]].copy()
    for column in columns:
        if column.write is not None:
            rows[_written(column)] = rows[column.key].map(column.write)
    options: dict[str, Any] = {
        "theme": THEME,
        "domLayout": "autoHeight" if height == "auto" else "normal",
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressDragLeaveHidesColumns": True,
        "suppressMovableColumns": True,
        "animateRows": False,
    }
    if selectable:
        options["rowSelection"] = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}
    made = dag.AgGrid(
        id=id,
        rowData=records(rows),
        columnDefs=[definition(column) for column in columns],
        defaultColDef={"sortable": True, "filter": True, "resizable": True},
        columnSize="responsiveSizeToFit",
        dashGridOptions=options,
        className="ro-grid",
        style={"height": None if height == "auto" else height, "width": "100%"},
    )
    parts: list[Component] = [html.Div(made, role="group", **{"aria-label": title})]
    if count_note is not None:
        parts.append(html.P(count_note, className="ro-count"))
    return html.Div(parts, className="ro-grid-place")


def _written(column: Column) -> str:
    return f"{column.key}__written"


def definition(column: Column) -> dict[str, Any]:
    """A column as the grid takes it."""
    number = column.kind == "number"
    title = f"{column.title}, {column.unit}" if column.unit else column.title
    made: dict[str, Any] = {
        "field": column.key,
        "headerName": title,
        "cellClass": f"ro-cell-{column.kind}" + (" ro-strong" if column.strong else ""),
        "headerClass": "ag-right-aligned-header" if number else None,
        "filter": "agNumberColumnFilter" if number else "agTextColumnFilter",
        "comparator": {"function": "roCompare"},
        "minWidth": column.width or (90 if number else 120),
    }
    if column.width is not None:
        made["width"] = column.width
    if column.write is not None:
        made["valueFormatter"] = {"function": f"roWritten(params.data, '{_written(column)}')"}
    elif number:
        made["valueFormatter"] = {"function": f"roNumber(params.value, {column.decimals or 0})"}
    else:
        made["valueFormatter"] = {"function": "roText(params.value)"}
    return made


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as the browser takes them: what is missing as null, days as ISO text (which sorts as time does)."""
    for name in rows.columns:
        if pd.api.types.is_datetime64_any_dtype(rows[name]):
            rows[name] = rows[name].dt.strftime("%Y-%m-%d %H:%M")
    plain = rows.astype(object).where(rows.notna(), None)
    return [
        {
            str(key): value.isoformat() if hasattr(value, "isoformat") else value
            for key, value in record.items()
        }
        for record in plain.to_dict("records")
    ]
