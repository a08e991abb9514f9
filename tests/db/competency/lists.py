"""The list that comes with radops, read as on the line, for tests that work by hand what it asks for."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from db.competency.edition import Edition, Requirement, Rule, groups_of
from db.competency.evaluate import Pass
from tests.etl.sources.taking import take

REFERENCE = Path(__file__).resolve().parents[3] / "db" / "reference"
FIRST = date(2026, 1, 5)


@cache
def arrt() -> Edition:
    """The edition of 2022."""
    requirements: list[Any] = take(REFERENCE / "competency_requirements.csv").values
    rules: list[Any] = take(REFERENCE / "competency_rules.csv").values
    return Edition(
        "ARRT Radiography 2022",
        tuple(
            Requirement(
                row["requirement"], row["category"], row["requirement_kind"],
                groups_of(row["requirement_kind"], row["requirement_groups"]),
                row["may_be_simulated"], row["logged_needed"], row["logged_level"],
            )
            for row in requirements
        ),
        tuple(
            Rule(row["rule"], row["rule_title"], row["rule_kind"], row["applies_to"], row["needed"]) for row in rules
        ),
    )  # fmt: skip


def names(group: str, but: str = "") -> list[str]:
    """The requirements of a group that are in no other one, `but`, in the list's order."""
    return [one.name for one in arrt().requirements if group in one.groups and but not in one.groups]


def plain_electives() -> list[str]:
    """Electives that no group rule speaks of."""
    return [name for name in names("elective", "head") if name not in names("fluoroscopy")]


def passed(*wanted: str, since: date = FIRST, is_simulated: bool = False) -> list[Pass]:
    """One pass a day, in the order given."""
    return [Pass(name, since + timedelta(days=place), is_simulated) for place, name in enumerate(wanted)]
