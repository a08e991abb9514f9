"""What about badges needs attention?"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.attention import AttentionRow
from db.badge_periods import QUANTITIES, place_of
from db.queries.badges.readings import default_report, reports
from db.queries.badges.standing import rules_in_force, wearers
from db.queries.badges.unknown import unknown_doses


def attention(connection: Connection, jurisdiction: str, programme: str) -> list[AttentionRow]:
    """Readings of the newest report that reach a level or break a limit, and doses that nobody knows.

    Fetal badges are never among them, in no number: who has one is for the RSO's page alone.
    """
    as_of = default_report(reports(connection))
    if as_of is None:
        return []
    rules = rules_in_force(connection, jurisdiction, programme, as_of)
    table = wearers(connection, as_of, rules)
    if table.empty:
        return []
    table = table[table["quantity"] != "fetal"]
    rows = [
        AttentionRow(
            feed="badges",
            state="action" if row["state"] == "action" else "warn",
            word=row["word"],
            finding=f"{QUANTITIES[row['quantity']]} of {row['participant_name'] or row['participant_number']} "
            f"({row['position']}): {row['word']}",
            detail=standing_in_words(row, as_of.year),
            since=row["wear_end"],
            path=f"/badges?wearer={row['wearer_id']}&series={row['quantity']}~{row['position']}",
            permission="badges.view",
            weight=float(row["share_of_limit"]) if pd.notna(row["share_of_limit"]) else 0.0,
        )
        for row in table[table["state"].isin(["action", "warn"])].to_dict("records")
    ]
    unknown = unknown_doses(connection, as_of)
    unknown = unknown[~unknown["position"].map(_is_fetal).astype(bool)]
    if len(unknown):
        rows.append(
            AttentionRow(
                feed="badges",
                state="unknown",
                word="Not returned" if (unknown["flag"] == "missing").all() else "Unknown",
                finding=f"{len(unknown)} badge doses of {as_of.year} are unknown"
                if len(unknown) > 1
                else f"1 badge dose of {as_of.year} is unknown",
                detail=f'{unknown["participant_number"].nunique()} wearers; their sums read "at least"',
                since=unknown["wear_end"].min(),
                path="/badges",
                permission="badges.view",
                weight=float(len(unknown)),
            )
        )
    return rows


def standing_in_words(row: Mapping[Hashable, Any], year: int) -> str:
    """What the newest period and the year hold, and the limit; a sum with an unknown period is a lower bound."""
    said = [
        f"{_at_least(row['period_unknown'])}{row['period_usv'] / 1000:.2f} mSv in the period"
        if pd.notna(row["period_usv"])
        else "period unknown",
        f"{_at_least(row['year_unknown'])}{row['year_usv'] / 1000:.2f} mSv in {year}",
    ]
    limit = f"{row['share_of_limit']:.0%} of the limit" if pd.notna(row["limit_usv"]) else "no limit set"
    return f"{', '.join(said)}, {_at_least(row['year_unknown'] and pd.notna(row['limit_usv']))}{limit}"


def _at_least(unknown: float) -> str:
    return "at least " if unknown else ""


def _is_fetal(position: str) -> bool:
    return place_of(position) == "fetal"
