"""The script that draws figures is the basic part of Plotly: of the version that Dash is tried with, and enough."""

import hashlib
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from dashboard import figure_script
from dashboard.app import create_app
from db.settings import Settings

_VERSION = re.compile(rb"plotly\.js (?:\(basic - minified\) )?v([\d.]+)")
_FOLDER = figure_script.FILE.parent
# What the basic part can draw.
_TRACES = {"Scatter", "Bar", "Pie"}


def version_of(script: bytes) -> bytes:
    found = _VERSION.search(script[:300])
    assert found
    return found[1]


def test_its_version_is_that_of_the_installed_package() -> None:
    whole = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    assert version_of(figure_script.script()) == version_of(whole)
    told = (_FOLDER / "README.md").read_text(encoding="utf-8")
    assert version_of(whole).decode() in told
    assert hashlib.sha256(figure_script.script()).hexdigest() in told


def test_no_figure_is_made_of_what_it_cannot_draw() -> None:
    drawn = set()
    for path in Path(figure_script.__file__).parent.rglob("*.py"):
        drawn |= set(re.findall(r"\bgo\.([A-Z]\w*)\(", path.read_text(encoding="utf-8")))
    assert drawn - {"Figure"} <= _TRACES
    assert drawn & _TRACES


def test_browsers_get_it_and_are_not_sent_it_again(
    sqlite_url: str, settings_for: Callable[..., Settings]
) -> None:
    client = create_app(settings_for(sqlite_url)).server.test_client()
    for encoding in ("identity", "gzip", "br"):
        first = client.get(figure_script.PATH, headers={"Accept-Encoding": encoding})
        assert first.status_code == 200
        assert len(first.data) < (1_500_000 if encoding == "identity" else 500_000)
        assert first.mimetype == "text/javascript"
        known = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
        again = client.get(figure_script.PATH, headers=known)
        assert (again.status_code, again.data) == (304, b"")
    other = client.get("/_dash-component-suites/dash/dcc/dash_core_components.js")
    assert other.status_code == 200
    assert figure_script.script()[:200] not in other.data
