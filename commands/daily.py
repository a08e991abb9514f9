"""What is done once a day? One digest per capability that has something to say, and what is past its retention goes.

Each says nothing twice a day; what was given up once is not there a second time.
"""

from collections.abc import Callable
from datetime import date, datetime

from commands import purging
from commands.opening import Opened
from db.actions import supplies_digest
from db.audit import Actor
from db.database import Connection
from db.settings import Settings

# Writes its rows into the outbox, and returns how many: 0 where there is nothing to say or it was said today.
Digest = Callable[[Connection, Settings, date, datetime], int]

# As the audit trail names what nobody asked for.
WORKER = Actor("daily worker")

DIGESTS: tuple[Digest, ...] = (supplies_digest.write_digest,)


def write_digests(hospital: Opened, now: datetime) -> int:
    """Write the digests of the hospital's today that are not written yet; returns how many messages that were."""
    today = now.astimezone(hospital.settings.zone).date()
    written = 0
    for digest in DIGESTS:
        with hospital.database.write() as connection:
            written += digest(connection, hospital.settings, today, now)
    return written


def give_up_what_is_old(hospital: Opened, now: datetime) -> None:
    """Give up what is past its retention. Whether there is anything is asked without keeping others from writing."""
    if purging.purge_quarantine(hospital, now, WORKER, dry=True):
        purging.purge_quarantine(hospital, now, WORKER)
