"""How long does the interns page take with 300 interns and three years of records, the layout included?

Run by hand: `python -m tests.benchmarks.interns_page [engine ...] [--out docs/benchmarks.md]`. Fills a database of its
own on each engine, in a temporary folder, then asks the application for each view as who may see it.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, text

from commands.files import REFERENCE
from dashboard.worker import stay_loaded
from db.clock import now_utc
from db.competency.standing import settle
from db.database import Database
from db.schema.development import development_record
from db.schema.interns import clinical_hours, competency_record, exam_log, intern
from db.settings import read_settings
from etl.pipeline import load_files
from tests.benchmarks.sections import put_section
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import Hospital, Visitor
from tests.dashboard.pages.interns_school import tie
from tests.dashboard.signing_in import open_page, script_token
from tests.db.competency.lists import names
from tests.db.competency.records import EDITION, LISTS
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker, databases_in

HEADING = "## The interns page with 300 interns and three years of records"
INTERNS, DAYS, PASSES, TIMES = 300, 3 * 220, 45, 9
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NAMES = ("Chest", "Hip", "Knee", "Hand", "Pelvis", "Ankle", "Foot", "Shoulder")
EXAM_HEAD = (
    "accession_number,exam_description,modality,room,patient_class,started_at,ended_at,status,"
    "student,supervisor"
)
_TITLES = ("BLS", "HIPAA training", "Badge issued", "MR safety screening", "Chest readers")
_SHARED = {"file_id": 1, "line_number": 1, "source_order": 0}
PAGES = ("/", "/interns", "/development")
_MATRIX = f"?view=matrix&cohort=Class+3&edition={EDITION.replace(' ', '+')}"
_PERSON = "?view=person&person={person}"
_OWN = (
    ("the own list", "/interns", ""), ("exams and judgements", "/interns", "?view=work"),
    ("hours and badge", "/interns", "?view=hours"), ("onboarding and learning", "/interns", "?view=learning"),
    ("supervision", "/interns", "?view=rules"), ("log a procedure", "/interns", "?view=log"),
)  # fmt: skip
VIEWS = {
    "coordinator": (
        ("who needs help first", "/interns", ""), ("matrix of a cohort of 25", "/interns", _MATRIX),
        ("supervision and hours of a cohort", "/interns", "?view=rules&cohort=Class+3"),
        ("an intern: the list", "/interns", _PERSON),
        ("an intern: exams and judgements", "/interns", _PERSON + "&part=work"),
        ("an intern: hours and badge", "/interns", _PERSON + "&part=hours"),
        ("an intern: onboarding and learning", "/interns", _PERSON + "&part=learning"),
        ("credentials of all", "/development", ""), ("learning of all", "/development", "?view=learning"),
        ("home", "/", ""), ("export competency_progress", "/export/competency_progress.csv", ""),
        ("completion record, PDF", "/interns/paper/completion.pdf", "?person={person}"),
        ("cohort report of all, PDF", "/interns/cohort/report.pdf", ""),
    ),
    "technologist": (
        ("who needs help first, of 12", "/interns", ""), ("to sign", "/interns", "?view=sign"),
        ("supervision and hours", "/interns", "?view=rules"), ("an intern: the list", "/interns", _PERSON),
    ),
    "intern": _OWN,
}  # fmt: skip


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


def measure(url: str, folder: Path, engine: str) -> list[str]:
    """Fill a database, ask for every view as who may see it, and return the lines of the table."""
    settings = read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(folder)})
    hospital = Hospital(settings, folder, NOW)
    database = hospital.database
    began = time.perf_counter()
    list(load_files([*LISTS, REFERENCE / "training_settings.csv"], line_to(database, now=NOW)))
    fill(database)
    hospital.receive("ris_2026-11-24.csv", EXAM_HEAD, *exam_lines())
    supervised = (f"Intern {number},R. Tech,2024-01-08" for number in range(12))
    hospital.receive("intern_supervisors_2024-01-08.csv", "intern,supervisor,starts_on", *supervised)
    with database.write() as connection:
        settle(connection, TODAY)
        connection.execute(text("ANALYZE"))
    sys.stderr.write(f"{engine}: filled in {time.perf_counter() - began:.0f} s\n")
    hospital.add("coordinator", "intern", "technologist")
    with database.write() as connection:
        tie(connection, hospital, "intern", "intern", "Intern 7")
        tie(connection, hospital, "technologist", "supervisor", "R. Tech")
        person = connection.scalar(select(intern.c.id).where(intern.c.intern == "Intern 7"))
    stay_loaded()
    lines = []
    for role, views in VIEWS.items():
        visitor = hospital.as_role(role)
        token = script_token(visitor.client)
        for title, path, query in views:
            ask = _asking(visitor, path, query.format(person=person), token)
            took = [_timed(ask) for _ in range(TIMES)]
            wall, busy = ([one[place] for one in took] for place in (0, 1))
            lines.append(
                f"| {engine} | {role} | {title} | {statistics.median(busy):.0f} | {statistics.median(wall):.0f} | "
                f"{max(wall):.0f} |"
            )
            sys.stderr.write(f"{lines[-1]}\n")
    with database.write() as connection:
        busy_one = _timed(lambda: settle(connection, TODAY, {"Intern 7"}))
    lines.append(
        f"| {engine} | | one intern's standing after an entry | {busy_one[1]:.0f} | {busy_one[0]:.0f} | |"
    )
    database.close()
    return lines


def _asking(visitor: Visitor, path: str, query: str, token: str) -> Callable[[], object]:
    app = visitor.hospital.app

    def ask() -> None:
        answer = (
            open_page(app, visitor.client, path, query, token)
            if path in PAGES
            else visitor.client.get(path + query)
        )
        assert answer.status_code == 200, (path, query, answer.text)
        assert answer.get_data()

    return ask


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor time of this process, in ms."""
    wall, busy = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - busy) * 1000


