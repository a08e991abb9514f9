"""What is there, and which permission does each of it declare? Routes, pages, callbacks and exports of one app."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dash

from dashboard import dispatch
from dashboard.roles import PERMISSIONS, PUBLIC, SIGNED_IN

# Three kinds of route lead to many things, and what they lead to has a permission of its own.
PAGE, CALLBACK, EXPORT = "the page's", "the callback's", "the export's"
# One kind is for the screen on a wall alone, whoever is signed in beside it.
DISPLAY = "a display's"

# Every route by its endpoint, the name by which Flask dispatches: no spelling of a path gets around it.
ROUTES: Mapping[str, str] = {
    "healthz": PUBLIC,
    "login": PUBLIC,
    # Open-source code and styles, the same for everybody; without them the login page has no look.
    "_dash_assets.static": PUBLIC,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": PUBLIC,
    "/_favicon.ico": PUBLIC,
    # A page without data, and the exchange of a code for a token: the code is the right to it.
    "wall": PUBLIC,
    "wall_pair": PUBLIC,
    "wall_other": PUBLIC,
    "wall_data": DISPLAY,
    "logout": SIGNED_IN,
    "session_left": SIGNED_IN,
    "password": "account.own",
    "/_dash-layout": SIGNED_IN,
    "/_dash-dependencies": SIGNED_IN,
    "/_reload-hash": SIGNED_IN,
    dispatch.ENDPOINT: CALLBACK,
    "/": PAGE,
    "/<path:path>": PAGE,
    "export": EXPORT,
    "badge_paper": "badges.view",
    "own_paper": "dose.own",
    "intern_paper": "interns.view",
    "cohort_paper": "interns.all",
}

# Callbacks of no page: Dash's router (what it opens is checked when it opens it) and the frame around the pages.
_SHARED_MODULES = {"dash.dash": SIGNED_IN, "dashboard.frame": SIGNED_IN}


class AccessError(Exception):
    """A route, page, callback or export declares no permission, or an unknown one. The app must not start."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it is, what it asks for, and how navigation shows it (not at all without a `nav_title`)."""

    module: str
    path: str
    title: str
    permission: str
    layout: Any
    nav_title: str | None
    nav_order: float


@dataclass(slots=True)
class Registry:
    """What one app has registered."""

    pages: dict[str, Page] = field(default_factory=dict)
    callbacks: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)

    def page_at(self, path: str) -> Page | None:
        """The page at this path, as Dash finds it, or None."""
        return next((page for page in self.pages.values() if page.path.strip("/") == path.strip("/")), None)

    def in_order(self) -> list[Page]:
        """All pages, in navigation's order."""
        return sorted(self.pages.values(), key=lambda page: (page.nav_order, page.path))


def registry_of(app: dash.Dash) -> Registry:
    """The registry of an app that is being put together."""
    return app.server.extensions["radops.registry"]


def adopt_pages(app: dash.Dash, guard: Callable[[str], Callable[..., Any]]) -> None:
    """Take over what the pages registered and put `guard(module)` in place of each layout. Raises AccessError.

    Dash's own page registry belongs to the process, not to the app: what stays in it is only the question whether
    this module may be opened here, which the app that is asked answers from its own registry.
    """
    for module, entry in dash.page_registry.items():
        permission = entry.get("permission")
        if permission is None:
            raise AccessError(
                f"The page {module} declares no permission: register_page(..., permission=...)."
            )
        _require_known(permission, f"The page {module}")
        if entry["path_template"]:
            raise AccessError(
                f"The page {module} has a path_template; use query parameters, which the gate knows."
            )
        registry_of(app).pages[module] = Page(
            module,
            entry["path"],
            entry["title"],
            permission,
            entry.get("layout"),
            entry.get("nav_title"),
            entry.get("nav_order", 0),
        )
        entry["layout"] = guard(module)


def seal(app: dash.Dash, exports: Iterable[str]) -> None:
    """Check that every route, callback and export declares a permission. Raises AccessError naming what does not."""
    registry = registry_of(app)
    undeclared = sorted({rule.endpoint for rule in app.server.url_map.iter_rules()} - set(ROUTES))
    if undeclared:
        raise AccessError(f"Routes without a permission in dashboard/registry.py: {', '.join(undeclared)}.")
    for output, function in dispatch.own_functions(app).items():
        registry.callbacks[output] = None if function is None else _permissions(output, function, registry)
    for name in exports:
        _require_known(f"export.{name}", f"The export {name}")
        registry.exports[name] = f"export.{name}"


def _permissions(output: str, function: Callable[..., Any], registry: Registry) -> tuple[str, ...]:
    """What a callback asks for: its page's permission, and the one that it declares itself."""
    own = inspect.unwrap(function)
    module = own.__module__
    found = [
        page.permission for page in registry.pages.values() if f"{module}.".startswith(f"{page.module}.")
    ]
    if not found and module in _SHARED_MODULES:
        found = [_SHARED_MODULES[module]]
    if not found:
        raise AccessError(
            f"The callback for {output} ({module}.{own.__qualname__}) belongs to no page, so it has no permission; "
            "write it inside a page's register(app, context)."
        )
    declared = getattr(own, "radops_permission", None)
    if declared is None:
        return tuple(found)
    _require_known(declared, f"The callback for {output}")
    return (*found, declared)


def _require_known(permission: str, who: str) -> None:
    # A page for anybody at all would be a page without the gate.
    if permission not in PERMISSIONS - {PUBLIC}:
        raise AccessError(f"{who} asks for {permission!r}; dashboard/roles.py has no such permission.")
