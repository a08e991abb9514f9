"""The wall's own routes: the page, which is the same for everybody and holds no data, its data, and the pairing."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
from flask import Flask, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from dashboard import build_assets
from dashboard.context import PageContext
from dashboard.wall import gate
from dashboard.wall.fact import Scene, as_answer
from dashboard.wall.pictures import Pictures
from db.actions.displays import DisplayRefused, pair, require_offered
from db.playlist import as_rows

REFRESH_S = 30
# From which hour of the hospital's clock on a screen loads its page anew once a night.
NIGHT_HOUR = 4
_LONGEST_CODE = 40
_OURS = Path(__file__).parent.parent / "assets"
_MADE_OF = ("wall.js", "wall-draw.js", "wall.css")


def attach(server: Flask, context: PageContext, csrf: CSRFProtect) -> None:
    """Add the routes `wall`, `wall_data` and `wall_pair`. The gate has decided whose screen asks before they run."""
    pictures = Pictures(context)
    tls = context.settings.tls
    version = page_version()

    @server.get("/wall")
    def wall() -> ResponseReturnValue:
        response = make_response(render_template("wall.html", version=version))
        token = gate.token_sent(tls)
        if token:
            # Whether it still opens anything is asked with the data: this page comes without a database too.
            gate.keep_token(response, token, tls=tls)
        return response

    @server.get("/wall/", defaults={"rest": ""}, strict_slashes=False)
    @server.get("/wall/<path:rest>")
    def wall_other(rest: str) -> ResponseReturnValue:
        # Nobody stands there to sign in: an address that is not quite right leads to the wall, or to nothing.
        return Response("The wall is at /wall.", 404, mimetype="text/plain") if rest else redirect("/wall")

    @server.get("/wall/data")
    def wall_data() -> ResponseReturnValue:
        if request.args:
            # A display sees its playlist and asks nothing: there is nothing to try other values with.
            abort(400)
        now = context.now()
        display = gate.asking()
        local = now.astimezone(context.settings.zone)
        offset = local.utcoffset()
        names = dict.fromkeys(turn.scene for turn in display.playlist)
        scenes = {name: as_answer(_urgent(pictures, name, now), now) for name in names}
        answer = {
            "version": version,
            "site": context.settings.site,
            # The hospital's clock as a number that needs no zone on the screen: what UTC shows of it is the local time.
            "clock_ms": int(now.timestamp() * 1000) + int(offset.total_seconds() * 1000 if offset else 0),
            "refresh_s": REFRESH_S,
            "night_hour": NIGHT_HOUR,
            "playlist": as_rows(display.playlist),
            "scenes": scenes,
        }
        return Response(orjson.dumps(answer), mimetype="application/json")

    @server.post("/wall/pair")
    @csrf.exempt
    def wall_pair() -> ResponseReturnValue:
        # JSON cannot be sent from another site without asking first, and the code itself is the right to send it.
        body = _json_of_request()
        code = body.get("code") if isinstance(body, dict) else None
        if not isinstance(code, str) or len(code) > _LONGEST_CODE:
            return Response("This is no pairing code.", 400, mimetype="text/plain")
        try:
            # Looked up first: whoever guesses, signed in or not, must not keep others from writing.
            with context.database.read() as connection:
                require_offered(connection, code, now=context.now())
            with context.database.write() as connection:
                token = pair(connection, code, address=request.remote_addr, now=context.now())
        except DisplayRefused as refusal:
            return Response(str(refusal), 403, mimetype="text/plain")
        response = Response("paired", mimetype="text/plain")
        gate.keep_token(response, token, tls=tls)
        return response


def _json_of_request() -> object:
    """What was sent as JSON; None where it is none. Nesting without end is none: Flask's own reader falls over it."""
    if not request.is_json:
        return None
    try:
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        return None


def _urgent(pictures: Pictures, name: str, now: datetime) -> Scene:
    """A scene; that of today, where it has nothing to say itself, with what people must know of a room that is down."""
    scene = pictures.scene(name, now)
    if name != "today" or scene.message:
        return scene
    rooms = pictures.scene("rooms", now)
    if rooms.message_state != "action":
        return scene
    return replace(scene, message=rooms.message, message_state=rooms.message_state)


def page_version() -> str:
    """What changes with the wall's own scripts and styles, so that a screen knows that its page is an old one."""
    build_assets.build()
    moments = [(_OURS / name).stat().st_mtime for name in _MADE_OF]
    return f"{max(moments):.0f}"
