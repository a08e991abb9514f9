"""Makes a RIS export of any number of exams: 24 columns, one row in a thousand wrong."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

HEADER = (
    "accession_number,study_instance_uid,patient_id,birth_date,sex,exam_code,exam_description,modality,body_part,room,"
    "priority,patient_class,technologist,student,supervisor,ordered_at,scheduled_at,arrived_at,started_at,ended_at,"
    "preliminary_at,reported_at,status,cancel_reason\n"
)
_EXAMS = [
    (f"{modality}{part[:3].upper()}{n}", f"{modality} {part} {n} views", modality, part)
    for modality in ("DX", "CT", "MG", "RF")
    for part in ("Chest", "Abdomen", "Knee", "Hand", "Pelvis", "Skull", "Spine", "Foot")
    for n in (1, 2, 3)
]
_MINUTES = (0, 10, 20, 30, 40, 60, 90)


# How long it is from one exam to the next, in the mean.
SECONDS_BETWEEN = 32.5


def write_exams(
    path: Path,
    exams: int,
    *,
    corrected: bool = False,
    begins: datetime = datetime(2025, 1, 1),
    first: int = 0,
) -> Path:
    """Write the file, always the same; `corrected`: one exam in a hundred has another room.

    `first` is the number of its first exam: files with other numbers hold other exams.
    """
    chance = random.Random(1)
    begun = begins
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for number in range(first, first + exams):
            begun += timedelta(seconds=chance.randint(5, 60))
            times = ",".join(
                str(begun + timedelta(minutes=minutes, seconds=chance.randint(0, 59))) for minutes in _MINUTES
            )
            born = date(1930, 1, 1) + timedelta(days=chance.randint(0, 33_000))
            code, description, modality, part = chance.choice(_EXAMS)
            room = f"Room {chance.randint(1, 9)}" + (" B" if corrected and number % 100 == 0 else "")
            status = "final" if number % 1_000 else "no such status"
            file.write(
                f"A{number:08d},1.2.826.0.1.3680043.{number}.{chance.randint(1, 10**12)},"
                f"P{chance.randint(0, 10**6):07d},{born},{chance.choice('MF')},{code},{description},{modality},{part},"
                f"{room},routine,outpatient,T{chance.randint(1, 40)},,S{chance.randint(1, 9)},"
                f"{times},{status},\n"
            )
    return path
