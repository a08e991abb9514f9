"""`radops user`: who may sign in. Everything here leaves its audit event, with the name of whoever runs the command."""

import click

from commands.acting import acting
from commands.opening import opened
from commands.output import as_json as to_json
from commands.output import print_text, say
from dashboard.permission_words import who_may
from db.account_list import listed_accounts
from db.actions.accounts import (
    AccountRefused,
    create_account,
    disable_account,
    enable_account,
    set_password,
    set_role,
)
from db.actions.emergency import EmergencyRefused, open_emergency
from db.actions.interns import link_account
from db.clock import now_utc
from db.competency.entries import InternRefused
from db.schema.accounts import ROLES

_ROLE = click.Choice(ROLES)


@click.group(short_help="Accounts: add, list, change role or password, disable, enable, emergency.")
def user() -> None:
    """Accounts. Passwords are asked for, never taken from the command line, where others could see them."""


@user.command("add")
@click.argument("username")
@click.option("--role", required=True, type=_ROLE)
@click.option("--name", "display_name", required=True, help="The name shown at the top of each page.")
def add(username: str, role: str, display_name: str) -> None:
    """Add an account; asks for its password."""
    password = _asked_password()
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        create_account(
            connection,
            username,
            display_name,
            role,
            password,
            actor=acting(),
            now=now_utc(),
            site=hospital.settings.site,
        )
    say(f"{username} may sign in as {role}.")


@user.command("emergency")
@click.argument("role", type=_ROLE)
@click.option("--name", "person", required=True, help="Who it is for.")
@click.option("--reason", required=True, help="Why it cannot wait; stands in the audit trail.")
def emergency(role: str, person: str, reason: str) -> None:
    """Let somebody in for eight hours, with an alert to the safety officer. Needs no mail and nobody signed in."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        made = open_emergency(connection, role, person, reason, actor=acting(), now=now_utc())
    say(f"{made.username} may sign in as {role} until {made.until:%Y-%m-%d %H:%M} UTC.")
    print_text(f"Password, shown this once: {made.password}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_accounts(as_json: bool) -> None:
    """List all accounts with when they were last used (UTC); `waiting` has to wait after wrong passwords."""
    with opened() as hospital, hospital.database.read() as connection:
        found = listed_accounts(connection, hospital.keyring, now_utc())
    rows = [
        {
            "username": one.account.username,
            "name": one.account.display_name,
            "role": one.account.role,
            "state": one.state,
            "last_seen": None if one.seen_at is None else one.seen_at.isoformat(sep=" ", timespec="seconds"),
            "sessions": one.open_sessions,
            "tied_to": one.tied_to,
        }
        for one in found
    ]
    if as_json:
        print_text(to_json({"accounts": rows}))
        return
    for row in rows:
        seen = str(row["last_seen"] or "never")[:16]
        print_text(f"{row['username']:<20} {row['role']:<14} {row['state']:<10} {seen:<18} {row['name']}")


@user.command("roles")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_roles(as_json: bool) -> None:
    """Say what each role may do, permission by permission; what is not named is refused."""
    if as_json:
        rows = [{"permission": name, "words": words, "roles": roles} for name, words, roles in who_may()]
        print_text(to_json({"permissions": rows}))
        return
    for name, words, roles in who_may():
        print_text(f"{name:<28} {', '.join(roles)}\n{'':<28} {words}")


@user.command("password")
@click.argument("username")
def password(username: str) -> None:
    """Give an account a new password; its sessions end."""
    chosen = _asked_password()
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        set_password(connection, username, chosen, actor=acting(), now=now_utc(), site=hospital.settings.site)
    say(f"{username} has a new password.")


@user.command("role")
@click.argument("username")
@click.argument("role", type=_ROLE)
def role(username: str, role: str) -> None:
    """Give an account another role; its sessions end."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        set_role(connection, username, role, actor=acting(), now=now_utc())
    say(f"{username} is {role} now.")


@user.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Bar an account from signing in; its sessions end."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        disable_account(connection, username, actor=acting(), now=now_utc())
    say(f"{username} can no longer sign in.")


@user.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let a disabled account sign in again."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        enable_account(connection, username, actor=acting(), now=now_utc())
    say(f"{username} may sign in again.")


@user.command("intern")
@click.argument("username")
@click.argument("intern")
def tie_intern(username: str, intern: str) -> None:
    """Tie an intern's account to the intern of the roster: they see their own records then."""
    _tie(username, intern, "intern")


@user.command("supervisor")
@click.argument("username")
@click.argument("supervisor")
def tie_supervisor(username: str, supervisor: str) -> None:
    """Tie a technologist's account to a supervisor's name: they see and sign for those assigned then."""
    _tie(username, supervisor, "supervisor")


def _tie(username: str, name: str, kind: str) -> None:
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        link_account(connection, username, name=name, kind=kind, actor=acting(), now=now_utc())
    say(f"{username} is tied to {name}.")


class _refusals:  # noqa: N801  read as a statement: with ..., _refusals():
    """Tells a refused account or password in words instead of a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AccountRefused | EmergencyRefused | InternRefused):
            raise click.ClickException(str(error)) from error


def _asked_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
