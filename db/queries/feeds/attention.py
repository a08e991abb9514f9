"""What about the feeds needs attention?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, func, select

from db.attention import AttentionRow
from db.freshness import SET_ASIDE_DAYS, FeedInfo, Freshness, freshness_of
from db.schema.feeds import feed_file
from db.wording import NBSP, day_text, many, span_text

FEED, PATH, PERMISSION = "feeds", "/feeds", "feeds.view"
RECENT_DAYS = SET_ASIDE_DAYS


def attention(
    connection: Connection, feeds: Sequence[FeedInfo], now: datetime, zone: tzinfo
) -> list[AttentionRow]:
    """Feeds past their limit, files set aside whole or refused, and rows set aside, of the last 30 days.

    A feed that never sent anything is not wrong: the hospital may not have it. `now` is an aware moment.
    """
    stale = [item for item in freshness_of(connection, feeds, now) if item.state == "stale"]
    limits = {info.name: info.stale_after for info in feeds}
    titles = {info.name: info.title for info in feeds}
    return [
        *([_stale(stale, limits, now.astimezone(zone).date(), zone)] if stale else []),
        *_set_aside(connection, titles, now, zone),
    ]


def _stale(
    stale: Sequence[Freshness], limits: Mapping[str, timedelta], today: date, zone: tzinfo
) -> AttentionRow:
    """One row for all late feeds: they often have one cause, and must not crowd out what else is wrong."""
    ages = [(item, item.as_of.astimezone(zone), item.age) for item in stale if item.as_of and item.age]
    # How many times its own limit a feed is late; a feed without a limit to speak of is late by its days.
    shares = [age / (limits[item.source] or timedelta(days=1)) for item, _, age in ages]
    worst, since, age = ages[shares.index(max(shares))]
    moment = f"{day_text(since.date(), today)}, {since:%H:%M}"
    if len(ages) == 1:
        finding = f"Nothing from {worst.title} since {moment}"
        detail = f"{span_text(age)} old, at most {span_text(limits[worst.source])} is usual"
    else:
        finding = f"{len(ages)} feeds are late: {', '.join(item.title for item, _, _ in ages)}"
        limit = span_text(limits[worst.source])
        detail = f"Latest of all: {worst.title}, {span_text(age)} old, at most {limit} is usual"
    return AttentionRow(
        feed=FEED,
        state="unknown",
        word="Stale",
        finding=finding,
        detail=f"{detail}; what they feed stands still"
        if len(ages) > 1
        else f"{detail}; its figures stand still",
        since=min(moment.date() for _, moment, _ in ages),
        path=f"{PATH}?source={worst.source}" if len(ages) == 1 else PATH,
        permission=PERMISSION,
        weight=max(shares),
    )


def _set_aside(
    connection: Connection, titles: dict[str, str], now: datetime, zone: tzinfo
) -> list[AttentionRow]:
    table = feed_file
    recent = (now.astimezone(UTC) - timedelta(days=RECENT_DAYS)).replace(tzinfo=None)
    found = connection.execute(
        select(
            table.c.source,
            table.c.outcome,
            func.count().label("files"),
            func.sum(table.c.rows_quarantined).label("rows"),
            func.min(table.c.first_seen_at).label("since"),
        )
        .where(
            table.c.ended_at >= recent,
            (table.c.outcome != "loaded") | (table.c.rows_quarantined > 0),
        )
        .group_by(table.c.source, table.c.outcome)
        .order_by(table.c.source, table.c.outcome)
    ).all()
    return [
        _aside(
            titles.get(source, source or ""), source, outcome, files, rows, since.replace(tzinfo=UTC), zone
        )
        for source, outcome, files, rows, since in found
    ]


def _aside(
    title: str, source: str | None, outcome: str, files: int, rows: int, since: datetime, zone: tzinfo
) -> AttentionRow:
    window = f"in the last {RECENT_DAYS}{NBSP}d"
    match outcome:
        case "loaded":
            word, finding = "Rows waiting", f"{many(rows, 'row')} of {title} set aside and not in any figure"
            detail = f"Of {many(files, 'file')} {window}; each says what would be right"
        case "quarantined":
            word, finding = "Set aside", f"{many(files, 'file')} of {title} set aside whole"
            detail = f"Not in any figure; {window}"
        case _:
            word, finding = "Refused", f"{many(files, 'file')} that no feed takes"
            if source:
                finding = f"{many(files, 'file')} of {title} refused"
            detail = f"The reasons stand in the ledger; {window}"
    return AttentionRow(
        feed=FEED,
        state="warn" if outcome == "quarantined" else "unknown",
        word=word,
        finding=finding,
        detail=detail,
        since=since.astimezone(zone).date(),
        path=f"{PATH}?outcome={outcome}" + (f"&source={source}" if source else ""),
        permission=PERMISSION,
        weight=float(rows or files),
    )
