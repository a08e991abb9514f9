"""Fixtures for every test: databases on both engines, settings with fixed keys, and a browser."""

import dataclasses
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from selenium.webdriver.chrome.options import Options

from dashboard import polls
from db import passwords
from db.settings import Settings, read_settings
from tests.real import MISSING, REAL
from tests.servers import chromium
from tests.servers.databases import ENGINES, DatabaseMaker, Databases, databases_in

# What a page shows is waited for, not timed: on a busy machine the first figure takes its time.
expect.set_options(timeout=60_000)

BROWSER_FIXTURES = {"browser", "page", "dash_br", "dash_duo", "dash_multi_process_duo", "dash_thread_server"}

# Fixed, so that hashes in expected values stay the same; made for the tests and in use nowhere else.
TEST_ENVIRONMENT = {
    "RADOPS_SECRET_KEY": "tests-only-Zk3vQ9pX7mB2sW8rT5yH1nJ4cL6dF0gA",
    "RADOPS_DATA_KEY": "tests-only-u8Yw2KfR6tVq3ZbN9xMj5PhC7sLd1GeA",
    "RADOPS_DEMO_PASSWORD": "made-up-department-2031",
    "RADOPS_TIME_ZONE": "America/New_York",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs the real files where there are none, and lets the files with a browser begin.

    They take the longest: whoever began with the others would wait for them at the end.
    """
    for item in items:
        if item.get_closest_marker("real_data") and not REAL.is_dir():
            item.add_marker(pytest.mark.skip(reason=MISSING))
    in_browser = {
        item.path for item in items if BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    }
    items.sort(key=lambda item: item.path not in in_browser)


# --- databases ---


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where all test databases come from."""
    with databases_in(tmp_path_factory.mktemp("databases")) as made:
        yield made


@pytest.fixture
def make_database(databases: Databases) -> Iterator[DatabaseMaker]:
    """`make_database("sqlite")` or `make_database("postgresql")`: the address of a new migrated database."""
    with ExitStack() as ending:
        yield DatabaseMaker(databases, ending)


@pytest.fixture(scope="module")
def make_module_database(databases: Databases) -> Iterator[DatabaseMaker]:
    """The same, for what is loaded once and only read by all tests of a module."""
    with ExitStack() as ending:
        yield DatabaseMaker(databases, ending)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, make_database: DatabaseMaker) -> str:
    """A new migrated database; the test runs once on SQLite and once on PostgreSQL."""
    return make_database(request.param)


@pytest.fixture
def sqlite_url(make_database: DatabaseMaker) -> str:
    """A new migrated SQLite database, for what has nothing to do with the engine."""
    return make_database("sqlite")


@pytest.fixture
def postgres_url(make_database: DatabaseMaker) -> str:
    """A new migrated PostgreSQL database, for what only PostgreSQL does."""
    return make_database("postgresql")


# --- settings ---


@pytest.fixture
def environment_for(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """`environment_for(url, NAME="value")`: the variables for radops, as for a process that the test starts."""

    def environment(database_url: str, **more: str) -> dict[str, str]:
        return {
            **TEST_ENVIRONMENT,
            "RADOPS_VAR": str(tmp_path / "var"),
            "RADOPS_FEEDS": str(tmp_path / "feeds.toml"),
            "DATABASE_URL": database_url,
            **more,
        }

    return environment


@pytest.fixture
def settings_for(environment_for: Callable[..., dict[str, str]]) -> Callable[..., Settings]:
    """`settings_for(url, site="...")`: settings with the tests' keys; further arguments are fields of Settings."""

    def settings(database_url: str, **fields: Any) -> Settings:
        return dataclasses.replace(read_settings(environment_for(database_url)), **fields)

    return settings


# --- passwords ---


# Argon2 with the least work that it can do.
LEAST_WORK: dict[str, Any] = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


def _hash_with(patch: pytest.MonkeyPatch, hasher: PasswordHasher) -> None:
    patch.setattr(passwords, "_HASHER", hasher)
    passwords._hash_of_nobody.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The same Argon2 with less work: a thousand tests sign in, and only a few ask how hard a guess is."""
    with pytest.MonkeyPatch.context() as patch:
        _hash_with(patch, PasswordHasher(**LEAST_WORK))
        yield


@pytest.fixture
def full_password_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2 as it guards real passwords."""
    _hash_with(monkeypatch, PasswordHasher())
    yield
    passwords._hash_of_nobody.cache_clear()


# --- timers ---


@pytest.fixture(scope="session", autouse=True)
def timers_see_what_is_new() -> Iterator[None]:
    """No answer to a timer is told again: a test that loads a file and asks would see what stood there before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polls, "TOLD_AGAIN_FOR_S", 0.0)
        yield


# --- browsers ---


def pytest_setup_options() -> Options:
    """How dash[testing] (`dash_duo`) starts Chromium."""
    options = Options()
    options.binary_location = chromium.program("chromium")
    for flag in ["--headless", *chromium.FLAGS]:
        options.add_argument(flag)
    return options


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.program("chromium"), args=chromium.FLAGS
        )
        yield started
        started.close()


WATCHED = pytest.StashKey[tuple[BrowserContext, list[str]]]()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without cookies. The test fails on a console error and on a request to any other machine.

    `@pytest.mark.expects_console_errors("status of 403")` names, as regular expressions, those that belong to it.
    """
    width, height = chromium.WINDOW
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    request.node.stash[WATCHED] = (context, chromium.watch(context))
    yield context.new_page()
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Judges the page as soon as the test's last line has run: its server, torn down next, would look like an error."""
    context, problems = item.stash.get(WATCHED, (None, []))
    try:
        yield
    except BaseException:
        item.add_report_section("call", "browser", "\n".join(problems))
        raise
    if context is not None:
        context.close()
        marker = item.get_closest_marker("expects_console_errors")
        left = chromium.unexpected(problems, marker.args if marker else ())
        if left:
            pytest.fail("the page did what it must not:\n" + "\n".join(left), pytrace=False)
