"""What a scan says of the box itself: expired or recalled by its own label, gone, or of an item nobody has linked."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from db.actions.supplies import Place, Who, use
from db.audit import Actor
from db.freshness import FeedInfo
from db.queries import supplies
from db.schema.feeds import quarantined_row
from db.settings import Settings
from tests.dashboard.pages.hospital import FEEDS, NOON, Hospital, together
from tests.dashboard.pages.test_supplies import HEAD, STOCK

# A GTIN that no item has; the demonstration range of GS1.
CODE = "09521234543213"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.receive("stock_2026-11-24_0600.csv", *STOCK)
    return made


def scanned(hospital: Hospital, code: str) -> str:
    return together(hospital.as_role("clerk").page("/supplies/scan", f"?{urlencode({'code': code})}"))


@pytest.mark.parametrize(
    ("expiry", "words"),
    [
        ("261123", "Expired 1 d ago: do not use it"),
        ("261124", "Last day of use"),
        ("261224", "In date, 30 d left"),
        ("271224", "In date, 395 d left, no recall"),
    ],
)
def test_a_box_of_an_unlinked_code_is_judged_by_its_own_label(
    hospital: Hospital, expiry: str, words: str
) -> None:
    shown = scanned(hospital, f"01{CODE}17{expiry}10AB-1")
    assert "By its label" in shown
    assert words in shown
    assert "is not linked to an item yet" in shown


def test_a_box_of_an_unlinked_code_that_a_recall_names_is_not_to_be_used(hospital: Hospital) -> None:
    hospital.receive(
        "recalls_2026-11-24_0700.csv",
        "recall_number,item_code,gtin,lot_number,issued_on,title,advice",
        f"R-1,,{CODE},ab-1,2026-11-20,Particles seen,Send it back",
    )
    assert "Recalled: do not use it" in scanned(hospital, f"01{CODE}10AB-1")
    assert "Recalled" not in scanned(hospital, f"01{CODE}10AB-2")


@pytest.mark.parametrize("code", ["(01)09521234543214(10)AB-1", "09521234543214", "+A123BJC5D6E71H"])
def test_a_code_that_was_misread_is_not_offered_to_be_linked(hospital: Hospital, code: str) -> None:
    shown = scanned(hospital, code)
    assert "scan again" in shown
    assert "Link it once" not in shown


def test_a_box_without_a_date_whose_code_is_unlinked_says_nothing_of_a_date(hospital: Hospital) -> None:
    assert "By its label" not in scanned(hospital, f"01{CODE}10AB-1")


def test_a_lot_that_was_typed_and_is_gone_is_said_to_be_gone(hospital: Hospital) -> None:
    hospital.receive(
        "stock_2026-11-24_0900.csv",
        HEAD,
        "CM-1,Iodixanol 320,Contrast,37,12E45,2026-12-09,Rack 2,0,2026-11-24 09:00",
    )
    shown = scanned(hospital, "12E45")
    assert "Nothing of this lot is left. Last movement: 24 Nov, Rack 2." in shown
    assert "In date, 15 d left" in shown
    assert "receive it" not in shown


def test_a_reason_is_asked_for_beside_the_units_where_another_lot_comes_first(hospital: Hospital) -> None:
    shown = scanned(hospital, "B-4417")
    assert "Use first" in shown
    assert shown.count("Reason") == 1
    assert "Other places" in shown


def test_what_is_booked_here_is_as_fresh_as_a_file_of_movements(hospital: Hospital) -> None:
    movements = FeedInfo("movements", "Movements", timedelta(days=2), "supplies")
    object.__setattr__(hospital.app.server.extensions["radops.context"], "feeds", (*FEEDS, movements))
    clerk = hospital.as_role("clerk")
    assert "Movements" not in together(clerk.page("/supplies"))
    with hospital.database.write() as connection:
        use(connection, Place("CM-1", "12E45", "Rack 2"), 1, Who(Actor("clerk", "clerk"), NOON, NOON.date()))
    hospital.now = NOON + timedelta(minutes=7)
    assert "Movements 12:00 7 min" in together(clerk.page("/supplies"))


def test_a_stock_file_that_tells_no_moment_is_not_called_fresh(hospital: Hospital) -> None:
    hospital.now = NOON + timedelta(days=1)
    path = hospital.folder / "stock.csv"
    hospital.receive(path.name, "item_code,lot_number,location,quantity", "ZZ-1,A,Rack 9,4")
    shown = together(hospital.as_role("clerk").page("/supplies"))
    assert "Stock as of unknown, file of" in shown


def test_a_count_of_tomorrow_is_set_aside_and_does_not_win(hospital: Hospital) -> None:
    hospital.receive(
        "stock_2026-11-24_1000.csv",
        HEAD,
        "CM-1,Iodixanol 320,Contrast,37,12E45,2026-12-09,Rack 2,99,2026-11-25 06:00",
        "CM-1,Iodixanol 320,Contrast,37,12E45,2026-12-09,Rack 2,13,2026-11-24 12:10",
    )
    shown = together(hospital.as_role("clerk").page("/supplies"))
    assert "99" not in shown
    with hospital.database.read() as connection:
        assert [row.rule for row in connection.execute(select(quarantined_row.c.rule))] == [
            "in the future, and it tells of what was done"
        ]
        held = supplies.lots(connection, NOON.date())
    assert list(held[held["lot"] == "12E45"]["on_hand"]) == [13]
