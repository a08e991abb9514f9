"""An app with the small pages of `access_pages` and one account per role."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from dash import Dash

from dashboard.app import create_app
from db.settings import Settings, read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_pages import vault, ward
from tests.dashboard.signing_in import Clock, add_accounts, database_of
from tests.servers.databases import DatabaseMaker

GATE_PAGES: tuple[ModuleType, ...] = (ward, vault)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate_app(sqlite_url: str, settings_for: Callable[..., Settings], clock: Clock) -> Dash:
    """A new app with the small pages, its own database and clock, and two accounts: rso and clerk."""
    app = create_app(settings_for(sqlite_url, site="Northfield General"), now=clock, pages=GATE_PAGES)
    add_accounts(database_of(app), ["rso", "clerk"], clock())
    return app


@pytest.fixture(scope="module")
def walked_app(make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    """One app for all tests of a module that only ask and change nothing; one account per role."""
    var: Path = tmp_path_factory.mktemp("var")
    url = make_module_database("sqlite")
    settings = read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(var)})
    app = create_app(settings, pages=GATE_PAGES)
    add_accounts(database_of(app))
    return app
