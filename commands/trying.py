"""`radops try FILE`: what would become of a file? Source, mapping, first rows, every fault; nothing is written."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from commands.output import as_json as to_json
from db import ledger
from etl.alone import alone
from etl.intake import open_intake, shown
from etl.mapping import Feeds
from etl.proposal import proposal_toml, propose
from etl.readers.tables import Look
from etl.sandbox import Limits
from etl.source import FileRejected, RejectedRow, Site, Source
from etl.sources import SOURCES

_SHOWN_ROWS = 10
# A second proposal is shown where it is nearly as likely as the first: then a person must choose.
_NEARLY_AS_LIKELY = 0.8


@dataclass
class Trial:
    """What would become of a file."""

    file: str
    outcome: str
    source: str | None = None
    layout: str | None = None
    reason: str | None = None
    rows_in: int = 0
    rows_set_aside: int = 0
    blank_lines: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    mapping: list[dict[str, Any]] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    # For a table that nobody takes: sections to check and paste into feeds.toml, the likeliest first.
    proposals: list[dict[str, Any]] = field(default_factory=list)


# Longer than a load waits for a sign: here the whole file is one answer.
_LIMITS = Limits(silence_s=300)


def try_file(path: Path, feeds: Feeds, site: Site, limits: Limits = _LIMITS) -> Trial:
    """Read and validate a file as a load would, and keep what a person wants to see of it."""
    if not path.is_file():
        return Trial(shown(path), ledger.REFUSED, reason="it cannot be opened (no regular file)")
    try:
        return alone(_tried, path, feeds, site, limits=limits)
    except FileRejected as rejected:
        return Trial(shown(path), ledger.REFUSED, reason=rejected.reason)


def _tried(path: Path, feeds: Feeds, site: Site) -> Trial:
    trial = Trial(file=shown(path), outcome=ledger.LOADED)
    try:
        intake = open_intake(path, feeds, site)
        trial.source, trial.layout = intake.source.name, intake.source.layout
        trial.mapping = mapping_of(intake.source, path)
        for row in intake.rows(site):
            trial.rows_in += 1
            if isinstance(row, RejectedRow):
                trial.rows_set_aside += 1
                trial.faults += [_fault(r.line, r.column, r.rule, r.expected) for r in row.rejects]
            elif len(trial.first_rows) < _SHOWN_ROWS:
                trial.first_rows.append(
                    {"line": row.line, **{k: _shown(v) for k, v in row.values.items() if v is not None}}
                )
        trial.faults += [_fault(r.line, r.column, r.rule, r.expected) for r in intake.values_set_aside]
        trial.blank_lines, trial.ignored_columns = intake.blank_lines, list(intake.ignored_columns)
    except FileRejected as rejected:
        trial.outcome = ledger.QUARANTINED if rejected.recognised else ledger.REFUSED
        trial.reason = rejected.reason
        if trial.source is None:
            trial.proposals = proposals_for(path)
    return trial


def proposals_for(path: Path) -> list[dict[str, Any]]:
    """What feeds.toml could say of a table that nobody takes; nothing for a file that is no table."""
    try:
        found = propose(path, SOURCES)
    except FileRejected:
        return []
    likely = [one for one in found if one.likeness >= found[0].likeness * _NEARLY_AS_LIKELY]
    return [
        {
            "source": one.source.name,
            "columns": {**{name: one.source.field(name).headers[0] for name in one.known}, **one.columns},
            "missing": list(one.unmatched_fields),
            "not_used": list(one.unmatched_headers),
            "toml": proposal_toml(one),
        }
        for one in likely
    ]


def mapping_of(source: Source, path: Path) -> list[dict[str, Any]]:
    """Which header of the file goes into which column; `found` is null for a column that this file lacks."""
    match = Look(path).match(source) if source.table else None
    return [
        {
            "column": f.column,
            "headers": list(f.headers),
            "private": f.private,
            "found": " or ".join(f.headers) if match is None else match.found.get(f.column),
        }
        for f in source.fields
        if f.is_read
    ]


def _fault(line: int, column: str, rule: str, expected: str) -> dict[str, Any]:
    return {"line": line, "column": column, "rule": rule, "expected": expected}


def _shown(value: object) -> str:
    # What is sealed stays sealed, also on a screen.
    return "(sealed)" if isinstance(value, bytes) else str(value)


def as_json(trial: Trial) -> str:
    """The trial for a script."""
    return to_json(asdict(trial))


def as_report(trial: Trial) -> str:
    """The trial for a person."""
    lines = [
        f"{trial.file}: would be {trial.outcome}"
        + (f" as {trial.source} ({trial.layout})" if trial.source else "")
    ]
    if trial.reason:
        lines.append(f"  because: {trial.reason}")
    if trial.mapping:
        found = [m for m in trial.mapping if m["found"]]
        absent = [m["column"] for m in trial.mapping if m["found"] is None]
        lines.append("  columns: " + ", ".join(f"{m['column']} <- {m['found']}" for m in found))
        if absent:
            lines.append("  not in this file: " + ", ".join(absent))
    if trial.ignored_columns:
        lines.append("  ignored columns: " + ", ".join(trial.ignored_columns))
    if trial.source:
        lines.append(
            f"  {trial.rows_in} rows in, {trial.rows_set_aside} set aside, {trial.blank_lines} blank lines"
        )
    for row in trial.first_rows:
        lines.append(f"  line {row['line']}: " + ", ".join(f"{k}={v}" for k, v in row.items() if k != "line"))
    for fault in trial.faults:
        lines.append(
            f"  line {fault['line']}, {fault['column']}: {fault['rule']}; expected {fault['expected']}"
        )
    for proposal in trial.proposals:
        lines.append(f"It may be {proposal['source']}. To check, and to paste into feeds.toml:")
        lines += [f"    {line}" for line in proposal["toml"].splitlines()]
    lines.append("Nothing was written.")
    return "\n".join(lines)
