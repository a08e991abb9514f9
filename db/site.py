"""What does the database know of itself: which data key it was filled with, and whether its data are made up?"""

from sqlalchemy import Connection, insert, select, update

from db.schema.site import site_fact
from db.settings import SettingsError

_FINGERPRINT = "data_key_fingerprint"


def fact(connection: Connection, name: str) -> str | None:
    """Return a fact that was noted about this database, or None."""
    return connection.scalar(select(site_fact.c.value).where(site_fact.c.name == name))


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Note a fact about this database, in place of an earlier one of that name."""
    if fact(connection, name) is None:
        connection.execute(insert(site_fact).values(name=name, value=value))
    else:
        connection.execute(update(site_fact).where(site_fact.c.name == name).values(value=value))


def has_data_key(connection: Connection, fingerprint: str) -> bool:
    """Whether this database is tied to this data key already."""
    return fact(connection, _FINGERPRINT) == fingerprint


def claim_data_key(connection: Connection, fingerprint: str) -> None:
    """Tie an empty database to this data key. Raises SettingsError when it was filled with another one.

    With another key the same patient would get other hashes, and exams and doses would quietly stop to meet.
    """
    known = fact(connection, _FINGERPRINT)
    if known is None:
        note_fact(connection, _FINGERPRINT, fingerprint)
    elif known != fingerprint:
        raise SettingsError(
            "this database was filled with another data key (its fingerprint differs); start with the RADOPS_DATA_KEY, "
            "or where that is not set the RADOPS_SECRET_KEY, that it was filled with."
        )
