"""Stock comes in as counted, from the default layout and from OpenBoxes, with its gaps left visible."""

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.source import FileRejected
from etl.sources.item_list import ITEM_LIST
from etl.sources.stock import STOCK
from tests.etl.sources.taking import feeds_from, sample_of, take
from tests.real import REAL

OPENBOXES = "Product code,Product name,Lot number,Expiration date,Bin location,OB QOH,Physical QOH,Comment\n"


def written(tmp_path: Path, text: str, name: str = "inventory_2031-11-24.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_lots_and_codes_stay_text_and_gaps_stay_gaps() -> None:
    rows = take(sample_of(STOCK)).values
    assert [(row["item_code"], row["lot_number"], row["expiry"]) for row in rows] == [
        ("00071", "12E45", date(2032, 2, 29)),
        ("CM-001", "0041283", date(2031, 12, 31)),
        ("CM-001", "00392/174", date(2031, 11, 23)),
        ("GL-002", "NA", None),
        ("ND-008", "", None),
    ]


def test_a_count_is_dated_by_its_column_else_by_the_file(tmp_path: Path) -> None:
    header = "item_code,location,quantity,counted_at\n"
    path = written(tmp_path, header + "A,Shelf,1,2031-11-24 07:30\nB,Shelf,2,2031-11-23\nC,Shelf,3,\n")
    assert [row["counted_at"] for row in take(path).values] == [
        datetime(2031, 11, 24, 12, 30),
        datetime(2031, 11, 23, 5, 0),
        datetime(2031, 11, 24, 5, 0),
    ]


def test_a_file_is_partial_unless_the_site_says_that_it_is_complete(tmp_path: Path) -> None:
    assert {row["snapshot"] for row in take(sample_of(STOCK)).values} == {"partial"}
    feeds = feeds_from(tmp_path / "feeds.toml", '[stock]\nsnapshot = "complete"\n')
    assert {row["snapshot"] for row in take(sample_of(STOCK), feeds).values} == {"complete"}


def test_a_file_of_one_store_room_may_get_its_location_from_the_site(tmp_path: Path) -> None:
    path = written(tmp_path, "item_code,quantity,expiry\nA,1,2032-01-31\n")
    with pytest.raises(FileRejected, match="location"):
        take(path)
    feeds = feeds_from(tmp_path / "feeds.toml", '[stock]\nvalues = {location = "Store room 2"}\n')
    (row,) = take(path, feeds).values
    assert row["location"] == "Store room 2"
    assert row["lot_number"] == ""


def test_a_negative_or_rounded_quantity_is_set_aside(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'item_code,location,quantity\nA,Shelf,-1\nB,Shelf,"1,234"\nC,Shelf,\nD,Shelf,0\n'
    )
    taken = take(path)
    assert [row["item_code"] for row in taken.values] == ["D"]
    assert taken.faults == {(2, "quantity"), (3, "quantity"), (4, "quantity")}


def test_an_openboxes_inventory_comes_in_without_any_mapping(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        OPENBOXES
        + 'QX039,"Made up, 10 mg",00392/174,01/31/2025,RM1-RACK1-SHELF1,7,100,made up\n'
        + "TS894,Made up,,,COLD ROOM,,0,\n",
    )
    taken = take(path)
    assert taken.source.layout == "OpenBoxes inventory"
    assert taken.ignored_columns == ("OB QOH", "Comment")
    first, second = taken.values
    assert (first["lot_number"], first["expiry"], first["quantity"]) == ("00392/174", date(2025, 1, 31), 100)
    assert (second["lot_number"], second["expiry"], second["quantity"]) == ("", None, 0)


def test_what_was_not_counted_is_not_taken_for_what_the_system_believed(tmp_path: Path) -> None:
    taken = take(written(tmp_path, OPENBOXES + "QX039,Made up,1,01/31/2025,COLD ROOM,7,,\n"))
    assert taken.faults == {(2, "Physical QOH")}


def test_day_and_month_are_never_swapped(tmp_path: Path) -> None:
    taken = take(written(tmp_path, OPENBOXES + "QX039,Made up,1,31/01/2025,COLD ROOM,,1,\n"))
    assert taken.faults == {(2, "Expiration date")}


@pytest.mark.real_data
def test_the_real_openboxes_inventories_come_in_whole() -> None:
    taken = take(REAL / "supplies" / "mainWarehouseInventory.csv")
    assert (taken.source.layout, len(taken.rows), len(taken.rejected)) == ("OpenBoxes inventory", 57, 0)
    lots = {row["item_code"]: (row["lot_number"], row["expiry"], row["quantity"]) for row in taken.values}
    assert lots["TS894"] == ("00392/174", date(2025, 6, 30), 2000)
    assert lots["TZ835"] == ("003P218", date(2023, 1, 31), 7600)
    assert lots["RV624"] == ("0898984", date(2025, 12, 31), 9800)
    assert lots["AX738"] == ("", None, 30)
    sheet = take(REAL / "supplies" / "inventory.xls")
    assert [
        (row["item_code"], row["lot_number"], row["expiry"], row["quantity"]) for row in sheet.values
    ] == [
        ("10088", "P0000224", date(2022, 6, 30), 0),
        ("10088", "P0000313", date(2022, 8, 31), 200),
    ]


@pytest.mark.real_data
def test_the_real_product_list_gives_classes_and_prices() -> None:
    taken = take(REAL / "supplies" / "products.csv")
    assert taken.source.name == ITEM_LIST.name
    prices = {row["item_code"]: (row["item_class"], row["unit_price"]) for row in taken.values}
    assert (len(taken.rows), len(taken.rejected)) == (57, 0)
    assert prices["KY133"] == ("Lab", 0.0845)


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name",
    ["WHO_categories.csv", "binLocations.csv", "default_OB_categories.csv", "locations.csv"],
)
def test_other_openboxes_files_are_refused_with_a_reason(name: str) -> None:
    with pytest.raises(FileRejected, match="no source takes this file") as refusal:
        take(REAL / "supplies" / name)
    assert not refusal.value.recognised


