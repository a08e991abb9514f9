"""How long until a session ends because nobody acts? What the pages ask before they warn, and how somebody stays.

A page that polls is no person: the browser part alone (`assets/idle.js`) knows whether a key or a pointer was
used, and says so with its callbacks. Asking for the time that is left is no action either.
"""

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from dashboard.context import PageContext
from dashboard.sessions import User, note_activity
from db.audit import in_utc

# At most; of a short limit a quarter, or the page would ask the moment somebody has signed in.
WARNED_BEFORE_S = 120


def attach(server: Flask, context: PageContext) -> None:
    """Add the route: GET tells the seconds that are left, POST is somebody who wants to stay."""

    @server.route("/session", methods=["GET", "POST"], endpoint="session_left")
    def left() -> ResponseReturnValue:
        noted = note_activity() if request.method == "POST" else None
        user = current_user._get_current_object()
        assert isinstance(user, User)  # the gate let nobody else through
        moment = in_utc(context.now())
        # What is noted, not what was asked for: a load that holds the database may be in the way.
        idle_since = noted or user.open.last_seen_at
        idle_s = (idle_since + context.settings.idle_limit - moment).total_seconds()
        whole_s = (user.open.expires_at - moment).total_seconds()
        warn_s = min(WARNED_BEFORE_S, int(context.settings.idle_limit.total_seconds() / 4))
        return jsonify(left_s=max(0, int(min(idle_s, whole_s))), warn_s=warn_s, may_stay=whole_s > idle_s)
