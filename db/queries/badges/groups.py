"""How do the doses of a department spread? Groups of five or more alone, so that no figure is anybody's."""

import pandas as pd

from db.badge_periods import Quantity

LEAST_WEARERS = 5


def group_doses(standing: pd.DataFrame, quantity: Quantity = "body") -> pd.DataFrame:
    """The year to date of each department's wearers: department, wearers, unknown, q1_msv, median_msv, q3_msv.

    One figure per wearer, of the position with the larger dose. Groups under five are left out without a trace, and no
    total is given from which they could be worked out; no largest dose either, since that is one person's. A dose with
    an unknown part counts with what is known, and `unknown` says how many there are, where at least five are.
    """
    columns = ["department", "wearers", "unknown", "q1_msv", "median_msv", "q3_msv"]
    if standing.empty:
        return pd.DataFrame(columns=columns)
    rows = standing[(standing["quantity"] == quantity) & standing["department"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    each = rows.groupby(["department", "account_number", "participant_number"], as_index=False).agg(
        usv=("year_usv", "max"), unknown=("year_unknown", "max")
    )
    found = []
    for department, members in each.groupby("department"):
        if len(members) < LEAST_WEARERS:
            continue
        low, middle, high = members["usv"].quantile([0.25, 0.5, 0.75]) / 1000
        unknown = int((members["unknown"] > 0).sum())
        found.append(
            {
                "department": department,
                "wearers": len(members),
                "unknown": unknown if unknown >= LEAST_WEARERS or not unknown else None,
                "q1_msv": low,
                "median_msv": middle,
                "q3_msv": high,
            }
        )
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(["median_msv", "department"], ascending=[False, True], ignore_index=True)
