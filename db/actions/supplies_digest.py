"""What are the clerks told, once a day, of what to clear, use and order; and at once, of recalled stock?"""

import hashlib
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert

from db.audit import Actor, in_utc, record
from db.outbox import ALERT, NOTICE, Line, write
from db.outbox.recipients import recipients_of
from db.queries.supplies.digest import Findings, Scope, digest_lines, findings, scopes
from db.schema.stock import stock_keeper
from db.settings import Settings
from db.wording import NBSP, day_text, many

Scoped = frozenset[str]
_MOST_NAMES, _LONGEST_NAME = 2000, 120
DIGEST, RECALL = "supplies.digest", "supplies.recall"


def write_digest(connection: Connection, settings: Settings, today: date, now: datetime) -> int:
    """Write the day's notices and an alert for each recall that finds stock here. Returns how many were written.

    Whoever keeps a part of the store is told of that part alone, everybody else of all of it. Nothing is written where
    there is nothing to do, and nothing twice a day; a recall is told once, and again when more of its lots have come.
    """
    found = findings(connection, today, settings.expiry_days)
    written = _recalls(connection, found, now)
    parts = scopes(connection)
    receiving = recipients_of(connection, DIGEST)
    subject = f"Supplies on {day_text(today, today)}"
    for account_id, scope in parts.items():
        if any(to.account_id == account_id for to in receiving):
            lines = digest_lines(found, scope)
            key = f"{DIGEST} {today} {account_id}"
            written += _say(connection, f"{subject}: your part", lines, key, now, account_id=account_id)
    if any(to.account_id not in parts for to in receiving):
        lines = digest_lines(found, Scope())
        written += _say(connection, subject, lines, f"{DIGEST} {today}", now, leaving_out=frozenset(parts))
    return written


class PartRefused(Exception):
    """A part of the store that cannot be kept; the message says why."""


def keep_part(
    connection: Connection, locations: Scoped, classes: Scoped, *, actor: Actor, now: datetime
) -> None:
    """Say of which places and item classes the actor is told; none of a kind: of all. Raises PartRefused."""
    if actor.account_id is None:
        raise PartRefused("Only an account keeps a part of the store.")
    names = [*locations, *classes]
    if len(names) > _MOST_NAMES or any(len(name) > _LONGEST_NAME for name in names):
        raise PartRefused("That is more than a store has.")
    connection.execute(delete(stock_keeper).where(stock_keeper.c.account_id == actor.account_id))
    rows = [{"location": name, "item_class": None} for name in sorted(locations)]
    rows += [{"location": None, "item_class": name} for name in sorted(classes)]
    if rows:
        own = {"account_id": actor.account_id, "begun_at": in_utc(now)}
        connection.execute(insert(stock_keeper), [{**row, **own} for row in rows])
    record(
        connection, actor, "stock.part", now=now, object_kind="account", object_id=actor.username,
        detail=f"{len(locations)} places, {len(classes)} classes",
    )  # fmt: skip


def _say(
    connection: Connection,
    subject: str,
    lines: list[Line],
    key: str,
    now: datetime,
    account_id: int | None = None,
    leaving_out: frozenset[int] = frozenset(),
) -> int:
    told = f"{subject}, {many(len(lines), 'line')}"
    said = write(
        connection, NOTICE, DIGEST, told, lines, key, now=now, account_id=account_id, leaving_out=leaving_out
    )  # fmt: skip
    return int(said is not None)


def _recalls(connection: Connection, found: Findings, now: datetime) -> int:
    written = 0
    for number, rows in found.recalled.groupby("recall_number", sort=True):
        lots = sorted({f"{row['item_code']}\n{row['lot']}" for row in rows.to_dict("records")})
        print_of_lots = hashlib.sha256("\n\n".join([str(number), *lots]).encode()).hexdigest()[:32]
        lines = [
            Line(
                f"{row['location']}: {row['on_hand']:g} of lot{NBSP}{row['lot'] or 'unknown'}, "
                f"{row['item_code'] if row['item_name'] is None else row['item_name']}",
                "/supplies/recalls",
            )
            for row in rows.to_dict("records")
        ]
        subject = f"Recall {number}: {many(len(lots), 'lot')} on the shelf"
        said = write(connection, ALERT, RECALL, subject, lines, f"{RECALL} {print_of_lots}", now=now)
        written += int(said is not None)
    return written
