"""Going through the whole audit trail: what came of it is an event of the trail itself."""

from datetime import datetime
from pathlib import Path

from db.audit import FAILED, SUCCEEDED, Actor, record
from db.audit_head import noted_head
from db.audit_seal import Verdict, verify
from db.audit_state import VERIFY
from db.database import Database
from db.privacy import Keyring

_MOST_CHARACTERS = 500


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
