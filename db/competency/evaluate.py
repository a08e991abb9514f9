"""How far is an intern? Pure: an edition, the passes and the logged procedures in; states, rules and what remains out.

A pass gives credit when it was signed and is either real or a simulation that counts. A simulation counts where the
list says that it may, and as long as the cap has room: first for what every intern must have, then for groups that
nothing real has filled, then in order of their days. One procedure serves for one competency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db.competency.edition import Edition, Requirement, Rule, sub_rules


@dataclass(frozen=True, slots=True)
class Pass:
    """A competency that was judged as passed. `procedure` is the logged procedure, blank where none is named."""

    requirement: str
    day: date
    is_simulated: bool = False
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement: `state` is done, simulated (done by one that counts), offered, logged or missing.

    `is_simulated`: the credit, or where there is none the only pass, is a simulation.
    """

    requirement: Requirement
    state: str
    logged: int
    is_simulated: bool
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """One rule: how many it has of how many. A cap is kept when `have` is not over `wanted`."""

    rule: Rule
    have: int
    wanted: int
    is_met: bool
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """An intern's whole list. `remaining` is the fewest further competencies that meet every rule."""

    standings: tuple[Standing, ...]
    rules: tuple[RuleStanding, ...]
    required: int
    remaining: int

    @property
    def is_complete(self) -> bool:
        """Whether every rule that asks for something is met; a list that asks for nothing is never complete."""
        return self.required > 0 and self.remaining == 0

    @property
    def completed_on(self) -> date | None:
        """The day on which the last of the rules was met."""
        days = [one.met_on for one in self.rules if one.rule.kind != "simulated_cap"]
        return max((day for day in days if day is not None), default=None) if self.is_complete else None


def evaluate(edition: Edition, passes: Iterable[Pass], logged: Mapping[str, int]) -> Progress:
    """Hold what an intern did against an edition. `logged`: requirement -> procedures at the level asked for."""
    real, simulated = _earliest(edition, passes)
    counted = _simulations_that_count(edition, real, simulated)
    credit = real | {name: simulated[name] for name in counted}
    standings = tuple(
        _standing(
            one, real.get(one.name), simulated.get(one.name), one.name in counted, logged.get(one.name, 0)
        )
        for one in edition.requirements
    )
    rules = tuple(
        _rule_standing(edition, rule, credit, frozenset(simulated) - frozenset(real))
        for rule in edition.rules
    )
    return Progress(standings, rules, _required(edition), _remaining(edition, credit))


def _earliest(edition: Edition, passes: Iterable[Pass]) -> tuple[dict[str, date], dict[str, date]]:
    """The first real and the first simulated pass of each requirement, a procedure counted once."""
    known = {one.name for one in edition.requirements}
    used: set[str] = set()
    real: dict[str, date] = {}
    simulated: dict[str, date] = {}
    for one in sorted(passes, key=lambda one: (one.day, one.requirement, one.procedure)):
        found = simulated if one.is_simulated else real
        if (
            one.requirement not in known
            or one.requirement in found
            or (one.procedure and one.procedure in used)
        ):
            continue
        used.add(one.procedure)
        found[one.requirement] = one.day
    return real, simulated


def _simulations_that_count(
    edition: Edition, real: Mapping[str, date], simulated: Mapping[str, date]
) -> frozenset[str]:
    allowed = {one.name for one in edition.requirements if one.may_be_simulated}
    waiting = [
        name for name in sorted(simulated, key=lambda name: (simulated[name], name)) if name in allowed
    ]
    waiting = [name for name in waiting if name not in real]
    caps = [
        (edition.members(rule), edition.wanted(rule))
        for rule in edition.rules
        if rule.kind == "simulated_cap"
    ]
    taken: list[str] = []

    def take(names: Iterable[str], most: int | None = None) -> None:
        room = most
        for name in names:
            fits = all(name not in group or len(group.intersection(taken)) < cap for group, cap in caps)
            if name not in taken and fits and (room is None or room > 0):
                taken.append(name)
                room = None if room is None else room - 1

    for rule in edition.rules:
        if rule.kind == "all_of":
            members = edition.members(rule)
            take(name for name in waiting if name in members)
    for rule in sub_rules(edition):
        members = edition.members(rule)
        lacking = edition.wanted(rule) - len(members.intersection({*real, *taken}))
        take((name for name in waiting if name in members), max(lacking, 0))
    take(waiting)
    return frozenset(taken)


def _standing(
    one: Requirement, real: date | None, simulated: date | None, counts: bool, logged: int
) -> Standing:
    if real is not None:
        return Standing(one, "done", logged, False, real)
    if simulated is not None and counts:
        return Standing(one, "simulated", logged, True, simulated)
    state = "missing" if not logged else "offered" if logged >= one.logged_needed else "logged"
    return Standing(one, state, logged, simulated is not None, None)


def _rule_standing(
    edition: Edition, rule: Rule, credit: Mapping[str, date], simulated: frozenset[str]
) -> RuleStanding:
    members, wanted = edition.members(rule), edition.wanted(rule)
    if rule.kind == "simulated_cap":
        have = len(members & simulated)
        return RuleStanding(rule, have, wanted, have <= wanted, None)
    days = sorted(credit[name] for name in members if name in credit)
    is_met = len(days) >= wanted
    return RuleStanding(rule, len(days), wanted, is_met, days[wanted - 1] if is_met and wanted else None)


def _required(edition: Edition) -> int:
    """How many competencies the rules ask for together: groups within an n_of ask for none besides."""
    return sum(edition.wanted(rule) for rule in edition.rules if rule.kind in ("all_of", "n_of"))


def _remaining(edition: Edition, credit: Mapping[str, date]) -> int:
    """The fewest further competencies that meet every rule, where groups lie within or beside each other."""
    asking = [rule for rule in edition.rules if rule.kind != "simulated_cap"]
    asking.sort(key=lambda rule: (len(edition.members(rule)), rule.kind in ("all_of", "n_of")))
    lacks: list[tuple[frozenset[str], int]] = []
    for rule in asking:
        members = edition.members(rule)
        own = max(edition.wanted(rule) - len(members.intersection(credit)), 0)
        inside = [pair for pair in lacks if pair[0] <= members]
        lacks = [pair for pair in lacks if not pair[0] <= members]
        lacks.append((members, max(own, sum(number for _, number in inside))))
    return sum(number for _, number in lacks)
