"""A database with one unit, its schedules and its limits, that files are loaded into and people act on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from db.audit import Actor
from db.database import Database
from db.exports import EXPORTS, Asked, rows_of
from db.queries import equipment
from etl.pipeline import load_files
from tests.etl.lines import line_to

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TECH, PHYSICIST = Actor("t.echno", "technologist"), Actor("p.hys", "physicist")

SCHEDULES = "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days"
LIMITS = "unit,test,valid_from,limit_kind,reference,act_low,tol_low,tol_high,act_high"
RESULTS = "unit,test,performed_at,value,is_complete"


class Line:
    """A database that files are loaded into."""

    def __init__(self, url, folder):
        self.database, self.folder, self.number = Database(url), folder, 0

    def receive(self, name, *lines):
        self.number += 1
        path = self.folder / f"{name}_{self.number}_2026-11-24.csv"
        path.write_text("".join(f"{line}\n" for line in lines))
        (outcome,) = load_files([path], line_to(self.database, now=NOW))
        return outcome

    def status(self, today=TODAY):
        with self.database.read() as connection:
            asked = Asked(today, "", "", "")
            header, *rows = rows_of(connection, EXPORTS["qc_status"], asked)
        return {row[1]: dict(zip(header, row, strict=True)) for row in rows}

    def card(self, now=NOW):
        with self.database.read() as connection:
            return equipment.board(connection, now, ZONE)[0]


@pytest.fixture
def line(database_url, tmp_path):
    made = Line(database_url, tmp_path)
    made.receive(
        "qc_schedules", SCHEDULES,
        "Room 1,kvp,2026-01-01,2026-01-01,FREQ=MONTHLY;BYMONTHDAY=1,7,7,7",
        "Room 1,warm_up,2026-01-01,2026-01-01,FREQ=DAILY,0,0,0",
    )  # fmt: skip
    made.receive("qc_limits", LIMITS, "Room 1,kvp,2026-01-01,percent,80,-10,-5,5,10")
    return made


def act(line, function, *arguments, actor=TECH, now=NOW, **more):
    with line.database.write() as connection:
        return function(connection, *arguments, actor=actor, now=now, **more)
