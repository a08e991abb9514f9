"""What did each dose file say, and what of it counts? The rows behind the dose figures, for other programs."""

from typing import Any

from sqlalchemy import Select, select

from db.schema.dose import dose_report, dose_study, irradiation_event
from db.schema.feeds import feed_file
from db.stats import byte_order

# Not for other programs: numbers that only this database knows, and where the row stood.
# Where a unit has two tubes the export gives a value for each.
BY_SOURCE = {
    "kvp_kv": "kvp_by_source_kv",
    "tube_current_ma": "tube_current_by_source_ma",
    "max_tube_current_ma": "max_tube_current_by_source_ma",
    "exposure_time_per_rotation_s": "exposure_time_per_rotation_by_source_s",
}
_INTERNAL = ("id", "file_id", "line_number", "source_order")


def irradiation_events() -> Select[Any]:
    """One row per event as each file reports it; `event_index` is its 0-based order in the file."""
    first = ("event_index", "study_key", "event_key", "in_force")
    table = irradiation_event
    rest = [c for c in table.columns if c.name not in (*first, *_INTERNAL)]
    return (
        select(feed_file.c.name.label("file"), *(table.c[name] for name in first), *rest)
        .join(feed_file, feed_file.c.id == table.c.file_id)
        .order_by(
            byte_order(feed_file.c.name),
            table.c.study_key,
            table.c.event_index,
            byte_order(feed_file.c.sha256),
        )
    )


def dose_reports() -> Select[Any]:
    """One row per dose report or image-header file with its totals as reported, superseded ones included."""
    table = dose_report
    rest = [c for c in table.columns if c.name not in ("study_key", "in_force", *_INTERNAL)]
    return (
        select(feed_file.c.name.label("file"), table.c.study_key, table.c.in_force, *rest)
        .join(feed_file, feed_file.c.id == table.c.file_id)
        .order_by(byte_order(feed_file.c.name), table.c.study_key, byte_order(feed_file.c.sha256))
    )


def dose_studies() -> Select[Any]:
    """One row per study with what is in force: number of events, totals in the unit of the column's name."""
    rest = [c for c in dose_study.columns if c.name not in ("id", "study_key")]
    return select(dose_study.c.study_key, *rest).order_by(byte_order(dose_study.c.study_key))
