"""`radops outbox`: send what is due, say who receives what."""

import signal
import threading
from typing import Any

import click

from commands.acting import acting
from commands.daily import give_up_what_is_old, write_digests
from commands.opening import Opened, opened
from commands.output import as_json as to_json
from commands.output import print_text, say
from db.actions.outbox import OutboxRefused, set_mail_address, subscribe, unsubscribe
from db.clock import now_utc
from db.health import DatabaseFault
from db.outbox import TOPICS, send_due
from db.outbox.sending import Sent
from db.queries import outbox as queries
from db.site import fact


@click.group(short_help="Messages: send them, say who receives what.")
def outbox() -> None:
    """Mails and webhooks. What was written, and what became of it, stands on the page Messages."""


@outbox.command("send")
@click.option(
    "--every", type=click.FloatRange(min=0.1), help="Keep looking, with so many seconds between looks."
)
def send(every: float | None) -> None:
    """Do the day's work when its hour has come (digests, retention), then send what is due; once, or with --every."""
    stop = threading.Event()
    if every is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: stop.set())
    with opened(migrate=True) as hospital:
        if every is None:
            _say(_look(hospital))
            return
        while not stop.is_set():
            try:
                became = _look(hospital)
                if became != Sent():
                    _say(became)
            except DatabaseFault as fault:
                say(f"Outbox: the database did not answer ({type(fault).__name__}); it is tried again.")
            stop.wait(every)


def _look(hospital: Opened) -> Sent:
    now = now_utc()
    zone, post = hospital.settings.zone, hospital.settings.post
    if now.astimezone(zone).hour >= post.digest_hour:
        write_digests(hospital, now)
        give_up_what_is_old(hospital, now)
    with hospital.database.read() as connection:
        site = hospital.settings.site or fact(connection, "site_name") or ""
    return send_due(hospital.database, post, site, zone, now_utc)


def _say(became: Sent) -> None:
    say(f"Outbox: {became.sent} sent, {became.again} to be tried again, {became.gone} not sent")


@outbox.command("digest")
def digest() -> None:
    """Write today's digests now, whatever the hour; one that was written today is not written again."""
    with opened() as hospital:
        written = write_digests(hospital, now_utc())
    say(f"{written} digests written")


@outbox.command("topics")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def topics(as_json: bool) -> None:
    """List the topics and who receives each."""
    with opened() as hospital, hospital.database.read() as connection:
        held = queries.subscriptions(connection)
    rows: list[dict[str, Any]] = [
        {
            "topic": name,
            "title": topic.title,
            "receives": [
                {"number": one.id, "channel": one.channel, "who": one.who, "address": one.mail_address}
                for one in held
                if one.topic == name
            ],
            "else": f"everybody who is {topic.role}",
        }
        for name, topic in TOPICS.items()
    ]
    if as_json:
        print_text(to_json({"topics": rows}))
        return
    for row in rows:
        print_text(f"{row['topic']:<20} {row['title']}")
        for one in row["receives"]:
            print_text(f"{'':<20} {one['number']:>4}  {one['channel']:<8} {one['who']}")
        if not row["receives"]:
            print_text(f"{'':<20}       {row['else']}")


@outbox.command("subscribe")
@click.argument("topic", type=click.Choice(list(TOPICS)))
@click.option("--user", "username", help="An account; its mail address is set with `radops outbox address`.")
@click.option("--mail", "address", help="A mail address of nobody's account.")
@click.option("--webhook", help="A name in RADOPS_WEBHOOKS.")
def subscribe_(topic: str, username: str | None, address: str | None, webhook: str | None) -> None:
    """Let somebody receive a topic."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        if webhook and webhook not in hospital.settings.post.webhooks:
            raise OutboxRefused(f"RADOPS_WEBHOOKS names no {webhook}.")
        subscribe(
            connection, topic, username=username, address=address, webhook=webhook,
            actor=acting(), now=now_utc(),
        )  # fmt: skip
    say(f"{username or address or webhook} receives {topic}.")


@outbox.command("unsubscribe")
@click.argument("number", type=int)
def unsubscribe_(number: int) -> None:
    """End a subscription by its number, as `radops outbox topics` shows it."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        unsubscribe(connection, number, actor=acting(), now=now_utc())
    say("It has ended.")


@outbox.command("address")
@click.argument("username")
@click.argument("address", default="")
def address_(username: str, address: str) -> None:
    """Say where an account's mail goes; without an address its messages are read in radops alone."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        set_mail_address(connection, username, address, actor=acting(), now=now_utc())
    say(f"{username}: {address or 'no mail'}")


class _refusals:  # noqa: N801  read as a statement: with ..., _refusals():
    """Tells a refusal in words instead of a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OutboxRefused):
            raise click.ClickException(str(error)) from error
