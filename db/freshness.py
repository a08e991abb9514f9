"""How old are the data of each feed, against the feed's own limit?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, and_, func, or_, select, text

from db.file_names import day_in
from db.schema.feeds import SET_ASIDE, feed_file

State = Literal["ok", "stale", "never"]
# How long what was set aside is told of: a row that nobody corrects is never in any figure, but at last it is old.
SET_ASIDE_DAYS = 30
_EXAM_SOURCES = ("ris_csv", "hl7")


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed as people know it: its name in the ledger, its title, how old its data may be, the page it is for."""

    name: str
    title: str
    stale_after: timedelta
    page: str = ""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh one feed is: `as_of` is the newest moment that its loaded files speak of (aware, UTC).

    `rows_aside` and `files_aside` are what came in the last 30 days and is in no figure: rows, and whole files.
    """

    source: str
    title: str
    page: str
    as_of: datetime | None
    age: timedelta | None
    state: State
    rows_aside: int = 0
    files_aside: int = 0
    # Neither its rows nor its name say of when it is: `as_of` is when the file was last written, no more.
    is_file_time: bool = False


def judged(info: FeedInfo, as_of: datetime | None, now: datetime) -> Freshness:
    """Judge a feed by its newest moment (aware), if it has any.

    Data from the future are as old as now: a mistyped year or a clock that is ahead makes no feed fresher than that.
    A feed is stale once it is older than its limit; at the limit it is not.
    """
    if as_of is None:
        return Freshness(info.name, info.title, info.page, None, None, "never")
    as_of = min(as_of, now)
    age = now - as_of
    state: State = "stale" if age > info.stale_after else "ok"
    return Freshness(info.name, info.title, info.page, as_of, age, state)


def freshness_of(
    connection: Connection,
    feeds: Sequence[FeedInfo],
    now: datetime,
    entered: Mapping[str, datetime] | None = None,
) -> list[Freshness]:
    """Say for each feed, in the order given, how fresh its data are. `now` is an aware moment.

    `entered` are the newest moments (aware) of what people entered here of the same kind, by feed.
    """
    newest, aside = dict(newest_as_of(connection)), _set_aside(connection, now)
    names = {info.name for info in feeds}
    undated = _dated_by_file_time(connection, {name: newest[name] for name in names & newest.keys()})
    for source, moment in (entered or {}).items():
        if source not in newest or moment > newest[source]:
            newest[source] = moment
            undated.discard(source)
    judgements = [judged(info, newest.get(info.name), now) for info in feeds]
    return [
        replace(found, rows_aside=rows, files_aside=files, is_file_time=found.source in undated)
        for found in judgements
        for rows, files in [aside.get(found.source, (0, 0))]
    ]


def _set_aside(connection: Connection, now: datetime) -> Mapping[str, tuple[int, int]]:
    """Per source the rows and the whole files that were set aside lately."""
    recent = (now.astimezone(UTC) - timedelta(days=SET_ASIDE_DAYS)).replace(tzinfo=None)
    # In the words of the index, and summed here: of hundreds of thousands of files a few were set aside.
    found = connection.execute(
        select(feed_file.c.source, feed_file.c.rows_quarantined, feed_file.c.outcome).where(
            feed_file.c.ended_at >= recent, text(SET_ASIDE), feed_file.c.outcome != "refused"
        )
    )
    counted: dict[str, tuple[int, int]] = {}
    for source, rows, outcome in found:
        if source is not None:
            before = counted.get(source, (0, 0))
            counted[source] = before[0] + int(rows), before[1] + (outcome == "quarantined")
    return counted


def _dated_by_file_time(connection: Connection, newest: Mapping[str, datetime]) -> set[str]:
    """Those of the sources whose newest file, of that moment, tells of no moment in its rows nor in its name."""
    if not newest:
        return set()
    row = feed_file.c
    told = [(source, moment.replace(tzinfo=None)) for source, moment in newest.items()]
    found = connection.execute(
        select(row.source, row.name).where(
            or_(*(and_(row.source == source, row.data_as_of == moment) for source, moment in told)),
            row.outcome == "loaded",
            row.as_of == row.data_as_of,
        )
    )
    return {one.source for one in found if day_in(one.name) is None}


def exams_known_until(connection: Connection) -> datetime | None:
    """The newest moment (aware, UTC) that the feeds of exams speak of, tables and messages; None where none does."""
    newest = newest_as_of(connection)
    return max((newest[name] for name in _EXAM_SOURCES if name in newest), default=None)


def newest_as_of(connection: Connection) -> Mapping[str, datetime]:
    """The newest "data as of" (aware, UTC) of each source's loaded files; files set aside say nothing."""
    # From one source to the next and to the newest file of each: a hospital has a file per study, but few sources.
    each = select(func.min(feed_file.c.source).label("source")).cte("each_source", recursive=True)
    after = select(func.min(feed_file.c.source)).where(feed_file.c.source > each.c.source).scalar_subquery()
    each = each.union_all(select(after).where(each.c.source.is_not(None)))
    newest = select(func.max(feed_file.c.data_as_of)).where(
        feed_file.c.source == each.c.source, feed_file.c.outcome == "loaded"
    )
    found = connection.execute(
        select(each.c.source, newest.scalar_subquery().label("moment")).where(each.c.source.is_not(None))
    )
    return {row.source: row.moment.replace(tzinfo=UTC) for row in found if row.moment is not None}
