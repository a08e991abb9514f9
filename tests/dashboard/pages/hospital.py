"""A small hospital for the tests of pages: its files take the real line, its users the real login."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import text

from dashboard.app import create_app
from db.database import Database
from db.freshness import FeedInfo
from db.settings import Settings
from etl.pipeline import Line, load_files
from etl.replay import Replay
from tests.dashboard.signing_in import add_accounts, callback_body, open_page, send, signed_in
from tests.etl.lines import line_to

# Noon in New York on Tuesday 24 November 2026.
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
FEEDS = (
    FeedInfo("ris_csv", "RIS", timedelta(hours=6), "exams"),
    FeedInfo("stock", "Stock", timedelta(days=2), "supplies"),
    FeedInfo("landauer", "Badge reports", timedelta(days=100), "badges"),
)


class Hospital:
    """A database that files are loaded into, and the application on it; the clock stands at `now`."""

    def __init__(self, settings: Settings, folder: Path, now: datetime = NOON) -> None:
        self.settings = settings
        self.folder = folder
        self.now = now
        self.database = Database(settings.database_url)
        self.app: Dash = create_app(
            settings, self.database, lambda: self.now, feeds=FEEDS, corrections=Replay(self._line)
        )
        self._roles: set[str] = set()

    def _line(self) -> Line:
        return line_to(self.database, now=self.now)

    def receive(self, name: str, *lines: str) -> str:
        """Load a file of these lines; returns what became of it."""
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (outcome,) = load_files([path], line_to(self.database, now=self.now))
        return outcome.outcome

    def break_table(self, name: str) -> None:
        """Take a table away, so that the database answers the page's question with an error."""
        with self.database.write() as connection:
            connection.execute(
                text(f"ALTER TABLE {name} RENAME TO {name}_gone")
            )  # a table's name, from the test

    def mend_table(self, name: str) -> None:
        """Put it back."""
        with self.database.write() as connection:
            connection.execute(text(f"ALTER TABLE {name}_gone RENAME TO {name}"))

    def add(self, *roles: str) -> None:
        """Accounts for these roles, each named after it, if they are not there yet."""
        new = [role for role in roles if role not in self._roles]
        self._roles.update(new)
        add_accounts(self.database, new, self.now)

    def add_known(self, *roles: str) -> None:
        """Accounts for these roles are there already, as in a copied database."""
        self._roles.update(roles)

    def as_role(self, role: str) -> "Visitor":
        """Somebody of this role, signed in."""
        self.add(role)
        return Visitor(self, signed_in(self.app, role))


class Visitor:
    """Somebody who is signed in and looks at pages."""

    def __init__(self, hospital: Hospital, client: FlaskClient) -> None:
        self.hospital = hospital
        self.client = client

    def page(self, path: str, query: str = "") -> list[str]:
        """Every text of a page, in order."""
        response = open_page(self.hospital.app, self.client, path, query)
        assert response.status_code == 200, response.text
        return texts(response.get_json()["response"]["_pages_content"]["children"])

    def links(self, path: str) -> list[str]:
        """Every address within the application that a page links to."""
        response = open_page(self.hospital.app, self.client, path)
        assert response.status_code == 200, response.text
        return links(response.get_json()["response"]["_pages_content"]["children"])

    def status(self, path: str) -> int:
        """The status of asking for a page."""
        return open_page(self.hospital.app, self.client, path).status_code

    def shown(self, part: str, *inputs: Any, state: Sequence[Any] = ()) -> Mapping[str, Any]:
        """What the callback that fills `part` answers: each output with its new value."""
        output = next(name for name in self.hospital.app.callback_map if f"{part}.children" in name)
        response = send(self.client, callback_body(self.hospital.app, output, inputs, state))
        assert response.status_code == 200, response.text
        found: Mapping[str, Any] = response.get_json()["response"]
        return found


def texts(component: Any) -> list[str]:
    """Every text in a layout as it is sent to the browser: children, titles, options."""
    if isinstance(component, str | int | float):
        return [str(component)]
    if isinstance(component, list):
        return [found for part in component for found in texts(part)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    own = [option["label"] for option in props.get("options", []) if isinstance(option, dict)]
    own += [str(annotation.get("text", "")) for annotation in _annotations(props)]
    return [*own, *texts(props.get("children"))]


def ids(component: Any) -> list[str]:
    """Every id in a layout, as text."""
    if isinstance(component, list):
        return [found for part in component for found in ids(part)]
    if not isinstance(component, dict):
        return []
    own = component.get("props", {}).get("id")
    inside = [part for value in component.values() for part in ids(value)]
    return [*([json.dumps(own, sort_keys=True)] if own is not None else []), *inside]


def links(component: Any) -> list[str]:
    """Every address in a layout."""
    if isinstance(component, list):
        return [found for part in component for found in links(part)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    return [*([props["href"]] if "href" in props else []), *links(props.get("children"))]


def _annotations(props: Mapping[str, Any]) -> list[dict[str, Any]]:
    figure = props.get("figure")
    return figure["layout"].get("annotations", []) if isinstance(figure, dict) else []


def together(parts: Any) -> str:
    """All texts in one, with plain spaces."""
    found = (
        parts if isinstance(parts, list) and all(isinstance(part, str) for part in parts) else texts(parts)
    )
    return " ".join(found).replace("\u00a0", " ")


def everything(parts: Any) -> str:
    """All that is sent, for what must not be in it."""
    return json.dumps(parts, ensure_ascii=False)
