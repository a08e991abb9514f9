"""Was an intern supervised as the rules ask? Pure; nothing is found where the records are silent.

Rules as programmes state them with JRCERT as their source: direct until competent, then indirect; repeats always
direct; mobile and surgical procedures direct at any level; one intern to a supervisor at a time. For radiography these
are programmes' own words, and unconfirmed until the site says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

NOT_DIRECT = ("indirect", "none")
RULES = {
    "before_competent": "Direct supervision until competent",
    "repeat": "Repeats always under direct supervision",
    "always_direct": "Mobile and surgical procedures under direct supervision",
    "one_to_one": "One intern to a supervisor at a time",
}
SILENT = {"supervision": "Supervision not recorded", "supervisor": "Supervisor not recorded",
          "repeat": "Supervision of the repeat not recorded"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Procedure:
    """One logged procedure. `competent_on`: the day of the credit for it, None without one."""

    number: int
    intern: str
    day: date
    what: str
    participation: str | None
    supervision: str | None
    supervisor: str | None
    repeats: int
    repeat_supervision: str | None
    always_direct: bool
    competent_on: date | None


@dataclass(frozen=True, slots=True)
class Stay:
    """One exam with an intern and a supervisor, from its start to its end."""

    intern: str
    supervisor: str
    day: date
    what: str
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that was not kept, or (`silent`) what a record does not say."""

    rule: str
    intern: str
    day: date
    what: str
    evidence: str


def violations(procedures: Iterable[Procedure]) -> list[Finding]:
    """Rules that the records say were not kept; one procedure may break several."""
    found = []
    for one in procedures:
        if one.repeats and one.repeat_supervision in NOT_DIRECT:
            found.append(_finding("repeat", one, f"repeat under {one.repeat_supervision} supervision"))
        if one.participation == "observed" or one.supervision not in NOT_DIRECT:
            continue
        if one.always_direct:
            found.append(_finding("always_direct", one, f"{one.supervision} supervision"))
        elif one.competent_on is None or one.day < one.competent_on:
            since = (
                "no competency yet"
                if one.competent_on is None
                else f"competent on {one.competent_on.isoformat()}"
            )
            found.append(_finding("before_competent", one, f"{one.supervision} supervision, {since}"))
    return found


def silent(procedures: Iterable[Procedure]) -> list[Finding]:
    """What the records do not say: neither kept nor broken."""
    found = []
    for one in procedures:
        if one.repeats and one.repeat_supervision is None:
            found.append(_finding("repeat", one, SILENT["repeat"]))
        if one.participation == "observed":
            continue
        if one.supervision is None:
            found.append(_finding("supervision", one, SILENT["supervision"]))
        elif one.supervisor is None:
            found.append(_finding("supervisor", one, SILENT["supervisor"]))
    return found


def at_once(stays: Sequence[Stay]) -> list[Finding]:
    """Supervisors who are recorded with two interns in exams that overlap; each pair once, at the later exam."""
    found = []
    ordered = sorted(stays, key=lambda one: (one.supervisor, one.started_at, one.ended_at, one.intern))
    for supervisor, of_one in groupby(ordered, key=lambda one: one.supervisor):
        running: list[Stay] = []
        for one in of_one:
            running = [other for other in running if other.ended_at > one.started_at]
            found += [
                Finding("one_to_one", one.intern, one.day, one.what, f"{supervisor} also with {other.intern}")
                for other in running
                if other.intern != one.intern
            ]
            running.append(one)
    return found


def _finding(rule: str, one: Procedure, evidence: str) -> Finding:
    return Finding(rule, one.intern, one.day, one.what, evidence)
