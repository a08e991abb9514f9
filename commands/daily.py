"""What is written once a day? One digest per capability that has something to say; each says nothing twice a day."""

from collections.abc import Callable
from datetime import date, datetime

from commands.opening import Opened
from db.actions import supplies_digest
from db.database import Connection
from db.settings import Settings

# Writes its rows into the outbox, and returns how many: 0 where there is nothing to say or it was said today.
Digest = Callable[[Connection, Settings, date, datetime], int]

DIGESTS: tuple[Digest, ...] = (supplies_digest.write_digest,)


def write_digests(hospital: Opened, now: datetime) -> int:
    """Write the digests of the hospital's today that are not written yet; returns how many messages that were."""
    today = now.astimezone(hospital.settings.zone).date()
    written = 0
    for digest in DIGESTS:
        with hospital.database.write() as connection:
            written += digest(connection, hospital.settings, today, now)
    return written
