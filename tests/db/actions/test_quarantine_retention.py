"""Cells of rows set aside are kept for ninety days and then given up; what was wrong with them stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.daily import give_up_what_is_old
from commands.opening import Opened
from commands.purging import as_line, purge_quarantine
from db.actions.quarantine import CorrectionRefused
from db.actions.quarantine_retention import Overdue
from db.audit import Actor
from db.database import Database
from db.privacy import Keyring
from db.schema.accounts import audit_event
from db.schema.feeds import feed_file, quarantined_row, row_correction
from db.settings import Settings
from etl.pipeline import load_files
from etl.replay import Replay
from tests.etl.lines import NOW, line_to

ADMIN = Actor("ada", "admin", 7, "127.0.0.1")
HEAD = "item_code,item_name,lot_number,expiry,location,quantity,counted_at\n"
GOOD = "A1,Needle,L1,2027-06-30,Rack 1,12,2026-11-20 08:00\n"
BAD = "A2,Swab,L2,2027-02-30,Rack 1,many,2026-11-20 08:00\n"


@pytest.fixture
def hospital(database_url: str, settings_for, tmp_path: Path) -> Iterator[Opened]:
    settings: Settings = settings_for(database_url)
    database = Database(database_url)
    path = tmp_path / "stock_2026-11-20.csv"
    path.write_text(HEAD + GOOD + BAD + BAD.replace("A2", "A3"), encoding="utf-8", newline="")
    (outcome,) = load_files([path], line_to(database))
    assert outcome.rows_quarantined == 2
    replay = Replay(lambda: line_to(database))
    with database.read() as connection:
        (file_id,) = connection.scalars(select(feed_file.c.id))
    replay.correct(file_id, 3, {"quantity": "ten"}, ADMIN)
    yield Opened(settings, database, Keyring(settings.secret_key, settings.data_key))
    database.close()


def sealed(hospital: Opened) -> tuple[int, int]:
    """How many rows set aside, and how many corrections, still have their cells."""
    with hospital.database.read() as connection:
        rows = connection.scalars(select(quarantined_row.c.sealed_row)).all()
        tries = connection.scalars(select(row_correction.c.sealed_after)).all()
    return sum(cells is not None for cells in rows), sum(bool(cells) for cells in tries)


def events(hospital: Opened) -> list[tuple[str, str | None]]:
    with hospital.database.read() as connection:
        found = connection.execute(
            select(audit_event.c.actor, audit_event.c.detail).where(
                audit_event.c.action == "quarantine.purge"
            )
        )
        return [(actor, detail) for actor, detail in found]


def test_cells_go_after_ninety_days_to_the_second_and_what_was_wrong_stays(hospital: Opened) -> None:
    def after(delta: timedelta) -> datetime:
        return NOW.astimezone(UTC) + delta

    ninety = timedelta(days=90)
    give_up_what_is_old(hospital, after(ninety - timedelta(seconds=1)))
    assert sealed(hospital) == (2, 1)
    assert events(hospital) == []
    dry = purge_quarantine(hospital, after(ninety), ADMIN, dry=True)
    assert dry == Overdue(rows=2, corrections=1)
    assert "would be given up" in as_line(dry, 90, dry=True)
    assert sealed(hospital) == (2, 1)

    give_up_what_is_old(hospital, after(ninety))
    assert sealed(hospital) == (0, 0)
    said = "cells older than 90 days: 2 rows set aside, 1 corrections"
    assert events(hospital) == [("daily worker", said)]
    with hospital.database.read() as connection:
        faults = connection.execute(select(quarantined_row.c.line_number, quarantined_row.c.rule)).all()
        assert len(faults) == 4
        assert connection.scalar(select(feed_file.c.rows_quarantined)) == 2
        assert connection.scalar(select(row_correction.c.changed_columns)) == "quantity"
    # A second time there is nothing to give up, and nothing to say.
    give_up_what_is_old(hospital, after(ninety + timedelta(days=1)))
    assert len(events(hospital)) == 1


def test_a_row_whose_cells_are_gone_is_corrected_at_its_source(hospital: Opened) -> None:
    purge_quarantine(hospital, NOW + timedelta(days=91), ADMIN)
    replay = Replay(lambda: line_to(hospital.database))
    with hospital.database.read() as connection:
        (file_id,) = connection.scalars(select(feed_file.c.id))
    with pytest.raises(CorrectionRefused, match="at its source"):
        replay.form(file_id, 3)
