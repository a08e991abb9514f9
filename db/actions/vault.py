"""Which exam is it? The accession number of one exam, revealed to somebody who may open the case."""

from datetime import datetime

from sqlalchemy import select

from db.audit import FAILED, SUCCEEDED, Actor, record
from db.database import Database
from db.privacy import Keyring
from db.schema.exams import exam_reference

ACTION = "exam.reveal"


class NotRevealed(Exception):
    """There is no number to show; the message says why."""


def reveal(database: Database, keyring: Keyring, exam_key: str, *, actor: Actor, now: datetime) -> str:
    """Return the accession number behind an exam's key, as its sender wrote it. Raises NotRevealed.

    Each try is an audit event of its own, committed before anything is shown, whether there was a number or not.
    """
    with database.write() as connection:
        sealed = connection.scalar(
            select(exam_reference.c.sealed_accession_number).where(exam_reference.c.exam_key == exam_key)
        )
        number, why = None, "no number is kept of this exam"
        if sealed is not None:
            try:
                number = keyring.unseal(sealed)
            except ValueError:
                why = "it is sealed with another data key"
        record(
            connection,
            actor,
            ACTION,
            now=now,
            object_kind="exam",
            object_id=exam_key,
            outcome=FAILED if number is None else SUCCEEDED,
            detail=why if number is None else None,
        )
    if number is None:
        raise NotRevealed(f"The accession number cannot be shown: {why}.")
    return number
