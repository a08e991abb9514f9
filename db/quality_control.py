"""Which studies are of phantoms or for quality control? The site's editable table of patterns says it.

What it recognises is kept and marked (`quality_control_by` names the pattern), and stays out of patients' statistics.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.plain_names import plain_name, wildcard
from db.schema.dose import dose_report, irradiation_event
from db.schema.reference import quality_control_pattern

# What a pattern is held against: the exam's description, an exposure's protocol, its room, a patient's number. Numbers
# are kept as keyed hashes, so one with `*` can only be held against them as an object is read (`patient_pattern`); one
# without is known by its own hash, whenever it is written.
MATCHES = ("exam", "protocol", "room", "patient")


@dataclass(frozen=True)
class QualityPatterns:
    """The table in memory."""

    patterns: tuple[tuple[str, str, re.Pattern[str]], ...] = ()
    patients: dict[str, str] | None = None

    def of(self, match: str, text: str | None) -> str | None:
        """The pattern that recognises a text, or None."""
        if not text:
            return None
        plain = plain_name(text)
        return next(
            (shown for kind, shown, pattern in self.patterns if kind == match and pattern.fullmatch(plain)),
            None,
        )

    def of_patient(self, patient_key: str | None) -> str | None:
        """The pattern that names this patient's number, by its keyed hash."""
        return (self.patients or {}).get(patient_key or "")

    def of_study(
        self, descriptions: set[str | None], patients: set[str | None], fitted: set[str | None]
    ) -> str | None:
        """The first pattern for a whole study; `fitted`: those that its objects fitted when they were read."""
        in_force = set((self.patients or {}).values())
        found = [self.of("exam", text) for text in descriptions] + [self.of_patient(key) for key in patients]
        return min((one for one in (*found, *(fitted & in_force)) if one), default=None)


def read_quality_patterns(connection: Connection) -> QualityPatterns:
    """Read the table of patterns."""
    table = quality_control_pattern
    rows = connection.execute(
        select(table.c.match, table.c.text, table.c.patient_key).where(table.c.counts).order_by(table.c.text)
    ).all()
    return QualityPatterns(
        tuple((row.match, row.text, wildcard(row.text)) for row in rows if row.match != "patient"),
        {row.patient_key: row.text for row in rows if row.match == "patient"},
    )


def numbers_of_phantoms(connection: Connection) -> tuple[str, ...]:
    """The patterns that patients' numbers are held against as objects are read."""
    table = quality_control_pattern.c
    return tuple(
        connection.scalars(
            select(table.text).where(table.counts, table.match == "patient").order_by(table.text)
        )
    )


def pattern_of_number(number: str | None, patterns: Sequence[str]) -> str | None:
    """The first of these patterns that a patient's number fits, or None."""
    if not number:
        return None
    plain = plain_name(number)
    return next((text for text in patterns if wildcard(text).fullmatch(plain)), None)


def studies_concerned(connection: Connection, patterns: QualityPatterns) -> set[str]:
    """The studies that the patterns recognise now, and those that they recognised before."""
    event, report = irradiation_event.c, dose_report.c
    studies = set(
        connection.scalars(select(event.study_key).where(event.quality_control_by.is_not(None)).distinct())
    )
    for match, column in (
        ("exam", report.exam_description),
        ("exam", report.procedure_text),
        ("protocol", event.protocol),
        ("room", event.room),
    ):
        texts = [text for text in connection.scalars(select(column).distinct()) if patterns.of(match, text)]
        key = column.table.c.study_key
        for start in range(0, len(texts), 500):
            studies.update(
                connection.scalars(select(key).where(column.in_(texts[start : start + 500])).distinct())
            )
    studies.update(
        connection.scalars(select(report.study_key).where(report.patient_pattern.is_not(None)).distinct())
    )
    known = list(patterns.patients or {})
    studies.update(
        connection.scalars(select(report.study_key).where(report.patient_key.in_(known)).distinct())
    )
    return studies
