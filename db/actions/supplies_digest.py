"""What are the clerks told, once a day, of what to clear, use and order; and at once, of recalled stock?"""

import hashlib
from datetime import date, datetime

from sqlalchemy import Connection

from db.outbox import ALERT, NOTICE, Line, write
from db.outbox.recipients import recipients_of
from db.queries.supplies.digest import Findings, Scope, digest_lines, findings, scopes
from db.settings import Settings
from db.wording import NBSP, day_text, many

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
