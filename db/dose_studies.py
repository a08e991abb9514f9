"""Which of the dose rows of a study count, and what do they add up to? Decided anew for each study that a load touched.

One exposure counts once (the definition stands in `events_in_force`), reports that a later cumulative one covers step
back, and continued ones add. Nothing is deleted: `in_force` says which rows count.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from db.dose_described import describe
from db.event_findings import deviation, images_joined
from db.exam_names import ExamNames
from db.quality_control import QualityPatterns, read_quality_patterns
from db.schema.dose import dose_report, dose_study, irradiation_event
from db.summaries.touched import touch_studies

Row = dict[str, Any]
# Where the same exposure is told of twice, the fuller account counts: report, then a dose system's export, then header.
_RANK = {"rdsr": 0, "csv": 1, "image": 2}
_TOTALS = (
    "total_dap_gy_cm2",
    "total_dlp_mgy_cm",
    "total_dose_rp_mgy",
    "total_agd_left_mgy",
    "total_agd_right_mgy",
)
_COUNTS = (
    "number_of_axial",
    "number_of_const_angle",
    "number_of_spiral",
    "number_of_stationary",
)
# What is found out about an event once its study is known.
_FOUND = ("joined_by", "computed_deviation_index", "deviation_index_differs", "quality_control_by")
_EVENT_COLUMNS = (
    "id", "file_id", "event_index", "report_kind", "study_key", "event_key", "image_key", "exam_key", "modality",
    "started_at", "local_date", "laterality", "view", "protocol", "target_region", "exam_type", "projection",
    "dap_gy_cm2", "dlp_mgy_cm", "dose_rp_mgy", "agd_mgy", "source_order", "in_force", "event_type",
    "irradiation_duration_ms",
    "room", "exposure_index", "target_exposure_index", "deviation_index", "is_quality_control", *_FOUND,
)  # fmt: skip
_REPORT_COLUMNS = (
    "id", "file_id", "report_kind", "study_key", "exam_key", "modality", "study_date", "exam_description", "content_at",
    "procedure_text", "patient_key", "patient_pattern",
    "total_fluoro_time_s", "source_order", "in_force", *_TOTALS, *_COUNTS,
)  # fmt: skip
_BATCH = 500


def touched_studies(connection: Connection, file_id: int) -> set[str]:
    """The studies that a file speaks of."""
    studies: set[str] = set()
    for table in (dose_report, irradiation_event):
        studies.update(
            connection.scalars(select(table.c.study_key).where(table.c.file_id == file_id).distinct())
        )
    return studies


def settle(connection: Connection, study_keys: Iterable[str], names: ExamNames) -> None:
    """Decide anew what counts in these studies, and write their totals."""
    keys = sorted(study_keys)
    patterns = read_quality_patterns(connection)
    for start in range(0, len(keys), _BATCH):
        _settle_batch(connection, keys[start : start + _BATCH], names, patterns)


def _settle_batch(
    connection: Connection, keys: Sequence[str], names: ExamNames, patterns: QualityPatterns
) -> None:
    touch_studies(connection, keys)
    events = _by_study(connection, irradiation_event, _EVENT_COLUMNS, keys)
    reports = _by_study(connection, dose_report, _REPORT_COLUMNS, keys)
    event_changes, report_changes, mapped, studies, findings = [], [], [], [], []
    for key in keys:
        counting = {event["id"] for event in events_in_force(events[key])}
        standing = reports_in_force(reports[key], events[key], counting)
        event_changes += [
            {"a_row": e["id"], "a_state": e["id"] in counting}
            for e in events[key]
            if e["in_force"] != (e["id"] in counting)
        ]
        report_changes += [
            {"a_row": r["id"], "a_state": r["id"] in standing}
            for r in reports[key]
            if r["in_force"] != (r["id"] in standing)
        ]
        description = next((r["exam_description"] for r in reports[key] if r["exam_description"]), None)
        for event in events[key]:
            exam_type, projection = names.of_event(
                event["modality"], event["protocol"], event["target_region"], event["view"], description
            )
            if (exam_type, projection) != (event["exam_type"], event["projection"]):
                mapped.append({"a_row": event["id"], "a_type": exam_type, "a_view": projection})
        findings += _findings(events[key], reports[key], patterns)
        studies.append(study_totals(key, events[key], reports[key], counting, standing))
    for table, changes in (
        (irradiation_event, event_changes),
        (dose_report, report_changes),
    ):
        if changes:
            connection.execute(
                update(table).where(table.c.id == bindparam("a_row")).values(in_force=bindparam("a_state")),
                changes,
            )
    if mapped:
        table = irradiation_event
        connection.execute(
            update(table)
            .where(table.c.id == bindparam("a_row"))
            .values(exam_type=bindparam("a_type"), projection=bindparam("a_view")),
            mapped,
        )
    if findings:
        table = irradiation_event
        names_of_values = (*_FOUND, "is_quality_control")
        connection.execute(
            update(table)
            .where(table.c.id == bindparam("a_row"))
            .values({name: bindparam(f"a_{name}") for name in names_of_values}),
            findings,
        )
    connection.execute(delete(dose_study).where(dose_study.c.study_key.in_(keys)))
    connection.execute(insert(dose_study), studies)
    describe(connection, keys)
    touch_studies(connection, keys)


def _findings(events: Sequence[Row], reports: Sequence[Row], patterns: QualityPatterns) -> list[Row]:
    """What is new about a study's events: how images were joined, the deviation index, quality control."""
    joined = images_joined(events)
    whole = patterns.of_study(
        {report[name] for report in reports for name in ("exam_description", "procedure_text")},
        {report["patient_key"] for report in reports},
        {report["patient_pattern"] for report in reports},
    )
    changed = []
    for event in events:
        said = event["is_quality_control"] and event["quality_control_by"] is None
        by = whole or patterns.of("protocol", event["protocol"]) or patterns.of("room", event["room"])
        computed, differs = deviation(event)
        found = {
            "joined_by": joined.get(event["id"]),
            "computed_deviation_index": computed,
            "deviation_index_differs": differs,
            # What the file itself calls quality control needs no pattern.
            "quality_control_by": None if said else by,
        }
        if any(event[name] != value for name, value in found.items()):
            was = None if event["quality_control_by"] else event["is_quality_control"]
            state = True if found["quality_control_by"] else was
            changed.append(
                {
                    "a_row": event["id"],
                    "a_is_quality_control": state,
                    **{f"a_{k}": v for k, v in found.items()},
                }
            )
    return changed


