"""`radops audit`: look at the trail, take it along, seal it, prove that nobody altered it, give up what is too old."""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from commands.acting import acting
from commands.opening import Opened, opened
from commands.output import as_json as to_json
from commands.output import print_text, say
from dashboard.downloads import KINDS, file_of
from db import audit_seal
from db.actions.audit import prove, prove_what_was_asked
from db.audit import record
from db.audit_head import note_head, noted_head
from db.clock import now_utc
from db.health import DatabaseFault
from db.queries.audit import Wanted, events

# How soon a verification that somebody asks for begins.
_LOOK_EVERY_S = 3.0
_DAY = click.DateTime(["%Y-%m-%d"])
_NARROWED = (
    click.option("--who", "--actor", "who", help="Events of this account."),
    click.option("--action", help="Actions that begin so, for instance badges or account.role."),
    click.option("--object-kind", help="The kind of object, for instance account or wearer."),
    click.option("--object", "object_id", help="The object itself, whole."),
    click.option("--outcome", type=click.Choice(["success", "failure"])),
    click.option("--since", type=_DAY, help="First day, UTC."),
    click.option("--until", type=_DAY, help="Last day, UTC."),
    click.option("--from", "address", help="Addresses that begin so."),
    click.option("--text", help="A part of the object or the detail."),
)


def _narrowed(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_NARROWED):
        command = option(command)
    return command


@click.group(short_help="Audit trail: list, export, seal, verify, purge.")
def audit() -> None:
    """Who did what, to which object, when (UTC), from where, and how it ended. Events are added, never changed."""


@audit.command("list")
@_narrowed
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_events(limit: int, *, as_json: bool, **asked: Any) -> None:
    """List events, newest first."""
    with opened() as hospital, hospital.database.read() as connection:
        found = events(connection, _wanted(**asked), limit)
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


@audit.command("export")
@_narrowed
@click.option("--format", "form", type=click.Choice(KINDS), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Into this folder."
)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50_000, show_default=True)
def export_events(form: str, out: Path, limit: int, **asked: Any) -> None:
    """Write events into a file, newest first; that it was done is an event itself. The whole trail: radops export."""
    wanted = _wanted(**asked)
    with opened() as hospital:
        now = now_utc()
        with hospital.database.write() as connection:
            record(
                connection, acting(), "export", now=now, object_kind="export", object_id="audit-events",
                detail=wanted.words,
            )  # fmt: skip
        with hospital.database.read() as connection:
            # The event of this very export is not among them: it is what came before that is asked for.
            found = events(connection, replace(wanted, until=wanted.until or _naive(now)), limit)
        content, name = file_of("audit-events", form, found.drop(columns="id"), now.date())
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(content)
    say(f"{len(found)} events in {out / name}")


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _wanted(
    *,
    who: str | None,
    action: str | None,
    object_kind: str | None,
    object_id: str | None,
    outcome: str | None,
    since: datetime | None,
    until: datetime | None,
    address: str | None,
    text: str | None,
) -> Wanted:
    after = until + timedelta(days=1) if until else None
    return Wanted(who, action, object_kind, object_id, outcome, since, after, address, text)


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
        seal_until(stop, hospital, every)


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def verify(as_json: bool) -> None:
    """Prove that no event was altered, deleted or put elsewhere. Exit code 1 where one was; an event tells either."""
    with opened() as hospital:
        var = hospital.settings.var
        found = prove(hospital.database, hospital.keyring, var, actor=acting(), now=now_utc())
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
        record(
            connection, acting(), "audit.purge", now=now, object_kind="audit trail",
            detail=f"{number} events older than six years",
        )  # fmt: skip
    say(f"{number} events given up")


def seal_once(hospital: Opened) -> int:
    """Seal what is not sealed yet, and note the newest seal outside the database; returns how many events that were."""
    number = audit_seal.seal_new(hospital.database, hospital.keyring, now_utc())
    noted = noted_head(hospital.settings.var)
    with hospital.database.read() as connection:
        newest = audit_seal.head(connection)
        is_there = noted is None or audit_seal.holds(connection, noted)
    # Where the seal that was noted is gone, the note stays: it is the only witness, and `verify` tells of it.
    if is_there and newest.number and newest != noted:
        note_head(hospital.settings.var, newest)
    return number


def seal_until(stop: threading.Event, hospital: Opened, every: float) -> None:
    """Keep sealing, with so many seconds between, and go through the trail whenever the administrator asks for it.

    That takes minutes of a large trail, in which new events want their seals: it has a thread of its own.
    """
    looks = max(1, round(every / _LOOK_EVERY_S))
    proving: threading.Thread | None = None
    while not stop.is_set():
        _without_ending(lambda: seal_once(hospital))
        for _ in range(looks):
            if proving is None or not proving.is_alive():
                proving = threading.Thread(target=_prove, args=(hospital,), daemon=True)
                proving.start()
            if stop.wait(every / looks):
                return


def _prove(hospital: Opened) -> None:
    var = hospital.settings.var
    _without_ending(lambda: prove_what_was_asked(hospital.database, hospital.keyring, var, now_utc))


def _without_ending(work: Callable[[], object]) -> None:
    try:
        work()
    except DatabaseFault as fault:
        say(f"Audit: the database did not answer ({type(fault).__name__}); it is tried again.")
    except OSError as error:
        # The seal holds in the database; a full disk must not end the sealing, and with it all that `up` started.
        say(f"Audit: the newest seal could not be noted in RADOPS_VAR ({error.strerror}); it is tried again.")
