"""How fresh is the stock? By its files, and by what was booked here since."""

from collections.abc import Collection
from datetime import UTC, datetime

from dash.development.base_component import Component

from dashboard.context import PageContext
from dashboard.freshness import strip_for
from db.database import Connection
from db.queries import supplies


def stock_strip(
    connection: Connection, context: PageContext, now: datetime, pages: Collection[str] = ("supplies",)
) -> Component:
    """The strip of the supplies' feeds; a booking here is a movement like those that files tell of."""
    booked = supplies.newest_booking(connection)
    entered = {"movements": booked.replace(tzinfo=UTC)} if booked else None
    return strip_for(connection, context, now, pages, entered)
