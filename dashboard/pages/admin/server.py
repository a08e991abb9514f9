"""What each role may do, and how the server stands: displays, feeds, the settings in force."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.access import registry
from dashboard.blocks.button import link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.display import last_asked, standing_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, is_unknown
from dashboard.pages.admin.words import ago
from dashboard.permission_words import who_may
from dashboard.roles import ROLES, TITLES
from db.account_list import Listed
from db.queries.displays import Display
from db.settings import SETTINGS, Settings
from db.settings_in_force import SECRET, in_force
from db.wording import many

_FEED_CHIPS: dict[str, tuple[State, str]] = {
    "ok": ("ok", "In time"),
    "stale": ("warn", "Overdue"),
    "never": ("unknown", "Never came"),
}


def roles_view(found: Sequence[Listed]) -> list[Component]:
    """Who has which role, and what each permission lets somebody do."""
    return [_roles(found), _permissions()]


def _roles(found: Sequence[Listed]) -> Component:
    pages = registry().in_order()
    rows = [
        {
            "role": TITLES[role],
            "accounts": sum(one.account.role == role and not one.account.disabled for one in found),
            "pages": ", ".join(
                page.nav_title for page in pages if page.nav_title and page.permission in has.may
            ),
        }
        for role, has in ROLES.items()
    ]
    empty_ones = [str(row["role"]) for row in rows if not row["accounts"]]
    title = f"Nobody is {', '.join(empty_ones).lower()}" if empty_ones else "Every role has somebody"
    return tile(
        title,
        table(
            rows,
            [
                Column("role", "Role", on_phone="head"),
                Column("accounts", "Accounts", "number", decimals=0),
                Column("pages", "Pages", on_phone="wide"),
            ],
            title="Roles",
            cards=True,
        ),
        subtitle="Accounts that may sign in, and the pages that the role may open",
        note="An account has one role. What a role may do is part of radops and the same everywhere.",
    )


def _permissions() -> Component:
    rows = [
        {
            "words": two_lines(words[0].upper() + words[1:], mono(name)),
            "who": ", ".join(TITLES[role] for role in roles),
            "of": name.partition(".")[0].capitalize(),
        }
        for name, words, roles in who_may()
    ]
    return tile(
        "What may each role do?",
        table(
            rows,
            [Column("words", "May", on_phone="head"), Column("who", "Roles", on_phone="wide")],
            title="Permissions",
            group="of",
            cards=True,
            count_note=f"{len(rows)} permissions; what none of them names is refused",
        ),
        note="Read from the table that the server decides by; radops user roles shows it on the command line.",
    )


def server_view(
    settings: Settings, screens: Sequence[Display], feeds: pd.DataFrame, now: datetime
) -> list[Component]:
    """Displays and feeds beside each other, the settings below."""
    return [columns(_feeds(feeds, now), _displays(screens, now), "2:1"), _settings(settings)]


def _displays(screens: Sequence[Display], now: datetime) -> Component:
    action = link_button("Displays", "/displays", icon_name="arrow-right")
    shown = [one for one in screens if not one.is_revoked]
    if not shown:
        nothing = empty("good", "No screen shows anything", "A display is added on the page Displays.")
        return tile("Which screens show something?", nothing, actions=action)
    quiet = sum(one.standing(now) in ("quiet", "address too old") for one in shown)
    rows = [
        {
            "name": one.name,
            "state": standing_chip(one.standing(now)),
            "seen": last_asked(one.last_seen_at, now),
        }
        for one in shown
    ]
    return tile(
        f"{many(quiet, 'screen')} no longer ask" if quiet else f"{many(len(shown), 'screen')}, none is quiet",
        table(
            rows,
            [
                Column("name", "Display", on_phone="head"),
                Column("state", "State"),
                Column("seen", "Last asked"),
            ],
            title="Wall displays",
            cards=True,
        ),
        subtitle="Revoking, pairing anew and playlists are on the page Displays",
        actions=action,
    )


def _feeds(feeds: pd.DataFrame, now: datetime) -> Component:
    action = link_button("Feeds", "/feeds", icon_name="arrow-right")
    known = feeds[feeds["state"].isin(list(_FEED_CHIPS)) & (feeds["files"] > 0)]
    if known.empty:
        nothing = empty("never", "No file has arrived yet", "The page Feeds says where to put one.")
        return tile("Which feeds are overdue?", nothing, actions=action)
    late = known[known["state"] == "stale"]
    aside = int(known["rows_quarantined"].sum())
    files = int(known["files_quarantined"].sum())
    rows = [_feed(row, now) for row in known.to_dict("records")]
    silent = len(feeds[feeds["state"] == "never"])
    return tile(
        f"Overdue: {', '.join(late['title'])}" if len(late) else "No feed is overdue",
        table(
            rows,
            [
                Column("feed", "Feed", on_phone="head"),
                Column("state", "State"),
                Column("as_of", "Data as of"),
                Column("loaded", "Last file"),
                Column("rows", "Rows set aside", "number", decimals=0),
                Column("files", "Files set aside", "number", decimals=0),
            ],
            title="Feeds",
            cards=True,
        ),
        subtitle=f"In quarantine: {many(aside, 'row')}, {many(files, 'whole file')}",
        note=f"{many(silent, 'feed')} never sent anything." if silent else None,
        actions=action,
    )


def _feed(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "feed": row["title"],
        "state": state_chip(*_FEED_CHIPS[row["state"]]),
        "as_of": UNKNOWN if is_unknown(row["as_of"]) else ago(row["as_of"], now),
        "loaded": "none" if is_unknown(row["last_file_at"]) else ago(row["last_file_at"], now),
        "rows": int(row["rows_quarantined"]),
        "files": int(row["files_quarantined"]),
    }


def _settings(settings: Settings) -> Component:
    told = in_force(settings)
    rows = []
    for setting in SETTINGS:
        value = told[setting.name]
        is_default = setting.name not in SECRET and value == setting.default
        rows.append(
            {
                "name": two_lines(mono(setting.name), setting.help),
                "value": html.Span(value, className="ro-mono")
                if value
                else html.Span("empty", className="ro-quiet"),
                "default": "default" if is_default else "",
            }
        )
    away = sum(row["default"] == "" for row in rows)
    return tile(
        f"{away} of {len(rows)} settings are the site's own",
        table(
            rows,
            [
                Column("name", "Setting", on_phone="head"),
                Column("value", "In force", on_phone="wide"),
                Column("default", "Default"),
            ],
            title="Settings in force",
            cards=True,
        ),
        subtitle="As the web server that answers you read them when it started; secrets are only said to be set",
        note="They stand in the server's environment. One that is another than at the last start is an event of the "
        "audit trail. radops settings shows them on the command line.",
    )
