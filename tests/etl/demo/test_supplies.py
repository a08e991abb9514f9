from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.etl.demo.conftest import END, Row, Written

TODAY = END.date()


@pytest.fixture(scope="module")
def lots(department: Written) -> list[Row]:
    """What is left today."""
    return [row for row in department.rows("stock_2026-11-24_0600.csv") if row["quantity"] != "0"]


def expiring(lots: list[Row], first: int, last: int) -> list[Row]:
    """The lots whose last day is so many days from today."""
    return [
        row
        for row in lots
        if row["expiry"] and first <= (date.fromisoformat(row["expiry"]) - TODAY).days <= last
    ]


def test_there_are_250_items_in_over_400_lots_at_10_places(lots: list[Row]) -> None:
    assert len({row["item_code"] for row in lots}) == 250
    assert 400 <= len(lots) <= 560
    assert len({row["location"] for row in lots}) == 10


def test_6_lots_have_expired_at_4_places(lots: list[Row]) -> None:
    expired = expiring(lots, -1000, -1)
    assert len(expired) == 6
    assert {row["location"] for row in expired} == {
        "Room 4, cabinet 4",
        "Store, rack 1",
        "Room 2, trolley",
        "Store, cold room",
    }
    assert sum(float(row["quantity"]) * float(row["unit_price"]) for row in expired) == pytest.approx(1248)


def test_one_lot_may_be_used_today_for_the_last_time(lots: list[Row]) -> None:
    assert [row["lot_number"] for row in expiring(lots, 0, 0)] == ["8830/1"]


def test_lots_expire_within_7_30_and_90_days(lots: list[Row]) -> None:
    assert len(expiring(lots, 1, 7)) >= 2
    assert len(expiring(lots, 8, 30)) >= 3
    assert len(expiring(lots, 31, 90)) >= 5


def test_odd_lots_are_there(lots: list[Row]) -> None:
    numbers = {row["lot_number"] for row in lots}
    assert {"00392/174", "12E45", "0041283", ""} <= numbers
    assert "2028-02-29" in {row["expiry"] for row in lots}
    assert [row["lot_number"] for row in lots if not row["expiry"]].count("") == 1
    assert any(row["lot_number"] and not row["expiry"] for row in lots)
    assert any(not row["lot_number"] and row["expiry"] for row in lots)
    assert any(not row["unit_price"] for row in lots)


def test_a_lot_is_counted_once_at_a_place(department: Written) -> None:
    for path in department.folder.rglob("stock_*.csv"):
        keys = [(r["item_code"], r["lot_number"], r["location"]) for r in department.rows(path.name)]
        assert len(keys) == len(set(keys))


def test_a_lot_has_one_expiry_in_all_counts(department: Written) -> None:
    expiry: dict[tuple[str, str], set[str]] = {}
    for row in department.rows("stock_*.csv"):
        expiry.setdefault((row["item_code"], row["lot_number"]), set()).add(row["expiry"])
    assert all(len(days) == 1 for days in expiry.values())


def test_what_is_used_up_is_still_counted_as_none(department: Written) -> None:
    counts = sorted(path.name for path in department.folder.rglob("stock_*.csv"))
    for earlier, later in pairwise(counts):
        there = {where(row) for row in department.rows(earlier) if row["quantity"] != "0"}
        assert there <= {where(row) for row in department.rows(later)}


def where(row: Row) -> tuple[str, str, str]:
    return row["item_code"], row["lot_number"], row["location"]


def test_counts_are_weekly_and_of_today(department: Written) -> None:
    days = [date.fromisoformat(p.name[6:16]) for p in sorted(department.folder.rglob("stock_*.csv"))]
    assert days[-1] == TODAY
    assert len(days) == 9
    assert all(later - earlier == timedelta(weeks=1) for earlier, later in pairwise(days[:-1]))
