"""Everything that the running application offers, tried as everybody; `make access-matrix` writes what came of it.

What there is is asked of the application itself, so that a new page, callback, export, route or action is in the table
without being named here.
"""

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.registry import CALLBACK, DISPLAY, EXPORT, PAGE, ROUTES
from dashboard.roles import PUBLIC, ROLES, SIGNED_IN
from db.actions.accounts import create_account, disable_account
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import actions, registered
from tests.dashboard.signing_in import (
    PASSWORD,
    add_accounts,
    callback_body,
    database_of,
    open_page,
    script_token,
    send,
    signed_in,
)
from tests.dashboard.wall.screens import COOKIE, screen, token_of
from tests.servers.databases import databases_in

NOBODY, DISABLED = "nobody", "disabled"
# The screen on a wall: no account, but a token that is sent to every address here.
SCREEN = "wall screen"
# From who may least to who may most, and the account that was taken away while it was signed in.
WHO = (
    NOBODY, SCREEN, "intern", "technologist", "physicist", "coordinator", "clerk", "manager", "rso", "admin",
    DISABLED,
)  # fmt: skip
DOCS = Path(__file__).resolve().parents[2] / "docs" / "access-matrix.md"
Everybody = Callable[[str], tuple[FlaskClient, str]]
_FILLED = {
    "package_name": "dash",
    "fingerprinted_path": "nothing.js",
    "filename": "login.js",
    "path": "x",
    "name": "x",
}


@dataclass(frozen=True)
class Tried:
    """One cell: what was asked for, what it declares, who asked, and what came back."""

    kind: str
    name: str
    permissions: tuple[str, ...]
    who: str
    status: int
    answered: bool
    body: str

    @property
    def expected(self) -> bool:
        """Whether the table of roles lets this one in."""
        if self.permissions == (PUBLIC,) or (self.who == SCREEN and self.permissions == (DISPLAY,)):
            return True
        return role_may(self.who, *self.permissions)


def role_may(name: str, *permissions: str) -> bool:
    """The expectation, read from the table of roles alone."""
    return name in ROLES and all(p == SIGNED_IN or p in ROLES[name].may for p in permissions)


def everybody(app: Dash) -> Everybody:
    """`who("clerk")`: a client signed in as the clerk, and the token that its scripts send. Makes the accounts."""
    add_accounts(database_of(app))
    with database_of(app).write() as connection:
        create_account(connection, DISABLED, "Gone", "rso", PASSWORD, actor=COMMAND_LINE, now=now_utc())

    @cache
    def client_of(name: str) -> tuple[FlaskClient, str]:
        if name == NOBODY:
            return app.server.test_client(), ""
        if name == SCREEN:
            client = app.server.test_client()
            # By hand: a browser would not even send it outside /wall.
            client.set_cookie(COOKIE, token_of(screen(app, SCREEN)))
            return client, ""
        client = signed_in(app, name)
        token = script_token(client)
        if name == DISABLED:
            with database_of(app).write() as connection:
                disable_account(connection, DISABLED, actor=COMMAND_LINE, now=now_utc())
        return client, token

    return client_of


def tried(app: Dash, who: Everybody) -> list[Tried]:
    """Every page (by its address and by a link), callback, export and route, as everybody."""
    return [cell for name in WHO for cell in _as(app, name, *who(name))]


def _as(app: Dash, name: str, client: FlaskClient, token: str) -> Iterator[Tried]:
    def cell(kind: str, what: str, answer: TestResponse, *permissions: str) -> Tried:
        sent_away = answer.status_code == 302 and "/login" in answer.headers["Location"]
        refused = answer.status_code in (401, 403) or (sent_away and what != "/login")
        # The token of a form differs each time and tells nothing, nor does when a style sheet was last written: a
        # server that starts meanwhile in the same folder may write it anew.
        body = re.sub(r'value="[^"]*"|\?m=[\d.]+', "", answer.text) if refused else ""
        answer.close()
        return Tried(kind, what, permissions, name, answer.status_code, not refused, body)

    registry = registered(app)
    for page in registry.in_order():
        yield cell("page", page.path, client.get(page.path), page.permission)
        linked = open_page(app, client, page.path, token=token)
        yield cell("page by a link", page.path, linked, page.permission)
    for output, permissions in registry.callbacks.items():
        if permissions is not None and "_pages_content" not in output:
            answer = send(client, callback_body(app, output), token)
            yield cell("callback", output, answer, *permissions)
    for export, permission in registry.exports.items():
        yield cell("export", export, client.get(f"/export/{export}.csv"), permission)
    urls = app.server.url_map.bind("localhost")
    for rule in app.server.url_map.iter_rules():
        permission = ROUTES[rule.endpoint]
        if permission in (PAGE, CALLBACK, EXPORT) or rule.endpoint == "logout":
            continue  # tried above; signing out would end this walk, and has tests of its own
        address = urls.build(rule.endpoint, {k: v for k, v in _FILLED.items() if k in rule.arguments})
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(address, method=method, headers={"X-CSRFToken": token})
            yield cell(f"route, {method}", rule.rule, answer, permission)


