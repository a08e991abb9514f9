"""A list of stock was true as a whole: when a lot was last counted does not make the list older or newer than it is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.database import Database
from db.queries import supplies
from etl.pipeline import Line, load_files
from tests.etl.lines import line_to

HEAD = "item_code,lot_number,expiry,location,quantity,counted_at\n"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def line(database_url: str, tmp_path: Path) -> Iterator[Line]:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[stock]]\nfiles = "whole*.csv"\nsnapshot = "complete"\n', encoding="utf-8")
    database = Database(database_url)
    yield line_to(database, now=NOW, feeds=feeds)
    database.close()


def receive(line: Line, folder: Path, name: str, *rows: str) -> None:
    path = folder / name
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    (outcome,) = load_files([path], line)
    assert (outcome.outcome, outcome.rows_quarantined) == ("loaded", 0)


def on_hand(line: Line) -> dict[str, float]:
    """Each lot of which something is there."""
    with line.database.read() as connection:
        lots = supplies.lots(connection, TODAY)
    return {row.lot: row.on_hand for row in lots.itertuples()}


def test_a_complete_list_keeps_lots_that_it_names_with_older_counts(line: Line, tmp_path: Path) -> None:
    receive(
        line,
        tmp_path,
        "whole_2026-11-24_0600.csv",
        "A,OLD,2027-01-31,Rack 1,9,2026-10-01 08:00",
        "A,NEW,2027-02-28,Rack 1,3,2026-11-23 08:00",
        "A,UNDATED,2027-03-31,Rack 1,5,",
    )
    assert on_hand(line) == {"OLD": 9, "NEW": 3, "UNDATED": 5}


def test_a_count_that_a_later_complete_list_repeats_stays(line: Line, tmp_path: Path) -> None:
    old = "A,OLD,2027-01-31,Rack 1,9,2026-10-01 08:00"
    receive(line, tmp_path, "whole_2026-11-10_0600.csv", old, "A,NEW,2027-02-28,Rack 1,3,2026-11-09 08:00")
    receive(line, tmp_path, "whole_2026-11-24_0600.csv", old, "A,NEW,2027-02-28,Rack 1,2,2026-11-23 08:00")
    assert on_hand(line) == {"OLD": 9, "NEW": 2}


def test_a_later_complete_list_empties_what_it_no_longer_names_though_it_counts_nothing_anew(
    line: Line, tmp_path: Path
) -> None:
    stays = "A,STAYS,2027-01-31,Rack 1,9,2026-11-01 08:00"
    receive(line, tmp_path, "whole_2026-11-10_0600.csv", stays, "A,GONE,2027-02-28,Rack 1,3,2026-11-01 08:00")
    receive(line, tmp_path, "whole_2026-11-24_0600.csv", stays)
    assert on_hand(line) == {"STAYS": 9}


def test_a_complete_list_empties_what_was_counted_between_its_newest_count_and_its_own_moment(
    line: Line, tmp_path: Path
) -> None:
    receive(line, tmp_path, "some_2026-11-20_0600.csv", "A,GONE,2027-02-28,Rack 1,3,2026-11-20 05:00")
    receive(line, tmp_path, "whole_2026-11-24_0600.csv", "A,STAYS,2027-01-31,Rack 1,9,2026-11-01 08:00")
    assert on_hand(line) == {"STAYS": 9}


def test_a_complete_list_that_comes_late_empties_nothing_counted_since(line: Line, tmp_path: Path) -> None:
    receive(line, tmp_path, "whole_2026-11-24_0600.csv", "A,SINCE,2027-01-31,Rack 1,9,2026-11-23 08:00")
    receive(
        line,
        tmp_path,
        "whole_2026-11-10_0600.csv",
        "A,BEFORE,2027-02-28,Rack 1,3,2026-11-09 08:00",
        "A,OTHER,2027-02-28,Rack 2,4,2026-10-09 08:00",
    )
    assert on_hand(line) == {"SINCE": 9, "OTHER": 4}


def test_an_old_list_copied_today_without_a_day_in_its_name_is_as_old_as_its_newest_count(
    line: Line, tmp_path: Path
) -> None:
    receive(line, tmp_path, "some_2026-11-20_0600.csv", "A,SINCE,2027-01-31,Rack 1,9,2026-11-20 05:00")
    receive(line, tmp_path, "whole.csv", "A,BEFORE,2027-02-28,Rack 1,3,2026-11-09 08:00")
    assert on_hand(line) == {"SINCE": 9, "BEFORE": 3}
