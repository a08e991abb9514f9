"""Exams with their times, as a radiology information system exports them: one row per exam (accession number)."""

from decimal import Decimal

from etl.fields import AgeFromBirthDate, Identifier, LocalDay, LocalTime, Number, Sealed, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

# What systems put in place of a birth date that they do not know.
_NO_BIRTH_DATE = ("0", "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-01-01", "9999-12-31")

_SEX = {"M": "M", "F": "F", "O": "O", "male": "M", "female": "F", "other": "O", "U": None, "unknown": None}

_PRIORITY = {
    "stat": "stat",
    "S": "stat",
    "asap": "asap",
    "A": "asap",
    "urgent": "urgent",
    "U": "urgent",
    "routine": "routine",
    "R": "routine",
}

_PATIENT_CLASS = {
    "inpatient": "inpatient",
    "I": "inpatient",
    "outpatient": "outpatient",
    "O": "outpatient",
    "emergency": "emergency",
    "E": "emergency",
}

_STATUS = {
    "ordered": "ordered",
    "scheduled": "scheduled",
    "SC": "scheduled",
    "arrived": "arrived",
    "in_progress": "in_progress",
    "in progress": "in_progress",
    "started": "in_progress",
    "IP": "in_progress",
    "completed": "completed",
    "CM": "completed",
    "preliminary": "preliminary",
    "P": "preliminary",
    "final": "final",
    "reported": "final",
    "F": "final",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "CA": "cancelled",
    "no_show": "no_show",
    "no show": "no_show",
}

RIS_CSV = Source(
    name="ris_csv",
    title="RIS",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("exam_reference", "exam")},
    order=FILE_AS_OF,
    as_of=("ended_at", "started_at", "arrived_at", "ordered_at"),
    fields=(
        Identifier("exam_key", header=("accession_number",), kind="accession", private=True),
        Sealed("sealed_accession_number", same_as="exam_key", private=True),
        Identifier("study_key", header=("study_instance_uid",), kind="study", uid=True, private=True),
        Identifier("patient_key", header=("patient_id",), kind="patient", private=True),
        AgeFromBirthDate("patient_age_years", header=("birth_date",), unknown=_NO_BIRTH_DATE, private=True),
        Words("patient_sex", header=("sex",), words=_SEX),
        Text("exam_code"),
        Text("exam_description"),
        Text("modality"),
        Text("body_part"),
        Text("room"),
        Words("priority", words=_PRIORITY, others=True),
        Words("patient_class", words=_PATIENT_CLASS, others=True),
        Text("technologist", private=True),
        Text("student", private=True),
        Text("supervisor", private=True),
        Text("contrast_agent"),
        Number(
            "contrast_volume_ml", unit="mL", units={"mL": Decimal(1), "L": Decimal(1000)}, low=0, high=2000
        ),
        LocalTime("ordered_at"),
        LocalTime("scheduled_at"),
        LocalTime("arrived_at"),
        LocalTime("started_at"),
        LocalTime("ended_at"),
        LocalTime("preliminary_at"),
        LocalTime("reported_at"),
        LocalDay(
            "local_date",
            of=("started_at", "scheduled_at", "ordered_at", "arrived_at", "ended_at", "reported_at"),
        ),
        Words("status", words=_STATUS),
        Text("cancel_reason"),
    ),
)
