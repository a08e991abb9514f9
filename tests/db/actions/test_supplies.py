"""What a clerk books: each booking is there once, can be taken back, and never loses what another clerk does."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from db import stock_levels
from db.actions import supplies as act
from db.actions.cycle_counts import close_count, start_count
from db.actions.store_codes import CodeRefused, link_code, make_item, unlink_code
from db.actions.supplies import BookingRefused, Place, StockChanged, Who
from db.audit import Actor
from db.database import Database
from db.queries import supplies
from db.schema.accounts import audit_event
from db.schema.stock import stock_booking, stock_level, stock_movement, stock_week
from etl.pipeline import load_files
from tests.etl.lines import line_to

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
CLERK = Who(Actor("clerk", "clerk"), NOON, TODAY)
HEAD = "item_code,item_name,lot_number,expiry,location,quantity,counted_at"
STOCK = (
    HEAD,
    "CM-1,Iohexol,12E45,2026-12-09,Rack 1,14,2026-11-24 06:00",
    "CM-1,Iohexol,B-4417,2027-09-30,Rack 2,22,2026-11-24 06:00",
    "CM-1,Iohexol,OLD,2026-11-23,Rack 2,3,2026-11-24 06:00",
    "GL-1,Gel,G1,2028-01-31,Rack 1,5,2026-11-24 06:00",
)
FIRST, LATER = Place("CM-1", "12E45", "Rack 1"), Place("CM-1", "B-4417", "Rack 2")
EXPIRED, GEL = Place("CM-1", "OLD", "Rack 2"), Place("GL-1", "G1", "Rack 1")


class Store:
    """A store with four lots; files take the real line."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.receive("stock_2026-11-24_0600.csv", *STOCK)
        self.receive(
            "item_list_2026-11-24_0500.csv",
            "item_code,item_name,open_days,gtin",
            "GL-1,Gel,28,00380740000011",
        )

    def receive(self, name: str, *lines: str) -> None:
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (outcome,) = load_files([path], line_to(self.database, now=NOON + timedelta(days=3)))
        assert outcome.outcome == "loaded", outcome

    def book(self, action: Callable[..., int], *args: Any, **more: Any) -> int:
        with self.database.write() as connection:
            return action(connection, *args, **more)

    def refused(self, action: Callable[..., int], *args: Any, **more: Any) -> str:
        with pytest.raises(BookingRefused) as refusal:
            self.book(action, *args, **more)
        return str(refusal.value)

    def on_hand(self, place: Place) -> float | None:
        return self.ask(
            select(stock_level.c.on_hand).where(
                stock_level.c.item_code == place.item_code,
                stock_level.c.lot_number == place.lot_number,
                stock_level.c.location == place.location,
            )
        )

    def ask(self, query: Any) -> Any:
        with self.database.read() as connection:
            return connection.scalar(query)

    def levels(self) -> list[tuple[Any, ...]]:
        level = stock_level.c
        columns = [
            level[name]
            for name in (
                "item_code",
                "lot_number",
                "location",
                "counted_units",
                "counted_at",
                "on_hand",
                "opened_units",
                "opened_on",
                "first_at",
            )
        ]
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns[:3]))]


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    database = Database(database_url)
    yield Store(database, tmp_path)
    database.close()


def later(**much: float) -> Who:
    return replace(CLERK, now=NOON + timedelta(**much))


def test_each_booking_changes_what_is_on_hand_and_is_taken_back_by_its_opposite(store: Store) -> None:
    there = Place("CM-1", "12E45", "Room 5")
    for action, args, more, expected in (
        (act.use, (FIRST, 2, CLERK), {}, {FIRST: 12}),
        (act.receive, (FIRST, 10, CLERK), {}, {FIRST: 24}),
        (act.discard, (FIRST, 1, CLERK), {"reason": "broken"}, {FIRST: 13}),
        (act.move, (FIRST, "Room 5", 4, CLERK), {}, {FIRST: 10, there: 4}),
        (act.count, (FIRST, 12, CLERK), {"expected": 14, "reason": "used, not booked"}, {FIRST: 12}),
    ):
        booking = store.book(action, *args, **more)
        assert {place: store.on_hand(place) for place in expected} == expected
        store.book(act.undo, booking, CLERK)
        assert store.on_hand(FIRST) == 14
        assert store.on_hand(there) in (None, 0)
    assert store.ask(select(func.count()).select_from(stock_booking)) == 10
    with store.database.read() as connection:
        moved = connection.execute(select(stock_movement)).all()
    # Nothing was deleted: each movement stands beside its opposite of the same kind.
    assert len(moved) == 12
    assert sum(row.quantity for row in moved) == 0


