"""A line that tests load files along: fixed keys, a zone with clock changes, a clock that stands still."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from db.audit import SYSTEM, Actor
from db.database import Database
from db.privacy import Keyring
from db.quality_control import numbers_of_phantoms
from etl.mapping import Feeds, read_feeds
from etl.pipeline import Line
from etl.source import Site
from etl.sources import SOURCES

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


def site_at(now: datetime = NOW, *, vault: bool = True) -> Site:
    """A hospital in New York."""
    return Site(
        zone=ZONE, keyring=Keyring("tests-only-secret-key-of-the-line-4711", ""), vault=vault, now=now
    )


def line_to(
    database: Database,
    *,
    now: datetime = NOW,
    feeds: Path | None = None,
    vault: bool = True,
    actor: Actor = SYSTEM,
) -> Line:
    """The line to a database."""
    with database.read() as connection:
        site = replace(site_at(now, vault=vault), phantoms=numbers_of_phantoms(connection))
    mapping = read_feeds(feeds, SOURCES) if feeds else Feeds()
    return Line(database, site, mapping, lambda: now, actor=actor)
