"""Going through the whole audit trail: that it was asked for, and what came of it, are events of the trail itself."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.audit import FAILED, SUCCEEDED, Actor, record
from db.audit_head import noted_head
from db.audit_seal import Verdict, verify
from db.audit_state import ASK, BEGUN, VERIFY, asked_for
from db.database import Database
from db.privacy import Keyring
from db.site import note_fact

_MOST_CHARACTERS = 500


def ask_to_prove(database: Database, *, actor: Actor, now: datetime) -> None:
    """Let the process that seals go through the trail soon; who asks while somebody waits already asks for nothing."""
    with database.write() as connection:
        if asked_for(connection) is None:
            record(connection, actor, ASK, now=now, object_kind="audit trail")


def prove_what_was_asked(
    database: Database, keyring: Keyring, var: Path, clock: Callable[[], datetime]
) -> Verdict | None:
    """Go through the trail for whoever asked, and say in their name what came of it; None where nobody waits."""
    with database.read() as connection:
        asked = asked_for(connection)
    if asked is None:
        return None
    with database.write() as connection:
        note_fact(connection, BEGUN, f"{asked.event_id} {clock().isoformat(timespec='seconds')}")
    return prove(database, keyring, var, actor=asked.by, now=clock())


def prove(database: Database, keyring: Keyring, var: Path, *, actor: Actor, now: datetime) -> Verdict:
    """Go through all seals and their events, and hold the newest seal against the one that `var` noted."""
    # Noted first: a seal that is made meanwhile is in the database and not in the note, which is as it should be.
    noted = noted_head(var)
    with database.read() as connection:
        found = verify(connection, keyring, now, noted)
    with database.write() as connection:
        record(
            connection,
            actor,
            VERIFY,
            now=now,
            object_kind="audit trail",
            object_id=f"seal {found.head.number}",
            outcome=FAILED if found.problems else SUCCEEDED,
            detail=_words(found),
        )
    return found


def _words(found: Verdict) -> str:
    counts = f"{found.events} events, {found.head.number} seals, {found.unsealed} not sealed yet"
    return "; ".join([counts, *found.problems])[:_MOST_CHARACTERS]
