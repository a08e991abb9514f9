"""Do tables and grids show each row as it is, and unknown as unknown?"""

from datetime import date

import pandas as pd
from dash import html

from dashboard.blocks.chip import state_chip
from dashboard.blocks.grid import grid
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.formats import format_day
from tests.dashboard.blocks.looking import parts, text, with_class

COLUMNS = [
    Column("item", "Item"),
    Column("lot", "Lot", "id"),
    Column("units", "On hand", "number", unit="pieces", decimals=0),
]
ROWS = pd.DataFrame(
    {
        "item": ["Iohexol", "Gadobutrol", "Secretin"],
        "lot": ["00071", "12E45", None],
        "units": [1400.0, None, 3.0],
        "place": ["Store", "Store", None],
        "expiry": [date(2026, 12, 9), None, date(2027, 1, 4)],
    }
)


def lines(made: html.Div) -> list[str]:
    return [text(part) for part in parts(made) if isinstance(part, html.Tr)]


def test_ids_keep_their_zeros_and_letters() -> None:
    made = table(ROWS, COLUMNS, title="Lots")
    assert "00071" in lines(made)[1]
    assert "12E45" in lines(made)[2]


def test_what_is_missing_is_the_word_unknown_never_blank_or_zero() -> None:
    made = lines(table(ROWS, COLUMNS, title="Lots"))
    assert made[2] == "Gadobutrol 12E45 unknown"
    assert made[3] == "Secretin Unknown 3"


def test_the_unit_stands_once_in_the_head() -> None:
    made = lines(table(ROWS, COLUMNS, title="Lots"))
    assert made[0] == "Item Lot On hand pieces"
    assert made[1] == "Iohexol 00071 1 400"


def test_numbers_and_their_heads_stand_at_the_right() -> None:
    made = table(ROWS, COLUMNS, title="Lots")
    assert [type(part) for part in with_class(made, "ro-cell-number")] == [html.Th, html.Td, html.Td, html.Td]


def test_rows_are_grouped_where_the_value_changes() -> None:
    made = table(ROWS, COLUMNS, title="Lots", group="place", group_icon="geo-alt")
    assert [text(part) for part in with_class(made, "ro-group-row")] == ["Store", "unknown"]


def test_the_selected_row_and_the_count_are_marked() -> None:
    made = table(ROWS, COLUMNS, title="Lots", selected=1, count_note="3 of 41, by item")
    assert [text(part) for part in with_class(made, "ro-selected")] == ["Gadobutrol 12E45 unknown"]
    assert text(with_class(made, "ro-count")) == "3 of 41, by item"


def test_a_cell_may_be_a_component_or_two_lines() -> None:
    rows = [{"who": two_lines("R. Castellan", mono("00217")), "state": state_chip("action", "Level II")}]
    made = table(rows, [Column("who", "Wearer"), Column("state", "Level")], title="Readings")
    assert lines(made)[1] == "R. Castellan 00217 Level II"


def test_a_table_has_a_caption_and_heads_for_those_who_hear_it() -> None:
    made = table(ROWS, COLUMNS, title="Lots")
    assert [text(part) for part in parts(made) if isinstance(part, html.Caption)] == ["Lots"]
    assert {part.scope for part in parts(made) if isinstance(part, html.Th)} == {"col"}


def test_a_wide_table_has_cards_for_a_phone_and_stays_a_table_to_those_who_hear_it() -> None:
    columns = [*COLUMNS, Column("say", "Suggestion", on_phone="wide")]
    made = table(ROWS.assign(say=["", "Use first", ""]), columns, title="Lots", cards=True)
    assert [part.role for part in with_class(made, "ro-stacked")] == ["table"]
    cells = [part for part in parts(made) if isinstance(part, html.Td)]
    assert {cell.role for cell in cells} == {"cell"}
    assert [getattr(cell, "data-title") for cell in cells[:4]] == [
        "Item",
        "Lot",
        "On hand (pieces)",
        "Suggestion",
    ]
    # What is rightly empty takes no place there; what is missing is unknown there too.
    assert [text(cell) for cell in with_class(made, "ro-stacked-blank")] == ["", ""]
    assert "Unknown" in text(made)
    assert with_class(table(ROWS, COLUMNS, title="Lots"), "ro-stacked") == []


def made_grid(columns: list[Column]) -> dict[str, object]:
    made = grid(ROWS, columns, id="supplies-grid", title="Lots")
    found = next(part for part in parts(made) if type(part).__name__ == "AgGrid")
    return dict(found.to_plotly_json()["props"])


def test_a_grid_sends_values_for_sorting_and_nulls_for_what_is_missing() -> None:
    rows = made_grid(COLUMNS)["rowData"]
    assert rows == [
        {"item": "Iohexol", "lot": "00071", "units": 1400.0},
        {"item": "Gadobutrol", "lot": "12E45", "units": None},
        {"item": "Secretin", "lot": None, "units": 3.0},
    ]


def test_a_written_column_of_a_grid_keeps_the_value_it_sorts_by() -> None:
    rows = made_grid([Column("expiry", "Expires", write=format_day)])["rowData"]
    assert isinstance(rows, list)
    assert rows[0]["expiry"] == "2026-12-09"
    assert rows[0]["expiry__written"].replace("\u00a0", " ") == "9 Dec 2026"
    assert rows[1] == {"expiry": None, "expiry__written": "unknown"}


def test_a_grid_never_allows_code_and_takes_its_colours_from_the_page() -> None:
    made = made_grid(COLUMNS)
    assert "dangerously_allow_code" not in made
    options = made["dashGridOptions"]
    assert isinstance(options, dict)
    assert "var(--ro-surface)" in options["theme"]["function"]
