"""What does a page stand on? The settings, the database and the clock of the app that it is registered in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from db.database import Database
from db.freshness import FeedInfo
from db.privacy import Keyring
from db.settings import Settings


@dataclass(frozen=True)
class PageContext:
    """Handed to each page's `register(app, context)`. `now` is a function: a page lives longer than a moment."""

    settings: Settings
    database: Database
    now: Callable[[], datetime]
    # How each feed is called and how old its data may be: the page says "data as of" by it.
    feeds: tuple[FeedInfo, ...] = ()

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that identifiers are hashed and sealed with."""
        return Keyring(self.settings.secret_key, self.settings.data_key, self.settings.id_rule)
