"""The gate: who gets through to which route, page, callback and export. Deny by default.

Authentication is registered before Dash, so that nothing of Dash answers nobody. Authorisation comes after it, when
Dash knows which callback a request means.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import dash
from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Unauthorized

from dashboard import dispatch
from dashboard.address import without_nul
from dashboard.registry import CALLBACK, DISPLAY, EXPORT, PAGE, ROUTES, AccessError, Page, Registry
from dashboard.roles import PERMISSIONS, PUBLIC, ROLES, may
from dashboard.sessions import ACTED_HEADER, User, note_activity
from dashboard.wall.gate import require_display
from db.audit import Actor

# Where an address bar leads: nobody is sent to the login page. The rest is asked for by scripts, which get a 401.
_FOR_PEOPLE = frozenset(
    {"/", "/<path:path>", "export", "password", "badge_paper", "own_paper", "intern_paper", "cohort_paper"}
)

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def registry() -> Registry:
    """The registry of the app that answers this request."""
    return current_app.extensions["radops.registry"]


def current_role() -> str | None:
    """The role of whoever asks, in a layout or callback; None for nobody."""
    user = current_user._get_current_object()
    return user.role if isinstance(user, User) else None


def allowed(permission: str) -> bool:
    """Whether whoever asks has this permission. Raises AccessError for one that the table does not have."""
    if permission not in PERMISSIONS:
        raise AccessError(f"There is no permission {permission!r}; the table stands in dashboard/roles.py.")
    return may(current_role(), permission)


def require(permission: str) -> None:
    """Refuse the request (403) of whoever has not this permission."""
    if not allowed(permission):
        abort(403)


def actor() -> Actor:
    """Whoever asks, as the audit trail names them; nobody is refused (401)."""
    user = current_user._get_current_object()
    if not isinstance(user, User):
        abort(401)
    return Actor(user.username, user.role, user.open.account_id, request.remote_addr)


def needs(permission: str) -> Callable[[AnyFunction], AnyFunction]:
    """Ask for a permission besides the page's own; stands between `@app.callback(...)` and the function."""

    def mark(function: AnyFunction) -> AnyFunction:
        function.radops_permission = permission  # type: ignore[attr-defined]
        return function

    return mark


def pages_allowed() -> list[Page]:
    """The pages that whoever asks may open, in navigation's order."""
    return [page for page in registry().in_order() if allowed(page.permission)]


def landing_path(role: str) -> str:
    """Where a role arrives after signing in: its own first page, else the first that it may see, else `/`."""
    found = [page for page in registry().in_order() if may(role, page.permission)]
    own = [page for page in found if page.permission == ROLES[role].opens]
    # Of pages of one permission, the one that navigation names leads to the others.
    named = [page for page in own if page.nav_title]
    return next((page.path for page in named + own + found), "/")


def attach_authentication(server: Flask) -> None:
    """Let nobody through to anything but public routes. Must come before Dash and before the check of form tokens."""
    server.extensions["radops.registry"] = Registry()

    @server.before_request
    def authenticate() -> ResponseReturnValue | None:
        permission = ROUTES.get(request.endpoint or "")
        if permission == DISPLAY:
            # A screen is nobody: who is signed in in the same browser neither helps nor matters.
            require_display()
            return None
        if permission == PUBLIC or current_role() is not None:
            return None
        if request.method in {"GET", "HEAD"} and request.endpoint in _FOR_PEOPLE:
            target = request.full_path.rstrip("?")
            return redirect(url_for("login") if target == "/" else url_for("login", next=target))
        raise Unauthorized


def attach_authorisation(app: dash.Dash) -> None:
    """Let each request through only with the permission of what it asks for. Must come after Dash."""

    @app.server.before_request
    def authorise() -> None:
        if request.endpoint is None:
            return  # no such route or method; Flask answers by itself
        permission = ROUTES[request.endpoint]
        if permission == PAGE:
            page = registry().page_at(request.path)
            if page is None:
                abort(404)
            require(page.permission)
            note_activity()
        elif permission == CALLBACK:
            _authorise_callback(app)
        elif permission == EXPORT:
            required = registry().exports.get((request.view_args or {}).get("name", ""))
            if required is None:
                abort(404)
            require(required)
        elif permission != DISPLAY:
            require(permission)
        if permission not in (PAGE, CALLBACK) and request.endpoint in _FOR_PEOPLE:
            note_activity()


def guard(module: str) -> Callable[..., Any]:
    """The layout of a page as Dash may call it: the gate's check, after Dash has decided which page it is."""

    def layout(**query: Any) -> Any:
        page = registry().pages.get(module)
        if page is None:
            abort(404)
        require(page.permission)
        return page.layout(**_understood(page.layout, query)) if callable(page.layout) else page.layout

    return layout


def _authorise_callback(app: dash.Dash) -> None:
    body = dispatch.read_body()
    permissions = registry().callbacks.get(body["output"])
    if permissions is None:
        abort(400)  # no such callback, or one that runs in the browser
    for permission in permissions:
        require(permission)
    dispatch.check(body, app.callback_map[body["output"]])
    # What a timer redraws asks for more by itself: only the browser knows whether a person is behind it.
    if request.headers.get(ACTED_HEADER) and not dispatch.is_polling(body):
        note_activity()


def _understood(layout: Callable[..., Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """The query parameters that a layout declares, as text: an address may carry anything, any number of times."""
    known = inspect.signature(layout).parameters.values()
    takes_all = any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in known)
    names = {parameter.name for parameter in known}
    return {
        name: without_nul(value[-1] if isinstance(value, list) else value)
        for name, value in query.items()
        if takes_all or name in names
    }
