"""How many exposures are rejected, of which, by whom, and is that more or less than it should be?

Rate (AAPM TG-305): rejected by rejected and accepted, of patients' radiographs. A repeat, an image beyond the expected
set that was sent, is accepted. A rate of fewer than 30 exposures is not told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from db.columns import Array, Columns
from db.database import frame
from db.exposure_columns import NO_REASON, UNMAPPED
from db.intervals import FEWEST, p_chart_limits, wilson
from db.schema.reference import operations_target

RATE_COLUMNS = ["name", "rejected", "n", "rate", "low", "high"]
# In a smaller group the rate of a group is nearly that of a person.
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Exposures:
    """What a rate is made of: exposures accepted, and rows of the reject log that count as rejects of patients."""

    accepted: Columns
    rejected: Columns
    # Rows of the log that are no reject: test images, no patient.
    not_counted: int
    # Exposures that only their dose report calls rejected: in no rate, since the log says nothing of them.
    only_called: int


def exposures(accepted: Columns, logged: Columns) -> Exposures:
    """Part the rows of the log into those that count and those that do not, and the exposures likewise."""
    counts, called = logged.says("counting", "yes"), accepted.flags("called_rejected")
    return Exposures(accepted.where(~called), logged.where(counts), int((~counts).sum()), int(called.sum()))


def overall(of: Exposures) -> pd.Series:
    """`rejected`, `n`, `rate`, `low` and `high` of all: the rate and its interval (Wilson, 95 %) from 0 to 1."""
    return pd.DataFrame([_rate("all", len(of.rejected), len(of.accepted))], columns=RATE_COLUMNS).iloc[0]


def rates_by(of: Exposures, name: str) -> pd.DataFrame:
    """The rate per word of a column (room, technologist_group, patient_class, age_band), highest first.

    `rate`, `low` and `high` are null where n is under 30, or nothing was accepted: then nobody knows of how many.
    """
    rejected, accepted = of.rejected.counts(name), of.accepted.counts(name)
    names = [*accepted, *(word for word in rejected if word not in accepted)]
    return _ordered([_rate(word, rejected.get(word, 0), accepted.get(word, 0)) for word in names])


def rates_by_view(of: Exposures) -> pd.DataFrame:
    """The rate per exam type and projection ("Chest PA"; empty where no exam type is known), highest first."""
    rejected, accepted = _views(of.rejected), _views(of.accepted)
    return _ordered(
        [_rate(view, rejected.get(view, 0), accepted.get(view, 0)) for view in {**accepted, **rejected}]
    )


def of_view(part: Columns, view: str) -> Array:
    """Which rows are of a view, by the name that `rates_by_view` gives it."""
    types, projections = (*part.words["exam_type"], ""), (*part.words["projection"], "")
    mask = np.zeros(len(part), dtype=bool)
    for code, exam_type in enumerate(types):
        for other, projection in enumerate(projections):
            if (f"{exam_type} {projection}".strip() if exam_type else "") == view:
                # The last place stands for -1, what nobody said.
                wanted = (
                    code if code < len(types) - 1 else -1,
                    other if other < len(projections) - 1 else -1,
                )
                mask |= (part["exam_type"] == wanted[0]) & (part["projection"] == wanted[1])
    return mask


def rates_by_student(of: Exposures) -> pd.DataFrame:
    """The rate with and without a student at the exam."""
    rows = []
    for name, wanted in (("with a student", 1), ("without a student", 0)):
        counted = [int((part["student"] == wanted).sum()) for part in (of.rejected, of.accepted)]
        rows.append(_rate(name, *counted))
    return pd.DataFrame(rows, columns=RATE_COLUMNS)


def rates_by_group(of: Exposures, groups: Mapping[str, str]) -> tuple[pd.DataFrame, int]:
    """The rate per group of technologists, and how many groups are left out for having fewer than five people.

    `groups` tells of each person's group; the empty name stands for those whose group nobody has told.
    """
    sizes = pd.Series(list(groups.values()), dtype=object).value_counts()
    found = rates_by(of, "technologist_group")
    small = (
        found["name"].map(lambda name: name != "" and int(sizes.get(name, 0)) < FEWEST_PEOPLE).astype(bool)
    )
    return found[~small].reset_index(drop=True), int(small.sum())


def reasons(of: Exposures) -> pd.DataFrame:
    """`reason`, `n`, `share` and running `cumulative` share of the rejects, most first.

    Words that nobody has mapped and rejects without a reason are rows of their own, at the end.
    """
    counted = of.rejected.counts("reason")
    last = {UNMAPPED: 1, NO_REASON: 2}
    rows = sorted(counted.items(), key=lambda row: (last.get(row[0], 0), -row[1], row[0]))
    found = pd.DataFrame(rows, columns=["reason", "n"])
    found["share"] = found["n"] / max(int(found["n"].sum()), 1)
    found["cumulative"] = found["share"].cumsum()
    return found


def p_chart(of: Exposures) -> tuple[pd.DataFrame, float]:
    """The rate month by month with its control limits, and the centre: the rate of the whole period.

    Columns `month`, `rejected`, `n`, `rate`, `lower` and `upper` (three standard errors of the month's n around the
    centre), and `signal`: "high" or "low" outside them, else "". Months of fewer than 30 exposures give no rate.
    """
    parts = {"rejected": of.rejected.months(), "accepted": of.accepted.months()}
    months = sorted({*parts["rejected"], *parts["accepted"]})
    total = len(of.rejected) + len(of.accepted)
    centre = len(of.rejected) / total if total else float("nan")
    rows = []
    for month in months:
        hits, sent = parts["rejected"].get(month, 0), parts["accepted"].get(month, 0)
        _, hits, n, rate, _, _ = _rate("", hits, sent)
        lower, upper = p_chart_limits(centre, n) if not np.isnan(rate) else (np.nan, np.nan)
        signal = "high" if rate > upper else "low" if rate < lower else ""
        rows.append((pd.Timestamp(date.fromordinal(month)), hits, n, rate, lower, upper, signal))
    columns = ["month", "rejected", "n", "rate", "lower", "upper", "signal"]
    return pd.DataFrame(rows, columns=columns), centre


def levels(connection: Connection, day: date, population: str) -> pd.DataFrame:
    """The levels of the reject rate in force on a day for adults or children ("adult", "child"), in shares from 0 to 1.

    Columns level (target, action, low), value, jurisdiction, edition, source, confirmed; of each level the narrowest
    and newest row.
    """
    row = operations_target.c
    found = frame(
        connection,
        select(
            row.level,
            row.population,
            row.target_value,
            row.jurisdiction,
            row.edition,
            row.source,
            row.confirmed,
        )
        .where(
            row.measure == "reject_rate",
            row.unit == "%",
            row.valid_from <= day,
            row.population.in_((population, "any")),
        )
        .order_by(row.valid_from, row.id),
    )
    found["is_own"] = found["population"] == population
    found = found.sort_values("is_own", kind="stable").drop_duplicates("level", keep="last")
    found["value"] = found["target_value"] / 100
    kept = ["level", "value", "jurisdiction", "edition", "source", "confirmed"]
    return found[kept].sort_values("value", ascending=False, ignore_index=True)


def verdict(rate: float, wanted: pd.DataFrame) -> str:
    """Where a rate stands: action (at the level or over it), target (over it), low (at it or under it), else ""."""
    value = dict(zip(wanted["level"], wanted["value"], strict=True))
    if rate >= value.get("action", np.inf):
        return "action"
    if rate > value.get("target", np.inf):
        return "target"
    return "low" if rate <= value.get("low", -np.inf) else ""


def _rate(name: str, rejected: int, accepted: int) -> tuple[str, int, int, float, float, float]:
    n = rejected + accepted
    if n < FEWEST or not accepted:
        return name, rejected, n, np.nan, np.nan, np.nan
    return name, rejected, n, rejected / n, *wilson(rejected, n)


def _ordered(rows: list[tuple[str, int, int, float, float, float]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=RATE_COLUMNS)
    return found.sort_values(["rate", "n", "name"], ascending=[False, False, True], ignore_index=True)


def _views(part: Columns) -> dict[str, int]:
    types, projections = part.words["exam_type"], part.words["projection"]
    width = len(projections) + 1
    codes = (part["exam_type"].astype(np.int64) + 1) * width + part["projection"] + 1
    found: dict[str, int] = {}
    for place, number in enumerate(np.bincount(codes, minlength=1)):
        if number:
            exam_type, projection = divmod(place, width)
            words = [types[exam_type - 1]] if exam_type else []
            words += [projections[projection - 1]] if words and projection else []
            name = " ".join(words)
            found[name] = found.get(name, 0) + int(number)
    return found
