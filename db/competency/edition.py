"""What does an edition of a programme's list ask for? Its requirements and rules, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from db.plain_names import plain_name
from db.schema.competency import LEVELS, competency_requirement, competency_rule


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the list. `groups` are all groups that it belongs to, its kind among them."""

    name: str
    category: str
    kind: str
    groups: frozenset[str]
    # None: nobody has said.
    may_be_simulated: bool | None
    logged_needed: int
    logged_level: str = "performed"

    @property
    def counted_levels(self) -> tuple[str, ...]:
        """The levels of a logged procedure that count towards the offer: the one asked for, and higher ones."""
        return LEVELS[LEVELS.index(self.logged_level) :] if self.logged_level in LEVELS else LEVELS[-1:]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule over a group: `kind` is all_of, n_of, at_least, any_of or simulated_cap."""

    name: str
    title: str
    kind: str
    group: str
    needed: int | None = None


@dataclass(frozen=True)
class Edition:
    """A list with its rules, in the list's own order."""

    name: str
    requirements: tuple[Requirement, ...]
    rules: tuple[Rule, ...]
    confirmed: bool = False

    def members(self, rule: Rule) -> frozenset[str]:
        """The names of the requirements that a rule speaks of."""
        return self._by_group.get(rule.group, frozenset())

    @cached_property
    def _by_group(self) -> dict[str, frozenset[str]]:
        groups = {group for one in self.requirements for group in one.groups}
        return {
            group: frozenset(one.name for one in self.requirements if group in one.groups) for group in groups
        }

    def wanted(self, rule: Rule) -> int:
        """How many members a rule asks for; for a cap, how many it allows."""
        if rule.kind == "all_of":
            return len(self.members(rule))
        if rule.kind == "any_of":
            return 1
        return rule.needed or 0

    @cached_property
    def by_plain_name(self) -> dict[str, Requirement]:
        """Requirements by their names without case and spacing, as trackers may write them."""
        return {plain_name(one.name): one for one in self.requirements}


def read_editions(connection: Connection) -> dict[str, Edition]:
    """All editions by name, each in the order of its list."""
    requirements: dict[str, list[Requirement]] = {}
    rules: dict[str, list[Rule]] = {}
    confirmed: dict[str, bool] = {}
    table = competency_requirement
    for row in connection.execute(select(table).order_by(table.c.edition, table.c.line_number, table.c.id)):
        requirements.setdefault(row.edition, []).append(_requirement(row))
        confirmed[row.edition] = confirmed.get(row.edition, True) and row.confirmed
    ruled = competency_rule
    for row in connection.execute(select(ruled).order_by(ruled.c.edition, ruled.c.line_number, ruled.c.id)):
        rules.setdefault(row.edition, []).append(
            Rule(row.rule, row.rule_title, row.rule_kind, row.applies_to, row.needed)
        )
        confirmed[row.edition] = confirmed.get(row.edition, True) and row.confirmed
    return {
        name: Edition(name, tuple(requirements[name]), tuple(rules.get(name, ())), confirmed[name])
        for name in requirements
    }


def groups_of(kind: str, groups: str) -> frozenset[str]:
    """The groups of a requirement, from its kind and the list's ';'-joined text."""
    return frozenset({kind, *(part.strip() for part in groups.split(";") if part.strip())})


def sub_rules(edition: Edition) -> Sequence[Rule]:
    """The rules that ask for some of a group, smallest group first: what serves it serves those around it too."""
    asking = [rule for rule in edition.rules if rule.kind in ("at_least", "any_of")]
    return sorted(asking, key=lambda rule: len(edition.members(rule)))


def _requirement(row: Any) -> Requirement:
    return Requirement(
        row.requirement,
        row.category,
        row.requirement_kind,
        groups_of(row.requirement_kind, row.requirement_groups),
        row.may_be_simulated,
        row.logged_needed,
        row.logged_level,
    )
