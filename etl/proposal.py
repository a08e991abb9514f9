"""What could a section of feeds.toml for this unknown table look like? Headers paired with fields by their likeness.

A proposal is for a person to check and paste: nothing is ever loaded by likeness.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from etl.fields import Dose, Field, Number
from etl.headers import is_needed, plain
from etl.readers.tables import Look
from etl.source import Source

_ALIKE = 0.6
# What people call a field beside its own name; compared like headers.
_ALSO_CALLED = {
    "patient_key": ("MRN", "patient number", "medical record number"),
    "exam_key": ("accession", "accession no", "order number"),
    "exam_description": ("procedure", "study description", "examination"),
    "started_at": ("begin time", "start time", "exam begin", "begin"),
    "ended_at": ("end time", "exam end", "finish time", "completed at"),
    "reported_at": ("signed at", "final time", "finalized", "report time"),
    "lot_number": ("batch", "lot"),
    "expiry": ("expiration date", "use by", "best before"),
    "quantity": ("qty", "on hand", "count"),
    "location": ("bin", "shelf", "storage location"),
}
_PROPOSALS = 3
# Each is compared with each field of each source; no table that people make by hand has as many.
_MOST_HEADERS = 300


@dataclass(frozen=True)
class Proposal:
    """A source that a table might be of, and which header might be which field."""

    source: Source
    # Field -> header, for headers that the source does not know as they are.
    columns: dict[str, str]
    # Fields whose header the source knows.
    known: tuple[str, ...]
    # Fields that a file must have and nothing in this one is like.
    unmatched_fields: tuple[str, ...]
    unmatched_headers: tuple[str, ...]
    likeness: float


def propose(path: Path, sources: Iterable[Source]) -> list[Proposal]:
    """Return proposals for a table, best first. Raises FileRejected for a file that is no table."""
    headers = Look(path).headers()[:_MOST_HEADERS]
    found = [pair(source, headers) for source in sources if source.table]
    found = [proposal for proposal in found if proposal.columns or proposal.known]
    return sorted(found, key=lambda proposal: proposal.likeness, reverse=True)[:_PROPOSALS]


def pair(source: Source, headers: Sequence[str]) -> Proposal:
    """Pair a table's headers with a source's fields, each once, the most alike first."""
    fields = [field for field in source.fields if field.is_read]
    scored = sorted(
        (
            (likeness(field, header), -place, field.column, header)
            for place, field in enumerate(fields)
            for header in headers
            if header.strip()
        ),
        reverse=True,
    )
    paired: dict[str, str] = {}
    score = 0.0
    for alike, _, column, header in scored:
        if alike >= _ALIKE and column not in paired and header not in paired.values():
            paired[column] = header
            score += alike
    known = tuple(f.column for f in fields if f.column in paired and likeness(f, paired[f.column]) == 1.0)
    return Proposal(
        source=source,
        columns={column: header for column, header in paired.items() if column not in known},
        known=known,
        unmatched_fields=tuple(f.column for f in fields if f.column not in paired and is_needed(source, f)),
        unmatched_headers=tuple(h for h in headers if h.strip() and h not in paired.values()),
        likeness=score / max(len(fields), 1),
    )


def likeness(field: Field, header: str) -> float:
    """How alike a header is to a field's own names: 1 for the same, 0 for nothing in common."""
    found = plain(header)
    if found in {plain(name) for name in _ALSO_CALLED.get(field.column, ())}:
        return 0.95
    best = 0.0
    for name in {plain(accepted) for accepted in (*field.headers, field.column)}:
        if name == found:
            return 1.0
        ratio = SequenceMatcher(None, name, found).ratio()
        # `Exam room` is a room: a whole word inside counts more than scattered letters.
        if len(name) >= 4 and len(found) >= 4 and (name in found or found in name):
            ratio = max(ratio, 0.8)
        best = max(best, ratio)
    return min(best, 0.99)


def proposal_toml(proposal: Proposal) -> str:
    """The section to check and paste into feeds.toml, with what could not be matched as comments."""
    lines = [f"[{proposal.source.name}]"]
    if proposal.columns:
        lines.append("[" + f"{proposal.source.name}.columns]")
        lines += [f"{column} = {_quoted(header)}" for column, header in sorted(proposal.columns.items())]
    units = [
        field
        for field in proposal.source.fields
        if isinstance(field, Number | Dose) and len(field.units) > 1 and field.column in proposal.columns
    ]
    if units:
        lines.append(f"[{proposal.source.name}.unit]")
        lines += [f"# {field.column} = one of {', '.join(field.units)}" for field in units]
    lines += [f"# wanted, and nothing like it found: {name}" for name in proposal.unmatched_fields]
    lines += [f"# not used: {_one_line(header)}" for header in proposal.unmatched_headers]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