# --- the table in the docs -------------------------------------------------------------------------------------


def table(app: Dash, cells: Sequence[Tried]) -> str:
    """The matrix as a page of the docs, with its counts. It says what was answered, not what should have been."""
    rows: dict[tuple[str, str, tuple[str, ...]], dict[str, bool]] = {}
    for cell in cells:
        rows.setdefault((cell.kind, cell.name, cell.permissions), {})[cell.who] = cell.answered
    allowed = sum(cell.answered and not cell.expected for cell in cells)
    denied = sum(cell.expected and not cell.answered for cell in cells)
    decided = actions(app)
    in_browser = sum(permissions is None for permissions in registered(app).callbacks.values())
    lines = [
        "# Who may what",
        "",
        "Made by `make access-matrix`: everything that the running application offers was asked for as each role, as",
        "nobody, with a wall screen's token, and with the session of an account that was disabled meanwhile.",
        "**yes** was answered, a dot refused.",
        "What is not declared stops radops from starting; a test compares this page with the running application.",
        "",
        "| | |",
        "|---|---|",
        f"| things asked for | {len(rows)}, all with a declared permission |",
        f"| cells tried | {len(cells)} |",
        f"| answered | {sum(cell.answered for cell in cells)} |",
        f"| refused | {sum(not cell.answered for cell in cells)} |",
        f"| answered against the table of roles | {allowed} |",
        f"| refused against the table of roles | {denied} |",
        f"| callbacks that run in the browser alone, refused by the server for everybody | {in_browser} |",
        f"| actions, each behind a permission | {len(decided)} |",
    ]
    for title, kinds in (
        ("Pages, by their address", ("page",)),
        ("Pages, by a link", ("page by a link",)),
        ("Exports", ("export",)),
        ("Other routes", ("route",)),
        ("Callbacks", ("callback",)),
    ):
        lines += ["", f"## {title}", "", *_head("what")]
        for (kind, name, permissions), who in rows.items():
            if kind.partition(",")[0] in kinds:
                method = kind.partition(", ")[2]
                lines.append(_row(f"{method} `{_short(name)}`".strip(), permissions, who))
    lines += [
        "",
        "## Actions",
        "",
        "Each decision that writes an audit event, and who can reach it from a page or route. What it takes besides",
        "(one's own badge, interns that one is assigned to, the password for a signature) the action asks itself.",
        "",
        *_head("action"),
    ]
    for action, ways in sorted(decided.items()):
        who = {name: any(role_may(name, *w) or w == (PUBLIC,) for w in ways) for name in WHO}
        lines.append(_row(f"`{action}`", sorted({p for way in ways for p in way}), who))
    return "\n".join(lines) + "\n"


def _head(first: str) -> list[str]:
    return [f"| {first} | permission | {' | '.join(WHO)} |", "|---" * (len(WHO) + 2) + "|"]


def _row(what: str, permissions: Sequence[str], who: dict[str, bool]) -> str:
    needed = " + ".join(dict.fromkeys(permissions)).replace(DISPLAY, "a display's token")
    return f"| {what} | {needed} | {' | '.join('yes' if who[name] else '.' for name in WHO)} |"


def _short(name: str) -> str:
    """The first of several outputs, and how many more there are; none is known by its hash alone."""
    outputs = [re.sub(r"@[0-9a-f]+$", "", part) for part in name.strip(".").split("...")]
    first = outputs[0].replace("|", "\\|")
    return f"{first} and {len(outputs) - 1} more" if len(outputs) > 1 else first


def main() -> None:
    """Write the docs' page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=DOCS)
    out = arguments.parse_args().out
    with tempfile.TemporaryDirectory() as folder, databases_in(Path(folder)) as databases:
        environment = {
            **TEST_ENVIRONMENT,
            "DATABASE_URL": databases.migrated_url("sqlite"),
            "RADOPS_VAR": folder,
        }
        app = create_app(read_settings(environment))
        out.write_text(table(app, tried(app, everybody(app))), encoding="utf-8")


if __name__ == "__main__":
    main()
