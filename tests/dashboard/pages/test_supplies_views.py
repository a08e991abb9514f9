"""The other views of the supplies: what to pick, to order, to take off the shelf, to inspect, and what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, together
from tests.dashboard.pages.test_supplies import STOCK


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.receive("stock_2026-11-24_0600.csv", *STOCK)
    return made


def test_a_recall_says_where_its_lots_lie_and_what_nobody_can_tell(hospital: Hospital) -> None:
    hospital.receive(
        "recalls_2026-11-24_0700.csv",
        "recall_number,item_code,gtin,lot_number,issued_on,title,advice",
        "R-1,CM-1,,12e45,2026-11-20,Particles seen,Send it back",
        "R-2,ND-1,,NONE-SUCH,2026-11-21,Bends,",
        "R-3,,04006381333931,,2026-11-22,Unknown thing,",
    )
    clerk = hospital.as_role("clerk")
    words = together(clerk.page("/supplies/recalls"))
    assert "14 recalled units lie in 1 place; 0 were used" in words
    assert "The recall says: Send it back." in words
    assert "1 recall of 3 has stock here; of 1 the code is on no item" in words
    assert "Never here" in words
    # Its code may be on a box that nobody has linked yet: that is not the same as never here.
    assert "Code not on file" in words
    assert "12E45" not in together(clerk.page("/supplies/pick"))


def test_the_pick_list_says_what_must_be_taken_before(hospital: Hospital) -> None:
    words = together(hospital.as_role("manager").page("/supplies/pick"))
    assert "Take the first of each item: 3 lots in 2 places" in words
    assert "7741-A" not in words
    assert "1 of 2" in words
    assert "First from Rack 2" in words
    only = together(hospital.as_role("manager").page("/supplies/pick", "?location=Cold+room"))
    assert "12E45" not in only
    assert "Reset filters" in only


def test_what_is_under_its_reorder_point_is_listed_with_packages(hospital: Hospital) -> None:
    clerk = hospital.as_role("clerk")
    assert "CM-1" not in together(clerk.page("/supplies/orders"))
    hospital.receive(
        "stock_targets_2026-11-24_0700.csv",
        "item_code,min_units,reorder_units,max_units,lead_time_days,order_pack_units,on_order_units",
        "CM-1,10,40,60,7,10,",
    )
    words = together(clerk.page("/supplies/orders"))
    # 45 on hand, 9 of them expired: 36 are under 40; up to 60 that is 24, in packages of 10 it is 30.
    assert "1 item must be ordered, €1 110" in words
    assert "3 × 10" in words
    # A target that names no package is filled in the supplier's: 24 units are two boxes of 20.
    hospital.receive(
        "stock_targets_2026-11-24_0800.csv",
        "item_code,min_units,reorder_units,max_units,lead_time_days,order_pack_units,on_order_units",
        "CM-1,10,40,60,7,,",
    )
    hospital.receive(
        "prices_2026-11-24_0800.csv",
        "item_code,supplier,pack_price,pack_units,priced_at",
        "CM-1,A supplier,700,20,2026-11-01",
    )
    words = together(clerk.page("/supplies/orders"))
    assert "1 item must be ordered, €1 400" in words
    assert "2 × 20" in words


def test_a_garment_is_due_each_year_and_rejected_by_the_criterion(hospital: Hospital) -> None:
    clerk = hospital.as_role("clerk")
    assert "No list of garments has arrived yet" in together(clerk.page("/supplies/garments"))
    hospital.receive(
        "garments_2026-11-24_0700.csv",
        "serial_number,item_code,garment_name,garment_kind,location,in_use_since",
        "LA-1,PA-1,Apron,apron,Room 1,2025-10-01",
    )
    words = together(clerk.page("/supplies/garments"))
    assert "1 inspection is overdue" in words
    assert "LA-1" in words


def test_each_view_says_what_it_lacks(hospital: Hospital) -> None:
    words = together(hospital.as_role("clerk").page("/supplies/recalls"))
    assert "No recall list has arrived yet" in words
