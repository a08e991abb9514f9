"""Interns whose records take the line: a roster, and files of what they did."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from commands.files import REFERENCE
from db.competency.evaluate import Pass
from db.database import Database
from etl.pipeline import Outcome, load_files
from tests.etl.lines import line_to

EDITION = "ARRT Radiography 2022"
LISTS = [
    REFERENCE / f"{name}.csv" for name in ("competency_requirements", "competency_rules", "competency_cases")
]


class School:
    """A database that takes interns' files."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        list(load_files(LISTS, line_to(database)))

    def receive(self, name: str, header: str, rows: Sequence[str]) -> Outcome:
        """Load a file of these lines."""
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in (header, *rows)), encoding="utf-8")
        (outcome,) = load_files([path], line_to(self.database))
        return outcome

    def enrol(self, *interns: str, edition: str = EDITION, name: str = "interns_2026-01-05.csv") -> Outcome:
        """Put interns on the roster, from January 2026 to December 2027."""
        rows = [f"{one},School,2027,{edition},2026-01-05,2027-12-17,{one.upper()},1800" for one in interns]
        header = "intern,programme,cohort,edition,starts_on,ends_on,ris_name,clinic_hours_needed"
        return self.receive(name, header, rows)

    def judge(
        self, intern: str, passes: Sequence[Pass], name: str = "competencies_2026-11-20.csv"
    ) -> Outcome:
        """Load these passes of an intern."""
        rows = [
            f'{intern},"{one.requirement}",{one.day},C-{intern}-{place},passed,'
            f"{'yes' if one.is_simulated else 'no'},R. Tech"
            for place, one in enumerate(passes)
        ]
        return self.receive(
            name, "intern,requirement,evaluated_on,record_number,outcome,simulated,evaluator", rows
        )

    def log(
        self, rows: Sequence[tuple[str, str, str, str]], name: str = "exam_log_2026-11-20.csv"
    ) -> Outcome:
        """Load logged procedures: intern, requirement, moment, level."""
        lines = [
            f'{who},"{what}",{when},L-{place},{level}' for place, (who, what, when, level) in enumerate(rows)
        ]
        return self.receive(name, "intern,requirement,performed_at,record_number,participation", lines)


def day(text: str) -> date:
    """A day as ISO text."""
    return date.fromisoformat(text)
