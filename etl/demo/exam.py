"""What is an exam of the made-up department? All of it, as it will have happened when everything is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from etl.demo.catalogue import Procedure
from etl.demo.people import Patient
from etl.demo.rooms import room_of_house


@dataclass(slots=True)
class Exam:
    """One exam; times are naive UTC, None where a step does not occur."""

    day: date
    number: int
    accession_number: str
    study_instance_uid: str
    patient: Patient
    procedure: Procedure
    patient_class: str
    priority: str
    room: str
    ordered_at: datetime
    # When the patient could be taken; the exam begins then or when the room is free.
    ready_at: datetime
    technologist: str = ""
    student: str = ""
    supervisor: str = ""
    scheduled_at: datetime | None = None
    arrived_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    preliminary_at: datetime | None = None
    reported_at: datetime | None = None
    called_off_at: datetime | None = None
    called_off_as: str = ""
    cancel_reason: str = ""
    # A few doses have no exam in the RIS, and some exams have no dose, as in every real department.
    in_ris: bool = True
    dose_sent: bool = True

    # Which of the houses does it: a department of any size has the same rooms several times.
    house: int = 0

    @property
    def unit(self) -> str:
        """The room as the feeds name it: that of a further house has its letter."""
        return room_of_house(self.room, self.house).name

    def moments(self) -> Iterator[datetime]:
        """All that happens to the exam."""
        times = (
            self.ordered_at, self.scheduled_at, self.arrived_at, self.started_at, self.ended_at,
            self.preliminary_at, self.reported_at, self.called_off_at,
        )  # fmt: skip
        return (moment for moment in times if moment is not None)
