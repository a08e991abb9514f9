"""How long does the interns page ask with 300 interns and three years of records?

Run by hand: `python -m tests.benchmarks.interns_page`. Fills a database of its own in a temporary folder (SQLite), then
puts each of the page's questions eleven times and prints the median in ms.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from db.competency.standing import settle
from db.database import Connection, Database
from db.migrations import upgrade
from db.queries import interns
from db.queries.intern_exports import competency_progress
from db.schema.interns import competency_record, exam_log, intern
from tests.db.competency.lists import names
from tests.db.competency.records import EDITION, School

INTERNS, DAYS, A_DAY = 300, 3 * 220, 1
TODAY = date(2026, 11, 24)


def fill(school: School) -> None:
    """Three years of a procedure each clinic day, and 45 passes an intern."""
    everything = [*names("patient_care"), *names("mandatory"), *names("elective")]
    with school.database.write() as connection:
        file_id = 1
        people = [f"Intern {number}" for number in range(INTERNS)]
        shared = {"file_id": file_id, "line_number": 1, "source_order": 0}
        connection.execute(
            insert(intern),
            [
                {"intern": name, "cohort": f"Class {place // 25}", "edition": EDITION, "starts_on": date(2024, 1, 8),
                 "ends_on": date(2027, 1, 8), **shared}
                for place, name in enumerate(people)
            ],
        )  # fmt: skip
        for place, name in enumerate(people):
            days = [TODAY - timedelta(days=1 + number) for number in range(DAYS)]
            connection.execute(
                insert(exam_log),
                [
                    {"intern": name, "requirement": everything[(place + number) % len(everything)],
                     "performed_at": datetime(day.year, day.month, day.day, 9), "local_date": day,
                     "record_number": f"L{number}", "participation": "performed", **shared}
                    for number, day in enumerate(days)
                ],
            )  # fmt: skip
            connection.execute(
                insert(competency_record),
                [
                    {"intern": name, "requirement": everything[(place + number) % len(everything)],
                     "evaluated_on": days[number * 10], "record_number": f"C{number}", "outcome": "passed",
                     "evaluator": "R. Tech", **shared}
                    for number in range(45)
                ],
            )  # fmt: skip


def timed(database: Database, title: str, ask: Callable[[Connection], object]) -> None:
    """Ask eleven times and print the median."""
    took = []
    for _ in range(11):
        began = time.perf_counter()
        with database.read() as connection:
            ask(connection)
        took.append((time.perf_counter() - began) * 1000)
    print(f"{title}: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")


def main() -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'interns.db'}")
        upgrade(database.url)
        school = School(database, Path(folder))
        fill(school)
        began = time.perf_counter()
        with database.write() as connection:
            settle(connection, TODAY)
        print(
            f"{INTERNS * DAYS} logged procedures; all standings worked out in {time.perf_counter() - began:.1f} s"
        )
        everybody = interns.Scope(None)
        timed(database, "who needs help first", lambda c: interns.overview(c, everybody, TODAY))
        timed(database, "matrix of a cohort", lambda c: interns.matrix(c, everybody, "Class 3", EDITION))
        timed(database, "one intern's list", lambda c: interns.standings_of(c, "Intern 7"))
        timed(database, "export of all, at any day", lambda c: competency_progress(c, TODAY))
        with database.write() as connection:
            began = time.perf_counter()
            settle(connection, TODAY, {"Intern 7"})
            print(f"one intern's standing after an entry: {(time.perf_counter() - began) * 1000:.0f} ms")
            assert connection.scalar(select(intern.c.id).limit(1)) is not None
        database.close()


if __name__ == "__main__":
    main()
