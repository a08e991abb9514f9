"""How many files and rows came per source and day, and is every row accounted for?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, func, select

from db.database import frame
from db.freshness import FeedInfo, judged
from db.queries.feeds.files import COUNTS, OUTCOMES
from db.schema.feeds import feed_file

_RESULTS = tuple(name for name in COUNTS if name != "rows_in")


def by_source(connection: Connection, feeds: Sequence[FeedInfo], now: datetime) -> pd.DataFrame:
    """One row per feed in the order given, then one per further source in the ledger, then files of no source.

    Freshness (`as_of`, `age`, `state`: ok, stale, never, or no limit), files by outcome, the
    last file's time (`last_file_at`, aware), and rows: `rows_in` and where they went. `difference` is `rows_in` less
    the sum of the other four: 0, or the ledger lies. `now` is an aware moment.
    """
    table = feed_file
    found = frame(
        connection,
        select(
            table.c.source,
            func.count().label("files"),
            *(
                func.sum(case((table.c.outcome == name, 1), else_=0)).label(f"files_{name}")
                for name in OUTCOMES
            ),
            *(func.sum(table.c[name]).label(name) for name in COUNTS),
            func.max(table.c.last_seen_at).label("last_file_at"),
            func.max(case((table.c.outcome == "loaded", table.c.data_as_of))).label("as_of"),
        ).group_by(table.c.source),
    )
    records: list[dict[str, Any]] = found.astype(object).where(found.notna(), None).to_dict("records")
    known = {row["source"]: row for row in records if row["source"] is not None}
    nameless = [row for row in records if row["source"] is None]
    titled = {info.name: info for info in feeds}
    names = [*titled, *sorted(known.keys() - titled.keys())]
    rows = [_row(name, titled.get(name), known.get(name), now) for name in names]
    rows += [_row("", None, row, now) for row in nameless]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "source", "title", "state", "as_of", "age", "stale_after", "last_file_at", "files",
    *(f"files_{name}" for name in OUTCOMES), *COUNTS, "difference",
]  # fmt: skip


def _row(name: str, info: FeedInfo | None, found: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    known = found or {}
    counts = {
        key: int(known.get(key) or 0) for key in ("files", *(f"files_{one}" for one in OUTCOMES), *COUNTS)
    }
    # Without a limit of its own a source is neither fresh nor stale.
    judgement = judged(info or FeedInfo(name, "", timedelta.max), _aware(known.get("as_of")), now)
    return {
        "source": name,
        "title": info.title if info else name or "No source",
        "state": judgement.state if info else "no limit",
        "as_of": judgement.as_of,
        "age": judgement.age,
        "stale_after": info.stale_after if info else None,
        "last_file_at": _aware(known.get("last_file_at")),
        **counts,
        "difference": counts["rows_in"] - sum(counts[key] for key in _RESULTS),
    }


def per_day(connection: Connection, today: date, zone: tzinfo, days: int = 14) -> pd.DataFrame:
    """Files by the hospital's day on which they were last tried, source and outcome, with their rows.

    The last `days` days, `today` included; columns day, source, outcome, files and the row counts. Days without a
    file have no row.
    """
    table = feed_file
    starts = [_start(today - timedelta(days=back), zone) for back in range(days)]
    # Newest first: the first day whose beginning a file lies after is its own.
    day = case(
        *((table.c.ended_at >= start, back) for back, start in enumerate(starts)),
    ).label("back")
    end = _start(today + timedelta(days=1), zone)
    found = frame(
        connection,
        select(
            day,
            table.c.source,
            table.c.outcome,
            func.count().label("files"),
            *(func.sum(table.c[name]).label(name) for name in COUNTS),
        )
        .where(table.c.ended_at >= starts[-1], table.c.ended_at < end)
        .group_by(day, table.c.source, table.c.outcome),
    )
    found.insert(0, "day", [today - timedelta(days=int(back)) for back in found.pop("back")])
    return found.sort_values(["day", "source", "outcome"], ascending=[False, True, True], ignore_index=True)


def _start(day: date, zone: tzinfo) -> datetime:
    """The first moment of the hospital's day, as naive UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _aware(moment: Any) -> datetime | None:
    return None if moment is None else pd.Timestamp(moment).to_pydatetime().replace(tzinfo=UTC)
