"""A small ward for the tests of the RSO's decisions: readings loaded along the real line, an RSO and a deputy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from db.actions.accounts import create_account
from db.audit import COMMAND_LINE, Actor
from db.badge_cases import Case, cases
from db.badge_signatures import report_state
from db.badge_verdicts import Programme
from db.database import Database
from db.privacy import Keyring
from db.schema.accounts import account, audit_event
from etl.pipeline import load_files
from tests.etl.lines import line_to

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
PASSWORD = "blaue Ente im Schnee"
LIMITS = "US-NRC"
SEPTEMBER = date(2026, 9, 30)
ANNA, BEN, CARO, DORA = (("100", number) for number in ("00017", "00092", "00148", "00500"))
_REFERENCE = Path(__file__).parents[2] / "db" / "reference"
_HEAD = (
    "Account Number,Account Name,Series Code,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
    "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode"
)
Q2, Q3 = "2026-04-01,2026-06-30", "2026-07-01,2026-09-30"
# Body levels 1.25 and 3.75 mSv a quarter, limit 50 mSv a year. Anna Level I, Ben Level II, Caro below, Dora fetal.
READINGS = (
    ("00017", "ANNA", "CHEST", Q3, "1.30,1.30,1.30", "S1", "0"),
    ("00092", "BEN", "CHEST", Q3, "4.00,4.00,4.00", "S2", "0"),
    ("00148", "CARO", "CHEST", Q2, "0.10,0.10,0.10", "S3", "0"),
    ("00148", "CARO", "CHEST", Q3, "0.20,0.20,0.20", "S4", "0"),
    ("00500", "DORA", "CHEST", Q3, "0.10,0.10,0.10", "S5", "0"),
    ("00500", "DORA", "FETAL", "2026-09-01,2026-09-30", "0.05,M,M", "S6", "0"),
)


class Ward:
    """The database with its people; files are received, decisions taken."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url)
        self.folder = folder
        self.keyring = Keyring("tests-only-secret-key-of-the-ward-4711", "")
        self.programme = Programme()
        self.line = line_to(self.database, now=NOW)
        files = [_REFERENCE / name for name in ("dose_limits.csv", "alara_levels.csv", "reporting_clocks.csv",
                                                "effective_dose_rules.csv")]  # fmt: skip
        assert {one.outcome for one in load_files(files, self.line)} == {"loaded"}
        with self.database.write() as connection:
            for name in ("rso", "deputy"):
                create_account(
                    connection, name, f"Made-up {name}", "rso", PASSWORD, actor=COMMAND_LINE, now=NOW
                )
            ids = {name: key for key, name in connection.execute(select(account.c.id, account.c.username))}
        self.rso = Actor("rso", "rso", ids["rso"], "127.0.0.1")
        self.deputy = Actor("deputy", "rso", ids["deputy"], "127.0.0.1")

    def receive(self, name: str, *readings: tuple[str, ...]) -> None:
        """Load one report of these readings: number, name, use, period, doses, serial number, version."""
        lines = [f"100,Made-up,RAD,{','.join(reading)}," for reading in readings]
        path = self.folder / name
        path.write_text("\n".join([_HEAD, *lines]) + "\n", encoding="utf-8")
        (outcome,) = load_files([path], self.line)
        assert outcome.outcome == "loaded", outcome.reason

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A look at the database."""
        with self.database.read() as connection:
            yield connection

    def cases(self) -> list[Case]:
        """All cases in force."""
        with self.read() as connection:
            return cases(connection, LIMITS)

    def case_of(self, key: tuple[str, str], quantity: str = "body") -> Case:
        """The case of one wearer and quantity."""
        (case,) = [one for one in self.cases() if one.wearer_key == key and one.quantity == quantity]
        return case

    def digest(self, report: date = SEPTEMBER) -> str:
        """What a report's readings say now."""
        with self.read() as connection:
            return report_state(connection, report).digest

    def events(self) -> list[tuple[str, str, str | None, str]]:
        """The trail: action, actor, object, outcome."""
        columns = audit_event.c
        query = select(columns.action, columns.actor, columns.object_id, columns.outcome).order_by(columns.id)
        with self.read() as connection:
            return [tuple(row) for row in connection.execute(query) if row.action.startswith("badges.")]
