"""Which credentials have ended or soon will, and what of the onboarding checklist is missing?

Of several records of the same title of a person the newest counts: a renewal takes the place of what it renews. An item
of the checklist is met by a record of that name, be it called onboarding or a credential, until the day that it ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, select

from db.plain_names import plain_name
from db.queries.development.whom import Whom, counting, people
from db.schema.development import development_record
from db.training_settings import TrainingSettings, read_settings

State = Literal["ended", "soon", "valid", "missing"]
_ENDING = ("credential", "onboarding")
_WORST_FIRST = ("ended", "missing", "soon", "valid")


@dataclass(frozen=True, slots=True)
class Held:
    """A credential or an item of onboarding. `expires_on` None: it does not end."""

    group: str
    person: str
    title: str
    kind: str
    done_on: date
    expires_on: date | None
    state: State


@dataclass(frozen=True, slots=True)
class Item:
    """One item of somebody's checklist; `done_on` is None where no record says that it was done."""

    title: str
    state: State
    done_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """The checklist of one person."""

    group: str
    person: str
    items: tuple[Item, ...]

    @property
    def complete(self) -> bool:
        """Whether all is done and nothing has ended."""
        return all(item.state in ("valid", "soon") for item in self.items)


@dataclass(frozen=True, slots=True)
class Standing:
    """What ends, soonest first; checklists, the worst first; and the groups of which no record has ever come."""

    held: tuple[Held, ...]
    lists: tuple[Listed, ...]
    silent: frozenset[str]
    settings: TrainingSettings

    def of_state(self, state: State, group: str | None = None) -> list[Held]:
        """What is in a state, of one group or all."""
        return [one for one in self.held if one.state == state and group in (None, one.group)]


def standing(connection: Connection, whom: Whom, today: date) -> Standing:
    """How people stand on a day. Who is no longer in training is left out, and so are records of days to come."""
    settings = read_settings(connection, today)
    table = development_record.c
    query = select(development_record).where(table.kind.in_(_ENDING), table.done_on <= today, *counting())
    rows = connection.execute(whom.narrow(query).order_by(table.done_on, table.id)).all()
    there = people(connection, whom, today)
    known = set(there)
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if (row.person_group, row.person) in known:
            newest.setdefault((row.person_group, row.person), {})[plain_name(row.title)] = row
    held = [
        Held(
            group, person, row.title, row.kind, row.done_on, row.expires_on, _state(row, today, settings)
        )
        for (group, person), of_person in newest.items()
        for row in of_person.values()
        if row.kind == "credential" or row.expires_on is not None
    ]  # fmt: skip
    told = {group for group, _ in newest}
    lists = [
        Listed(*who, tuple(_items(settings.checklist(who[0]), newest.get(who, {}), today, settings)))
        for who in there
        if who[0] in told
    ]  # fmt: skip
    groups = {group for group, _ in there}
    return Standing(
        tuple(sorted(held, key=lambda one: (one.expires_on or date.max, one.person, one.title))),
        tuple(sorted(lists, key=_worst_first)),
        frozenset(groups - told),
        settings,
    )


def _items(
    titles: Iterable[str], of_person: Mapping[str, Any], today: date, settings: TrainingSettings
) -> Iterable[Item]:
    for title in titles:
        row = of_person.get(plain_name(title))
        if row is None:
            yield Item(title, "missing", None, None)
        else:
            yield Item(title, _state(row, today, settings), row.done_on, row.expires_on)


def _state(row: Any, today: date, settings: TrainingSettings) -> State:
    if row.expires_on is None:
        return "valid"
    days = (row.expires_on - today).days
    # The last day is a day on which it holds.
    return "ended" if days < 0 else "soon" if days <= settings["expires_soon"] else "valid"


def _worst_first(one: Listed) -> tuple[int, int, str, str]:
    open_ones = [item for item in one.items if item.state in ("ended", "missing")]
    worst = min((_WORST_FIRST.index(item.state) for item in one.items), default=len(_WORST_FIRST))
    return -len(open_ones), worst, one.group, one.person
