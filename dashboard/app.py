"""The web application, put together: gate, Dash, pages, routes, headers. commands/web.py hands it to the server."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import ModuleType

import dash
from dash import Dash
from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import (
    access,
    badge_papers,
    bodies,
    build_assets,
    compression,
    dispatch,
    errors,
    exports,
    figure_script,
    frame,
    headers,
    hosts,
    idle,
    intern_papers,
    login,
    polls,
    registry,
    sessions,
    shell,
)
from dashboard.context import Corrections, PageContext
from dashboard.pages import PAGES
from dashboard.wall import routes as wall_routes
from db.clock import now_utc
from db.database import Database
from db.exports import EXPORTS, Export
from db.freshness import FeedInfo
from db.migrations import is_current
from db.settings import Settings, SettingsError, read_settings, require_keys
from db.settings_in_force import are_noted, note_changes
from db.site import claim_data_key, has_data_key
from db.stock_levels import claim_owner, has_owner

_ASSETS = Path(__file__).parent / "assets"
# Dash's browser part reads this cookie and sends it back as a header, which no other site can do.
_CSRF_COOKIE = "_csrf_token"
# A browser refuses a __Host- cookie that is not Secure, so the name is for TLS only.
_CSRF_COOKIE_TLS = "__Host-csrf_token"


def create_app(
    settings: Settings | None = None,
    database: Database | None = None,
    now: Callable[[], datetime] = now_utc,
    *,
    feeds: Sequence[FeedInfo] = (),
    corrections: Corrections | None = None,
    pages: Sequence[ModuleType] = PAGES,
    downloads: Mapping[str, Export] = EXPORTS,
) -> Dash:
    """Put the application together. It is a WSGI application. `feeds` are those that a department can send.

    Raises SettingsError on a bad key, a database that is not migrated or was filled with another data key, and
    AccessError when a route, page, callback or export declares no permission.
    """
    settings = settings or read_settings()
    require_keys(settings)
    context = PageContext(
        settings, database or Database(settings.database_url), now, tuple(feeds), corrections
    )
    _claim(context)
    build_assets.build()

    server = _server(context)
    # The order is the security: nobody passes the gate to Dash, and a lost session is told before a lost form token.
    bodies.attach(server)
    hosts.attach(server, context.settings.known_hosts)
    access.attach_authentication(server)
    csrf = CSRFProtect(server)
    app = _dash(server, tls=settings.tls)
    login.attach(server, context)
    idle.attach(server, context)
    exports.attach(server, context, downloads)
    badge_papers.attach(server, context)
    intern_papers.attach(server, context)
    wall_routes.attach(server, context, csrf)
    _attach_health(server)
    _attach_csrf_cookie(server, tls=settings.tls)
    frame.attach(app, context)
    dash.page_registry.clear()
    for page in pages:
        page.register(app, context)
    figure_script.attach(app)
    registry.adopt_pages(app, access.guard)
    access.attach_authorisation(app)
    _prepare_first_request(app)
    dispatch.answer_what_is_malformed(server)
    polls.attach(app)
    registry.seal(app, downloads)
    headers.attach(app, tls=settings.tls)
    return app


def _claim(context: PageContext) -> None:
    if not is_current(context.database):
        raise SettingsError("The database has not the tables of this version; run `radops migrate`.")
    settings, keyring = context.settings, context.keyring
    with context.database.read() as connection:
        # A server that is started again while a large file is written must not wait for it, with nothing to say.
        if (
            has_data_key(connection, keyring.fingerprint)
            and has_owner(connection, settings.stock_owner)
            and are_noted(connection, settings, keyring)
        ):
            return
    with context.database.write() as connection:
        claim_data_key(connection, keyring.fingerprint)
        claim_owner(connection, settings.stock_owner)
        note_changes(connection, settings, keyring, context.now())


def _server(context: PageContext) -> Flask:
    server = Flask("dashboard", static_folder=None)
    server.secret_key = context.settings.secret_key
    server.config.update(
        # A token lasts as long as its session; a page that is open all day must not lose its own.
        WTF_CSRF_TIME_LIMIT=None,
        # A proxy that hides the host name would lock everybody out; token, SameSite and form-action stand without it.
        WTF_CSRF_SSL_STRICT=False,
    )
    server.extensions["radops.context"] = context
    if context.settings.proxies:
        count = context.settings.proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    server.jinja_env.globals.update(
        site=context.settings.site,
        idle_minutes=context.settings.idle_minutes,
        head=shell.head,
        style_links=shell.style_links,
        asset_url=_asset_url,
    )
    sessions.attach(server, context)
    compression.configure(server)
    errors.attach(server)
    return server


def _csrf_cookie(tls: bool) -> str:
    return _CSRF_COOKIE_TLS if tls else _CSRF_COOKIE


def _dash(server: Flask, *, tls: bool) -> Dash:
    app = Dash(
        "dashboard",
        server=server,
        use_pages=True,
        pages_folder="",
        title="radops",
        update_title=None,
        suppress_callback_exceptions=True,
        serve_locally=True,
        compress=True,
        assets_ignore=shell.OTHER_ASSETS,
        include_pages_meta=False,
        enable_mcp=False,
        csrf_token_name=_csrf_cookie(tls),
    )
    app.index_string = shell.index_string(_asset_url, lang="en")
    return app


def _asset_url(name: str) -> str:
    """The address of a file in dashboard/assets, which changes when the file does."""
    file = _ASSETS / name
    # The style sheet names the typeface without a time; by another address it would be fetched twice.
    if file.suffix == ".woff2" or not file.exists():
        return f"/assets/{name}"
    # Written as Dash writes it, so that what the login page fetched is not fetched again.
    return f"/assets/{name}?m={file.stat().st_mtime}"


def _attach_health(server: Flask) -> None:
    @server.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")


def _attach_csrf_cookie(server: Flask, *, tls: bool) -> None:
    @server.after_request
    def give_token(response: Response) -> Response:
        page = registry.ROUTES.get(request.endpoint or "") == registry.PAGE
        if page and request.method == "GET" and response.status_code < 400 and access.current_role():
            response.set_cookie(_csrf_cookie(tls), generate_csrf(), secure=tls, samesite="Strict", path="/")
        return response


def _prepare_first_request(app: Dash) -> None:
    """Let Dash finish itself now, with the router that it adds at the first request.

    Otherwise a worker whose first request is a callback would not know any, and the router would escape the check.
    """
    with app.server.test_request_context("/healthz"):
        app.server.preprocess_request()
