"""Were the rules of supervision and hours kept? The records of a scope, held against `db.competency`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, or_, select

from db.competency.edition import Edition, read_editions
from db.competency.hours import Over, Presence, Totals, over_limits, totals
from db.competency.supervision import Finding, Procedure, Stay, at_once, silent, violations
from db.plain_names import plain_name
from db.queries.interns.scope import Scope
from db.schema.exams import exam
from db.schema.interns import clinical_hours, competency_standing, exam_log, intern
from db.training_settings import TrainingSettings, read_settings

# The group of a list whose procedures are under direct supervision at any level.
ALWAYS_DIRECT = "always_direct"


@dataclass(frozen=True, slots=True)
class Supervised:
    """What was found: rules not kept, newest first, and per intern how often the records are silent, by what about."""

    found: tuple[Finding, ...]
    silent: dict[str, Counter[str]]
    procedures: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Days and weeks over their limit since a day, and the hours of the whole programme with those asked for."""

    over: tuple[Over, ...]
    totals: dict[str, Totals]
    needed: dict[str, float | None]
    # The numbers that they were held against.
    settings: TrainingSettings


def supervised(connection: Connection, scope: Scope, since: date, today: date) -> Supervised:
    """Logged procedures from `since` to `today`, and exams of the RIS for one intern to a supervisor at a time.

    A procedure that names nothing in the intern's list is competent on no day: it is judged as any before competence.
    """
    done = _procedures(connection, scope, since, today)
    found = [*violations(done), *at_once(_stays(connection, scope, since, today))]
    found.sort(key=lambda one: (one.intern, one.what, one.rule))
    found.sort(key=lambda one: one.day, reverse=True)
    said: dict[str, Counter[str]] = {}
    for one in silent(done):
        said.setdefault(one.intern, Counter())[one.rule] += 1
    return Supervised(tuple(found), said, len(done))


def hours(connection: Connection, scope: Scope, since: date, today: date, zone: tzinfo) -> Hours:
    """Stays up to `today`; limits are looked at from `since` on, totals are those of the whole programme."""
    table = clinical_hours.c
    # What an intern logged here counts once it is signed; a tracker's stays count as they are.
    counts = or_(table.file_id.is_not(None), table.approved_by.is_not(None))
    told = select(table.intern, table.started_at, table.ended_at, table.activity)
    query = told.where(table.local_date <= today, counts)
    local = _to_local(zone)
    stays = [
        Presence(name, local(began), ended and local(ended), activity)
        for name, began, ended, activity in connection.execute(scope.narrow(query, table.intern))
    ]
    needed = select(intern.c.intern, intern.c.clinic_hours_needed)
    settings = read_settings(connection, today)
    lately = [one for one in stays if one.began.date() >= since]
    return Hours(
        tuple(over_limits(lately, settings["most_a_day"], settings["most_a_week"])),
        totals(stays),
        {
            row.intern: row.clinic_hours_needed
            for row in connection.execute(scope.narrow(needed, intern.c.intern))
        },
        settings,
    )


def _procedures(connection: Connection, scope: Scope, since: date, today: date) -> list[Procedure]:
    editions = read_editions(connection)
    people = connection.execute(scope.narrow(select(intern.c.intern, intern.c.edition), intern.c.intern))
    of_intern: dict[str, Edition | None] = {row.intern: editions.get(row.edition) for row in people}
    standing, log = competency_standing.c, exam_log.c
    credited = select(standing.intern, standing.requirement, standing.completed_on).where(
        standing.completed_on.is_not(None), standing.requirement_kind != "rule"
    )
    competent = {
        (row.intern, row.requirement): row.completed_on
        for row in connection.execute(scope.narrow(credited, standing.intern))
    }
    corrected = select(log.corrects_id).where(log.corrects_id.is_not(None))
    logged = select(exam_log).where(
        log.local_date >= since, log.local_date <= today, log.id.not_in(corrected)
    )
    made = []
    for row in connection.execute(scope.narrow(logged, log.intern)):
        edition = of_intern.get(row.intern)
        known = None if edition is None else edition.by_plain_name.get(plain_name(row.requirement))
        made.append(
            Procedure(
                row.id, row.intern, row.local_date, row.requirement, row.participation, row.supervision,
                row.supervisor, row.repeats or 0, row.repeat_supervision,
                known is not None and ALWAYS_DIRECT in known.groups,
                None if known is None else competent.get((row.intern, known.name)),
            )
        )  # fmt: skip
    return made


def _stays(connection: Connection, scope: Scope, since: date, today: date) -> list[Stay]:
    """Exams that name an intern of the scope and a supervisor: nobody reads another's name in a finding."""
    roster = select(intern.c.ris_name, intern.c.intern).where(intern.c.ris_name.is_not(None))
    names = {row.ris_name: row.intern for row in connection.execute(roster)}
    told = ("student", "supervisor", "local_date", "exam_description", "started_at", "ended_at")
    query = select(*(exam.c[name] for name in told)).where(
        exam.c.local_date >= since,
        exam.c.local_date <= today,
        exam.c.student.is_not(None),
        exam.c.supervisor.is_not(None),
        exam.c.started_at.is_not(None),
        exam.c.ended_at.is_not(None),
    )
    return [
        Stay(
            names[row.student],
            row.supervisor,
            row.local_date,
            row.exam_description or "",
            row.started_at,
            row.ended_at,
        )
        for row in connection.execute(query)
        if row.student in names and scope.holds(names[row.student])
    ]


def _to_local(zone: tzinfo) -> Callable[[datetime], datetime]:
    """From stored UTC to local time without a zone. Tens of thousands of stays lie on a few hundred days: the offset is
    looked up once for each on which the clocks do not change."""
    of_day: dict[int, timedelta | None] = {}

    def local(stored: datetime) -> datetime:
        day = stored.toordinal()
        if day not in of_day:
            first, next_one = (_offset(datetime.fromordinal(number), zone) for number in (day, day + 1))
            of_day[day] = first if first == next_one else None
        offset = of_day[day]
        return stored + (_offset(stored, zone) if offset is None else offset)

    return local


def _offset(stored: datetime, zone: tzinfo) -> timedelta:
    offset = stored.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return offset
