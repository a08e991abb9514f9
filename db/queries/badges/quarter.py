"""What is the quarter's list: every reading's verdict, what was decided, and who signed? For paper and for a table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from db.badge_cases import ReportState, cases, report_state
from db.badge_periods import add_months, month_end, quarter_start
from db.badge_readings import names
from db.database import frame
from db.schema.badge_desk import badge_verdict

VERDICT_WORDS = {
    "below": "Below Level I",
    "unknown": "Unknown",
    "unjudged": "No limit set",
    "level_1": "Level I",
    "level_2": "Level II",
    "over_limit": "Over limit",
}
_SERIES = ("account_number", "participant_number", "quantity", "position")
COLUMNS = (
    "participant_number", "participant_name", "quantity", "position", "wear_start", "wear_end", "flag", "dose_msv",
    "verdict", "level_name", "level_msv", "level_programme", "year_msv", "year_kind", "year_unknown", "limit_msv",
    "decision", "decided_by", "decided_on", "report_signed_by", "report_signed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuarterList:
    """The readings that end in a calendar quarter, with their verdicts as they were stored, and the reports' states."""

    first: date
    last: date
    rows: pd.DataFrame
    reports: tuple[ReportState, ...]


def quarter_list(connection: Connection, day: date, jurisdiction: str) -> QuarterList:
    """The list of the quarter of a day, by participant; fetal badges have no verdict and are in no list."""
    first = quarter_start(day)
    last = add_months(first, 3) - timedelta(days=1)
    columns = badge_verdict.c
    found = frame(
        connection,
        select(badge_verdict).where(
            columns.wear_end >= first, columns.wear_end <= last, columns.superseded_at.is_(None)
        ),
    )
    months = [month_end(add_months(first, at)) for at in range(3)]
    states = tuple(state for end in months if (state := report_state(connection, end)).readings)
    if found.empty:
        return QuarterList(first, last, pd.DataFrame(columns=list(COLUMNS)), states)
    found = found.merge(names(connection), on=["account_number", "participant_number"], how="left")
    closed = {case.id: case for end in months for case in cases(connection, jurisdiction, end)}
    signed = {state.month_end: state.signed for state in states if state.signed}
    found["dose_msv"] = found["dose_usv"].astype(float) / 1000
    kinds = _kinds(connection, first.year, last)
    found["year_kind"] = [
        "value" if row["year_usv"] else _kind_of(kinds[_series_of(row)], row["wear_end"])
        for row in found.to_dict("records")
    ]
    # A year of nothing but M, or of nothing known, is no 0.
    found["year_msv"] = (found["year_usv"].astype(float) / 1000).where(found["year_kind"] == "value")
    found["level_msv"] = found["level_usv"].astype(float) / 1000
    found["limit_msv"] = found["limit_usv"].astype(float) / 1000
    decided = [closed[case_id].decisions if case_id in closed else () for case_id in found["id"]]
    found["decision"] = [
        made[-1].kind if made else ("open" if case_id in closed else "")
        for made, case_id in zip(decided, found["id"], strict=True)
    ]
    found["decided_by"] = [made[-1].entered_by if made else "" for made in decided]
    found["decided_on"] = [made[-1].entered_at.date() if made else None for made in decided]
    by = [signed.get(month_end(pd.Timestamp(end).date())) for end in found["wear_end"]]
    found["report_signed_by"] = [one.signer if one else "" for one in by]
    found["report_signed_on"] = [one.entered_at.date() if one else None for one in by]
    found["verdict"] = found["verdict"].map(VERDICT_WORDS)
    key = ["participant_number", "quantity", "position", "wear_end"]
    return QuarterList(first, last, found.sort_values(key, ignore_index=True)[list(COLUMNS)], states)


def _series_of(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in _SERIES)


def _kinds(connection: Connection, year: int, last: date) -> dict[tuple[str, ...], list[tuple[date, str]]]:
    """Per series the flags of the year's periods: what a sum of 0 is made of."""
    columns = badge_verdict.c
    query = select(*(columns[name] for name in _SERIES), columns.wear_end, columns.flag).where(
        columns.wear_end >= date(year, 1, 1), columns.wear_end <= last, columns.superseded_at.is_(None)
    )
    found: dict[tuple[str, ...], list[tuple[date, str]]] = defaultdict(list)
    for *series, end, flag in connection.execute(query):
        found[tuple(series)].append((end, flag))
    return found


def _kind_of(flags: Sequence[tuple[date, str]], until: Any) -> str:
    seen = {flag for end, flag in flags if end <= pd.Timestamp(until).date()}
    if seen & {"value", "estimated"}:
        return "value"
    return "M" if "M" in seen else "unused" if "unused" in seen else "none"
