"""Is this callback request one that our own pages could have sent? If not it is answered with 400, never 500.

Dash reads inputs by position and ignores their ids, so the ids are compared with the callback's declaration here.
"""

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from types import TracebackType
from typing import Any

import orjson
from dash import Dash
from dash._callback import _invoke_callback
from dash.exceptions import InvalidCallbackReturnValue, PreventUpdate
from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

ENDPOINT = "/_dash-update-component"
# Dash's own router: it turns an address into a page.
ROUTER_OUTPUT = "_pages_content.children"

# What these properties hold is the browser's own doing; all others are for the page to judge.
_KINDS = {"pathname": str, "search": str, "hash": str, "href": str, "n_clicks": int, "n_intervals": int}
_DOES_NOT_FIT = "The request does not fit its callback."

_log = logging.getLogger(__name__)


def read_body() -> dict[str, Any]:
    """The request's body, parsed. Raises BadRequest (or RequestEntityTooLarge) for what is no JSON object of ours."""
    try:
        body = request.get_json()
        # Python's parser lets through what a page or a database then chokes on: NaN and halves of characters are
        # refused by the first, numbers beyond 64 bits by the second.
        orjson.loads(request.get_data())
        text = orjson.dumps(body)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError, UnicodeError) as error:
        raise BadRequest("The request is not well-formed.") from error
    if not isinstance(body, dict) or b"\\u0000" in text or not isinstance(body.get("output"), str):
        raise BadRequest("The request is not well-formed.")
    return body


def check(body: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    """Compare a request with its callback's declaration (from `app.callback_map`). Raises BadRequest."""
    given = (body.get("inputs", []), body.get("state", []))
    for items, specs in zip(given, (declared["inputs"], declared["state"]), strict=True):
        if not isinstance(items, list) or len(items) != len(specs):
            raise BadRequest(_DOES_NOT_FIT)
        if not all(_fits(item, spec) for item, spec in zip(items, specs, strict=True)):
            raise BadRequest(_DOES_NOT_FIT)
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(_names_a_property(name) for name in changed):
        raise BadRequest(_DOES_NOT_FIT)
    if not declared.get("no_output"):
        _check_outputs(body.get("outputs"), declared["output"])
    if ROUTER_OUTPUT in body["output"]:
        _check_address(given[0][0].get("value"))


def is_polling(body: Mapping[str, Any]) -> bool:
    """Whether a timer sent this, not a person."""
    changed = body.get("changedPropIds") or [""]
    return all(name.endswith(".n_intervals") for name in changed)


def answer_what_is_malformed(server: Flask) -> None:
    """Let Dash's dispatcher answer 400 where it stumbles over a request before the callback itself has begun."""
    view = server.view_functions[ENDPOINT]

    @wraps(view)
    def dispatch() -> Any:
        try:
            return view()
        except (PreventUpdate, HTTPException):
            raise
        except InvalidCallbackReturnValue:
            # Its message repeats what the callback returned, which has no place in a log.
            _log.error("a callback returned what its outputs do not take: %s", request.get_json()["output"])
            raise InternalServerError from None
        except Exception as error:
            if _within_callback(error.__traceback__):
                raise
            # Only the kind of error: its message may repeat what was sent.
            _log.warning("a callback request was refused: %s", type(error).__name__)
            raise BadRequest(_DOES_NOT_FIT) from error

    server.view_functions[ENDPOINT] = dispatch


def own_functions(app: Dash) -> dict[str, Callable[..., Any] | None]:
    """Each callback of the app by its output: the function as Dash calls it, or None when it runs in the browser."""
    return {output: declared.get("callback") for output, declared in app.callback_map.items()}


def _names_a_property(name: Any) -> bool:
    """Whether this can be what a browser calls a changed property; callbacks that ask for it would stumble else."""
    if not isinstance(name, str):
        return False
    component = name.rpartition(".")[0]
    if not component.startswith("{"):
        return True
    try:
        return isinstance(json.loads(component), dict)
    except ValueError:
        return False


def _fits(item: Any, spec: Mapping[str, Any]) -> bool:
    pattern = spec["id"]
    if not pattern.startswith("{"):
        return _says(item, spec) and item.get("id") == pattern
    wanted = json.loads(pattern)
    return all(
        _says(one, spec) and isinstance(one.get("id"), dict) and _matches(one["id"], wanted)
        for one in (item if isinstance(item, list) else [item])
    )


def _says(item: Any, spec: Mapping[str, Any]) -> bool:
    """Whether this is the declared property, with a value of the kind that a browser gives it."""
    if not isinstance(item, dict) or item.get("property") != spec["property"]:
        return False
    value, kind = item.get("value"), _KINDS.get(spec["property"], object)
    return value is None or isinstance(value, kind)


def _matches(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    # A wildcard (ALL, MATCH, ALLSMALLER) is a list in Dash's notation; everything else must be the very value.
    return found.keys() == wanted.keys() and all(
        isinstance(value, list) or found[key] == value for key, value in wanted.items()
    )


def _check_outputs(sent: Any, declared: Any) -> None:
    # Which output is meant Dash compares itself, but it takes a list of none for one that is no pattern.
    if not isinstance(declared, list | tuple):
        sent, declared = [sent], [declared]
    if not isinstance(sent, list) or len(sent) != len(declared):
        raise BadRequest(_DOES_NOT_FIT)
    for one, output in zip(sent, declared, strict=True):
        if isinstance(output.component_id, str) and not isinstance(one, dict):
            raise BadRequest(_DOES_NOT_FIT)


def _check_address(path: Any) -> None:
    if not isinstance(path, str) or not path.startswith("/"):
        raise BadRequest("The address is not one of this server.")


def _within_callback(traceback: TracebackType | None) -> bool:
    while traceback is not None:
        if traceback.tb_frame.f_code is _invoke_callback.__code__:
            return True
        traceback = traceback.tb_next
    return False
