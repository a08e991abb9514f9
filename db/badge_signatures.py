"""How does a report stand: which readings are in it, who signed it, and does the signature still hold?"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from db.badge_doses import NOT_WORN
from db.badge_periods import month_end
from db.badge_readings import readings
from db.schema.badge_desk import badge_signature


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a report, when, and what the signature means."""

    month_end: date
    signer: str
    entered_by: str
    entered_at: datetime
    meaning: str
    readings: int
    digest: str
    unknown_doses: int | None


@dataclass(frozen=True, slots=True)
class ReportState:
    """A report as it stands: how many readings, the digest of what they say, and its last signature.

    `signed` is None too where readings changed after it was signed (`changed_since` then holds that signature).
    """

    month_end: date
    readings: int
    digest: str
    signed: Signature | None
    changed_since: Signature | None


def report_state(connection: Connection, report: date) -> ReportState:
    """How a report stands; the fetal badges are in no count and in no digest."""
    end = month_end(report)
    after = end.replace(day=1) - timedelta(days=1)
    digests = digests_of(readings(connection, after + timedelta(days=1), until=end))
    number, digest = digests.get(end, (0, hashlib.sha256(b"").hexdigest()))
    last = signatures(connection).get(end)
    holds = last is not None and last.digest == digest
    return ReportState(end, number, digest, last if holds else None, None if holds else last)


def digests_of(found: Iterable[Any]) -> dict[date, tuple[int, str]]:
    """Number of readings and digest of what they say, per report."""
    lines: dict[date, list[str]] = defaultdict(list)
    for reading in found:
        if "FETAL" in reading.use.upper():
            continue
        said = [
            reading.account_number, reading.participant_number, reading.use, reading.serial_number,
            str(reading.wear_start), str(reading.wear_end),
            *(f"{_as_reported(dose.flag)}:{dose.usv}" for dose in (reading.dde, reading.lde, reading.sde)),
        ]  # fmt: skip
        lines[month_end(reading.wear_end)].append("\x1f".join(said))
    return {
        end: (len(said), hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest())
        for end, said in lines.items()
    }


def _as_reported(flag: str) -> str:
    """That somebody worked may be heard of after the signature; it is no change of what was signed."""
    return "unused" if flag == NOT_WORN else flag


def signatures(connection: Connection) -> dict[date, Signature]:
    """The last signature of each report."""
    columns = badge_signature.c
    query = select(*(columns[name] for name in Signature.__slots__)).order_by(columns.id)
    return {row.month_end: Signature(*row) for row in connection.execute(query)}
