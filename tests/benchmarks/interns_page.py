"""How long does the interns page ask with 300 interns and three years of records?

Run by hand: `python -m tests.benchmarks.interns_page`. Fills a database of its own on each engine, in a temporary
folder, then puts each of the page's questions eleven times and prints the median in ms.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from commands.files import REFERENCE
from db.competency.standing import settle
from db.database import Connection, Database
from db.queries import development, interns
from db.queries.intern_exports import competency_progress
from db.schema.development import development_record
from db.schema.interns import clinical_hours, competency_record, exam_log, intern
from etl.pipeline import load_files
from tests.db.competency.lists import names
from tests.db.competency.records import EDITION, School
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker, Engine, databases_in

INTERNS, DAYS, PASSES = 300, 3 * 220, 45
TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("America/New_York")
_TITLES = ("BLS", "HIPAA training", "Badge issued", "MR safety screening", "Chest readers")
_SHARED = {"file_id": 1, "line_number": 1, "source_order": 0}


def fill(database: Database) -> None:
    """Three years of a procedure and a stay each clinic day, 45 passes and 60 records of learning an intern."""
    everything = [*names("patient_care"), *names("mandatory"), *names("elective")]
    people = [f"Intern {number}" for number in range(INTERNS)]
    days = [TODAY - timedelta(days=1 + number * 3 // 2) for number in range(DAYS)]
    at = [datetime(day.year, day.month, day.day, 12) for day in days]
    with database.write() as connection:
        connection.execute(
            insert(intern),
            [
                {"intern": name, "cohort": f"Class {place // 25}", "edition": EDITION, "starts_on": date(2024, 1, 8),
                 "ends_on": date(2027, 1, 8), "ris_name": name.upper(), **_SHARED}
                for place, name in enumerate(people)
            ],
        )  # fmt: skip
        for place, name in enumerate(people):
            logged = [
                {"intern": name, "requirement": everything[(place + number) % len(everything)],
                 "performed_at": moment, "local_date": day, "record_number": f"L{number}", "participation": "performed",
                 "supervision": "direct" if number % 9 else "indirect", "supervisor": "R. Tech", **_SHARED}
                for number, (day, moment) in enumerate(zip(days, at, strict=True))
            ]  # fmt: skip
            stays = [
                {"intern": name, "started_at": moment, "ended_at": moment + timedelta(hours=8), "local_date": day,
                 "activity": "clinic" if number % 3 else "class", "approved_by": "R. Tech", **_SHARED}
                for number, (day, moment) in enumerate(zip(days, at, strict=True))
            ]  # fmt: skip
            passed = [
                {"intern": name, "requirement": everything[(place + number) % len(everything)],
                 "evaluated_on": days[number * 10], "record_number": f"C{number}", "outcome": "passed",
                 "evaluator": "R. Tech", **_SHARED}
                for number in range(PASSES)
            ]  # fmt: skip
            learned = [
                {"person": name, "person_group": "intern", "kind": "onboarding" if number < 4 else "shadowing",
                 "title": _TITLES[min(number, 4)],
                 "record_number": f"{number}", "done_on": days[number * 10], "expires_on": None if number else TODAY,
                 "hours": 1.5, **_SHARED}
                for number in range(60)
            ]  # fmt: skip
            connection.execute(insert(exam_log), logged)
            connection.execute(insert(clinical_hours), stays)
            connection.execute(insert(competency_record), passed)
            connection.execute(insert(development_record), learned)


def timed(database: Database, title: str, ask: Callable[[Connection], object]) -> None:
    """Ask eleven times and print the median."""
    took = []
    for _ in range(11):
        began = time.perf_counter()
        with database.read() as connection:
            ask(connection)
        took.append((time.perf_counter() - began) * 1000)
    print(f"  {title}: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms", flush=True)


def measure(url: str, folder: Path) -> None:
    """Fill, ask, print, on one engine."""
    database = Database(url)
    School(database, folder)
    list(load_files([REFERENCE / "training_settings.csv"], line_to(database)))
    fill(database)
    began = time.perf_counter()
    with database.write() as connection:
        settle(connection, TODAY)
        connection.execute(text("ANALYZE"))
    seconds = time.perf_counter() - began
    print(
        f"  {INTERNS * DAYS} logged procedures and as many stays; all standings worked out in {seconds:.1f} s"
    )
    everybody, one = interns.Scope(None), interns.Scope(frozenset({"Intern 7"}))
    since = TODAY - timedelta(days=92)
    timed(database, "who needs help first", lambda c: interns.overview(c, everybody, TODAY))
    timed(database, "matrix of a cohort", lambda c: interns.matrix(c, everybody, "Class 3", EDITION))
    timed(database, "one intern's list", lambda c: interns.standings_of(c, "Intern 7"))
    timed(database, "one intern's hours", lambda c: interns.stays_of(c, "Intern 7", TODAY, ZONE))
    timed(database, "one intern's supervision", lambda c: interns.supervised(c, one, since, TODAY))
    # The page looks through more interns than 40 one cohort after the other.
    with database.read() as connection:
        cohort = everybody.of_cohort(connection, "Class 3")
    timed(database, "supervision of a cohort, 92 days", lambda c: interns.supervised(c, cohort, since, TODAY))
    timed(database, "hours of a cohort", lambda c: interns.hours(c, cohort, since, TODAY, ZONE))
    timed(
        database, "credentials of all", lambda c: development.standing(c, development.Whom(None, None), TODAY)
    )
    timed(database, "learning of all", lambda c: development.learned(c, development.Whom(None, None), TODAY))
    timed(database, "what home tells", lambda c: interns.attention(c, TODAY))
    timed(database, "export of all, at any day", lambda c: competency_progress(c, TODAY))
    with database.write() as connection:
        began = time.perf_counter()
        settle(connection, TODAY, {"Intern 7"})
        print(f"  one intern's standing after an entry: {(time.perf_counter() - began) * 1000:.0f} ms")
    database.close()


def main() -> None:
    """Both engines, one after the other."""
    engines: tuple[Engine, ...] = ("sqlite", "postgresql")
    with (
        tempfile.TemporaryDirectory() as folder,
        databases_in(Path(folder)) as databases,
        ExitStack() as ending,
    ):
        for engine in engines:
            print(engine, flush=True)
            measure(DatabaseMaker(databases, ending)(engine), Path(folder))


if __name__ == "__main__":
    main()
