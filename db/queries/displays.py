"""Which wall displays are there, which of them have a screen, and whose is this token?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select

from db.audit import in_utc
from db.playlist import Turn, of_rows
from db.schema.displays import display

# A screen asks every 30 seconds, and that is noted once a minute.
QUIET_AFTER = timedelta(minutes=3)
Standing = Literal["revoked", "to pair", "address too old", "quiet", "asks"]


@dataclass(frozen=True, slots=True)
class Display:
    """One display; moments are aware. `pairs_until`: a pairing address that nobody has opened yet still opens it."""

    id: int
    name: str
    playlist: tuple[Turn, ...]
    created_at: datetime
    created_by: str
    paired_at: datetime | None
    pairs_until: datetime | None
    last_seen_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        """Whether it may show nothing any more."""
        return self.revoked_at is not None

    def standing(self, now: datetime) -> Standing:
        """Whether its screen still asks, and what it waits for if there is none yet; `now` is aware."""
        if self.is_revoked:
            return "revoked"
        if self.paired_at is None:
            return "to pair" if self.pairs_until else "address too old"
        if self.last_seen_at is None or now - self.last_seen_at > QUIET_AFTER:
            return "quiet"
        return "asks"


def displays(connection: Connection, now: datetime, *, revoked: bool = True) -> list[Display]:
    """All displays by name, those that were revoked after the others; `now` is aware."""
    query = select(display).order_by(display.c.revoked_at.is_not(None), display.c.name, display.c.id)
    found = connection.execute(query if revoked else query.where(display.c.revoked_at.is_(None)))
    return [_display(row, now) for row in found]


def display_of_token(connection: Connection, token_hash: str, now: datetime) -> Display | None:
    """The display whose screen holds the token of this hash, revoked or not; None: it is nobody's any more."""
    row = connection.execute(select(display).where(display.c.token_hash == token_hash)).first()
    return None if row is None else _display(row, now)


def _display(row: Any, now: datetime) -> Display:
    waits = row.pairing_hash is not None and row.pairing_expires_at > in_utc(now)
    return Display(
        row.id,
        row.name,
        of_rows(row.playlist),
        row.created_at.replace(tzinfo=UTC),
        row.created_by,
        _aware(row.paired_at),
        _aware(row.pairing_expires_at) if waits else None,
        _aware(row.last_seen_at),
        _aware(row.revoked_at),
    )


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
