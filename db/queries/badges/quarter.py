"""What is the quarter's list: every reading's verdict, what was decided, and who signed? For paper and for a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Connection, select

from db.badge_cases import cases
from db.badge_doses import NOT_WORN, DoseSum, Entry, SeriesKey, series, total
from db.badge_people import external_doses, external_sum, people
from db.badge_periods import add_months, month_end, quarter_start, windows
from db.badge_readings import names, readings
from db.badge_rules import wearer_of
from db.badge_signatures import ReportState, report_state
from db.badge_unknown import unknown_badges
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
COLUMNS = (
    "participant_number", "participant_name", "quantity", "position", "wear_start", "wear_end", "flag", "dose_msv",
    "verdict", "level_name", "level_msv", "level_programme", "year_msv", "year_kind", "year_unknown", "limit_msv",
    "decision", "decided_by", "decided_on", "report_signed_by", "report_signed_on", "report_signed_meaning",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuarterList:
    """The readings that end in a calendar quarter, with their verdicts as they were stored, and the reports' states."""

    first: date
    last: date
    rows: pd.DataFrame
    reports: tuple[ReportState, ...]
    # Of each report, how many doses nobody knows now.
    unknown: Mapping[date, int]


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
    every = series(
        readings(connection, date(last.year - 1, 1, 1), begun_by=last), last, people(connection).roster
    )
    unknown = {end: len(unknown_badges(every, *windows(end)["period"])) for end in months}
    if found.empty:
        return QuarterList(first, last, pd.DataFrame(columns=list(COLUMNS)), states, unknown)
    _tell_not_worn(found, every)
    found = found.merge(names(connection), on=["account_number", "participant_number"], how="left")
    closed = {case.id: case for end in months for case in cases(connection, jurisdiction, end)}
    signed = {state.month_end: state.signed for state in states if state.signed}
    found["dose_msv"] = found["dose_usv"].astype(float) / 1000
    years = _years(connection, found, every)
    found["year_kind"] = [year.kind for year in years]
    found["year_unknown"] = [year.unknown for year in years]
    # A year of nothing but M, or of nothing known, is no 0.
    found["year_msv"] = [year.usv / 1000 if year.kind == "value" else None for year in years]
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
    found["report_signed_meaning"] = [one.meaning if one else "" for one in by]
    found["verdict"] = found["verdict"].map(VERDICT_WORDS)
    key = ["participant_number", "quantity", "position", "wear_end"]
    return QuarterList(first, last, found.sort_values(key, ignore_index=True)[list(COLUMNS)], states, unknown)


def _tell_not_worn(found: pd.DataFrame, every: Mapping[SeriesKey, Sequence[Entry]]) -> None:
    """That somebody worked may have become known after the verdict: such a dose is unknown here too."""
    keys = zip(
        found["account_number"],
        found["participant_number"],
        found["quantity"],
        found["position"],
        strict=True,
    )
    doubtful = [
        flag == "unused"
        and any(
            entry.flag == NOT_WORN and entry.wear_end == pd.Timestamp(end).date()
            for entry in every.get(SeriesKey(*key), ())
        )
        for key, flag, end in zip(keys, found["flag"], found["wear_end"], strict=True)
    ]
    found.loc[doubtful, ["flag", "verdict"]] = [NOT_WORN, "unknown"]


def _years(
    connection: Connection, found: pd.DataFrame, every: Mapping[SeriesKey, Sequence[Entry]]
) -> list[DoseSum]:
    """The year up to each row's period as it stands now, dose elsewhere included: what the page shows, too."""
    elsewhere = external_doses(connection)
    sums = []
    for row in found.to_dict("records"):
        key = SeriesKey(row["account_number"], row["participant_number"], row["quantity"], row["position"])
        after, until = windows(pd.Timestamp(row["wear_end"]).date())["year"]
        year = total(every.get(key, ()), after, until)
        external = external_sum(elsewhere.get(wearer_of(key), ()), key.quantity, after, until)
        kind = "value" if external else year.kind
        sums.append(replace(year, usv=year.usv + external, kind=kind))
    return sums
