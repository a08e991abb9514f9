"""The feeds page: every row accounted for, names and rows set aside for the administrator alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.schema.accounts import ROLES
from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, Visitor, everything, texts, together
from tests.dashboard.signing_in import callback_body, open_page, send

HEAD = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at"
GOOD = "A1,Needle,,2,L1,2027-01-31,Rack 1,5,2026-11-24 06:00"
BAD = "A1,Needle,,2,L2,2027-01-31,Rack 1,SECRETQTY,2026-11-24 06:00"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.receive("stock_DOE_JANE_2026-11-24_0600.csv", HEAD, GOOD, BAD)
    made.receive("letter_DOE_JANE.csv", "Dear colleague, I send you", "Jane Doe, born 1980")
    return made


def test_each_feed_says_how_old_it_is_and_where_its_rows_went(hospital: Hospital) -> None:
    shown = hospital.as_role("manager").page("/feeds")
    words = together(shown)
    assert "Every feed that has sent data is in time" in words
    assert "24 Nov, 06:00" in words
    assert "Never received" in shown
    assert (
        "All rows accounted for: 2 rows in = 1 loaded + 0 unchanged + 0 superseded by newer ones + 1 set aside."
        in words
    )


def test_the_administrator_sees_names_reasons_and_rows_set_aside(hospital: Hospital) -> None:
    shown = hospital.as_role("admin").page("/feeds")
    words = together(shown)
    assert "stock_DOE_JANE_2026-11-24_0600.csv" in shown
    assert "letter_DOE_JANE.csv" in shown
    assert "1 row is set aside and in no figure" in words
    assert "quantity" in shown
    assert "What would be right" in shown


def test_values_of_rows_set_aside_are_shown_to_nobody(hospital: Hospital) -> None:
    for role in ("admin", "manager"):
        assert "SECRETQTY" not in everything(hospital.as_role(role).page("/feeds"))


@pytest.mark.parametrize("role", ["manager", "rso", "clerk", "coordinator"])
def test_others_see_counts_but_no_names_and_cannot_search_for_them(hospital: Hospital, role: str) -> None:
    visitor = hospital.as_role(role)
    assert "DOE" not in everything(visitor.page("/feeds"))
    assert "DOE" not in everything(visitor.page("/feeds", "?text=DOE"))
    answer = visitor.shown("feeds-body", "*", "*", "NOBODY_OF_THAT_NAME", "", None)
    assert "2 files in the ledger" in together(texts(answer["feeds-body"]["children"]))
    assert answer["feeds-address"]["search"] == ""
    assert "DOE" not in everything(answer)


def test_the_ledger_is_filtered_and_the_filter_stands_in_the_address(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    answer = admin.shown("feeds-body", "*", "refused", "letter", "", None)
    words = together(texts(answer["feeds-body"]["children"]))
    assert "1 file in the ledger fits the filter" in words
    assert "letter_DOE_JANE.csv" in words
    assert answer["feeds-address"]["search"] == "?outcome=refused&text=letter"
    assert "No file in this filter" in together(admin.page("/feeds", "?source=ris_csv"))
    assert "2 files in the ledger" in together(admin.page("/feeds", "?outcome=nonsense"))


def test_a_late_feed_is_named_first(hospital: Hospital) -> None:
    hospital.now = hospital.now.replace(day=29)
    words = together(hospital.as_role("clerk").page("/feeds"))
    assert "Stock is late" in words
    assert "STALE" in words


def test_without_any_file_the_page_says_what_to_do(
    sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    empty = Hospital(settings_for(sqlite_url, inbox=(Path("hospital_inbox"),)), tmp_path)
    for_admin, for_clerk = (together(empty.as_role(role).page("/feeds")) for role in ("admin", "clerk"))
    assert "No file has arrived yet" in for_admin
    assert "radops try FILE" in for_admin
    assert "hospital_inbox" in for_admin
    assert "hospital_inbox" not in for_clerk


def test_when_the_database_fails_the_page_says_so(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    hospital.break_table("quarantined_row")
    assert "The feeds page could not be loaded" in together(admin.page("/feeds"))
    answer = admin.shown("feeds-body", "*", "*", "", "", 1)
    assert set(answer) == {"feeds-notice"}


def test_every_role_but_intern_and_display_sees_the_feeds(hospital: Hospital) -> None:
    seen = {role for role in ROLES if hospital.as_role(role).status("/feeds") == 200}
    assert seen == set(ROLES) - {"intern"}


def opened_row(visitor: Visitor, row: str) -> dict[str, Any]:
    """What pressing the button of a row answers."""
    app = visitor.hospital.app
    body = callback_body(app, "feeds-correction.children")
    pressed = {"row": row, "type": "feeds-correct"}
    body["inputs"] = [[{"id": pressed, "property": "n_clicks", "value": 1}]]
    body["changedPropIds"] = [f"{json.dumps(pressed, separators=(',', ':'))}.n_clicks"]
    return answer_to(visitor, body)


def saved_row(visitor: Visitor, row: str, cells: list[str]) -> dict[str, Any]:
    """What trying a row again answers."""
    app = visitor.hospital.app
    output = next(name for name in app.callback_map if "feeds-timer.n_intervals" in name)
    body = callback_body(app, output, [1], [row])
    body["state"][1] = [
        {"id": {"place": place, "type": "feeds-cell"}, "property": "value", "value": cell}
        for place, cell in enumerate(cells)
    ]
    return answer_to(visitor, body)


def answer_to(visitor: Visitor, body: dict[str, Any]) -> dict[str, Any]:
    response = send(visitor.client, body)
    if response.status_code == 204:
        return {}
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()["response"]
    # Of several callbacks that fill a part Dash tells them apart by a mark of its own.
    return {name.partition("@")[0]: value for name, value in found.items()}


def test_the_administrator_corrects_a_row_and_it_comes_in(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    assert "Correct" in admin.page("/feeds")
    opened = opened_row(admin, "1:3")
    words = together(texts(opened["feeds-correction"]["children"]))
    assert "Correct line 3" in words
    assert "quantity" in words
    saved = saved_row(admin, "1:3", ["12 pieces"])
    assert "It is not right yet" in together(texts(saved["feeds-correction"]["children"]))
    saved = saved_row(admin, "1:3", ["12"])
    assert "The row came in" in together(texts(saved["feeds-correction"]["children"]))
    assert "No row is set aside" in together(admin.page("/feeds"))
    saved = saved_row(admin, "1:3", ["13"])
    assert "somebody may have corrected it" in together(texts(saved["feeds-correction"]["children"]))


@pytest.mark.parametrize(
    "row", ["", "x:y", "1", "999:3", f"{10**20}:1", f"1:{2**63}", "1:3'; DROP TABLE exam"]
)
def test_a_row_that_no_button_names_opens_nothing(hospital: Hospital, row: str) -> None:
    opened = opened_row(hospital.as_role("admin"), row)
    said = opened.get("feeds-correction", {}).get("children")
    assert said is None or "No row waits there" in together(texts(said))


def test_nobody_else_corrects(hospital: Hospital) -> None:
    assert "Correct" not in hospital.as_role("manager").page("/feeds")


def test_what_stands_already_is_not_drawn_again_under_a_hand(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    sent = open_page(hospital.app, admin.client, "/feeds").get_json()["response"]
    stood = part_named(sent["_pages_content"]["children"], "feeds-shown")["props"]["data"]
    answer = admin.shown("feeds-body", "*", "*", "", "", 0, state=[stood])
    assert "feeds-body" not in answer
    hospital.receive("later.csv", "A new letter", "to somebody")
    answer = admin.shown("feeds-body", "*", "*", "", "", 1, state=[stood])
    assert "later.csv" in together(texts(answer["feeds-body"]["children"]))


def part_named(component: Any, name: str) -> Any:
    """The component of this id in a layout as it is sent to the browser."""
    if isinstance(component, list):
        found = (part_named(part, name) for part in component)
        return next((part for part in found if part), None)
    if not isinstance(component, dict):
        return None
    props = component.get("props", {})
    return component if props.get("id") == name else part_named(props.get("children"), name)