def test_an_undo_is_booked_once(store: Store) -> None:
    booking = store.book(act.use, FIRST, 2, CLERK)
    undone = store.book(act.undo, booking, CLERK)
    assert "already" in store.refused(act.undo, booking, CLERK)
    assert "no such booking" in store.refused(act.undo, undone, CLERK)
    assert "no such booking" in store.refused(act.undo, 4711, CLERK)
    assert store.on_hand(FIRST) == 14


def test_what_was_used_since_cannot_be_taken_back_as_never_received(store: Store) -> None:
    received = store.book(act.receive, GEL, 10, CLERK)
    moved = store.book(act.move, GEL, "Room 5", 12, later(minutes=1))
    assert "Only 3 of the 10 are still in Rack 1" in store.refused(act.undo, received, later(minutes=2))
    store.book(act.undo, moved, later(minutes=3))
    store.book(act.undo, received, later(minutes=4))
    assert store.on_hand(GEL) == 5


def test_a_use_that_is_taken_back_was_none(store: Store) -> None:
    store.book(act.undo, store.book(act.use, FIRST, 6, CLERK), CLERK)
    used = select(func.sum(stock_week.c.used_units)).where(stock_week.c.item_code == "CM-1")
    assert store.ask(used) == 0


def test_what_expires_first_is_used_first_unless_somebody_says_why_not(store: Store) -> None:
    assert "12E45 in Rack 1 expires earlier" in store.refused(act.use, LATER, 1, CLERK)
    store.book(act.use, LATER, 1, CLERK, reason="the other box is open in Room 4")
    assert store.on_hand(LATER) == 21
    store.book(act.use, FIRST, 14, CLERK)
    store.book(act.use, LATER, 1, CLERK)


def test_what_is_expired_or_recalled_can_only_be_discarded(store: Store) -> None:
    assert "expired" in store.refused(act.use, EXPIRED, 1, CLERK)
    store.receive(
        "recalls_2026-11-24_0900.csv", "recall_number,item_code,lot_number", "R-1,CM-1,12e45", "R-2,,"
    )
    assert "recalled" in store.refused(act.use, FIRST, 1, CLERK)
    # What is recalled is not in the way of the next lot.
    store.book(act.use, LATER, 1, CLERK)
    store.book(act.discard, FIRST, 14, CLERK, reason="R-1")
    store.book(act.discard, EXPIRED, 3, CLERK, reason="expired")
    assert (store.on_hand(FIRST), store.on_hand(EXPIRED)) == (0, 0)


def test_more_than_there_is_nothing_at_all_and_no_reason_are_refused(store: Store) -> None:
    assert "Only 14" in store.refused(act.use, FIRST, 15, CLERK)
    assert "Only 0" in store.refused(act.use, Place("CM-1", "12E45", "Rack 9"), 1, CLERK)
    for quantity in (0, -1, 1e12, float("nan")):
        assert "number above 0" in store.refused(act.receive, FIRST, quantity, CLERK)
    assert "why" in store.refused(act.discard, FIRST, 1, CLERK, reason=" ")
    assert "another location" in store.refused(act.move, FIRST, "Rack 1", 1, CLERK)
    assert "item and the location" in store.refused(act.receive, Place("", "L", "Rack 1"), 1, CLERK)
    assert store.on_hand(FIRST) == 14


def test_a_new_lot_is_received_with_its_expiry_and_a_contradicting_label_is_refused(store: Store) -> None:
    new = Place("CM-1", "00392/174", "Rack 1")
    store.book(act.receive, new, 30, CLERK, expiry=date(2028, 1, 31))
    assert "2028-01-31" in store.refused(act.receive, new, 1, CLERK, expiry=date(2028, 1, 30))
    blank = Place("CM-1", "", "Rack 1")
    store.book(act.receive, blank, 2, CLERK)
    with store.database.read() as connection:
        lots = supplies.lots(connection, TODAY).set_index("lot")
    assert lots.loc["00392/174", "expiry"] == date(2028, 1, 31)
    assert lots.loc["", "bin"] == "none"


