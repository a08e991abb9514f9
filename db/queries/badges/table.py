"""The table behind the badges page, for whoever may have the doses of named staff."""

import pandas as pd
from sqlalchemy import Connection

from db.badge_readings import default_report, reports
from db.badge_rules import rules_in_force
from db.queries.badges.standing import SPANS, wearers

COLUMNS = (
    "report", "account_number", "participant_number", "participant_name", "series_code", "quantity", "position",
    *(f"{span}_{part}" for span in SPANS for part in ("msv", "kind", "unknown", "estimated")),
    "limit_msv", "share_of_limit", "level", "level_msv", "level_share", "verdict",
)  # fmt: skip


def badge_sums(connection: Connection, jurisdiction: str, programme: str, interns: str) -> pd.DataFrame:
    """Every wearer's sums of the newest report (see wearers), doses in mSv, sorted by wearer, quantity and position.

    A dose, and its share, is missing where nothing of it is known, or nothing but M or unused went into it
    (`<span>_kind`);
    `<span>_unknown` above 0 makes the number beside it a lower bound.
    Fetal badges are left out: a declared pregnancy is in no list that leaves the radiation safety officer's page.
    """
    as_of = default_report(reports(connection))
    if as_of is None:
        return pd.DataFrame(columns=list(COLUMNS))
    table = wearers(connection, as_of, rules_in_force(connection, jurisdiction, programme, as_of, interns))
    table = table[table["quantity"] != "fetal"] if len(table) else table
    if table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    for name in SPANS:
        # A year of nothing but M is no 0: its kind says what it is.
        known = table[f"{name}_kind"] == "value"
        table[f"{name}_msv"] = (table[f"{name}_usv"] / 1000).where(known)
    compared = table["period_kind"].where(table["level_span"] == "period", table["year_kind"])
    table = table.assign(
        report=as_of,
        level_share=table["level_share"].where(compared == "value"),
        share_of_limit=table["share_of_limit"].where(
            (table["year_kind"] == "value") | (table["external_usv"] > 0)
        ),
        limit_msv=table["limit_usv"].astype(float) / 1000,
        level_msv=table["level_usv"].astype(float) / 1000,
        verdict=table["word"],
    )
    key = ["account_number", "participant_number", "quantity", "position"]
    return table[list(COLUMNS)].sort_values(key, ignore_index=True)
