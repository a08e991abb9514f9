"""The made-up department's wall: one display, and what its last shift handed over."""

from datetime import datetime, timedelta

from commands.displays import pairing_address
from commands.opening import Opened
from commands.output import say
from db.actions.announcements import announce
from db.actions.displays import add_display, new_pairing
from db.audit import Actor
from db.clock import now_utc
from db.database import Connection
from db.playlist import EVERYTHING
from db.queries.announcements import announcements
from db.queries.displays import displays

NAME = "Corridor"
# Whoever tries radops may look at the wall last.
_LIFETIME = timedelta(days=1)
_SAID = (
    ("handover", "Room 3: kVp is too high. No children there until it is corrected.", timedelta(hours=12)),
    ("handover", "Room 5 takes emergencies first from 14:00.", timedelta(hours=12)),
    ("announcement", "Dose badges of last month: bring them back to the office.", timedelta(days=7)),
)
_ACTOR = Actor("radops demo")


def settle_wall(hospital: Opened) -> str | None:
    """Add the display and what it tells; return the address that pairs a screen, None where one is paired already."""
    now = now_utc()
    with hospital.database.write() as connection:
        if not announcements(connection, now):
            _announce(connection, now)
        known = next((one for one in displays(connection, now, revoked=False) if one.name == NAME), None)
        if known is None:
            code = add_display(connection, NAME, EVERYTHING, actor=_ACTOR, now=now, lifetime=_LIFETIME)
        elif known.paired_at is None:
            code = new_pairing(connection, NAME, actor=_ACTOR, now=now, lifetime=_LIFETIME)
        else:
            return None
    return pairing_address(hospital.settings, code)


def _announce(connection: Connection, now: datetime) -> None:
    for kind, text, span in _SAID:
        announce(connection, kind, text, now + span, actor=_ACTOR, now=now)


def say_wall(address: str | None) -> None:
    """Tell how to see the wall."""
    if address is None:
        say(
            f"Wall: on the screen that was paired; `radops.py display pair {NAME}` gives an address for another"
        )
    else:
        say(f"Wall: {address} (works once)")
