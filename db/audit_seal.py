"""Was the audit trail altered? Seals over batches of its events, in a chain that only the holder of the key can make.

A worker seals what is new within a minute, so that those who write events never wait for each other. A seal holds the
hash of its events and, keyed, that of the seal before: an event that is changed, deleted, added below a seal or put in
another place no longer fits, nor does a seal that is taken out. That the last seals are missing shows against the
newest one that was noted outside the database (see `db.audit_head`).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from db.audit import in_utc
from db.database import Database
from db.privacy import Keyring
from db.schema.accounts import audit_event
from db.schema.audit import audit_seal, audit_sealed

# 45 CFR 164.316(b)(2)(i): documentation is kept for six years.
RETENTION = timedelta(days=6 * 365 + 2)
# Longer than a worker that looks every half minute may need.
SEALED_WITHIN = timedelta(minutes=2)
_EVENTS_A_SEAL = 5_000
# Numbers are given before events are stored: one that waits for its transaction may come in this much later.
LATE_NUMBERS = 10_000
_NO_SEAL = "0" * 64
_TRIGGERS = frozenset(
    f"{table}_{what}" for table in ("audit_event", "audit_seal", "audit_sealed") for what in ("stays", "kept")
)
_TRIGGERS_POSTGRESQL = frozenset({"audit_event_whole", "audit_seal_whole", "audit_sealed_whole"})


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: its number (0: none yet) and digest."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking through the whole trail found: what is wrong, in words; nothing, where nothing was altered."""

    problems: tuple[str, ...]
    events: int
    unsealed: int
    head: Head


def seal_new(database: Database, keyring: Keyring, now: datetime) -> int:
    """Seal the events that no seal holds yet; returns how many. Does nothing where another process just did so."""
    sealed = 0
    while True:
        try:
            with database.write() as connection:
                portion = _seal_portion(connection, keyring, in_utc(now))
        except IntegrityError:
            # Another one sealed the same events meanwhile.
            return sealed
        sealed += portion
        if portion < _EVENTS_A_SEAL:
            return sealed


