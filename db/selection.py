"""Which part of the department is asked about? Days, room, exam type, patient class and age band, one for all pages."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Selection:
    """First and last day (the hospital's, both included); an empty text means all."""

    start: date
    end: date
    room: str = ""
    exam_type: str = ""
    patient_class: str = ""
    age_band: str = ""
