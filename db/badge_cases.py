"""Which readings wait for a decision, and which clocks run? Rules of review; reads only.

A reading at Level I is closed when it is acknowledged, one at Level II when it is investigated, one over a legal limit
when it is investigated and reported within every clock that a yearly total starts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from db.badge_periods import month_end
from db.badge_verdicts import is_case
from db.schema.accounts import account
from db.schema.badge_desk import badge_decision, badge_verdict, wearer_link
from db.schema.reference import reporting_clock

WearerKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided on a case; fields that do not belong to its kind are None."""

    kind: str
    is_real: str | None
    cause: str | None
    corrective_action: str | None
    informed_on: date | None
    committee_on: date | None
    clock: str | None
    note: str | None
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """How soon something must be reported, and what starts it: a yearly total, or an event that a person finds."""

    clock: str
    within_hours: float
    starts_by: str
    quantity: str
    threshold_usv: int | None
    condition: str
    source: str
    confirmed: bool

    def due(self, started_at: datetime) -> datetime:
        """When the report is due."""
        return started_at + timedelta(hours=self.within_hours)


@dataclass(frozen=True, slots=True)
class Case:
    """A reading at or over a level or limit, with the level and limit in force when it was judged."""

    id: int
    account_number: str
    participant_number: str
    quantity: str
    position: str
    wear_start: date
    wear_end: date
    sequence: int
    flag: str
    dose_usv: int | None
    year_usv: int
    year_unknown: int
    verdict: str
    level_name: str | None
    level_usv: int | None
    level_programme: str | None
    level_source: str | None
    limit_usv: int | None
    limit_source: str | None
    judged_at: datetime
    decisions: tuple[Decision, ...] = ()
    # The clocks that a yearly total starts and that are not answered yet.
    unreported: tuple[Clock, ...] = ()

    @property
    def wearer_key(self) -> WearerKey:
        """Whose reading it is."""
        return self.account_number, self.participant_number

    @property
    def share_of_limit(self) -> float | None:
        """The reading as a share of the yearly limit; of one over the limit the year's."""
        if not self.limit_usv:
            return None
        usv = self.year_usv if self.verdict == "over_limit" else self.dose_usv or 0
        return usv / self.limit_usv

    @property
    def is_closed(self) -> bool:
        """Whether everything that its level asks for was decided."""
        kinds = {decision.kind for decision in self.decisions}
        if self.verdict == "level_1":
            return bool(kinds & {"acknowledged", "investigated"})
        return "investigated" in kinds and not self.unreported


def cases(
    connection: Connection, jurisdiction: str, report: date | None = None, case_id: int | None = None
) -> list[Case]:
    """The cases in force: of all reports, of one (its month's last day), or a single one; largest share first."""
    columns = badge_verdict.c
    names = [name for name in Case.__slots__ if name not in ("decisions", "unreported")]
    query = select(*(columns[name] for name in names)).where(is_case())
    if report is not None:
        query = query.where(columns.wear_end > report.replace(day=1) - timedelta(days=1))
        query = query.where(columns.wear_end <= month_end(report))
    if case_id is not None:
        query = query.where(columns.id == case_id)
    rows = connection.execute(query).all()
    decided = decisions_on(connection, [row.id for row in rows])
    clocks: dict[date, list[Clock]] = {}
    found = []
    for row in rows:
        made = tuple(decided.get(row.id, ()))
        unreported: tuple[Clock, ...] = ()
        if row.verdict == "over_limit":
            if row.wear_end not in clocks:
                clocks[row.wear_end] = clocks_in_force(connection, jurisdiction, row.wear_end)
            answered = {decision.clock for decision in made if decision.kind == "reported"}
            unreported = tuple(
                clock
                for clock in clocks[row.wear_end]
                if clock.starts_by == "year" and clock.clock not in answered
            )
        found.append(Case(**row._mapping, decisions=made, unreported=unreported))
    order = {"over_limit": 0, "level_2": 1, "level_1": 1}
    return sorted(
        found,
        key=lambda case: (
            case.is_closed, order[case.verdict], -(case.share_of_limit or 0), case.wear_end, case.id,
        ),
    )  # fmt: skip


def decisions_on(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[Decision]]:
    """What was decided on each of these cases, in order."""
    if not case_ids:
        return {}
    columns = badge_decision.c
    query = (
        select(columns.verdict_id, *(columns[name] for name in Decision.__slots__))
        .where(columns.verdict_id.in_(case_ids))
        .order_by(columns.id)
    )
    found: dict[int, list[Decision]] = defaultdict(list)
    for case_id, *values in connection.execute(query):
        found[case_id].append(Decision(*values))
    return found


def clocks_in_force(connection: Connection, jurisdiction: str, on: date) -> list[Clock]:
    """The reporting clocks of a jurisdiction on a day, the soonest first."""
    columns = reporting_clock.c
    query = (
        select(reporting_clock)
        .where(columns.jurisdiction == jurisdiction, columns.valid_from <= on)
        .order_by(columns.within_hours, columns.id)
    )
    return [
        Clock(
            row["clock"], row["within_hours"], row["starts_by"], row["quantity"],
            None if row["threshold_value"] is None else round(row["threshold_value"] * 1000),
            row["condition"], row["source"], row["confirmed"],
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


def own_wearers(connection: Connection, account_id: int | None) -> set[WearerKey]:
    """The wearers that an account belongs to: nobody decides on their own badge."""
    columns = wearer_link.c
    query = select(columns.account_number, columns.participant_number).where(
        columns.linked_account_id == account_id, columns.ended_at.is_(None)
    )
    return {(row[0], row[1]) for row in connection.execute(query)}


def rso_wearers(connection: Connection) -> set[WearerKey]:
    """The wearers that are radiation safety officers themselves: a deputy reviews their badges."""
    columns = wearer_link.c
    query = (
        select(columns.account_number, columns.participant_number)
        .join(account, account.c.id == columns.linked_account_id)
        .where(account.c.role == "rso", columns.ended_at.is_(None))
    )
    return {(row[0], row[1]) for row in connection.execute(query)}
