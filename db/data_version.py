"""Has anything changed that a scene of the wall is made of? A few counts name the state of the data.

Rows are counted, for the newest number alone would miss one that was begun earlier and committed later.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, select

from db.schema.displays import announcement
from db.schema.equipment import fault, qc_correction, qc_result, qc_review
from db.schema.feeds import feed_file, row_correction
from db.schema.interns import competency_record, intern, training_signature
from db.schema.stock import stock_booking


@dataclass(frozen=True, slots=True)
class _Made:
    """What a scene is made of: files of these sources, and rows that people enter."""

    sources: tuple[str, ...] = ()
    entered: tuple[Table, ...] = ()
    # Changes that leave no new row.
    changes: tuple[ColumnElement[int], ...] = ()


_MADE_OF: Mapping[str, _Made] = {
    "today": _Made(("ris_csv", "hl7", "operations_targets")),
    "rooms": _Made(
        ("equipment_list", "qc_results", "qc_limits", "qc_schedules", "service_events"),
        (fault, qc_result, qc_review, qc_correction),
        (func.sum(fault.c.version),),
    ),
    "dose": _Made(("rdsr", "image_header", "dose_csv", "exam_names", "reference_levels")),
    "supplies": _Made(
        ("stock", "item_list", "movements", "stock_targets", "prices", "recalls"), (stock_booking,)
    ),
    "people": _Made(
        (
            "interns", "competencies", "exam_log", "competency_requirements", "competency_rules",
            "landauer", "mirion", "badge_roster",
        ),
        (intern, competency_record, training_signature),
    ),
    "messages": _Made((), (announcement,), (func.count(announcement.c.ended_at),)),
}  # fmt: skip


def version_of(connection: Connection, scene: str) -> tuple[Hashable, ...]:
    """What differs whenever a file, a correction or an entry may have changed what this scene says."""
    made = _MADE_OF[scene]
    came = select(func.count(), func.sum(feed_file.c.attempts), func.max(feed_file.c.ended_at)).where(
        feed_file.c.source.in_(made.sources)
    )
    counts = [
        select(func.count()).select_from(row_correction).scalar_subquery(),
        *(select(func.count()).select_from(table).scalar_subquery() for table in made.entered),
        *(select(change).scalar_subquery() for change in made.changes),
    ]
    url = str(connection.engine.url)
    return (url, *connection.execute(came).one(), *connection.execute(select(*counts)).one())
