"""Against which reference level does a typical dose stand, and how?"""

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from db.dose_measures import LOW_SHARE, MEASURES, MINIMUM_FOR_VERDICT
from db.populations import Population, fitting, population_of
from db.schema.reference import drl
from db.selection import ADULTS

# Exact factors to the units of MEASURES, for levels that a table gives in another one.
_TO_OUR_UNIT = {
    ("Gy.cm2", "Gy·cm²"): Decimal(1),
    ("mGy.cm2", "Gy·cm²"): Decimal("0.001"),
    ("cGy.cm2", "Gy·cm²"): Decimal("0.01"),
    ("uGy.m2", "Gy·cm²"): Decimal("0.01"),
    ("dGy.cm2", "Gy·cm²"): Decimal("0.1"),
    ("Gy.m2", "Gy·cm²"): Decimal(10_000),
    ("mGy.cm", "mGy·cm"): Decimal(1),
    ("Gy.cm", "mGy·cm"): Decimal(1000),
    ("mGy", "mGy"): Decimal(1),
    ("uGy", "mGy"): Decimal("0.001"),
}

_LEVEL_COLUMNS = [
    "measure", "exam_type", "projection", "drl", "jurisdiction", "edition", "source", "valid_from", "confirmed",
    "population",
]  # fmt: skip


def reference_levels(
    connection: Connection, jurisdiction: str, on: date, age_band: str = ADULTS
) -> pd.DataFrame:
    """The diagnostic reference levels in force on a day, one row per measure, exam type and single projection, that fit
    everybody of `age_band` (as `db.selection` has it): adults, or children all of whom the level speaks of.

    Columns: measure, exam_type, projection, drl (in the measure's unit), jurisdiction, edition, source, valid_from,
    confirmed, population. `jurisdiction` is how its name begins. Of several editions the newest that is valid counts. A
    level for "AP/PA" stands for either. Levels of another scope or quantity are left out: they are no comparison.
    """
    query = select(drl).where(
        drl.c.jurisdiction.startswith(jurisdiction, autoescape=True),
        drl.c.population.in_(_populations(connection, age_band)),
        drl.c.valid_from <= on,
    )
    found = [
        {name: level[name] for name in _LEVEL_COLUMNS if name in level}
        | {"measure": measure.name, "projection": projection.strip()}
        # Through the decimal text: 15 mGy.cm2 is 0.015 Gy·cm² and not a digit beside it.
        | {"drl": float(Decimal(repr(level["drl_value"])) * _TO_OUR_UNIT[level["unit"], measure.unit])}
        for level in connection.execute(query.order_by(drl.c.valid_from, drl.c.edition)).mappings()
        for measure in MEASURES
        if level["metric"] in measure.drl_metrics and (level["unit"], measure.unit) in _TO_OUR_UNIT
        for projection in (level["projection"].split("/") if measure.by_projection else [""])
    ]
    return pd.DataFrame(found, columns=_LEVEL_COLUMNS).drop_duplicates(
        ["measure", "exam_type", "projection"], keep="last", ignore_index=True
    )


def populations_on_file(connection: Connection, jurisdiction: str, on: date) -> list[Population]:
    """The stretches of age or weight for which levels that can be compared with something are in force on a day, by
    age first, the youngest and the lightest first."""
    level = drl.c
    known = {metric for measure in MEASURES for metric in measure.drl_metrics}
    names = connection.scalars(
        select(level.population)
        .where(
            level.jurisdiction.startswith(jurisdiction, autoescape=True),
            level.valid_from <= on,
            level.metric.in_(known),
        )
        .distinct()
    )
    found = [one for name in names if (one := population_of(name)) is not None]
    return sorted(found, key=lambda one: (one.by_weight, one.low, one.high))


def _populations(connection: Connection, age_band: str) -> list[str]:
    names = connection.scalars(select(drl.c.population).distinct())
    return [name for name in names if fitting(name, age_band)]


def against_reference(medians: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """The newest month of each exam type against its reference level: what the page's title, list and table say.

    One row per measure, exam type and projection of `medians` (see median_by_month), ranked: over the level first, then
    by share; then those without a level, by number. Columns added to those of the newest month: drl, share
    (median / drl), edition, source, confirmed, `verdict` and `since` (first month of the unbroken run of months over
    the level with enough exposures). A verdict compares the department's median, never one patient (ICRP 135), and
    needs MINIMUM_FOR_VERDICT exposures in the month.
    """
    known = medians[medians["n"] > 0]
    key = ["measure", "exam_type", "projection"]
    joined = known.merge(levels, on=key, how="left")
    joined["share"] = joined["median"] / joined["drl"]
    newest = joined.sort_values("month").groupby(key, sort=False).tail(1).copy()
    rows = newest.to_dict("records")
    newest["verdict"] = [_verdict(row["n"], row["share"], row["drl"]) for row in rows]
    newest["since"] = [
        _over_since(joined, row, key) if verdict == "Over DRL" else None
        for row, verdict in zip(rows, newest["verdict"], strict=True)
    ]
    newest["is_over"] = newest["verdict"] == "Over DRL"
    newest["measured"] = newest["n"] >= MINIMUM_FOR_VERDICT
    return newest.sort_values(
        ["is_over", "measured", "share", "n", "exam_type", "projection"],
        ascending=[False, False, False, False, True, True],
        na_position="last",
        ignore_index=True,
    )


def _verdict(n: int, share: float, level: float) -> str:
    # Without a level no number of exams gives a verdict: that is what has to be said first.
    if math.isnan(level):
        return "No reference level on file"
    if n < MINIMUM_FOR_VERDICT:
        return f"n = {n}"
    if share > 1:
        return "Over DRL"
    return "Under half" if share < LOW_SHARE else "Below"


def _over_since(joined: pd.DataFrame, newest: Mapping[Any, Any], key: list[str]) -> date | None:
    """First month of the run over the level that the newest month, which is over it, ends."""
    same = joined
    for name in key:
        same = same[same[name] == newest[name]]
    since = None
    for row in same.sort_values("month", ascending=False).to_dict("records"):
        if _verdict(row["n"], row["share"], row["drl"]) != "Over DRL":
            break
        since = row["month"].date()
    return since
