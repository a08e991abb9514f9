"""What is a scene made from? One moment, one connection, the site's settings; handed to each scene alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property

from dashboard.context import PageContext
from dashboard.wall.fact import Age
from db.database import Connection
from db.freshness import FeedInfo, Freshness, freshness_of
from db.settings import Settings


@dataclass(frozen=True)
class Asked:
    """A question at a moment (aware)."""

    connection: Connection
    context: PageContext
    now: datetime

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.context.settings

    @property
    def zone(self) -> tzinfo:
        """The hospital's time zone."""
        return self.settings.zone

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def _fresh(self) -> list[Freshness]:
        return freshness_of(self.connection, self.context.feeds, self.now)

    @cached_property
    def _infos(self) -> Mapping[str, FeedInfo]:
        return {info.name: info for info in self.context.feeds}

    def age(self, title: str, *feeds: str, entered: datetime | None = None) -> Age:
        """How old what these feeds tell together is, by the newest of them: one with nothing new sends nothing.

        `title` is what people call it; `entered` (aware) the newest moment that people entered of the same kind.
        """
        found = [item for item in self._fresh if item.source in feeds and item.as_of is not None]
        limits = [self._infos[item.source].stale_after.total_seconds() for item in found]
        moments = [item.as_of for item in found if item.as_of is not None]
        if entered is not None:
            moments.append(min(entered, self.now))
        return Age(title, max(moments, default=None), max(limits, default=None))
