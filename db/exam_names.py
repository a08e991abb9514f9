"""Which canonical exam and projection does a text of a device or RIS mean? The site's editable table says it."""

import re
from dataclasses import dataclass, field

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.schema import CreateTable, DropTable

from db.load import Derived
from db.plain_names import plain_name, wildcard
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.reference import exam_name
from db.staging import stage_of

Match = tuple[str | None, str | None]
_UNMAPPED: Match = (None, None)
_NAMED_BY = ("modality", "protocol", "target_region", "view")


@dataclass(frozen=True)
class ExamNames:
    """The mapping table in memory: per kind of text the exact words first, then patterns, longest first."""

    exact: dict[tuple[str, str], Match]
    patterns: tuple[tuple[str, re.Pattern[str], Match], ...]
    _seen: dict[tuple[str, str], Match] = field(default_factory=dict)

    def of(self, match: str, text: str | None) -> Match:
        """Return (exam type, projection) for a text; (None, None) where the table has no row for it."""
        if not text or not text.strip():
            return _UNMAPPED
        key = (match, plain_name(text))
        if key not in self._seen:
            self._seen[key] = self.exact.get(key) or next(
                (
                    found
                    for kind, pattern, found in self.patterns
                    if kind == match and pattern.fullmatch(key[1])
                ),
                _UNMAPPED,
            )
        return self._seen[key]

    def of_event(
        self,
        modality: str,
        protocol: str | None,
        target_region: str | None,
        view: str | None,
        description: str | None,
    ) -> Match:
        """Return (exam type, projection) of an exposure: by protocol, else region, else the exam's own description.

        A CT acquisition is only mapped by names that say CT: "Chest" alone is a radiograph. The view that the device
        states wins over one that a protocol's name implies.
        """
        exam_type, projection = self._of_device(modality, "protocol", protocol)
        if exam_type is None:
            exam_type, _ = self._of_device(modality, "region", target_region)
        if exam_type is None:
            exam_type, implied = self._of_device(modality, "exam", description)
            projection = projection or implied
        if modality == "CT":
            return exam_type, None
        return exam_type, self.of("view", view)[1] or projection

    def _of_device(self, modality: str, match: str, text: str | None) -> Match:
        if modality != "CT" or not text:
            return self.of(match, text)
        named = text if plain_name(text).startswith("CT ") else f"CT {text}"
        found = self.of(match, named)
        return found if found[0] is not None else self.of("exam", named)


def read_exam_names(connection: Connection) -> ExamNames:
    """Read the mapping table."""
    exact: dict[tuple[str, str], Match] = {}
    patterns = []
    rows = connection.execute(
        select(
            exam_name.c.match,
            exam_name.c.text,
            exam_name.c.exam_type,
            exam_name.c.projection,
        )
    )
    for match, text, exam_type, projection in rows:
        found: Match = (exam_type or None, projection or None)
        if "*" in text:
            patterns.append((match, wildcard(text), found))
        else:
            exact[(match, plain_name(text))] = found
    patterns.sort(key=lambda entry: -len(entry[1].pattern))
    return ExamNames(exact, tuple(patterns))


# The exam types of the texts that stand in a file; blank where a text is unknown.
_staged_types = Table(
    "stage_exam_type",
    MetaData(),
    Column("description", String),
    Column("code", String),
    Column("exam_type", String),
    prefixes=["TEMPORARY"],
)


def types_of_staged(connection: Connection, names: ExamNames) -> Derived:
    """The exam type of each exam that waits to come in, so that it comes in with it."""
    stage, types = stage_of("exam"), _staged_types
    connection.execute(DropTable(types, if_exists=True))
    connection.execute(CreateTable(types))
    # By the texts as the join compares them: a blank and a missing one are the same, and a row comes in once.
    found: dict[tuple[str, str], str] = {}
    for description, code in connection.execute(
        select(stage.c.exam_description, stage.c.exam_code).distinct()
    ):
        exam_type = names.of("exam", description)[0] or names.of("exam", code)[0]
        if exam_type is not None:
            found[description or "", code or ""] = exam_type
    if found:
        rows = [{"description": d, "code": c, "exam_type": exam_type} for (d, c), exam_type in found.items()]
        connection.execute(insert(types), rows)
    return Derived(
        types,
        and_(
            func.coalesce(stage.c.exam_description, "") == types.c.description,
            func.coalesce(stage.c.exam_code, "") == types.c.code,
        ),
        {"exam_type": types.c.exam_type},
    )


def map_exams(connection: Connection, names: ExamNames) -> None:
    """Give every exam its exam type anew, after the mapping table has changed."""
    texts = select(exam.c.exam_description, exam.c.exam_code, exam.c.exam_type).distinct()
    changes = []
    for description, code, present in connection.execute(texts).all():
        exam_type = names.of("exam", description)[0] or names.of("exam", code)[0]
        if exam_type != present:
            changes.append({"a_description": description, "a_code": code, "a_type": exam_type})
    if not changes:
        return
    rows = update(exam).where(
        exam.c.exam_description.is_not_distinct_from(bindparam("a_description")),
        exam.c.exam_code.is_not_distinct_from(bindparam("a_code")),
    )
    for change in changes:
        connection.execute(rows.values(exam_type=bindparam("a_type")), change)


def map_events(connection: Connection, names: ExamNames) -> None:
    """Give every exposure its exam type and projection anew, after the mapping table has changed."""
    table = irradiation_event
    columns = [table.c[name] for name in (*_NAMED_BY, "exam_type", "projection")]
    for row in connection.execute(select(*columns).distinct()).all():
        exam_type, projection = names.of_event(row.modality, row.protocol, row.target_region, row.view, None)
        if (exam_type, projection) != (row.exam_type, row.projection) and exam_type is not None:
            connection.execute(
                update(table)
                .where(*(table.c[name].is_not_distinct_from(getattr(row, name)) for name in _NAMED_BY))
                .values(exam_type=exam_type, projection=projection)
            )