def test_what_is_opened_expires_by_its_days_and_stands_apart(store: Store) -> None:
    booking = store.book(act.open_units, GEL, 1, CLERK)
    with store.database.read() as connection:
        rows = supplies.lots_of_item(connection, "GL-1", TODAY)
    assert rows[["on_hand", "expiry", "pick_order"]].to_numpy().tolist() == [
        [1, date(2026, 12, 22), 1],
        [4, date(2028, 1, 31), 2],
    ]
    assert "Only 4 sealed" in store.refused(act.open_units, GEL, 5, CLERK)
    # What is opened is used first.
    store.book(act.use, GEL, 1, later(hours=1))
    assert store.ask(select(stock_level.c.opened_units).where(stock_level.c.item_code == "GL-1")) == 0
    store.book(act.undo, booking, later(hours=2))
    assert store.on_hand(GEL) == 4


def test_what_is_opened_and_expires_with_the_label_is_exported_beside_what_is_sealed(store: Store) -> None:
    early = Place("GL-1", "G0", "Rack 1")
    store.book(act.receive, early, 5, CLERK, expiry=date(2026, 12, 1))
    store.book(act.open_units, early, 2, CLERK)
    with store.database.read() as connection:
        rows = supplies.lots_export(connection, TODAY)
    own = rows[rows["lot"] == "G0"]
    assert own["on_hand"].tolist() == [2, 3]
    assert own["expiry"].tolist() == [date(2026, 12, 1)] * 2
    assert own["pick_order"].tolist() == [1, 2]


def test_a_count_asks_again_where_somebody_else_has_booked_since(store: Store) -> None:
    store.book(act.use, FIRST, 2, replace(CLERK, actor=Actor("other")))
    with pytest.raises(StockChanged) as changed:
        store.book(act.count, FIRST, 13, CLERK, expected=14, reason="miscounted")
    assert (changed.value.on_hand, changed.value.by) == (12, "other")
    # A count that agrees with what is there now needs no second look.
    store.book(act.count, FIRST, 12, CLERK, expected=14)
    assert store.on_hand(FIRST) == 12


def test_a_difference_needs_a_reason_and_agreement_none(store: Store) -> None:
    assert "explain" in store.refused(act.count, FIRST, 13, CLERK, expected=14)
    assert "number from 0" in store.refused(act.count, FIRST, -1, CLERK, expected=14, reason="x")
    store.book(act.count, FIRST, 14, CLERK, expected=14)
    assert store.ask(select(func.count()).select_from(stock_movement)) == 0


