"""Who sends this request? The browser holds a random token; the database knows whose it is and whether it counts."""

from dataclasses import dataclass
from datetime import datetime

import flask_login
from flask import Flask, Response, current_app, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin

from dashboard.context import PageContext
from db.actions.sign_in import SESSION_LIFETIME, seen, token_hash
from db.queries.accounts import OpenSession, open_session

# What idle.js puts on the callbacks of somebody who has used a key or a pointer since the last one.
ACTED_HEADER = "X-Radops-Acted"

# Bundles, styles and icons: the same for everybody, so they neither read nor write a session.
# Where Dash serves the scripts of its components.
COMPONENT_SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
STATIC_ENDPOINTS = frozenset(
    {
        "_dash_assets.static",
        COMPONENT_SUITES,
        "/_favicon.ico",
    }
)


@dataclass(frozen=True)
class User(UserMixin):
    """Whoever is signed in, in the role that the account has at this very request."""

    open: OpenSession
    token: str

    @property
    def username(self) -> str:
        """The account's name."""
        return self.open.username

    @property
    def display_name(self) -> str:
        """The person's name as shown at the top of each page."""
        return self.open.display_name

    @property
    def role(self) -> str:
        """One of the roles of `dashboard.roles`."""
        return self.open.role

    def get_id(self) -> str:
        """What flask-login keeps in the signed cookie: the session's token, not the account, so that it can end."""
        return self.token


class QuietSession(SecureCookieSessionInterface):
    """The signed cookie, silent on static files.

    flask-login asks every response for its session, which Flask takes for a change of what is cacheable: without
    this each page load would fetch every bundle anew.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, unless the response is a static file."""
        if request.endpoint not in STATIC_ENDPOINTS:
            super().save_session(app, session, response)


def attach(server: Flask, context: PageContext) -> None:
    """Keep sessions in the database of this app; the cookie is named and guarded as the connection allows."""
    tls = context.settings.tls
    server.config.update(
        # A browser refuses a __Host- cookie that is not Secure, so the name is for TLS only.
        SESSION_COOKIE_NAME="__Host-radops" if tls else "radops",
        SESSION_COOKIE_SECURE=tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        # A page that polls would otherwise keep itself signed in for ever.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    server.session_interface = QuietSession()
    manager = LoginManager()
    manager.session_protection = None
    # No template asks who is signed in: the page that says that the database failed must not ask the database.
    manager.init_app(server, add_context_processor=False)

    @manager.user_loader
    def load(token: str) -> User | None:
        with context.database.read() as connection:
            found = open_session(connection, token_hash(token), context.now(), context.settings.idle_limit)
        return User(found, token) if found else None


def begin(context: PageContext, token: str) -> User:
    """Give this browser the session of this token, and nothing of what it held before."""
    with context.database.read() as connection:
        found = open_session(connection, token_hash(token), context.now(), context.settings.idle_limit)
    if found is None:
        raise LookupError("the session ended before it began")
    session.clear()
    session.permanent = True
    user = User(found, token)
    flask_login.login_user(user)
    return user


def forget() -> None:
    """Take the session away from this browser. The database must have ended it already."""
    flask_login.logout_user()
    session.clear()


def note_activity() -> datetime | None:
    """A person, not a timer, used this session. Returns when it now counts as last used (UTC); None: by nobody."""
    user = flask_login.current_user
    context: PageContext = current_app.extensions["radops.context"]
    if not user.is_authenticated:
        return None
    return seen(context.database, user.open.id, user.open.last_seen_at, context.now())
