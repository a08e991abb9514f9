"""Whose screen asks? A display's own cookie holds a random token; it opens the wall's routes and nothing else.

No session comes of it: the gate of everything else never looks at this cookie.
"""

from datetime import timedelta

from flask import Response, abort, current_app, g, request

from dashboard.context import PageContext
from db.actions.displays import seen, token_hash
from db.queries.displays import Display, display_of_token

# The longest that browsers keep a cookie; each load of the page, at least one a night, begins it anew.
_LIFETIME = timedelta(days=400)
_LONGEST_TOKEN = 100
ENDED = "X-Radops-Display"


def cookie_name(tls: bool) -> str:
    """A browser refuses a __Host- cookie that is not Secure, so the name is for TLS only."""
    return "__Host-radops-wall" if tls else "radops-wall"


def token_sent(tls: bool) -> str:
    """The token that this browser holds; empty without one."""
    token = request.cookies.get(cookie_name(tls), "")
    return token if len(token) <= _LONGEST_TOKEN and token.isascii() else ""


def keep_token(response: Response, token: str, *, tls: bool) -> None:
    """Let the browser hold the token, where no script reads it and no other site sends it."""
    response.set_cookie(
        cookie_name(tls),
        token,
        max_age=_LIFETIME,
        secure=tls,
        httponly=True,
        samesite="Strict",
        # A __Host- cookie must be for all paths; without TLS it travels to the wall's own routes alone.
        path="/" if tls else "/wall",
    )


def require_display() -> None:
    """Let the request through as a display; refuse (401) a screen that has no display any more.

    The refusal says which: a screen tells people what to do about it.
    """
    context: PageContext = current_app.extensions["radops.context"]
    token = token_sent(context.settings.tls)
    now = context.now()
    found = None
    if token:
        with context.database.read() as connection:
            found = display_of_token(connection, token_hash(token), now)
    if found is None or found.is_revoked:
        response = Response("revoked" if found else "unpaired", 401, mimetype="text/plain")
        response.headers[ENDED] = "revoked" if found else "unpaired"
        abort(response)
    seen(context.database, found.id, found.last_seen_at, now)
    g.radops_display = found


def asking() -> Display:
    """The display that the gate has let through."""
    found: Display = g.radops_display
    return found