def test_two_clerks_at_once_lose_nothing(store: Store) -> None:
    faults: list[Exception] = []

    def use_up(name: str) -> None:
        for number in range(6):
            who = Who(Actor(name, "clerk"), NOON + timedelta(seconds=number), TODAY)
            try:
                with store.database.write() as connection:
                    act.use(connection, FIRST, 1, who)
            except BookingRefused as refused:
                faults.append(refused)

    clerks = [threading.Thread(target=use_up, args=(name,)) for name in ("one", "two")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert faults == []
    assert store.on_hand(FIRST) == 2
    assert store.ask(select(func.count()).select_from(stock_booking)) == 12


def test_two_sessions_count_the_same_shelf_without_counting_twice(store: Store) -> None:
    with store.database.write() as connection:
        one = start_count(connection, "Rack 1", actor=Actor("one"), now=NOON)
    with store.database.write() as connection:
        assert start_count(connection, "Rack 1", actor=Actor("two"), now=NOON) == one
    found: dict[str, str] = {}
    barrier = threading.Barrier(2)

    def count(name: str, counted: float) -> None:
        barrier.wait()
        who = Who(Actor(name, "clerk"), NOON, TODAY)
        try:
            with store.database.write() as connection:
                act.count(
                    connection, FIRST, counted, who, expected=14, reason="miscounted", cycle_count_id=one
                )
            found[name] = "booked"
        except StockChanged:
            found[name] = "asked again"

    threads = [threading.Thread(target=count, args=pair) for pair in (("one", 12), ("two", 13))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One of them was first; the other is shown what it did, instead of taking the difference off a second time.
    assert sorted(found.values()) == ["asked again", "booked"]
    assert store.on_hand(FIRST) == (12 if found["one"] == "booked" else 13)
    with store.database.write() as connection:
        close_count(connection, one, actor=Actor("one"), now=NOON)
        assert start_count(connection, "Rack 1", actor=Actor("two"), now=NOON) != one


def test_from_the_first_booking_on_files_do_not_change_a_place(store: Store) -> None:
    booking = store.book(act.use, FIRST, 2, CLERK)
    store.receive(
        "stock_2026-11-25_0600.csv",
        HEAD,
        "CM-1,,12E45,2026-12-09,Rack 1,99,2026-11-25 06:00",
        "CM-1,,B-4417,2027-09-30,Rack 2,20,2026-11-25 06:00",
    )
    assert (store.on_hand(FIRST), store.on_hand(LATER)) == (12, 20)
    # A late file about the time before the booking still counts.
    store.receive("stock_2026-11-24_0700.csv", HEAD, "CM-1,,12E45,2026-12-09,Rack 1,15,2026-11-24 07:00")
    assert store.on_hand(FIRST) == 13
    store.book(act.undo, booking, later(days=1))
    assert store.on_hand(FIRST) == 99


def test_where_files_own_the_stock_nothing_is_booked_here(store: Store) -> None:
    store.book(act.use, FIRST, 2, CLERK)
    with store.database.write() as connection:
        stock_levels.claim_owner(connection, "files")
    assert "Another system" in store.refused(act.use, FIRST, 1, CLERK)
    store.receive("stock_2026-11-25_0600.csv", HEAD, "CM-1,,12E45,2026-12-09,Rack 1,9,2026-11-25 06:00")
    assert store.on_hand(FIRST) == 9


def test_what_is_worked_out_anew_is_what_the_bookings_left(store: Store) -> None:
    store.book(act.move, FIRST, "Room 5", 4, CLERK)
    store.book(act.open_units, GEL, 2, CLERK)
    store.book(act.use, GEL, 1, later(hours=1))
    store.book(act.undo, store.book(act.use, FIRST, 3, later(hours=2)), later(hours=3))
    before = store.levels()
    with store.database.write() as connection:
        stock_levels.recompute(connection, {"CM-1", "GL-1"})
    assert store.levels() == before


def test_every_booking_stands_in_the_audit_trail(store: Store) -> None:
    booking = store.book(act.discard, FIRST, 1, CLERK, reason="broken")
    store.book(act.undo, booking, CLERK)
    store.refused(act.use, EXPIRED, 1, CLERK)
    with store.database.read() as connection:
        events = connection.execute(
            select(audit_event.c.action, audit_event.c.object_id, audit_event.c.detail).where(
                audit_event.c.action.like("stock.%")
            )
        ).all()
    assert [tuple(event) for event in events] == [
        ("stock.discard", "CM-1 / 12E45", "1 at Rack 1: broken"),
        ("stock.undo", "CM-1 / 12E45", f"1 at Rack 1: discard of booking {booking}"),
    ]


def test_an_unknown_code_is_linked_to_an_item_or_makes_one(store: Store) -> None:
    clerk = CLERK.actor

    def codes(connection: Connection, code: str) -> list[str]:
        return [found.item_code for found in supplies.items_of_code(connection, code)]

    with store.database.write() as connection:
        link_code(connection, "4006381333931", "CM-1", 10, actor=clerk, now=NOON)
        assert codes(connection, "04006381333931") == ["CM-1"]
        assert supplies.items_of_code(connection, "4006381333931")[0].units_per_pack == 10
        with pytest.raises(CodeRefused, match="CM-1 already"):
            link_code(connection, "04006381333931", "GL-1", 1, actor=clerk, now=NOON)
        unlink_code(connection, "4006381333931", "CM-1", actor=clerk, now=NOON)
        assert codes(connection, "4006381333931") == []
        with pytest.raises(CodeRefused, match="made by hand"):
            unlink_code(connection, "00380740000011", "GL-1", actor=clerk, now=NOON)
        make_item(connection, "NEW-1", "New thing", "contrast", actor=clerk, now=NOON)
        link_code(connection, "+A123BJC5D6E71G", "NEW-1", 1, actor=clerk, now=NOON)
        assert codes(connection, "+A123BJC5D6E71") == ["NEW-1"]
        for code, name, kind in (("NEW-1", "x", "supply"), ("", "x", "supply"), ("N", "x", "toy")):
            with pytest.raises(CodeRefused):
                make_item(connection, code, name, kind, actor=clerk, now=NOON)
    store.receive("item_list_2026-11-25_0500.csv", "item_code,item_name,unit_price", "NEW-1,New thing 5F,3")
    with store.database.read() as connection:
        named = supplies.item_named(connection, "NEW-1")
    assert named is not None
    assert (named.item_name, named.item_kind) == ("New thing 5F", "contrast")
