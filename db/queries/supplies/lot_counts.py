"""How many lots with stock lie in which bin, and where? Of rows as `lots` gives them."""

import pandas as pd

from db.queries.supplies.lot_rows import BIN_NAMES, EXPIRED
from db.queries.supplies.lots import walking_key


def stock_by_bin(found: pd.DataFrame) -> pd.DataFrame:
    """Lots per exclusive bin, one row for each of `BIN_NAMES`, empty ones included.

    `lots` counts different lots (one that lies at two places is one), `value` sums those with a known price and
    `unpriced` says how many have none.
    """
    # Of a lot at several places: together, and unknown only where no part of it has a price.
    each = found.groupby(["bin", "item_code", "lot"], dropna=False)["value"].sum(min_count=1)
    by_bin = each.groupby("bin")
    spread = pd.DataFrame(
        {
            "lots": by_bin.size(),
            "value": by_bin.sum(min_count=1),
            "unpriced": each.isna().groupby("bin").sum(),
        }
    ).reindex(list(BIN_NAMES))
    spread["lots"] = spread["lots"].fillna(0).astype(int)
    spread["unpriced"] = spread["unpriced"].fillna(0).astype(int)
    # Nothing in a bin is worth nothing; a bin of lots without a price is worth nobody knows what.
    spread["value"] = spread["value"].astype(float).where(spread["lots"] > 0, 0.0)
    return spread.rename_axis("bin").reset_index()


def stock_by_place(found: pd.DataFrame) -> pd.DataFrame:
    """Number of rows (`lots`) by location and exclusive bin; pairs without a lot have no row."""
    return found.groupby(["location", "bin"]).size().rename("lots").reset_index()


def in_walking_order(found: pd.DataFrame) -> pd.DataFrame:
    """The rows place by place as one walks past them (2 before 10), at each place in the order given."""
    places = sorted(found["location"].unique(), key=lambda place: walking_key(str(place)))
    rank = found["location"].map({place: number for number, place in enumerate(places)})
    return found.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def expired_in_walking_order(found: pd.DataFrame) -> pd.DataFrame:
    """The expired ones of the rows, in the order of one walk, within a place oldest first."""
    return in_walking_order(found[found["bin"] == EXPIRED])
