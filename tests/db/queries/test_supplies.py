"""On hand, bins, pick order and value, each worked out by hand, the same on both engines."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Connection, insert

from db import stock_levels
from db.database import Database
from db.queries import supplies
from db.queries.supplies import attention as attention_of
from db.queries.supplies.lots import walking_key
from db.schema.feeds import feed_file
from db.schema.supplies import item, lot, stock_count

TODAY = date(2026, 11, 24)
EPOCH = datetime(1970, 1, 1)
Put = Callable[..., None]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.read() as connection:
        yield connection
    database.close()


@pytest.fixture
def put(connection: Connection) -> Put:
    """`put("A1", "L1", 5, expiry=...)` counts a lot, and describes it and its item when they are new."""
    seen: set[tuple[str, ...]] = set()
    files: dict[str, int] = {}
    lines = itertools.count(2)

    def file_id(name: str) -> int:
        if name not in files:
            made = connection.execute(
                insert(feed_file).values(
                    sha256=name.ljust(64, "0"),
                    name=name,
                    source="stock",
                    size_bytes=1,
                    outcome="loaded",
                    first_seen_at=EPOCH,
                    last_seen_at=EPOCH,
                    started_at=EPOCH,
                    ended_at=EPOCH,
                )
            )
            assert made.inserted_primary_key is not None
            files[name] = int(made.inserted_primary_key[0])
        return files[name]

    def put(
        code: str,
        lot_number: str,
        quantity: float,
        *,
        expiry: date | None = None,
        place: str = "Rack 1",
        counted: datetime = datetime(2026, 11, 20, 8),
        as_of: datetime | None = None,
        snapshot: str = "partial",
        price: float | None = None,
        item_class: str | None = None,
        name: str | None = None,
        file: str = "stock",
    ) -> None:
        where = {
            "file_id": file_id(file),
            "line_number": next(lines),
            "source_order": ((as_of or counted) - EPOCH) // timedelta(microseconds=1),
        }
        if (code,) not in seen:
            seen.add((code,))
            connection.execute(
                insert(item).values(
                    item_code=code, item_name=name, item_class=item_class, unit_price=price, **where
                )
            )
        if (code, lot_number) not in seen:
            seen.add((code, lot_number))
            connection.execute(
                insert(lot).values(item_code=code, lot_number=lot_number, expiry=expiry, **where)
            )
        connection.execute(
            insert(stock_count).values(
                item_code=code,
                lot_number=lot_number,
                location=place,
                counted_at=counted,
                quantity=quantity,
                snapshot=snapshot,
                **where,
            )
        )
        stock_levels.recompute(connection, {known[0] for known in seen})

    return put


def expired_on(connection: Connection, today: date) -> pd.DataFrame:
    return supplies.expired_in_walking_order(supplies.lots(connection, today))


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def stock(connection: Connection) -> dict[tuple[str, str, str], float]:
    found = supplies.on_hand(connection)
    keys = found[["item_code", "lot_number", "location"]].to_numpy().tolist()
    return {
        (code, lot_number, place): number
        for (code, lot_number, place), number in zip(keys, found["on_hand"], strict=True)
    }


# --- on hand -----------------------------------------------------------------------------------------------------


def test_the_latest_count_of_a_lot_at_a_place_is_in_force(connection: Connection, put: Put) -> None:
    put("A1", "L1", 9, counted=day("2026-11-10"))
    put("A1", "L1", 4, counted=day("2026-11-12"))
    put("A1", "L1", 7, counted=day("2026-11-11"))
    put("A1", "L1", 2, counted=day("2026-11-01"), place="Rack 2")
    assert stock(connection) == {("A1", "L1", "Rack 1"): 4, ("A1", "L1", "Rack 2"): 2}


def test_a_complete_snapshot_empties_what_it_does_not_name_at_its_places_only(
    connection: Connection, put: Put
) -> None:
    put("A1", "L1", 9, counted=day("2026-11-10"))
    put("A1", "L2", 3, counted=day("2026-11-10"))
    put("A1", "L1", 5, counted=day("2026-11-10"), place="Rack 2")
    put("A1", "L2", 2, counted=day("2026-11-15"), snapshot="complete")
    assert stock(connection) == {
        ("A1", "L1", "Rack 1"): 0,
        ("A1", "L2", "Rack 1"): 2,
        ("A1", "L1", "Rack 2"): 5,
    }


def test_a_partial_snapshot_says_nothing_of_what_it_does_not_name(connection: Connection, put: Put) -> None:
    put("A1", "L1", 9, counted=day("2026-11-10"), snapshot="complete")
    put("A1", "L2", 2, counted=day("2026-11-15"), snapshot="partial")
    assert stock(connection) == {("A1", "L1", "Rack 1"): 9, ("A1", "L2", "Rack 1"): 2}


def test_what_comes_back_after_a_complete_snapshot_is_there_again(connection: Connection, put: Put) -> None:
    put("A1", "L1", 9, counted=day("2026-11-10"))
    put("A1", "L2", 2, counted=day("2026-11-15"), snapshot="complete")
    put("A1", "L1", 1, counted=day("2026-11-16"))
    assert stock(connection)["A1", "L1", "Rack 1"] == 1


def test_a_complete_list_may_name_lots_that_were_counted_on_different_days(
    connection: Connection, put: Put
) -> None:
    as_of = day("2026-11-20")
    put("A1", "L1", 9, counted=day("2026-10-01"), as_of=as_of, snapshot="complete")
    put("A1", "L2", 3, counted=day("2026-11-19"), as_of=as_of, snapshot="complete")
    assert stock(connection) == {("A1", "L1", "Rack 1"): 9, ("A1", "L2", "Rack 1"): 3}


def test_an_older_complete_list_does_not_empty_what_was_counted_since(
    connection: Connection, put: Put
) -> None:
    put("A1", "L2", 3, counted=day("2026-11-05"), snapshot="complete")
    put("A1", "L1", 4, counted=day("2026-11-06"))
    assert stock(connection)["A1", "L1", "Rack 1"] == 4


# --- days left and bins ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, "expired"),
        (-1, "expired"),
        (0, "0-7"),
        (1, "0-7"),
        (7, "0-7"),
        (8, "8-30"),
        (30, "8-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-180"),
        (180, "91-180"),
        (181, "later"),
        (4000, "later"),
    ],
)
def test_a_lot_stands_in_one_bin_by_its_days_left(
    connection: Connection, put: Put, days: int, expected: str
) -> None:
    put("A1", "L1", 5, expiry=TODAY + timedelta(days=days))
    (row,) = supplies.lots(connection, TODAY).to_dict("records")
    assert (row["days_left"], row["bin"]) == (days, expected)


def test_a_lot_may_be_used_through_its_date_and_is_expired_the_day_after(
    connection: Connection, put: Put
) -> None:
    put("A1", "yesterday", 1, expiry=date(2026, 11, 23))
    put("A1", "today", 1, expiry=date(2026, 11, 24))
    put("A1", "tomorrow", 1, expiry=date(2026, 11, 25))
    assert list(expired_on(connection, TODAY)["lot"]) == ["yesterday"]
    tomorrow = expired_on(connection, TODAY + timedelta(days=1))
    assert list(tomorrow["lot"]) == ["yesterday", "today"]


def test_days_are_counted_across_a_leap_day(connection: Connection, put: Put) -> None:
    put("A1", "L1", 1, expiry=date(2028, 2, 29))
    put("A1", "L2", 1, expiry=date(2028, 3, 1))
    found = supplies.lots(connection, date(2028, 2, 28))
    assert list(found["days_left"]) == [1, 2]
    assert list(expired_on(connection, date(2028, 3, 1))["lot"]) == ["L1"]


def test_a_lot_without_a_date_is_in_a_bin_of_its_own_and_never_expired(
    connection: Connection, put: Put
) -> None:
    put("A1", "", 3)
    (row,) = supplies.lots(connection, TODAY).to_dict("records")
    assert (row["bin"], row["lot"]) == ("none", "")
    assert pd.isna(row["days_left"])
    assert pd.isna(row["expiry"])
    assert expired_on(connection, TODAY).empty


def test_an_expired_lot_with_nothing_left_is_not_listed(connection: Connection, put: Put) -> None:
    put("A1", "L1", 0, expiry=date(2026, 11, 1))
    assert expired_on(connection, TODAY).empty
    assert supplies.lots(connection, TODAY).empty


def test_lots_expiring_within_days_include_the_last_day_and_leave_the_expired_out(
    connection: Connection, put: Put
) -> None:
    for number, days in enumerate((-1, 0, 30, 31)):
        put("A1", f"L{number}", 1, expiry=TODAY + timedelta(days=days))
    put("A1", "no date", 1)
    assert list(supplies.lots_expiring(connection, TODAY, 30)["lot"]) == ["L1", "L2"]


def test_the_bins_add_up_to_all_lots_and_tell_what_has_no_price(connection: Connection, put: Put) -> None:
    put("A1", "L1", 2, expiry=date(2026, 11, 1), price=10.5)
    put("A1", "L2", 3, expiry=date(2026, 12, 1))
    put("B1", "L1", 4, expiry=date(2026, 12, 1))
    put("B1", "L2", 4, expiry=date(2026, 11, 2))
    put("B1", "L3", 0, expiry=date(2026, 11, 2))
    put("A1", "L1", 2, place="Rack 2")
    found = supplies.stock_by_bin(supplies.lots(connection, TODAY)).set_index("bin")
    assert list(found.index) == list(supplies.BIN_NAMES)
    assert found["lots"].to_dict() == dict.fromkeys(supplies.BIN_NAMES, 0) | {"expired": 2, "0-7": 2}
    assert (found.at["expired", "value"], found.at["expired", "unpriced"]) == (42.0, 1)
    assert (found.at["0-7", "value"], found.at["0-7", "unpriced"]) == (31.5, 1)
    assert found.at["later", "value"] == 0


def test_lots_are_counted_by_place_and_bin(connection: Connection, put: Put) -> None:
    put("A1", "L1", 2, expiry=date(2026, 11, 1), place="Rack 2")
    put("A1", "L2", 2, expiry=date(2026, 11, 2), place="Rack 2")
    put("A1", "L3", 2, expiry=date(2026, 12, 24), place="Rack 1")
    put("A1", "L4", 0, expiry=date(2026, 12, 24), place="Rack 3")
    found = supplies.stock_by_place(supplies.lots(connection, TODAY))
    assert found.to_numpy().tolist() == [["Rack 1", "8-30", 1], ["Rack 2", "expired", 2]]


def test_a_bin_of_lots_without_a_price_is_worth_an_unknown_sum(connection: Connection, put: Put) -> None:
    put("A1", "L1", 2, expiry=date(2026, 11, 1))
    found = supplies.stock_by_bin(supplies.lots(connection, TODAY)).set_index("bin")
    assert found["value"].isna()["expired"]


# --- order -------------------------------------------------------------------------------------------------------


def test_what_expires_first_is_picked_first_over_all_places_and_undated_lots_last(
    connection: Connection, put: Put
) -> None:
    put("A1", "L9", 5, expiry=date(2026, 12, 1), place="Rack 2")
    put("A1", "L1", 5, expiry=date(2027, 1, 1), place="Rack 1")
    put("A1", "", 5)
    put("A1", "old", 5, expiry=date(2026, 11, 23))
    put("A1", "gone", 0, expiry=date(2026, 11, 30))
    put("B1", "L1", 5, expiry=date(2030, 1, 1))
    found = supplies.lots(connection, TODAY).set_index(["item_code", "lot"])
    assert found["pick_order"].to_dict() == {
        ("A1", "old"): None,
        ("A1", "L9"): 1,
        ("A1", "L1"): 2,
        ("A1", ""): 3,
        ("B1", "L1"): 1,
    }
    assert found.at[("A1", "L9"), "pick_count"] == 3


def test_lots_of_one_date_are_picked_by_lot_and_place_in_byte_order(connection: Connection, put: Put) -> None:
    same = date(2026, 12, 1)
    put("A1", "b", 1, expiry=same)
    put("A1", "B", 1, expiry=same, place="b")
    put("A1", "B", 1, expiry=same, place="B")
    found = supplies.lots(connection, TODAY).sort_values("pick_order")
    assert list(zip(found["lot"], found["location"], strict=True)) == [
        ("B", "B"),
        ("B", "b"),
        ("b", "Rack 1"),
    ]


def test_a_filter_narrows_the_rows_but_not_the_pick_order(connection: Connection, put: Put) -> None:
    put("A1", "L1", 1, expiry=date(2026, 12, 1), place="Rack 1", item_class="Contrast")
    put("A1", "L2", 1, expiry=date(2026, 12, 9), place="Rack 2")
    put("B1", "L1", 1, expiry=date(2026, 12, 9), place="Rack 2", item_class="Needles")
    found = supplies.lots(connection, TODAY, location="Rack 2", item_class="Contrast")
    assert found[["lot", "pick_order"]].to_numpy().tolist() == [["L2", 2]]
    assert supplies.places_and_classes(connection) == (["Rack 1", "Rack 2"], ["Contrast", "Needles"])


def test_every_place_that_ever_held_stock_is_known(connection: Connection, put: Put) -> None:
    assert supplies.known_places(connection) == []
    for place, units in (("Rack 2", 1), ("cold room", 0), ("Rack 2", 3), ("Rack 10", 2)):
        put("A1", f"L{units}", units, place=place)
    assert supplies.known_places(connection) == ["cold room", "Rack 10", "Rack 2"]


def test_one_walk_goes_by_place_name_with_numbers_in_their_order(connection: Connection, put: Put) -> None:
    for number, place in enumerate(("Rack 10", "Rack 2", "cold room", "Cabinet 4")):
        put("A1", f"L{number}", 1, expiry=date(2026, 11, 1), place=place)
    put("A1", "older", 1, expiry=date(2026, 10, 1), place="Rack 2")
    found = expired_on(connection, TODAY)
    assert list(found["location"]) == ["Cabinet 4", "cold room", "Rack 2", "Rack 2", "Rack 10"]
    assert list(found["lot"])[2:4] == ["older", "L1"]


def test_walking_order_takes_any_text() -> None:
    assert sorted(["²", "10", "9", "", "a"], key=walking_key) == ["9", "10", "a", "²", ""]


# --- what needs attention ----------------------------------------------------------------------------------------


def test_attention_names_expired_lots_with_count_value_places_and_the_oldest(
    connection: Connection, put: Put
) -> None:
    put("A1", "L1", 2, expiry=date(2026, 11, 12), price=100, name="Iodixanol 320", place="Rack 1")
    put("A1", "L1", 2, place="Rack 2", counted=day("2026-11-20"))
    put("B1", "", 7, expiry=date(2026, 11, 20), place="Rack 2")
    (row,) = attention_of(connection, TODAY)
    assert (row.state, row.word, row.weight, row.since) == ("action", "Expired", 2.0, date(2026, 11, 12))
    assert row.finding == "2\u00a0lots expired with stock, at least €400, at 2\u00a0locations"
    assert row.detail == "Oldest: Iodixanol 320, lot L1, expired 12\u00a0Nov; price of 1\u00a0lot unknown"


def test_attention_names_what_expires_within_30_days_and_what_has_no_date(
    connection: Connection, put: Put
) -> None:
    put("A1", "L1", 14, expiry=date(2026, 12, 24))
    put("A1", "L2", 14, expiry=date(2026, 12, 25))
    put("B1", "12E45", 1)
    undated, expiring = attention_of(connection, TODAY)
    assert undated.finding == "1\u00a0lot with stock has no expiry date"
    assert (undated.state, undated.since) == ("unknown", None)
    assert expiring.finding == "1\u00a0lot with stock, value unknown, expires within 30\u00a0days"
    assert expiring.word == "By 24\u00a0Dec"
    # Each leads to its own rows: the place and the lot too where there is but one.
    assert undated.path == "/supplies?days=none&location=Rack+1&find=12E45"
    assert expiring.path == "/supplies?days=30&location=Rack+1&find=L1"
    assert expiring.detail == "First: A1, lot L1, 14 left, use by 24\u00a0Dec; price of 1\u00a0lot unknown"


def test_attention_leads_to_the_place_where_several_lots_lie(connection: Connection, put: Put) -> None:
    put("A1", "L1", 2, expiry=date(2026, 11, 12), place="Rack & 2")
    put("B1", "", 7, expiry=date(2026, 11, 20), place="Rack & 2")
    (row,) = attention_of(connection, TODAY)
    assert row.path == "/supplies?location=Rack+%26+2"
    put("B1", "", 7, expiry=date(2026, 11, 20), place="Rack 3")
    (row,) = attention_of(connection, TODAY)
    assert row.path == "/supplies"


def test_nothing_needs_attention_when_nothing_is_wrong(connection: Connection, put: Put) -> None:
    assert attention_of(connection, TODAY) == []
    put("A1", "L1", 14, expiry=date(2027, 12, 24))
    assert attention_of(connection, TODAY) == []


# --- for other programs ------------------------------------------------------------------------------------------


def test_the_export_holds_every_lot_that_was_ever_counted_in_byte_order(
    connection: Connection, put: Put
) -> None:
    put("b", "00392/174", 2.5, expiry=date(2026, 11, 24))
    put("B", "", 0)
    put("B", "12E45", 1, expiry=date(2026, 11, 20))
    found = supplies.lots_export(connection, TODAY)
    assert list(found.columns) == [
        "item_code", "lot", "location", "on_hand", "expiry", "days_left", "bin", "pick_order",
        "units_at_risk",
    ]  # fmt: skip
    assert list(zip(found["item_code"], found["lot"], found["bin"], strict=True)) == [
        ("B", "", "none"),
        ("B", "12E45", "expired"),
        ("b", "00392/174", "0-7"),
    ]
    assert found["pick_order"].isna().tolist() == [True, True, False]
    assert found["on_hand"].tolist() == [0, 1, 2.5]
