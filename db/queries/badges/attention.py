"""What about badges needs attention?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.attention import AttentionRow
from db.badge_cases import Case, cases, rso_wearers
from db.badge_people import people
from db.badge_periods import QUANTITIES, add_months, month_end
from db.badge_readings import default_report, names, reports
from db.badge_signatures import report_state
from db.queries.badges.notices import notices
from db.queries.badges.unknown import unknown_doses
from db.wording import at_least, day_text, many

_WORDS = {"level_1": "Level I", "level_2": "Level II", "over_limit": "Over limit"}
_PATH, _PERMISSION = "/badges", "badges.view"


def attention(connection: Connection, jurisdiction: str, today: date) -> list[AttentionRow]:
    """Readings of twelve months that wait for a decision, doses that nobody knows, reports to sign, interns to tell.

    Fetal badges are never among them, in no number: who has one is for the RSO's page alone.
    """
    as_of = default_report(reports(connection))
    if as_of is None:
        return []
    since = month_end(add_months(as_of.replace(day=1), -12))
    waiting = [
        case for case in cases(connection, jurisdiction) if not case.is_closed and case.wear_end > since
    ]
    known = {
        (row["account_number"], row["participant_number"]): row
        for row in names(connection).to_dict("records")
    }
    own = rso_wearers(connection)
    rows = [_of_case(case, known.get(case.wearer_key, {}), case.wearer_key in own) for case in waiting]
    rows += _unknown(connection, as_of)
    if not [
        case for case in waiting if (case.wear_end.year, case.wear_end.month) == (as_of.year, as_of.month)
    ]:
        rows += _unsigned(connection, as_of, today)
    rows += _untold(connection, as_of, today)
    return rows


def _of_case(case: Case, who: Mapping[Any, Any], is_own: bool) -> AttentionRow:
    share = case.year_usv / case.limit_usv if case.limit_usv else None
    said = {
        "period_usv": case.dose_usv,
        "period_unknown": 0,
        "year_usv": case.year_usv,
        "year_unknown": case.year_unknown,
        "limit_usv": case.limit_usv,
        "share_of_limit": share,
    }
    name = who.get("participant_name") or case.participant_number
    return AttentionRow(
        feed="badges",
        state="warn" if case.verdict == "level_1" else "action",
        word=_WORDS[case.verdict],
        finding=f"{QUANTITIES[case.quantity]} of {name} ({case.position}): {_WORDS[case.verdict]}",  # type: ignore[index]
        detail=standing_in_words(said, case.wear_end.year),
        since=case.wear_end,
        path=f"{_PATH}?report={case.wear_end:%Y-%m}&wearer={who.get('wearer_id')}&series={case.quantity}~{case.position}",
        permission=_PERMISSION,
        weight=share or 0.0,
        names_person=True,
        # Nobody decides on their own badge.
        owner="deputy RSO" if is_own else "",
    )


def standing_in_words(row: Mapping[Any, Any], year: int) -> str:
    """What the newest period and the year hold, and the limit; a sum with an unknown period is a lower bound."""
    said = [
        f"{at_least(row['period_unknown'])}{row['period_usv'] / 1000:.2f} mSv in the period"
        if pd.notna(row["period_usv"])
        else "period unknown",
        f"{at_least(row['year_unknown'])}{row['year_usv'] / 1000:.2f} mSv in {year}",
    ]
    limit = f"{row['share_of_limit']:.0%} of the limit" if pd.notna(row["limit_usv"]) else "no limit set"
    return f"{', '.join(said)}, {at_least(row['year_unknown'] and pd.notna(row['limit_usv']))}{limit}"


def _unknown(connection: Connection, as_of: date) -> list[AttentionRow]:
    unknown = unknown_doses(connection, as_of)
    if unknown.empty:
        return []
    return [
        AttentionRow(
            feed="badges",
            state="unknown",
            word="Not returned" if (unknown["flag"] == "missing").all() else "Unknown",
            finding=f"{len(unknown)} badge doses of {as_of.year} are unknown"
            if len(unknown) > 1
            else f"1 badge dose of {as_of.year} is unknown",
            detail=f'{many(unknown["participant_number"].nunique(), "wearer")}; sums with one read "at least"',
            since=unknown["wear_end"].min(),
            path=_PATH,
            permission=_PERMISSION,
            weight=float(len(unknown)),
        )
    ]


def _unsigned(connection: Connection, as_of: date, today: date) -> list[AttentionRow]:
    state = report_state(connection, as_of)
    if state.signed or not state.readings:
        return []
    again = "changed since it was signed" if state.changed_since else "waits for the signature"
    return [
        AttentionRow(
            feed="badges",
            state="due",
            word="Sign again" if state.changed_since else "Sign",
            finding=f"The badge report of {day_text(as_of, today)} {again}",
            detail=f"{many(state.readings, 'reading')}; wearers see their doses once it is signed",
            since=as_of,
            path=_PATH,
            permission=_PERMISSION,
            weight=0.0,
        )
    ]


def _untold(connection: Connection, as_of: date, today: date) -> list[AttentionRow]:
    late = [
        one
        for one in notices(connection, people(connection), as_of)
        if one.told_on is None and one.due_on < today
    ]
    if not late:
        return []
    interns = len({one.participant_number for one in late})
    return [
        AttentionRow(
            feed="badges",
            state="warn",
            word="Overdue",
            finding=f"{many(interns, 'intern')} {'was' if interns == 1 else 'were'} not told a dose within 30 days",
            detail=f"{many(len(late), 'notice')} owed",
            since=min(one.due_on for one in late),
            path=_PATH,
            permission=_PERMISSION,
            weight=float(len(late)) / 100,
        )
    ]
