"""Which script draws figures in the browser? The basic part of Plotly, in the place of the whole.

Lines, points and bars are all that figures are made of here; the whole script is four times as long, and a browser has
to read it before it draws the first line. Where it comes from stands in `dashboard/plotly_basic`.
"""

import hashlib
from functools import cache
from pathlib import Path

from dash import Dash
from flask import Response, request

from dashboard.sessions import COMPONENT_SUITES

# Where Dash's figures look for the script.
PATH = "/_dash-component-suites/plotly/package_data/plotly.min.js"
FILE = Path(__file__).parent / "plotly_basic" / "plotly-basic.min.js"


@cache
def script() -> bytes:
    """The script as its makers wrote it."""
    return FILE.read_bytes()


def attach(app: Dash) -> None:
    """Serve it where Dash would serve the whole one."""
    serve_suite = app.server.view_functions[COMPONENT_SUITES]
    tag = hashlib.sha256(script()).hexdigest()[:32]

    def serve(package_name: str, fingerprinted_path: str) -> Response:
        if request.path != PATH:
            answer: Response = serve_suite(package_name, fingerprinted_path)
            return answer
        response = Response(script(), mimetype="text/javascript")
        response.set_etag(tag)
        response.make_conditional(request)
        return response

    app.server.view_functions[COMPONENT_SUITES] = serve
