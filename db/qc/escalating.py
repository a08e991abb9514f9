"""Under which topic and key is a fault told to those who repair it, and has it been told today?"""

from datetime import date

from sqlalchemy import Connection, select

from db.schema.outbox import outbox_delivery, outbox_message

TOPIC = "equipment.fault"
# What became of a copy that nobody has got.
_IN_VAIN = ("failed", "unsent")


def key_of(fault_id: int, day: date, earlier: int) -> str:
    """The message of a fault on a local day, after as many earlier ones of that day as reached nobody."""
    return f"{keys_begin(fault_id)}{day} {earlier}"


def keys_begin(fault_id: int) -> str:
    """How the keys of all escalations of a fault begin."""
    return f"{TOPIC} {fault_id} "


def told_on(connection: Connection, fault_id: int, day: date) -> tuple[int, bool]:
    """How many alerts of a fault were written on a local day, and whether one has reached anybody or still may."""
    said, copy = outbox_message.c, outbox_delivery.c
    rows = connection.execute(
        select(said.id, copy.state)
        .outerjoin(outbox_delivery, copy.message_id == said.id)
        .where(said.dedupe_key.startswith(f"{keys_begin(fault_id)}{day} ", autoescape=True))
    ).all()
    reached = any(row.state is not None and row.state not in _IN_VAIN for row in rows)
    return len({row.id for row in rows}), reached
