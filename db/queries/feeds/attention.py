"""What about the feeds needs attention?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import Connection, func, select

from db.attention import AttentionRow
from db.freshness import FeedInfo, Freshness, freshness_of
from db.schema.feeds import feed_file
from db.wording import NBSP, day_text, many, span_text

FEED, PATH, PERMISSION = "feeds", "/feeds", "feeds.view"
RECENT_DAYS = 30


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
        *(_stale(item, limits[item.source], zone) for item in stale),
        *_set_aside(connection, titles, now, zone),
    ]


def _stale(item: Freshness, limit: timedelta, zone: tzinfo) -> AttentionRow:
    assert item.as_of is not None
    assert item.age is not None
    local = item.as_of.astimezone(zone)
    today = (item.as_of + item.age).astimezone(zone).date()
    return AttentionRow(
        feed=FEED,
        state="unknown",
        word="Stale",
        finding=f"{item.title} has sent nothing since {day_text(local.date(), today)}, {local:%H:%M}",
        detail=f"{span_text(item.age)} old, at most {span_text(limit)} is usual; its figures stand still",
        since=local.date(),
        path=f"{PATH}?source={item.source}",
        permission=PERMISSION,
        # A feed without a limit to speak of is stale by nature.
        weight=item.age / limit if limit else item.age / timedelta(days=1),
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
    window = f"in the last {RECENT_DAYS}{NBSP}days"
    match outcome:
        case "loaded":
            word, finding = "Rows waiting", f"{many(rows, 'row')} of {title} set aside and not in any figure"
            detail = f"From {many(files, 'file')} {window}; each says what would be right"
        case "quarantined":
            word, finding = "Set aside", f"{many(files, 'file')} of {title} set aside whole"
            detail = (
                f"{window.capitalize()}; none of {'its' if files == 1 else 'their'} rows are in any figure"
            )
        case _:
            word, finding = "Refused", f"{many(files, 'file')} that no feed takes"
            if source:
                finding = f"{many(files, 'file')} of {title} refused"
            detail = f"{window.capitalize()}; the reason stands in the ledger"
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
