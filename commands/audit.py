"""`radops audit`: look at the trail, seal it, prove that nobody altered it, give up what is past its retention."""

import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from commands.acting import acting
from commands.opening import Opened, opened
from commands.output import as_json as to_json
from commands.output import print_text, say
from db import audit_seal
from db.audit import record
from db.audit_seal import Head, Verdict
from db.clock import now_utc
from db.health import DatabaseFault
from db.queries.audit import Wanted, events
from db.settings import Settings

_HEAD = "audit-head"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(short_help="Audit trail: list, seal, verify, purge.")
def audit() -> None:
    """Who did what, to which object, when (UTC), from where, and how it ended. Events are added, never changed."""


@audit.command("list")
@click.option("--actor", help="Events of this account.")
@click.option("--action", help="Actions that begin so, for instance badges or account.role.")
@click.option("--since", type=_DAY, help="First day, UTC.")
@click.option("--text", help="A part of the object or the detail.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_events(
    actor: str | None, action: str | None, since: datetime | None, text: str | None, limit: int, as_json: bool
) -> None:
    """List events, newest first."""
    with opened() as hospital, hospital.database.read() as connection:
        found = events(connection, Wanted(actor, action, None, since, None, text), limit)
    rows = found.drop(columns="id").astype(object).where(found.notna(), None).to_dict("records")
    if as_json:
        print_text(
            to_json({"events": [{**row, "happened_at": row["happened_at"].isoformat()} for row in rows]})
        )
        return
    for row in rows:
        what = " ".join(str(row[name]) for name in ("object_kind", "object_id", "detail") if row[name])
        print_text(
            f"{row['happened_at']:%Y-%m-%d %H:%M:%S}  {row['actor']:<20} {row['action']:<22} {row['outcome']:<8} {what}"
        )


@audit.command("seal")
@click.option("--every", type=click.FloatRange(min=0.1), help="Keep sealing, with so many seconds between.")
def seal(every: float | None) -> None:
    """Seal what is not sealed yet; once, or with --every until stopped."""
    stop = threading.Event()
    if every is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: stop.set())
    with opened(migrate=True) as hospital:
        if every is None:
            say(f"{seal_once(hospital)} events sealed")
            return
        while not stop.is_set():
            _without_ending(lambda: seal_once(hospital))
            stop.wait(every)


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def verify(as_json: bool) -> None:
    """Prove that no event was altered, deleted or put elsewhere. Exit code 1 where one was."""
    with opened() as hospital:
        found = verdict(hospital)
    if as_json:
        print_text(
            to_json(
                {
                    "problems": list(found.problems),
                    "events": found.events,
                    "unsealed": found.unsealed,
                    "seals": found.head.number,
                }
            )
        )
    else:
        for problem in found.problems:
            print_text(problem)
        print_text(f"{found.events} events, {found.head.number} seals, {found.unsealed} wait to be sealed")
    sys.exit(1 if found.problems else 0)


@audit.command("purge")
def purge() -> None:
    """Give up events older than six years, whole seals at a time; that it was done is an event itself."""
    with opened() as hospital, hospital.database.write() as connection:
        now = now_utc()
        number = audit_seal.give_up_old(connection, now)
        record(connection, acting(), "audit.purge", now=now, detail=f"{number} events older than six years")
    say(f"{number} events given up")


def seal_once(hospital: Opened) -> int:
    """Seal what is not sealed yet, and note the newest seal outside the database; returns how many events that were."""
    number = audit_seal.seal_new(hospital.database, hospital.keyring, now_utc())
    noted = noted_head(hospital.settings)
    with hospital.database.read() as connection:
        newest = audit_seal.head(connection)
        is_there = noted is None or audit_seal.holds(connection, noted)
    # Where the seal that was noted is gone, the note stays: it is the only witness, and `verify` tells of it.
    if is_there and newest.number and newest != noted:
        path = _head_file(hospital.settings)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(".part")
        part.write_text(f"{newest.number} {newest.digest}\n", encoding="ascii")
        part.chmod(0o600)
        part.replace(path)
    return number


def verdict(hospital: Opened) -> Verdict:
    """Go through the whole trail, and hold its newest seal against the one that was noted."""
    with hospital.database.read() as connection:
        return audit_seal.verify(connection, hospital.keyring, now_utc(), noted_head(hospital.settings))


def _head_file(settings: Settings) -> Path:
    return settings.var / _HEAD


def noted_head(settings: Settings) -> Head | None:
    """The newest seal as this machine knows it; None where it never sealed."""
    path = _head_file(settings)
    if not path.exists():
        return None
    number, _, digest = path.read_text(encoding="ascii").strip().partition(" ")
    return Head(int(number), digest) if number.isdigit() else Head(-1, "")


def _without_ending(work: Callable[[], object]) -> None:
    try:
        work()
    except DatabaseFault as fault:
        say(f"Audit: the database did not answer ({type(fault).__name__}); it is tried again.")
    except OSError as error:
        # The seal holds in the database; a full disk must not end the sealing, and with it all that `up` started.
        say(f"Audit: the newest seal could not be noted in RADOPS_VAR ({error.strerror}); it is tried again.")
