"""Fifty lots, each worked out by hand: bin, order of use, units at risk, and what must be ordered, on both engines.

Today is Tuesday, 24 November 2026. All files take the real line; where a figure comes from, the comment beside it says.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from db.database import Database
from db.exports import EXPORTS, Asked, rows_of, write_csv
from db.queries import supplies
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
STOCK_HEAD = "item_code,item_name,unit_price,lot_number,expiry,location,quantity,counted_at,opened_on"
COUNTED = "2026-11-24 06:00"

# item, lot, days to expiry (None: no date), location, quantity -> bin, order of use, units at risk
# A: no movement and one count only: nobody knows its use. Every border of every bin. Lots of the same day, and those
# without a date, stand in the byte order of their numbers, no number first.
BORDERS = [
    ("A", "L01", -400, "Rack 1", 1, "expired", None, "1"),
    ("A", "L02", -1, "Rack 1", 2, "expired", None, "2"),
    ("A", "L03", 0, "Rack 1", 3, "0-7", 1, ""),
    ("A", "L04", 1, "Rack 1", 4, "0-7", 2, ""),
    ("A", "L05", 7, "Rack 1", 5, "0-7", 3, ""),
    ("A", "L06", 8, "Rack 1", 6, "8-30", 4, ""),
    ("A", "L07", 30, "Rack 1", 7, "8-30", 5, ""),
    ("A", "L08", 31, "Rack 1", 8, "31-60", 6, ""),
    ("A", "L09", 60, "Rack 1", 9, "31-60", 7, ""),
    ("A", "L10", 61, "Rack 1", 10, "61-90", 8, ""),
    ("A", "L11", 90, "Rack 1", 11, "61-90", 9, ""),
    ("A", "L12", 91, "Rack 1", 12, "91-180", 10, ""),
    ("A", "L13", 180, "Rack 1", 13, "91-180", 11, ""),
    ("A", "L14", 181, "Rack 1", 14, "later", 12, ""),
    ("A", "L15", None, "Rack 1", 15, "none", 14, ""),
    ("A", "", None, "Rack 1", 16, "none", 13, ""),
]
# B: 14 units were used in each of the 8 whole weeks before this one: 2 a day. Used by the first lots: 20, then 60 - 20
# = 40 of 50, then 100 - 60 = 40 of 45, then all 10 of the last, which has 200 - 100 = 100 to go.
TWO_A_DAY = [
    ("B", "12E45", 10, "Rack 2", 25, "8-30", 1, "5"),
    ("B", "00392/174", 30, "Rack 2", 50, "8-30", 2, "10"),
    ("B", "0041283", 50, "Rack 3", 45, "31-60", 3, "5"),
    ("B", "NA", 100, "Rack 2", 10, "91-180", 4, "0"),
    ("B", "1,234", -3, "Rack 2", 6, "expired", None, "6"),
    ("B", "GONE", 5, "Rack 2", 0, "0-7", None, "0"),
]
# C: the same lot at two places, and two lots of the same day: by lot, then by place. 1 a day: 20 of the first three in
# 20 days, of which 12 + 5 are the first two; 3 of the third; 40 - 20 = 20 of 30.
ONE_A_DAY = [
    ("C", "C1", 20, "Rack 1", 12, "8-30", 1, "0"),
    ("C", "C1", 20, "Rack 2", 5, "8-30", 2, "0"),
    ("C", "C2", 20, "Rack 1", 9, "8-30", 3, "6"),
    ("C", "C3", 40, "Rack 1", 30, "31-60", 4, "10"),
]
# D: received and moved, never used: a rate of 0, so that everything with a date is lost.
NEVER_USED = [
    ("D", "D1", 3, "Rack 1", 4, "0-7", 1, "4"),
    ("D", "D2", 300, "Rack 1", 4, "later", 2, "4"),
    ("D", "D3", None, "Rack 1", 4, "none", 3, ""),
]
# E: recalled by lot, F by the code on its box: out of the order of use, and lost; both are used 1 a day.
RECALLED = [
    ("E", "E1", 10, "Rack 1", 8, "8-30", None, "8"),
    ("E", "E2", 20, "Rack 1", 30, "8-30", 1, "10"),
    ("F", "F1", 10, "Rack 1", 8, "8-30", None, "8"),
    ("F", "F2", 400, "Rack 1", 8, "later", None, "8"),
]
# G: opened on 20 November, 7 days once opened: until 27 November, whatever the label says, but never longer than it.
OPENED = [
    ("G", "G1", 300, "Rack 1", 2, "0-7", 2, ""),
    ("G", "G2", 1, "Rack 1", 2, "0-7", 1, ""),
    ("G", "G3", None, "Rack 1", 2, "0-7", 3, ""),
    ("G", "G4", 300, "Rack 2", 2, "later", 4, ""),
]
# H: counts alone: 28, 21, 14 on three Mondays: 14 fell in 2 weeks, 1 a day. In 6 days 6 of 14.
COUNTS_ALONE = [("H", "H1", 6, "Rack 4", 14, "0-7", 1, "8")]
# J: a complete list of Rack 5 of this morning names J2 alone; the count of J1 two weeks ago was 9. J3 lies elsewhere.
# 9 fell in 2 weeks: by the time they expire all 12 will be used.
# K: a partial list of Rack 6 names K2 alone: K1 stays. Movements after the count: + 10 - 3 at K2.
SNAPSHOTS = [
    ("J", "J1", 40, "Rack 5", 0, "31-60", None, "0"),
    ("J", "J2", 40, "Rack 5", 7, "31-60", 1, "0"),
    ("J", "J3", 40, "Rack 6", 5, "31-60", 2, "0"),
    ("K", "K1", 40, "Rack 6", 9, "31-60", 1, "9"),
    ("K", "K2", 40, "Rack 6", 27, "31-60", 2, "27"),
]
# M: leap days. 29 February 2028 is 462 days away; the others border on years.
LEAP = [
    ("M", "M1", 462, "Rack 1", 1, "later", 4, ""),
    ("M", "M2", 37, "Rack 1", 1, "31-60", 1, ""),
    ("M", "M3", 38, "Rack 1", 1, "31-60", 2, ""),
    ("M", "M4", 96, "Rack 1", 1, "91-180", 3, ""),
]
# N: more was used than was counted: 3 below 0, which somebody has to count. P: nothing left anywhere.
ODD = [
    ("N", "N1", 40, "Rack 1", -3, "31-60", None, "0"),
    ("P", "P1", 40, "Rack 1", 0, "31-60", None, "0"),
    ("P", "P2", None, "Rack 1", 0, "none", None, "0"),
]
ALL = [
    *BORDERS, *TWO_A_DAY, *ONE_A_DAY, *NEVER_USED, *RECALLED, *OPENED, *COUNTS_ALONE, *SNAPSHOTS, *LEAP, *ODD,
]  # fmt: skip

# What the morning's files say where movements, or the lack of a name, make the lot another number.
IN_FILE = {("K", "K2"): 20, ("N", "N1"): 2}
OPENED_IN_FILE = {("G", "G1"), ("G", "G2"), ("G", "G3")}
WEEKLY_USE = {"B": 14, "C": 7, "E": 7, "F": 7}


def expiry_of(days: int | None) -> str:
    return "" if days is None else (TODAY + timedelta(days=days)).isoformat()


def stock_rows() -> Iterator[str]:
    for code, lot, days, place, quantity, *_ in ALL:
        if place == "Rack 5" or code == "H" or (code, lot) == ("K", "K1"):
            continue
        units = IN_FILE.get((code, lot), quantity)
        opened = "2026-11-20" if (code, lot) in OPENED_IN_FILE else ""
        name = f'"{lot}"' if "," in lot else lot
        yield f"{code},Item {code},2,{name},{expiry_of(days)},{place},{units},{COUNTED},{opened}"


def movement_rows() -> Iterator[str]:
    monday = date(2026, 9, 28)
    number = 0
    for code, units in WEEKLY_USE.items():
        for week in range(8):
            number += 1
            day = monday + timedelta(weeks=week, days=2)
            yield f"M{number:04d},{code},USED,Rack 9,use,{units},{day.isoformat()} 10:00"
    # Of D nothing was ever used: it came and was carried away again, which leaves nothing at Rack 9.
    yield "M0901,D,USED,Rack 9,receive,4,2026-10-01 10:00"
    yield "M0902,D,USED,Rack 9,move_out,4,2026-10-02 10:00"
    # After the count of this morning; the first one lies before it and is in the count already.
    yield "M0903,K,K2,Rack 6,receive,99,2026-11-24 05:59"
    yield "M0904,K,K2,Rack 6,receive,10,2026-11-24 06:01"
    yield "M0905,K,K2,Rack 6,discard,3,2026-11-24 07:00"
    yield "M0906,N,N1,Rack 1,discard,5,2026-11-24 08:00"
    # What was used lies at no place any more.
    for code, units in WEEKLY_USE.items():
        yield f"M1{code},{code},USED,Rack 9,receive,{units * 8},2026-09-28 08:00"


def write(folder: Path) -> list[Path]:
    files = {
        "stock_2026-11-09_0600.csv": [
            STOCK_HEAD,
            f"J,Item J,2,J1,{expiry_of(40)},Rack 5,9,2026-11-10 06:00,",
            f"K,Item K,2,K1,{expiry_of(40)},Rack 6,9,2026-11-10 06:00,",
            f"H,Item H,2,H1,{expiry_of(6)},Rack 4,28,2026-11-09 06:00,",
        ],
        "stock_2026-11-16_0600.csv": [
            STOCK_HEAD,
            f"H,Item H,2,H1,{expiry_of(6)},Rack 4,21,2026-11-16 06:00,",
        ],
        "stock_2026-11-23_0600.csv": [
            STOCK_HEAD,
            f"H,Item H,2,H1,{expiry_of(6)},Rack 4,14,2026-11-23 06:00,",
        ],
        "stock_2026-11-24_0600.csv": [STOCK_HEAD, *stock_rows()],
        "complete_2026-11-24_0605.csv": [
            STOCK_HEAD,
            f"J,Item J,2,J2,{expiry_of(40)},Rack 5,7,2026-11-24 06:05,",
        ],
        "items_2026-11-24_0500.csv": [
            "item_code,item_name,item_kind,open_days,gtin",
            "G,Item G,supply,7,",
            "F,Item F,contrast,,00380740000011",
        ],
        "movements_2026-11-24_0900.csv": [
            "movement_id,item_code,lot_number,location,kind,quantity,moved_at",
            *movement_rows(),
        ],
        "recalls_2026-11-24_0900.csv": [
            "recall_number,gtin,item_code,lot_number,issued_on",
            "R-1,,E,e1,2026-11-20",
            "R-2,00380740000011,,,2026-11-21",
        ],
        "targets_2026-11-24_0500.csv": [
            "item_code,min_units,reorder_units,max_units,lead_time_days,order_pack_units,on_order_units",
            "B,20,120,200,10,25,5",
            "C,10,45,60,7,,",
            "D,1,,10,,4,",
            "E,5,15,40,30,10,",
            "P,2,6,,3,5,",
        ],
    }
    paths = []
    for name, lines in files.items():
        path = folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        paths.append(path)
    return paths


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest,
    make_module_database: DatabaseMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("known")
    feeds = folder / "feeds.toml"
    feeds.write_text('[[stock]]\nfiles = "complete*.csv"\nsnapshot = "complete"\n', encoding="utf-8")
    database = Database(make_module_database(request.param))
    outcomes = list(load_files(write(folder), line_to(database, now=NOW, feeds=feeds)))
    assert {outcome.outcome for outcome in outcomes} == {"loaded"}
    assert sum(outcome.rows_quarantined for outcome in outcomes) == 0
    with database.read() as connection:
        yield connection
    database.close()


def exported(connection: Connection, name: str) -> list[dict[str, str]]:
    text = io.StringIO()
    write_csv(text, rows_of(connection, EXPORTS[name], Asked(TODAY, "", "", "")))
    return list(csv.DictReader(io.StringIO(text.getvalue())))


def test_there_are_fifty_lots() -> None:
    assert len(ALL) == 50


@pytest.mark.parametrize("known", ALL, ids=lambda known: f"{known[0]} {known[1]} {known[3]}")
def test_a_lot_is_as_worked_out_by_hand(connection: Connection, known: tuple[object, ...]) -> None:
    code, lot, days, place, quantity, bin_name, pick, at_risk = known
    (row,) = [
        row
        for row in exported(connection, "lots")
        if (row["item_code"], row["lot"], row["location"]) == (code, lot, place)
    ]
    assert float(row["on_hand"]) == quantity
    assert row["bin"] == bin_name
    assert row["pick_order"] == ("" if pick is None else str(pick))
    assert row["units_at_risk"] == at_risk
    if code == "G" and lot in ("G1", "G3"):
        assert (row["expiry"], row["days_left"]) == ("2026-11-27", "3")
    else:
        assert row["expiry"] == expiry_of(days)  # type: ignore[arg-type]
        assert row["days_left"] == ("" if days is None else str(days))


def test_the_export_has_these_columns_in_this_order(connection: Connection) -> None:
    assert list(exported(connection, "lots")[0]) == [
        "item_code", "lot", "location", "on_hand", "expiry", "days_left", "bin", "pick_order", "units_at_risk",
    ]  # fmt: skip


def test_each_line_of_the_reorder_list_is_as_worked_out_by_hand(connection: Connection) -> None:
    rows = {row["item_code"]: row for row in exported(connection, "reorder")}
    told = {
        code: [row[name] for name in ("usable", "position", "order_units", "order_packs", "order_by")]
        for code, row in rows.items()
    }
    assert told == {
        # 136 on hand, 26 of them expired or at risk: 110 usable, 115 with the order; up to 200: 85, in packages of 25
        # that is 100. 110 at 2 a day last 55 days; an order takes 10.
        "B": ["110", "115", "100", "4", (TODAY + timedelta(days=45)).isoformat()],
        # 56 on hand, 16 at risk: 40; up to 60: 20. 40 days less 7.
        "C": ["40", "40", "20", "20", (TODAY + timedelta(days=33)).isoformat()],
        # 38 on hand, 8 recalled, 10 at risk: 20 is above the reorder point of 15, so that E is not on the list.
        # D: 12 on hand, 8 with a date are lost: 4 is not under the minimum of 1.
        # P: nothing; up to the reorder point of 6, in packages of 5: 10. Without use nobody knows by when.
        "P": ["0", "0", "10", "2", ""],
    }


def test_the_value_at_risk_is_summed_by_month_of_expiry(connection: Connection) -> None:
    found = supplies.risk_by_month(supplies.lots_at_risk(connection, TODAY), TODAY)
    by_month = {f"{row.month:%Y-%m}": row.value for row in found.itertuples() if row.value}
    # Each unit costs 2. November: D1 4, H1 8. December: B 5 + 10, C2 6, E 8 + 10, F1 8. January: B 5, C3 10, K 36.
    assert by_month == {
        "2026-11": 24,
        "2026-12": 94,
        "2027-01": 102,
        "2027-09": 8,
    }


def test_how_each_rate_was_found_is_told(connection: Connection) -> None:
    found = supplies.usage(connection, TODAY).set_index("item_code")
    told = {code: (found.at[code, "method"], found.at[code, "weeks"]) for code in ("B", "H", "D")}
    assert told == {"B": ("movements", 8), "H": ("counts", 2), "D": ("movements", 8)}
    assert found.at["B", "rate"] == pytest.approx(2)
    # The same in each week: there is no spread to doubt it by.
    assert (found.at["B", "rate_low"], found.at["B", "rate_high"]) == (pytest.approx(2), pytest.approx(2))
    assert found.loc["A"].isna()["rate"]
