"""The clerk is told each morning what to do, of his own part, once a day, and nothing where there is nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.actions.accounts import create_account
from db.actions.outbox import subscribe
from db.actions.supplies_digest import keep_part, write_digest
from db.audit import COMMAND_LINE, Actor
from db.database import Database
from db.queries.accounts import account_named
from db.queries.outbox import Message, messages
from db.settings import Settings
from etl.pipeline import load_files
from tests.etl.lines import line_to

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
HEAD = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at"
GOOD = "GL-1,Gel,Gels,2,G1,2028-01-31,Rack 2,5,2026-11-24 06:00"
STOCK = (
    HEAD,
    "CM-1,Iohexol 350,Contrast,10,OLD,2026-11-23,Rack 1,3,2026-11-24 06:00",
    "CM-1,Iohexol 350,Contrast,10,TODAY,2026-11-24,Rack 2,4,2026-11-24 06:00",
    "CM-1,Iohexol 350,Contrast,10,LAST,2026-12-24,Rack 2,5,2026-11-24 06:00",
    "CM-1,Iohexol 350,Contrast,10,AFTER,2026-12-25,Rack 2,6,2026-11-24 06:00",
    GOOD,
)
PASSWORD = "made-up-department-2031"


class Store:
    """A store whose files take the real line, with two clerks and the settings of the tests."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        self.database = Database(settings.database_url)
        with self.database.write() as connection:
            for name in ("carla", "cesar"):
                create_account(connection, name, name, "clerk", PASSWORD, actor=COMMAND_LINE, now=NOON)

    def receive(self, name: str, *lines: str) -> None:
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (outcome,) = load_files([path], line_to(self.database, now=NOON))
        assert outcome.outcome == "loaded", outcome

    def actor(self, name: str) -> Actor:
        with self.database.read() as connection:
            found = account_named(connection, name)
        assert found is not None
        return Actor(name, "clerk", found.id)

    def write(self, days_later: int = 0) -> int:
        with self.database.write() as connection:
            moved = timedelta(days=days_later)
            return write_digest(connection, self.settings, TODAY + moved, NOON + moved)

    def told(self, name: str | None = None) -> list[Message]:
        account_id = self.actor(name).account_id if name else None
        with self.database.read() as connection:
            return messages(connection, account_id, 50)[0]


@pytest.fixture
def store(database_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Iterator[Store]:
    made = Store(settings_for(database_url), tmp_path)
    yield made
    made.database.close()


def test_each_line_says_what_to_do_and_leads_to_its_rows(store: Store) -> None:
    store.receive("stock_2026-11-24_0600.csv", *STOCK)
    store.receive(
        "stock_targets_2026-11-24_0700.csv",
        "item_code,min_units,reorder_units,max_units,lead_time_days,order_pack_units,on_order_units",
        "CM-1,10,40,60,7,10,",
    )
    assert store.write() == 1
    [told] = store.told()
    assert told.kind == "notice"
    assert [(text.replace("\u00a0", " "), path) for text, path in told.lines] == [
        ("Expired at Rack 1: 1 lot, 3 units, €30", "/supplies?location=Rack+1"),
        (
            "Use by 24 Nov: Iohexol 350, lot TODAY, 4 at Rack 2",
            "/supplies?location=Rack+2&days=30&find=TODAY",
        ),
        (
            "Use by 24 Dec: Iohexol 350, lot LAST, 5 at Rack 2",
            "/supplies?location=Rack+2&days=30&find=LAST",
        ),
        ("Order 50 of Iohexol 350", "/supplies/orders"),
    ]
    assert {copy.who for copy in told.deliveries} == {"carla", "cesar"}


def test_nothing_is_said_where_there_is_nothing_to_do(store: Store) -> None:
    assert store.write() == 0
    store.receive("stock_2026-11-24_0600.csv", HEAD, GOOD)
    assert store.write() == 0
    assert store.told() == []


def test_it_is_said_once_a_day(store: Store) -> None:
    store.receive("stock_2026-11-24_0600.csv", *STOCK)
    assert [store.write(), store.write(), store.write(days_later=1), store.write(days_later=1)] == [
        1,
        0,
        1,
        0,
    ]


def test_the_site_says_how_many_days_are_soon(
    database_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    store = Store(settings_for(database_url, expiry_days=7), tmp_path)
    store.receive("stock_2026-11-24_0600.csv", *STOCK)
    store.write()
    [told] = store.told()
    assert [text.split(":")[0].replace("\u00a0", " ") for text, _ in told.lines] == [
        "Expired at Rack 1",
        "Use by 24 Nov",
    ]
    store.database.close()


def test_whoever_keeps_a_part_is_told_of_that_part_alone(store: Store) -> None:
    store.receive("stock_2026-11-24_0600.csv", *STOCK)
    with store.database.write() as connection:
        keep_part(connection, frozenset({"Rack 1"}), frozenset(), actor=store.actor("carla"), now=NOON)
        keep_part(connection, frozenset(), frozenset({"Gels"}), actor=store.actor("cesar"), now=NOON)
    assert store.write() == 1
    [told] = store.told("carla")
    assert [path for _, path in told.lines] == ["/supplies?location=Rack+1"]
    # Nothing of the other's class is due: he is told nothing.
    assert store.told("cesar") == []
    with store.database.write() as connection:
        keep_part(connection, frozenset(), frozenset(), actor=store.actor("cesar"), now=NOON)
    assert store.write() == 1
    assert [len(one.lines) for one in store.told("cesar")] == [3]
    assert len(store.told("carla")) == 1


def test_a_recall_that_finds_stock_is_an_alert_said_once_and_again_for_another_lot(store: Store) -> None:
    store.receive("stock_2026-11-24_0600.csv", HEAD, GOOD)
    store.receive(
        "recalls_2026-11-24_0700.csv",
        "recall_number,item_code,gtin,lot_number,issued_on,title,advice",
        "R-1,GL-1,,,2026-11-20,Particles seen,Send it back",
        "R-2,XX-1,,,2026-11-20,Not here,",
    )
    with store.database.write() as connection:
        subscribe(connection, "supplies.recall", address="store@clinic.example", actor=COMMAND_LINE, now=NOON)
    assert store.write() == 2
    alert = next(one for one in store.told() if one.kind == "alert")
    assert alert.subject.replace("\u00a0", " ") == "Recall R-1: 1 lot on the shelf"
    assert [path for _, path in alert.lines] == ["/supplies/recalls"]
    assert [copy.who for copy in alert.deliveries] == ["store@clinic.example"]
    assert store.write(days_later=1) == 1
    store.receive(
        "stock_2026-11-24_1000.csv", HEAD, "GL-1,Gel,Gels,2,G2,2028-01-31,Rack 3,5,2026-11-24 10:00"
    )
    assert store.write(days_later=1) == 1
    assert sum(one.kind == "alert" for one in store.told()) == 2
