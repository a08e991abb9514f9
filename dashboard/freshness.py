"""How fresh is what a page shows? The strip of feeds at its top right."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import Any

from dash.development.base_component import Component

from dashboard.context import PageContext
from dashboard.formats import format_age
from dashboard.shell import freshness_strip
from db.database import Connection
from db.freshness import FeedInfo, Freshness, freshness_of
from db.wording import many


def strip_for(
    connection: Connection,
    context: PageContext,
    now: datetime,
    pages: Collection[str],
    entered: Mapping[str, datetime] | None = None,
) -> Component:
    """The strip of the feeds that these pages are made of; `now` is an aware moment.

    `entered` are the newest moments of what people entered here of the same kind, by feed.
    """
    found = freshness_of(connection, feeds_of(context.feeds, pages), now, entered)
    return strip(found, now, context.settings.zone)


def feeds_of(feeds: Collection[FeedInfo], pages: Collection[str]) -> list[FeedInfo]:
    """The feeds of these pages, in the order given."""
    return [info for info in feeds if info.page in pages]


def strip(found: Collection[Freshness], now: datetime, zone: tzinfo) -> Component:
    """The strip: what has come or was set aside; feeds that never came only where nothing else has.

    A department need not have every feed; that one is missing is said by the page itself, where it matters.
    """
    shown = [item for item in found if item.state != "never" or item.files_aside] or list(found)
    return freshness_strip([_item(item) for item in shown], now, zone)


def _aside(item: Freshness) -> str:
    """What came lately and is in no figure."""
    counted = ((item.rows_aside, "row"), (item.files_aside, "file"))
    parts = [many(number, noun) for number, noun in counted if number]
    return f"{' and '.join(parts)} set aside" if parts else ""


def _item(item: Freshness) -> dict[str, Any]:
    return {
        "source": item.source,
        "title": item.title,
        "as_of": item.as_of,
        "age_text": format_age(item.age),
        "state": item.state,
        "aside_text": _aside(item),
        "is_file_time": item.is_file_time,
    }
