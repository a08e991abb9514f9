"""`radops display`: the screens on the walls. Everything here leaves its audit event, as with accounts."""

import sys

import click
import segno

from commands.acting import acting
from commands.opening import opened
from commands.output import as_json as to_json
from commands.output import print_text, say
from db.actions.displays import (
    PAIRING_LIFETIME,
    DisplayRefused,
    add_display,
    new_pairing,
    revoke_display,
    set_playlist,
)
from db.clock import now_utc
from db.playlist import SCENES, PlaylistRefused, read_playlist, write_playlist
from db.queries.displays import displays
from db.settings import Settings

_SCENES = ", ".join(SCENES)
_PLAYLIST_HELP = f"Scenes with seconds, as today:30,rooms:15; all without it. There are {_SCENES}."


@click.group(short_help="Wall displays: add, pair, list, change playlist, revoke.")
def display() -> None:
    """Wall displays. A display is no user: it has no password, and a screen shows it once it is paired."""


@display.command("add")
@click.argument("name")
@click.option("--playlist", default="", help=_PLAYLIST_HELP)
def add(name: str, playlist: str) -> None:
    """Add a display and show the address that pairs a screen with it, once."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        code = add_display(connection, name, read_playlist(playlist), actor=acting(), now=now_utc())
        say_pairing(hospital.settings, code)


@display.command("pair")
@click.argument("name")
def pair(name: str) -> None:
    """Show a new pairing address for a display; the screen that it has goes on until the address is opened."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        code = new_pairing(connection, name, actor=acting(), now=now_utc())
        say_pairing(hospital.settings, code)


@display.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_displays(as_json: bool) -> None:
    """List all displays, revoked ones too."""
    with opened() as hospital, hospital.database.read() as connection:
        found = displays(connection, now_utc())
    rows = [
        {
            "name": one.name,
            "state": "revoked" if one.is_revoked else "paired" if one.paired_at else "not paired",
            "last_seen_at": None if one.last_seen_at is None else f"{one.last_seen_at:%Y-%m-%dT%H:%M:%SZ}",
            "playlist": write_playlist(one.playlist),
        }
        for one in found
    ]
    if as_json:
        print_text(to_json({"displays": rows}))
        return
    for row in rows:
        seen = row["last_seen_at"] or "never seen"
        print_text(f"{row['name']:<24} {row['state']:<12} {seen:<22} {row['playlist']}")


@display.command("playlist")
@click.argument("name")
@click.argument("playlist")
def change_playlist(name: str, playlist: str) -> None:
    """Give a display other scenes: NAME today:30,rooms:15. Its screen follows within 30 seconds."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        turns = read_playlist(playlist)
        set_playlist(connection, name, turns, actor=acting(), now=now_utc())
    say(f"{name} shows {write_playlist(turns)}.")


@display.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """Let a display show nothing any more; its screen is dark within 30 seconds."""
    with opened() as hospital, hospital.database.write() as connection, _refusals():
        revoke_display(connection, name, actor=acting(), now=now_utc())
    say(f"{name} is revoked.")


def pairing_address(settings: Settings, code: str) -> str:
    """The address that pairs a screen. What stands behind # never reaches a server's log by itself."""
    return f"{settings.post.base_url}/wall#{code}"


def say_pairing(settings: Settings, code: str) -> None:
    """Show the address, and on a terminal its QR code too."""
    address = pairing_address(settings, code)
    minutes = int(PAIRING_LIFETIME.total_seconds() // 60)
    if sys.stdout.isatty():
        segno.make(address, micro=False).terminal(compact=True)
    print_text(address)
    say(f"Open it on the screen within {minutes} minutes. It works once and is not shown again.")


class _refusals:  # noqa: N801  read as a statement: with ..., _refusals():
    """Tells a refused display or playlist in words instead of a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, DisplayRefused | PlaylistRefused):
            raise click.ClickException(str(error)) from error