def events_in_force(events: Sequence[Row]) -> list[Row]:
    """Of all rows that tell of a study's exposures, those that count.

    * Of the rows of one event UID: the fullest kind of account, then the newest, then the one that came first.
    * Where a study has a report (or an export), an image header never adds an exposure to it.
    * Headers with the same moment, side and view are one exposure (an image for processing and one for presentation).
    """
    best: dict[str, Row] = {}
    for event in sorted(
        events,
        key=lambda e: (
            _RANK[e["report_kind"]],
            -e["source_order"],
            e["file_id"],
            e["event_index"],
        ),
    ):
        best.setdefault(event["event_key"], event)
    highest = min((_RANK[event["report_kind"]] for event in best.values()), default=0)
    counting = [event for event in best.values() if _RANK[event["report_kind"]] == highest]
    if highest < _RANK["image"]:
        return counting
    exposures: dict[Any, Row] = {}
    for event in sorted(counting, key=lambda e: (e["file_id"], e["event_index"])):
        moment = (event["started_at"], event["laterality"], event["view"])
        exposures.setdefault(event["id"] if event["started_at"] is None else moment, event)
    return list(exposures.values())


def reports_in_force(reports: Sequence[Row], events: Sequence[Row], counting: set[int]) -> set[int]:
    """The reports that still make up a study: those with an exposure that counts; where none has any, the newest."""
    files = {event["file_id"] for event in events if event["id"] in counting}
    standing = {report["id"] for report in reports if report["file_id"] in files}
    if not standing and reports:
        newest = min(
            reports,
            key=lambda r: (_RANK[r["report_kind"]], -r["source_order"], r["file_id"]),
        )
        standing = {newest["id"]}
    return standing


def study_totals(
    key: str,
    events: Sequence[Row],
    reports: Sequence[Row],
    counting: set[int],
    standing: set[int],
) -> Row:
    """One row of `dose_study`: what is in force.

    Totals are those that the reports state, added over reports in force. Where a report is covered in part, or the
    study has none, they are the sums of the events that count. A sum of unknown values is unknown, not 0.
    """
    live = [event for event in events if event["id"] in counting]
    current = [report for report in reports if report["id"] in standing]
    covered = {event["file_id"] for event in events if event["id"] not in counting}
    stated = bool(current) and all(
        r["report_kind"] == "rdsr" and r["file_id"] not in covered for r in current
    )
    row: Row = {
        "study_key": key,
        "exam_key": _first(current, "exam_key") or _first(live, "exam_key"),
        "modality": _first(current, "modality") or _first(live, "modality"),
        "local_date": _first(live, "local_date") or _first(current, "study_date"),
        "exam_description": _first(current, "exam_description"),
        "event_count": len(live),
        "report_count": len(current),
        "total_fluoro_time_s": _total(report["total_fluoro_time_s"] for report in current),
    }
    if not current:
        row["total_fluoro_time_s"] = _fluoroscopy_s(live)
    for name in _COUNTS:
        row[name] = _total(report[name] for report in current)
    by_side = {"Left": "total_agd_left_mgy", "Right": "total_agd_right_mgy"}
    summed = {
        "total_dap_gy_cm2": _total(event["dap_gy_cm2"] for event in live),
        "total_dlp_mgy_cm": _total(event["dlp_mgy_cm"] for event in live),
        "total_dose_rp_mgy": _total(event["dose_rp_mgy"] for event in live),
    }
    for side, name in by_side.items():
        summed[name] = _total(event["agd_mgy"] for event in live if event["laterality"] == side)
    for name in _TOTALS:
        reported = _total(report[name] for report in current) if stated else None
        row[name] = summed[name] if reported is None else reported
    return row


def _fluoroscopy_s(events: Sequence[Row]) -> float | None:
    """The fluoroscopy time of a study without a report: how long its fluoroscopic events lasted, if each says it."""
    lasted = [
        event["irradiation_duration_ms"]
        for event in events
        if (event["event_type"] or "").casefold().startswith("fluoroscop")
    ]
    return None if not lasted or None in lasted else float(sum(lasted)) / 1000


def _by_study(
    connection: Connection, table: Any, names: Sequence[str], keys: Sequence[str]
) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.study_key.in_(keys))
    ):
        rows[row.study_key].append(dict(row._mapping))
    for found in rows.values():
        found.sort(key=lambda row: row["id"])
    return rows


def _total(values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    if not known:
        return None
    # fsum does not depend on the order of the rows: both engines get the same figure to the last digit.
    return math.fsum(known) if isinstance(known[0], float) else sum(known)


def _first(rows: Sequence[Row], name: str) -> Any:
    return next((row[name] for row in rows if row[name] is not None), None)
