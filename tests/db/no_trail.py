"""What if the audit trail cannot be written? Each decision that the tests take is first tried without it.

The first time that a test takes a decision, it is taken with an event that the database refuses: it must fail, and
nothing may be left of it. Then it is taken as the test asked, and must leave an event. `tests/db/conftest.py`
puts this around all that `db.actions` lets somebody decide.
"""

import importlib
import inspect
import pkgutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from sqlalchemy import Connection, delete, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

import db.actions
from db.actions.intern_signing import Signing
from db.actions.supplies import Who
from db.audit import Actor
from db.database import Database
from db.schema import metadata
from db.schema.accounts import audit_event, login_failure

Decision = Callable[..., Any]
# What is counted before anybody knows whether a password is right: a try stays a try.
_COUNTED_APART = frozenset({"login_failure"})
# Decisions that were tried without a trail in this process.
proved: set[str] = set()
_state = threading.local()


def decisions() -> dict[str, Decision]:
    """Every function of db.actions that is told who acts, by its name within db.actions."""
    found: dict[str, Decision] = {}
    for module in pkgutil.walk_packages(db.actions.__path__, "db.actions."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_") and _is_told_who(function):
                found[f"{module.name.removeprefix('db.actions.')}.{name}"] = function
    return found


def put_around_all() -> None:
    """Try every decision that is imported from now on, while `trying()`."""
    for full_name, function in decisions().items():
        module = importlib.import_module(f"db.actions.{full_name.rpartition('.')[0]}")
        setattr(module, function.__name__, _tried(full_name, function))
        # A package that names what its modules decide hands out the same function.
        package = importlib.import_module(module.__name__.rpartition(".")[0])
        if getattr(package, function.__name__, None) is function:
            setattr(package, function.__name__, getattr(module, function.__name__))


@contextmanager
def trying() -> Iterator[None]:
    """While this lasts, decisions of this thread are first tried without a trail."""
    _state.on = True
    try:
        yield
    finally:
        _state.on = False


@contextmanager
def no_trail() -> Iterator[None]:
    """While this lasts the database refuses every event, as a trigger or a full disk would."""

    def refuse(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO audit_event"):
            raise IntegrityError("an event", None, Exception("no trail"))

    event.listen(Engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", refuse)


def content(place: Connection | Database) -> dict[str, list[Any]]:
    """All rows of all tables, but for what counts tries."""
    if isinstance(place, Database):
        with place.read() as connection:
            return content(connection)
    return {
        name: sorted(map(repr, place.execute(select(table)).all()))
        for name, table in metadata.tables.items()
        if name not in _COUNTED_APART
    }


def _is_told_who(function: Decision) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any(parameter.annotation in (Actor, Signing, Who) for parameter in parameters)


def _tried(name: str, function: Decision) -> Decision:
    @wraps(function)
    def decide(*args: Any, **more: Any) -> Any:
        if not getattr(_state, "on", False) or name in proved:
            return function(*args, **more)
        place = next(one for one in (*args, *more.values()) if isinstance(one, Connection | Database))
        if (place if isinstance(place, Connection) else place.engine).dialect.name != "sqlite":
            return function(*args, **more)  # what is taken back there leaves gaps in the numbers of rows
        _state.on = False  # what the decision itself calls is part of it
        try:
            failed = _fails_without_trail(place, lambda: function(*args, **more))
            before = _events(place)
            made = function(*args, **more)
            is_told = _events(place) > before
        finally:
            _state.on = True
        if is_told:
            assert failed, f"{name} was done although its event could not be written"
            proved.add(name)
        return made

    return decide


def _fails_without_trail(place: Connection | Database, decide: Callable[[], Any]) -> bool:
    """Whether it fails; within the caller's transaction all of it is taken back, else nothing may be left of it."""
    before = None if isinstance(place, Connection) else content(place)
    tries = None if isinstance(place, Connection) else _last_try(place)
    savepoint = place.begin_nested() if isinstance(place, Connection) else None
    failed = False
    try:
        with no_trail():
            decide()
    except Exception:  # noqa: BLE001  whatever it says: what counts is that it was not done
        failed = True
    if savepoint is not None:
        savepoint.rollback()
    elif failed:
        assert content(place) == before, "something is left of what could not be told of"
    if isinstance(place, Database):
        with place.write() as connection:  # the test itself counts its tries from here on
            connection.execute(delete(login_failure).where(login_failure.c.id > tries))
    return failed


def _last_try(database: Database) -> int:
    with database.read() as connection:
        return int(connection.scalar(select(func.max(login_failure.c.id))) or 0)


def _events(place: Connection | Database) -> int:
    if isinstance(place, Database):
        with place.read() as connection:
            return _events(connection)
    return int(place.scalar(select(func.count()).select_from(audit_event)) or 0)
