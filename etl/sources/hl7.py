"""Exams, their times and their patients' visits, as HL7 v2 messages tell them: orders, reports, visits, merges.

Which field means begin and which means end differs by site: `[hl7] columns` in feeds.toml says it. Report text is in no
field here, so it is never read.
"""

from decimal import Decimal

from etl.addresses import MESSAGE, PLACE
from etl.fields import AgeFromBirthDate, Identifier, LocalDay, LocalTime, Number, Sealed, Text, Whole, Words
from etl.layout import Messages
from etl.source import Source

# YYYYMMDDHHMM[SS[.S[S[S[S]]]]][+/-ZZZZ] (HL7 v2.5.1, 2.A.22); less exact times are no moment.
_FORMS = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H%M%S.%f")
_NO_BIRTH_DATE = ("0", "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-01-01", "9999-12-31")
_SEX = {"M": "M", "F": "F", "O": "O", "A": "O", "U": None, "N": None}
_PRIORITY = {"S": "stat", "stat": "stat", "A": "asap", "U": "urgent", "R": "routine", "routine": "routine"}
_CLASS = {
    "I": "inpatient",
    "O": "outpatient",
    "E": "emergency",
    "P": "preadmit",
    "R": "recurring",
    "B": "obstetrics",
    "U": None,
    "N": None,
}
# Order control (table 0119), order status (0038) and result status (0123); what says nothing of progress is unknown.
_STATUS = {
    "NW": "ordered",
    "SC": "scheduled",
    "AR": "arrived",
    "IP": "in_progress",
    "CM": "completed",
    "P": "preliminary",
    "R": "preliminary",
    "F": "final",
    "C": "final",
    "CA": "cancelled",
    "OC": "cancelled",
    "CR": "cancelled",
    "DC": "cancelled",
    "OD": "cancelled",
    "X": "cancelled",
    "A": None,
    "ER": None,
    "HD": None,
    "I": None,
    "O": None,
    "RP": None,
    "S": None,
}
_CONTROL = "ORC-1 when ORC-1=NW|CA|OC|CR|DC|OD"


def _time(column: str, *addresses: str) -> LocalTime:
    return LocalTime(column, header=addresses, formats=_FORMS, offsets=True)


HL7 = Source(
    name="hl7",
    title="HL7 messages",
    takes=("*.hl7", "*"),
    messages=Messages(),
    writes={
        "merge": ("patient_merge",),
        "visit": ("patient_visit",),
        "order": ("exam_reference", "exam_account"),
        "report": ("exam_reference", "exam_account"),
    },
    order="told_at",
    as_of=("told_at",),
    fields=(
        Identifier("exam_key", header=("IPC-1", "OBR-18"), kind="accession", private=True),
        Sealed("sealed_accession_number", same_as="exam_key", private=True),
        Identifier("message_key", header=(MESSAGE,), kind="message"),
        Whole("place", header=(PLACE,)),
        _time("told_at", "MSH-7"),
        Identifier("study_key", header=("IPC-3", "ZDS-1"), kind="study", uid=True, private=True),
        Identifier("patient_key", header=("PID-3",), kind="patient", private=True),
        Identifier("old_patient_key", header=("MRG-1",), kind="patient", private=True),
        AgeFromBirthDate(
            "patient_age_years", header=("PID-7:8",), formats=("%Y%m%d",), unknown=_NO_BIRTH_DATE, private=True
        ),
        Words("patient_sex", header=("PID-8",), words=_SEX, others=True),
        Text("exam_code", header=("OBR-4.1",)),
        Text("exam_description", header=("OBR-4.2",)),
        Text("modality", header=("OBR-24", "IPC-5")),
        # A body part and a contrast agent have no field of their own: a site that sends them says where.
        Text("body_part"),
        Text("room", header=("IPC-9", "OBR-34.4")),
        Words("priority", header=("TQ1-9", "OBR-27.6", "ORC-7.6", "OBR-5"), words=_PRIORITY, others=True),
        Words("patient_class", header=("PV1-2",), words=_CLASS, others=True),
        Words("is_end", header=("MSH-9.2",), words={"A03": True}, otherwise=False),
        Text("technologist", header=("OBR-34.1.2", "OBR-34"), private=True),
        Text("student", private=True),
        Text("supervisor", private=True),
        Text("contrast_agent"),
        Number("contrast_volume_ml", unit="mL", units={"mL": Decimal(1), "L": Decimal(1000)}, low=0, high=2000),
        _time("ordered_at", "ORC-9 when ORC-1=NW", "ORC-15 when ORC-1=NW", "OBR-6"),
        _time("scheduled_at", "OBR-36", "TQ1-7", "OBR-27.4", "ORC-7.4"),
        _time("arrived_at", "ORC-9 when ORC-5=AR"),
        _time("started_at", "ORC-9 when ORC-5=IP", "OBR-7 when ORC-5=IP|CM", "OBR-7 when MSH-9=ORU"),
        _time("ended_at", "OBR-8", "ORC-9 when ORC-5=CM and MSH-9=ORM|OMI"),
        _time("preliminary_at", "OBR-22 when OBR-25=P|R"),
        # `C` corrects a report that was final before: when, it does not say.
        _time("reported_at", "OBR-22 when OBR-25=F"),
        LocalDay(
            "local_date",
            of=("started_at", "scheduled_at", "ordered_at", "arrived_at", "ended_at", "reported_at", "told_at"),
        ),
        Words("status", header=("OBR-25 when MSH-9=ORU", _CONTROL, "ORC-5"), words=_STATUS),
        Text("cancel_reason", header=("ORC-16.2", "ORC-16")),
    ),
)  # fmt: skip