def exam_lines() -> Iterator[str]:
    """A hundred exams a day for 60 days, a third of them with an intern and a supervisor."""
    for place in range(6000):
        began = datetime(2026, 9, 25, 8) + timedelta(days=place // 100, minutes=place % 100 * 6)
        student, tech = (f"INTERN {place % 300}", f"Tech {place % 7}") if place % 3 == 0 else ("", "")
        yield (
            f"A{place},XR {NAMES[place % len(NAMES)]} 2 views,DX,Room {place % 5},outpatient,{began:%Y-%m-%d %H:%M},"
            f"{began + timedelta(minutes=5):%Y-%m-%d %H:%M},completed,{student},{tech}"
        )


def main() -> None:
    """Both engines, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    before, lines = os.getloadavg()[0], []
    with (
        tempfile.TemporaryDirectory() as folder,
        databases_in(Path(folder)) as databases,
        ExitStack() as ending,
    ):
        for engine in given.engines:
            lines += measure(DatabaseMaker(databases, ending)(engine), Path(folder), engine)
    section = f"""{HEADING}

Measured {now_utc():%Y-%m-%d} by `python -m tests.benchmarks.interns_page` on {os.cpu_count()} cores: {INTERNS} interns,
{INTERNS * DAYS:,} logged procedures, as many stays, {INTERNS * PASSES:,} judgements, {INTERNS * 60:,} records of
learning, 6,000 exams. Each view is asked for {TIMES} times as its page is, within the server: permission, queries,
layout, JSON. Wanted: under 200 ms. Processor time is the web process's; the rest of the wall is the database and what
else ran.

| engine | as | asked for | processor ms, median | wall ms, median | worst |
|---|---|---|---:|---:|---:|
{chr(10).join(lines)}

Load average before: {before:.1f}, after: {os.getloadavg()[0]:.1f}.
"""
    sys.stdout.write(section)
    if given.out:
        put_section(given.out, HEADING, section)


if __name__ == "__main__":
    main()
