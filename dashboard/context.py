"""What does a page stand on? The settings, the database and the clock of the app that it is registered in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from db.actions.quarantine import Form, Verdict
from db.audit import Actor
from db.database import Database
from db.freshness import FeedInfo
from db.privacy import Keyring
from db.settings import Settings


class Corrections(Protocol):
    """What lets a row set aside take the line once more; pages know no file format, so it is handed to them."""

    def form(self, file_id: int, line_number: int) -> Form:
        """The faulty cells of a row. Raises CorrectionRefused."""
        ...

    def correct(self, file_id: int, line_number: int, changes: Mapping[str, str], actor: Actor) -> Verdict:
        """Try the row with other cells. Raises CorrectionRefused."""
        ...


@dataclass(frozen=True)
class PageContext:
    """Handed to each page's `register(app, context)`. `now` is a function: a page lives longer than a moment."""

    settings: Settings
    database: Database
    now: Callable[[], datetime]
    # How each feed is called and how old its data may be: the page says "data as of" by it.
    feeds: tuple[FeedInfo, ...] = ()
    # None where nothing can be read, as in an application without the line.
    corrections: Corrections | None = None

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that identifiers are hashed and sealed with."""
        return Keyring(self.settings.secret_key, self.settings.data_key, self.settings.id_rule)
