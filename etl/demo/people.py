"""Who works in the made-up department, and who are its patients? No name here belongs to anybody."""

from datetime import date, timedelta
from typing import NamedTuple

from etl.demo.chance import chance

TECHNOLOGISTS = (
    "Ada Brandvik", "Ivo Castell", "Mina Okonjo", "Teun Halloran", "Rhea Lindholm", "Samir Achterberg",
    "Greta Pemberley", "Oskar Nwosu", "Lucia Ferrant", "Henrik Doyle", "Priya Valmont", "Jonas Eklund",
)  # fmt: skip
SUPERVISORS = ("Ada Brandvik", "Teun Halloran", "Rhea Lindholm", "Oskar Nwosu")
STUDENTS = (
    "Elin Marsh", "Noor Calloway", "Tomas Reyling", "Freya Abara", "Kofi Lindgren", "Marta Quill",
    "Daniel Osei-Brandt", "Yuki Harrow",
)  # fmt: skip
# The second cohort: each shares the exams of the one in the same place of the first.
NEWCOMERS = (
    "Ines Ravel", "Jasper Moto", "Salma Whitlock", "Piet Andrade", "Lena Okafor", "Arne Castellano", "Ruth Demirel",
    "Owen Tanaka",
)  # fmt: skip
INTERNS = (*STUDENTS, *NEWCOMERS)


class Patient(NamedTuple):
    """A made-up patient: the id says so, and there is no name."""

    patient_id: str
    birth_date: date
    sex: str


def patient(seed: int, number: int, today: date) -> Patient:
    """Return one of the patients; a birth is never after the day on which the patient comes."""
    draw = chance(seed, "patient", number)
    child = draw.random() < 0.07
    age_days = draw.uniform(20, 15.9 * 365) if child else draw.triangular(16.1, 97, 66) * 365.25
    # Born before a fixed day, so that a patient's age grows as time goes by.
    born = date(2026, 1, 1) - timedelta(days=round(age_days))
    while born > today:
        born -= timedelta(days=365)
    return Patient(f"DEMO-P{number:05d}", born, draw.choices("FMO", (52, 47, 0.4))[0])


def any_patient(seed: int, today: date, pick: float, patients: int) -> Patient:
    """Return the one of so many patients that a number from 0 to 1 points at; some come more often than others."""
    return patient(seed, int(patients * pick**1.3), today)