@pytest.mark.real_data
def test_a_workbook_is_known_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "inventory.xlsx"
    path.write_bytes((REAL / "supplies" / "inventory.xls").read_bytes())
    assert len(take(path).rows) == 2


@pytest.mark.real_data
def test_the_real_openboxes_levels_give_minimum_maximum_and_place() -> None:
    taken = take(REAL / "supplies" / "inventoryLevels.csv")
    assert (taken.source.name, taken.source.layout) == ("stock_targets", "OpenBoxes inventory levels")
    assert (len(taken.rows), len(taken.rejected)) == (52, 0)
    levels = {
        row["item_code"]: (row["min_units"], row["reorder_units"], row["max_units"]) for row in taken.values
    }
    # What is blank stays unknown: no reorder point of 0, no lead time of 0 days.
    assert levels["QX039"] == (10_000, None, 100_000)
    assert levels["CR388"] == (7_600, None, 76_000)
    assert levels["KY133"] == (2_000, None, 20_000)
    assert {row["lead_time_days"] for row in taken.values} == {None}
    assert taken.values[0]["preferred_location"] == "RM1-RACK1-SHELF1"
    assert taken.values[-1]["preferred_location"] == "RM1-RACK2-SHELF1"


@pytest.mark.real_data
def test_the_real_sheet_of_levels_is_known_and_empty() -> None:
    taken = take(REAL / "supplies" / "inventoryLevels.xls")
    assert taken.source.name == "stock_targets"
    assert (len(taken.rows), len(taken.rejected)) == (0, 0)


@pytest.mark.real_data
def test_the_real_suppliers_give_the_price_of_a_package_and_its_units() -> None:
    taken = take(REAL / "supplies" / "productSuppliers.csv")
    assert (taken.source.name, taken.source.layout) == ("prices", "OpenBoxes product suppliers")
    assert (len(taken.rows), len(taken.rejected)) == (38, 0)
    prices = {
        row["item_code"]: (row["supplier"], row["pack_price"], row["pack_units"], row["unit_price"])
        for row in taken.values
    }
    # The price of one is a package's by its units, worked out where it is asked for.
    assert prices["QX039"] == ("Medical Items Depot", 25, 100, None)
    assert prices["CR388"] == ("Medical Items Depot", 22.04, 76, None)
    assert prices["GK233"] == ("Amazon.com", 4.45, 1, None)
