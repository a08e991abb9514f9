"""How are the images of an exposure told apart? One for processing, one for presentation, each with its own UID."""

from etl.demo.chance import made_up_uid
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure

FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1"
FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.1.1.1"
INTENTS = {FOR_PRESENTATION: "FOR PRESENTATION", FOR_PROCESSING: "FOR PROCESSING"}


def image_uid(exposure: Exposure, sop_class: str) -> str:
    """The UID of an image of an exposure."""
    return made_up_uid(0, "image", exposure.event_uid, sop_class)


def image_name(exam: Exam, place: int, sop_class: str) -> str:
    """The file of an image; `place` is that of its exposure in the exam."""
    letter = "a" if sop_class == FOR_PROCESSING else "b"
    return f"dx_{exam.accession_number}_{place}{letter}.dcm"
