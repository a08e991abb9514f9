"""Which decision is reached from which callback or route of the running application, and with which permission?

Followed by the names in the code, from what answers a request to the functions of `db.actions` that are told who acts.
"""

import dis
import inspect
from collections.abc import Iterator, Mapping
from types import CodeType, ModuleType
from typing import Any

from dash import Dash

from dashboard.registry import CALLBACK, EXPORT, PAGE, ROUTES, Registry
from db.actions.intern_signing import Signing
from db.actions.quarantine import correct_row
from db.actions.supplies import Who
from db.audit import Actor


def registered(app: Dash) -> Registry:
    """What an app has registered."""
    registry = app.server.extensions["radops.registry"]
    assert isinstance(registry, Registry)
    return registry


def actions(app: Dash) -> dict[str, set[tuple[str, ...]]]:
    """Each decision (a function of db.actions that is told who acts) by the permissions that lead to it."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for output, permissions in registered(app).callbacks.items():
        if permissions is not None:
            for action in _reached(inspect.unwrap(app.callback_map[output]["callback"]), set()):
                found.setdefault(action, set()).add(permissions)
    for endpoint, view in app.server.view_functions.items():
        permission = ROUTES[endpoint]
        if permission not in (PAGE, CALLBACK, EXPORT):
            for action in _reached(inspect.unwrap(view), set()):
                found.setdefault(action, set()).add((permission,))
    return found


def _reached(function: Any, seen: set[Any]) -> set[str]:
    """The decisions that a function may call, directly or through others of the dashboard."""
    if isinstance(function, Mapping):
        return set().union(*(_reached(value, seen) for value in function.values()))
    if not inspect.isfunction(function) or function in seen:
        return set()
    seen.add(function)
    if function.__module__.startswith("db.actions"):
        who = [p for p in inspect.signature(function).parameters.values() if _names_who(p)]
        name = f"{function.__module__.removeprefix('db.actions.')}.{function.__name__}"
        return {name} if who and not function.__name__.startswith("_") else set()
    if not function.__module__.startswith("dashboard"):
        return set()
    held = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    return set().union(*(_reached(thing, seen) for thing in (*held, *_called(function))))


def _names_who(parameter: inspect.Parameter) -> bool:
    return parameter.annotation in (Actor, Signing, Who)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _called(function: Any) -> Iterator[Any]:
    """What a function's names stand for: globals, and what it takes out of modules (`signing.sign_logs`)."""
    for code in _codes(function.__code__):
        found: Any = None
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
                if step.argval == "correct":
                    # The line is handed to the pages from outside (`context.corrections`); this is what it ends in.
                    yield correct_row
                found = getattr(found, step.argval, None) if isinstance(found, ModuleType) else None
            else:
                if isinstance(found, ModuleType) and found.__name__.startswith("dashboard"):
                    yield from vars(found).values()  # handed over whole, to be called by a name
                found = None
                if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                    found = function.__globals__.get(step.argval)
            yield found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
