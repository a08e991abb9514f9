"""The made-up department's faults: entered here as people would, since no file tells of a fault."""

from datetime import datetime, time, timedelta, tzinfo

from commands.opening import Opened
from db.actions.equipment import assign_fault, escalate_fault, report_fault
from db.audit import Actor
from db.clock import now_utc
from db.database import Connection
from db.queries.accounts import accounts
from db.site import fact, note_fact

_SETTLED = "rooms_settled"
_DOWN, _LIMITED = "Room 4", "Mobile 1"


def settle_rooms(hospital: Opened) -> None:
    """Report two faults, once: one unit down since twenty to ten, one limited for two days and escalated."""
    now, zone = now_utc(), hospital.settings.zone
    with hospital.database.write() as connection:
        # Once: what somebody did about them since stays as it is.
        if fact(connection, _SETTLED) is None:
            note_fact(connection, _SETTLED, "yes")
            reporter = _actor(connection)
            report_fault(
                connection, _DOWN, "No exposure", "down", "Tube warm-up failed, error E31",
                actor=reporter, now=_latest(now, zone, time(9, 40)),
            )  # fmt: skip
            noticed = _latest(now, zone, time(14, 10)) - timedelta(days=1)
            number = report_fault(
                connection, _LIMITED, "Detector", "limited", "Battery of the detector lasts an hour",
                actor=reporter, now=noticed,
            )  # fmt: skip
            assign_fault(connection, number, 1, "Biomed (made up)", actor=reporter, now=noticed)
            told = noticed + timedelta(minutes=25)
            escalate_fault(connection, number, 2, actor=reporter, now=told, zone=zone)


def _actor(connection: Connection) -> Actor:
    found = next(one for one in accounts(connection) if one.username == "technologist")
    return Actor("technologist", "technologist", found.id)


def _latest(now: datetime, zone: tzinfo, at: time) -> datetime:
    """The latest time of day `at` that has been."""
    local = now.astimezone(zone)
    moment = datetime.combine(local.date(), at, zone)
    return moment if moment <= local else datetime.combine(local.date() - timedelta(days=1), at, zone)
