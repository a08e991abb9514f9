"""Which exams are there, with all their times? The rows behind the exam figures, for other programs."""

from typing import Any

from sqlalchemy import Select, select

from db.schema.exams import exam
from db.stats import byte_order

_COLUMNS = (
    "exam_key", "study_key", "exam_code", "exam_type", "room", "priority", "patient_class", "ordered_at",
    "scheduled_at", "arrived_at", "started_at", "ended_at", "preliminary_at", "reported_at", "status",
)  # fmt: skip


def exams() -> Select[Any]:
    """One row per exam; times in UTC."""
    return select(*(exam.c[name] for name in _COLUMNS)).order_by(byte_order(exam.c.exam_key))
