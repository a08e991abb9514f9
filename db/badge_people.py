"""What is known of each wearer beside the readings: assignments, department, minors and interns, dose elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from db.badge_periods import Assignment
from db.schema.badge_desk import badge_assignment, badge_assignment_entry, external_dose

WearerKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A wearer as the roster has them: what the newest assignment says; nothing is known where it says nothing."""

    department: str | None = None
    work_group: str | None = None
    ris_name: str | None = None
    is_intern: bool = False
    adult_on: date | None = None

    def is_minor(self, on: date) -> bool:
        """Whether the limits of minors hold on a day."""
        return self.adult_on is not None and on < self.adult_on


@dataclass(frozen=True, slots=True)
class People:
    """The roster: per badge when it is to be worn, per wearer who that is."""

    roster: dict[tuple[str, str, str], list[Assignment]]
    persons: dict[WearerKey, Person]

    def person(self, key: WearerKey) -> Person:
        """The wearer, or somebody of whom nothing is known."""
        return self.persons.get(key, _NOBODY)


@dataclass(frozen=True, slots=True)
class External:
    """Dose at another or an earlier employer in whole µSv; None where there is no record of it."""

    id: int
    employer: str
    starts_on: date
    ends_on: date
    quantity: str
    usv: int | None
    quarters_without_record: int
    document: str


_NOBODY = Person()
_ASSIGNED = (
    "account_number", "participant_number", "use", "starts_on", "ends_on", "wear_months", "department", "work_group",
    "ris_name", "is_intern", "adult_on",
)  # fmt: skip


def people(connection: Connection, wearer_key: WearerKey | None = None) -> People:
    """Read the roster; what was entered stands before what a file says of the same badge from the same day."""
    rows: dict[tuple[str, str, str, date], dict[str, Any]] = {}
    for table in (badge_assignment, badge_assignment_entry):
        query = select(*(table.c[name] for name in _ASSIGNED)).order_by(table.c.id)
        if wearer_key is not None:
            query = _of_wearer(query, table, wearer_key)
        for said in connection.execute(query).mappings():
            place = (said["account_number"], said["participant_number"], said["use"], said["starts_on"])
            rows[place] = dict(said)
    roster: dict[tuple[str, str, str], list[Assignment]] = defaultdict(list)
    known: dict[WearerKey, dict[str, Any]] = defaultdict(dict)
    for (account, participant, use, starts_on), row in sorted(rows.items(), key=lambda item: item[0][3]):
        roster[account, participant, use].append(Assignment(starts_on, row["ends_on"], row["wear_months"]))
        known[account, participant] |= {name: row[name] for name in Person.__slots__ if row[name] is not None}
    return People(dict(roster), {key: Person(**said) for key, said in known.items()})


def external_doses(
    connection: Connection, wearer_key: WearerKey | None = None
) -> dict[WearerKey, list[External]]:
    """Dose at other employers per wearer, without what was taken back."""
    columns = external_dose.c
    query = select(external_dose).order_by(columns.ends_on, columns.id)
    if wearer_key is not None:
        query = _of_wearer(query, external_dose, wearer_key)
    rows = connection.execute(query).mappings().all()
    withdrawn = {row["withdraws_id"] for row in rows}
    found: dict[WearerKey, list[External]] = defaultdict(list)
    for row in rows:
        if row["id"] not in withdrawn and row["withdraws_id"] is None:
            values = {name: row[name] for name in External.__slots__}
            found[row["account_number"], row["participant_number"]].append(External(**values))
    return found


def external_sum(doses: Iterable[External], quantity: str, after: date, until: date) -> int:
    """What was received elsewhere in a span, in µSv: a period counts where it ends."""
    return sum(dose.usv or 0 for dose in doses if dose.quantity == quantity and after < dose.ends_on <= until)


def quarters_without_record(doses: Sequence[External], quantity: str, year: int) -> int:
    """For how many quarters of a year exposure elsewhere was possible and no record is at hand."""
    return sum(
        dose.quarters_without_record
        for dose in doses
        if dose.quantity == quantity and dose.ends_on.year == year
    )


def _of_wearer(query: Select[Any], table: Table, key: WearerKey) -> Select[Any]:
    columns = table.c
    return query.where(columns.account_number == key[0], columns.participant_number == key[1])
