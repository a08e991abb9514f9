"""Goes through the pages as a browser would: opens each, calls its callbacks with what stands on it, follows links."""

import base64
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask.testing import FlaskClient

from tests.dashboard.signing_in import open_page, script_token, send

# What a browser says where a page has given no value yet.
_CLICKED = {"n_clicks": 1, "n_intervals": 1, "n_submit": 1}
_NOWHERE = ("/export/", "/log", "/password", "/assets/")


class Walk:
    """One person's way through the pages; `answers` are all that the server sent, each with where it came from."""

    def __init__(self, app: Dash, client: FlaskClient) -> None:
        self._app, self._client, self._token = app, client, script_token(client)
        self._values: dict[str, dict[str, Any]] = {}
        self._links: list[str] = []

    def everywhere(self, paths: list[str], most: int) -> Iterator[tuple[str, str]]:
        """Each page, and what it links to, up to so many addresses; then a click on everything that can be clicked."""
        waiting, seen = [*paths], set(paths)
        for _ in range(most):
            if not waiting:
                return
            self._links = []
            yield from self._page(waiting.pop(0))
            new = [link for link in dict.fromkeys(self._links) if link not in seen]
            seen.update(new)
            waiting += new

    def _page(self, address: str) -> Iterator[tuple[str, str]]:
        path, query = urlsplit(address).path, urlsplit(address).query
        answer = open_page(self._app, self._client, path, f"?{query}" if query else "", self._token)
        yield address, answer.text
        if answer.status_code != 200:
            return
        self._values = {}
        self._take(answer.get_json())
        for clicked in (False, True):
            for output, declared in self._app.callback_map.items():
                body = self._body(output, declared, clicked, path, query)
                if body is None:
                    continue
                told = send(self._client, body, self._token)
                yield f"{address} {output}", told.text
                if told.status_code == 200:
                    self._answer(told.get_json())

    def _body(
        self, output: str, declared: Mapping[str, Any], clicked: bool, path: str, query: str
    ) -> dict[str, Any] | None:
        """What a browser would send for a callback of this page; None where the page has nothing of its inputs."""
        if declared.get("callback") is None or "_pages_content" in output:
            return None
        outputs = declared["output"]
        many = isinstance(outputs, list | tuple)
        sent = [
            {"id": o.component_id, "property": o.component_property}
            for o in (outputs if many else [outputs])
            if o
        ]
        is_clicked = any(spec["property"] in _CLICKED for spec in declared["inputs"])
        if is_clicked != clicked or not any(str(one["id"]) in self._values for one in sent):
            return None
        inputs = [self._items(spec, clicked, path, query) for spec in declared["inputs"]]
        if not any(inputs):
            return None
        changed = next(item for item in inputs if item)
        first = changed[0] if isinstance(changed, list) else changed
        name = first["id"]
        text = json.dumps(name, sort_keys=True, separators=(",", ":")) if isinstance(name, dict) else name
        return {
            "output": output,
            "outputs": sent if many else next(iter(sent), []),
            "inputs": [
                item or self._nothing(spec) for item, spec in zip(inputs, declared["inputs"], strict=True)
            ],
            "state": [
                self._items(spec, False, path, query) or self._nothing(spec) for spec in declared["state"]
            ],
            "changedPropIds": [f"{text}.{first['property']}"],
        }

    @staticmethod
    def _nothing(spec: Mapping[str, Any]) -> Any:
        if spec["id"].startswith("{"):
            return []
        return {"id": spec["id"], "property": spec["property"], "value": None}

    def _items(self, spec: Mapping[str, Any], clicked: bool, path: str, query: str) -> Any:
        """The value of one input; a list of them for a pattern; nothing where the page has no such component."""
        name, what = spec["id"], spec["property"]
        address = {"pathname": path, "search": f"?{query}" if query else "", "href": path, "hash": ""}
        if what in address:
            return {"id": name, "property": what, "value": address[what]}
        if not name.startswith("{"):
            if name not in self._values:
                return None
            value = self._values[name].get(what, None)
            return {
                "id": name,
                "property": what,
                "value": _CLICKED.get(what) if clicked and what in _CLICKED else value,
            }
        wanted = json.loads(name)
        fitting = [
            (json.loads(key), held)
            for key, held in self._values.items()
            if key.startswith("{") and _fits(json.loads(key), wanted)
        ]
        return [
            {
                "id": key,
                "property": what,
                "value": (1 if clicked and not place else None) if what in _CLICKED else held.get(what),
            }
            for place, (key, held) in enumerate(fitting)
        ]

    def _answer(self, told: Mapping[str, Any]) -> None:
        for name, properties in (told.get("response") or {}).items():
            if isinstance(properties, dict):
                self._values.setdefault(name, {}).update(properties)
                self._take(properties)

    def _take(self, part: Any) -> None:
        """Note every component with an id, and every address, in what was sent."""
        if isinstance(part, list):
            for one in part:
                self._take(one)
        elif isinstance(part, dict):
            props = part.get("props")
            if isinstance(props, dict) and "id" in props:
                name = props["id"]
                key = json.dumps(name, sort_keys=True) if isinstance(name, dict) else str(name)
                self._values[key] = props
            link = part.get("href")
            if (
                isinstance(link, str)
                and link.startswith("/")
                and not link.startswith(_NOWHERE)
                and "." not in link
            ):
                self._links.append(link)
            for one in part.values():
                self._take(one)


def _fits(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return found.keys() == wanted.keys() and all(
        isinstance(value, list) or found[key] == value for key, value in wanted.items()
    )


# A file that a callback hands over, as Dash sends it.
_HANDED = re.compile(r'"content":\s*"([A-Za-z0-9+/=]{8,})"')


def with_files(text: str) -> str:
    """An answer, and after it what stands in the files that it hands over, workbooks unpacked."""
    told = [text]
    for encoded in _HANDED.findall(text):
        content = base64.b64decode(encoded)
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as packed:
                content = b"\n".join(packed.read(name) for name in packed.namelist())
        told.append(content.decode("latin-1"))
    return "\n".join(told)


def markup_in_charts(text: str) -> list[str]:
    """What a chart would read as markup of its own, in an answer: texts of data with a `<` that nobody took away.

    Plotly reads a little HTML in names, labels, annotations and whatever a template takes; line breaks are ours.
    """
    try:
        answer = json.loads(text)
    except ValueError:
        return []
    return [
        said
        for chart in _charts(answer)
        for said in _read_as_markup(chart)
        if "kqz" in said.lower() and "<" in said.replace("<br>", "").replace("<b>", "").replace("</b>", "")
    ]


def _charts(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _charts(one)
    elif isinstance(part, dict):
        if isinstance(part.get("data"), list) and isinstance(part.get("layout"), dict):
            yield part
        for one in part.values():
            yield from _charts(one)


def _read_as_markup(chart: Mapping[str, Any]) -> Iterator[str]:
    for trace in chart["data"]:
        templates = " ".join(_strings([trace.get("hovertemplate"), trace.get("texttemplate")]))
        yield from _strings([trace.get(name) for name in ("text", "hovertext", "name", "x", "y", "labels")])
        yield templates
        whole = "customdata}" in templates
        for point in trace.get("customdata") or []:
            places = point if isinstance(point, list) else [point]
            for place, said in enumerate(places):
                if whole or f"customdata[{place}]" in templates:
                    yield from _strings(said)
    yield from _strings(
        {
            key: value
            for key, value in chart["layout"].items()
            if key not in ("template", "meta", "uirevision")
        }
    )


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _strings(one)
    elif isinstance(part, dict):
        for one in part.values():
            yield from _strings(one)
