"""What does a refused or failed request get? A plain page for people, one line for scripts, and never any data."""

from dash.exceptions import DependencyException
from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, NotFound, SecurityError, ServiceUnavailable

from dashboard import trouble
from dashboard.access import current_role, landing_path, registry
from dashboard.roles import may
from db.health import DatabaseFault

_BACK = "Go back and try it again from the page itself."
_SAID = {
    400: ("This request makes no sense here", _BACK),
    401: ("Your session has ended", "Sign in again to go on."),
    403: (
        "This is not for your role",
        "Your role does not include it. If you need it, ask the radops administrator.",
    ),
    404: ("There is no such page", "The address is wrong, or the page has moved."),
    413: ("This is too large", "At most 20 MB can be sent at once."),
    500: ("Something went wrong", "The server's log says what. Try again in a minute."),
    503: ("The database did not answer", "It may be busy with a large file. Try again in a minute."),
}
_NOTHING_YET = ("There is nothing here for your role yet", "Its pages come with a later version.")
_OUTDATED = "The page was open for too long, or somebody else signed in meanwhile. Load it again."
_BUSY_S = 60
_OTHER_NAME = "This server is not known by the name in the address; RADOPS_HOSTS says which ones it has."


def attach(server: Flask) -> None:
    """Answer every error in one form."""

    @server.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response:
        code = error.code
        if code is None or error.response is not None:
            return make_response(error.get_response())
        title, text = _SAID.get(code, (error.name, _BACK))
        if isinstance(error, CSRFError):
            text = _OUTDATED
        elif isinstance(error, SecurityError):
            text = _OTHER_NAME
        if request.path.startswith("/_dash"):
            response = make_response(f"{title}. {text}", code, {"Content-Type": "text/plain; charset=utf-8"})
        else:
            response = make_response(_page(code, title, text), code)
        # What belongs to the error, such as which methods are allowed or when to try again.
        response.headers.extend(
            (name, value) for name, value in error.get_headers() if name != "Content-Type"
        )
        return response

    @server.errorhandler(DependencyException)
    def no_such_file(_error: DependencyException) -> Response:
        # Dash raises it for any file that it does not serve: asked by anybody, so it is no failure of the server.
        return explain(NotFound())

    @server.errorhandler(DatabaseFault)
    def no_database(fault: DatabaseFault) -> Response:
        # A page says so itself and keeps its last picture; this is for signing in, papers and downloads.
        trouble.note(request.endpoint or "a request", fault)
        return explain(ServiceUnavailable(retry_after=_BUSY_S))


def _page(code: int, title: str, text: str) -> str:
    # After a failure of the server the database may be what failed: ask it nothing more.
    role = current_role() if code < 500 else None
    way_on: str | None = landing_path(role) if role else "/login"
    if role and not any(may(role, page.permission) for page in registry().pages.values()):
        way_on = None
        if code == 403:
            title, text = _NOTHING_YET
    return render_template("error.html", title=title, text=text, way_on=way_on, signed_in=role is not None)
