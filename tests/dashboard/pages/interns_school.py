"""A small school for the tests of the interns page: two interns, one supervisor, and accounts tied to them."""

from db.actions.interns import link_account
from db.audit import COMMAND_LINE
from db.database import Connection
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import Hospital
from tests.db.competency.records import EDITION, LISTS
from tests.etl.lines import line_to


def enrol(hospital: Hospital) -> Hospital:
    """Ada (assigned to R. Tech) and Bea (assigned to nobody); Ada has logged Hip often enough, and Ribs once."""
    list(load_files(LISTS, line_to(hospital.database, now=hospital.now)))
    hospital.receive(
        "interns_2026-01-05.csv", "intern,cohort,edition,starts_on,ends_on,ris_name",
        *(f"{name} Trainee,2027,{EDITION},2026-01-05,2027-12-17,{name.upper()}" for name in ("Ada", "Bea")),
    )  # fmt: skip
    hospital.receive(
        "intern_supervisors_2026-01-05.csv", "intern,supervisor,starts_on", "Ada Trainee,R. Tech,2026-01-05"
    )  # fmt: skip
    hospital.receive(
        "exam_log_2026-11-20.csv", "intern,requirement,performed_at,record_number,participation",
        *(f"Ada Trainee,Hip,2026-11-0{day} 09:00,L-{day},performed" for day in (2, 3, 4)),
        "Ada Trainee,Ribs,2026-11-05 09:00,L-5,performed", "Bea Trainee,Femur,2026-11-05 09:00,L-6,performed",
    )  # fmt: skip
    hospital.receive(
        "competencies_2026-11-20.csv", "intern,requirement,evaluated_on,record_number,outcome,evaluator",
        "Bea Trainee,Patella,2026-11-06,C-1,passed,R. Tech",
    )  # fmt: skip
    hospital.add("intern", "technologist", "coordinator")
    with hospital.database.write() as connection:
        tie(connection, hospital, "intern", "intern", "Ada Trainee")
        tie(connection, hospital, "technologist", "supervisor", "R. Tech")
    return hospital


def tie(connection: Connection, hospital: Hospital, username: str, kind: str, name: str) -> None:
    """Tie an account to an intern or supervisor."""
    link_account(connection, username, name=name, kind=kind, actor=COMMAND_LINE, now=hospital.now)
