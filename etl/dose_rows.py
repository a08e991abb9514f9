"""How does a dose object become rows? Identifiers to keyed hashes, local times to UTC; doses pass as they were read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from db.quality_control import pattern_of_number
from db.schema import metadata
from etl.local_time import local_times
from etl.readers.dicom import DoseObject
from etl.source import Reject, Site, ValidRow, as_order

# How a file kind is called in `report_kind`; a dose system's export is "csv".
_KINDS = {"rdsr": "rdsr", "image_header": "image"}
_REPORT, _EVENT = "report", "event"
# A report stands before its events, which are numbered from 0.
_REPORT_LINE = -1


def rows_of(found: DoseObject, site: Site) -> Iterator[ValidRow]:
    """The rows of one dose object: its report, then its events in document order."""
    shared = _shared(found, site)
    moment = found.report["content_at"] or found.report["study_at"]
    order = as_order(moment) if moment else 0
    told_at = _utc(moment, site)
    as_of = min(told_at, site.now_naive) if told_at else None
    report = {
        **_columns("dose_report", found.report),
        **shared,
        "content_at": _utc(found.report["content_at"], site),
        "study_at": _utc(found.report["study_at"], site),
        "object_key": _hash(site, "object", found.report["sop_uid"]),
        "patient_pattern": pattern_of_number(found.report["patient_id"], site.phantoms),
    }
    yield ValidRow(_REPORT_LINE, _REPORT, report, order, as_of)
    for index, event in enumerate(found.events):
        started = event["started_at"]
        row = {
            **_columns("irradiation_event", event),
            **shared,
            "event_index": index,
            # An event without a UID of its own is told from others by its place in its object.
            "event_key": _hash(site, "event", event["event_uid"] or f"{found.report['sop_uid']}#{index}"),
            "image_key": _hash(site, "object", event["acquired_image_uid"]),
            "room": found.report["station_name"],
            "started_at": _utc(started, site),
            "local_date": (started.date() if started else None) or found.report["study_date"],
            "patient_age_years": found.report["patient_age_years"],
            "is_quality_control": found.report["is_quality_control"],
        }
        yield ValidRow(index, _EVENT, row, order, as_of)


def values_set_aside(found: DoseObject) -> list[Reject]:
    """The values of a dose object that were left unknown because their unit or size cannot be right."""
    return [
        Reject(_REPORT_LINE if index is None else index, column, rule, expected)
        for index, column, rule, expected in found.rejects
    ]


def _shared(found: DoseObject, site: Site) -> dict[str, Any]:
    report = found.report
    return {
        "report_kind": _KINDS[found.source],
        "study_key": _hash(site, "study", report["study_uid"]),
        "exam_key": _hash(site, "accession", report["accession_number"]),
        "patient_key": _hash(site, "patient", report["patient_id"]),
        "modality": report["modality"],
        "in_force": True,
    }


def _columns(table_name: str, values: dict[str, Any]) -> dict[str, Any]:
    names = metadata.tables[table_name].columns.keys()
    return {name: value for name, value in values.items() if name in names}


def _hash(site: Site, kind: str, identifier: str | None) -> str | None:
    return site.keyring.hash_id(kind, identifier) if identifier and identifier.strip() else None


def _utc(local: datetime | None, site: Site) -> datetime | None:
    return local_times(site.zone).to_utc(local)[0] if local else None