def head(connection: Connection) -> Head:
    """The newest seal."""
    newest = select(audit_seal.c.number, audit_seal.c.digest).order_by(audit_seal.c.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return Head(row.number, row.digest) if row else Head(0, _NO_SEAL)


def holds(connection: Connection, noted: Head) -> bool:
    """Whether a seal that was noted elsewhere is still there, and the same."""
    digest = connection.scalar(select(audit_seal.c.digest).where(audit_seal.c.number == noted.number))
    return digest == noted.digest


def verify(connection: Connection, keyring: Keyring, now: datetime, noted: Head | None = None) -> Verdict:
    """Go through all seals and their events. `noted` is the newest seal as somebody outside the database knew it."""
    moment = in_utc(now)
    problems: list[str] = []
    last = Head(0, _NO_SEAL)
    noted_digest: str | None = None
    for seal in connection.execute(select(audit_seal).order_by(audit_seal.c.number)):
        if seal.number != last.number + 1:
            problems.append(f"seal {last.number + 1} is missing")
        elif not hmac.compare_digest(_digest(keyring, last.digest, seal._mapping), seal.digest):
            problems.append(f"seal {seal.number} does not follow from the one before")
        if problem := _content_problem(connection, seal, moment):
            problems.append(problem)
        last = Head(seal.number, seal.digest)
        if noted is not None and noted.number == seal.number:
            noted_digest = seal.digest
    if noted is not None and noted.number and noted_digest != noted.digest:
        problems.append(f"seal {noted.number}, which was there before, is missing or another one")
    is_sealed = exists().where(audit_sealed.c.event_id == audit_event.c.id)
    waiting = connection.scalar(select(func.count()).select_from(audit_event).where(~is_sealed)) or 0
    overdue = select(func.count()).where(~is_sealed, audit_event.c.happened_at < moment - SEALED_WITHIN)
    if late := connection.scalar(overdue):
        problems.append(
            f"{late} events are older than two minutes and not sealed: is `radops audit seal` running?"
        )
    events = connection.scalar(select(func.count()).select_from(audit_event)) or 0
    return Verdict(tuple(problems), events, waiting, last)


def unsealable(connection: Connection) -> list[str]:
    """Names of the triggers that keep the trail from being altered and that this database lacks."""
    if connection.dialect.name == "sqlite":
        wanted = set(_TRIGGERS)
        there = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        wanted = set(_TRIGGERS | _TRIGGERS_POSTGRESQL) - {"audit_seal_kept"}
        # Enabled ones: O for the origin, A always.
        there = text("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
    return sorted(wanted - set(connection.scalars(there)))


def give_up_old(connection: Connection, now: datetime) -> int:
    """Delete events past their retention, whole seals at a time; the seals stay. Returns how many events that were."""
    old = select(audit_seal.c.number).where(audit_seal.c.newest_at < in_utc(now) - RETENTION)
    under = select(audit_sealed.c.event_id).where(audit_sealed.c.seal_number.in_(old))
    given_up = connection.execute(delete(audit_event).where(audit_event.c.id.in_(under))).rowcount
    connection.execute(delete(audit_sealed).where(audit_sealed.c.seal_number.in_(old)))
    return given_up


def _seal_portion(connection: Connection, keyring: Keyring, moment: datetime) -> int:
    highest = connection.scalar(select(func.max(audit_sealed.c.event_id))) or 0
    unsealed = (
        select(audit_event)
        .where(
            audit_event.c.id > highest - LATE_NUMBERS,
            ~exists().where(audit_sealed.c.event_id == audit_event.c.id),
        )
        .order_by(audit_event.c.id)
        .limit(_EVENTS_A_SEAL)
    )
    events = connection.execute(unsealed).all()
    if not events:
        return 0
    last = head(connection)
    seal: dict[str, Any] = {
        "number": last.number + 1,
        "sealed_at": moment,
        "event_count": len(events),
        "newest_at": max(event.happened_at for event in events),
        "content_hash": _hash_of(events),
    }
    connection.execute(insert(audit_seal).values(**seal, digest=_digest(keyring, last.digest, seal)))
    connection.execute(
        insert(audit_sealed), [{"event_id": e.id, "seal_number": seal["number"]} for e in events]
    )
    return len(events)


def _content_problem(connection: Connection, seal: Row[Any], moment: datetime) -> str | None:
    under = (
        select(audit_event)
        .join(audit_sealed, audit_sealed.c.event_id == audit_event.c.id)
        .where(audit_sealed.c.seal_number == seal.number)
        .order_by(audit_event.c.id)
    )
    events = connection.execute(under).all()
    if not events and seal.newest_at < moment - RETENTION:
        return None
    if len(events) < seal.event_count:
        return f"{seal.event_count - len(events)} of the {seal.event_count} events of seal {seal.number} are gone"
    if _hash_of(events) != seal.content_hash:
        return f"events of seal {seal.number} ({_span(events)}) were altered"
    return None


def _span(events: Sequence[Row[Any]]) -> str:
    return f"events {events[0].id} to {events[-1].id}"


def _hash_of(events: Sequence[Row[Any]]) -> str:
    """The same on both engines: every column, in the order of the table."""
    found = hashlib.sha256()
    for line in _lines(events):
        found.update(line)
    return found.hexdigest()


def _lines(events: Sequence[Row[Any]]) -> Iterator[bytes]:
    for event in events:
        values = [value.isoformat() if isinstance(value, datetime) else value for value in event]
        yield json.dumps(values, ensure_ascii=True).encode() + b"\n"


def _digest(keyring: Keyring, before: str, seal: Any) -> str:
    content = [before, seal["number"], seal["event_count"], seal["sealed_at"].isoformat()]
    content += [seal["newest_at"].isoformat(), seal["content_hash"]]
    return keyring.sign("audit", json.dumps(content).encode())
