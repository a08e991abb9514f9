"""What does every response tell the browser? To load nothing from elsewhere, run nothing unknown, and keep no data."""

from dash import Dash
from flask import Response, request

from dashboard.sessions import STATIC_ENDPOINTS

_HOUR_S = 3600
_YEAR_S = 365 * 24 * _HOUR_S

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": without any, a browser also withholds where a form came from.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# The wall has scripts and styles of its own and none inline: where nothing else is needed, nothing else may run.
WALL_ENDPOINTS = frozenset({"wall", "wall_data", "wall_pair"})
_WALL = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    # Icons are masks with data addresses.
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def attach(app: Dash, *, tls: bool) -> None:
    """Put the headers on every response. Must come after the last callback, whose inline script the policy names."""
    policy = "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {' '.join(app.csp_hashes())}",
            # Plotly, the grid and React write styles into elements; they can't be told a hash in advance.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_ALWAYS)
        response.headers["Content-Security-Policy"] = _WALL if request.endpoint in WALL_ENDPOINTS else policy
        if tls:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}; includeSubDomains"
        _say_how_long_to_keep(response)
        return response


def _say_how_long_to_keep(response: Response) -> None:
    static = request.endpoint in STATIC_ENDPOINTS and request.method in {"GET", "HEAD"}
    if not static or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "m" in request.args or ("_dash-component-suites" in request.path and response.cache_control.max_age):
        # The address changes with the file, so nobody needs to ask again.
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
    else:
        response.headers["Cache-Control"] = f"public, max-age={_HOUR_S}"
