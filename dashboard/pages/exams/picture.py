"""Everything that a view shows, read at once: the columns of its days, and how fresh they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from dashboard.context import PageContext
from dashboard.freshness import feeds_of
from dashboard.pages.exams.question import Question, asked_days, understood
from db.columns import Columns
from db.database import Connection
from db.freshness import Freshness, exams_known_until, freshness_of
from db.queries import exams, rejects


@dataclass(frozen=True)
class Picture:
    """What is asked and what there is. `question` is None while no exam has ever been done.

    `done` are the exams of the days, of the rooms and kinds that are chosen; `in_rooms` those of the chosen days and
    room whatever else is chosen, for what concerns the room itself.
    """

    question: Question | None
    offered: Mapping[str, Sequence[str]]
    freshness: Sequence[Freshness]
    now: datetime
    zone: tzinfo
    done: Columns | None = None
    in_rooms: Columns | None = None

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def asked(self) -> Question:
        """The question, where there is one."""
        assert self.question is not None
        return self.question

    @property
    def exams(self) -> Columns:
        """The exams that are asked about."""
        assert self.done is not None
        return self.done


def read(connection: Connection, context: PageContext, wanted: Mapping[str, str | None]) -> Picture:
    """Understand what is asked and read the exams of its days."""
    now, zone = context.now(), context.settings.zone
    fresh = freshness_of(connection, feeds_of(context.feeds, {"exams"}), now)
    default = exams.default_period(connection, now.astimezone(zone).date())
    if default is None:
        return Picture(None, {"room": (), "type": (), "class": ()}, fresh, now, zone)
    everything = exams.exams_between(connection, *asked_days(wanted, default))
    offered = {
        name: sorted(everything.words[column])
        for name, column in (("room", "room"), ("type", "exam_type"), ("class", "patient_class"))
    }
    question = understood(wanted, default, offered)
    chosen = question.selection
    return Picture(
        question,
        offered,
        fresh,
        now,
        zone,
        everything.where(exams.fits(everything, chosen)),
        everything.where(exams.fits(everything, chosen, "room")),
    )


def shot(connection: Connection, picture: Picture) -> rejects.Exposures:
    """The exposures that are asked about, accepted and rejected."""
    chosen = picture.asked.selection
    accepted, logged = rejects.exposures_between(connection, chosen.start, chosen.end)
    return rejects.exposures(
        accepted.where(exams.fits(accepted, chosen)), logged.where(exams.fits(logged, chosen))
    )


def until(connection: Connection, picture: Picture) -> datetime:
    """How far the data of exams reach (aware), never beyond now."""
    return min(exams_known_until(connection) or picture.now, picture.now)
