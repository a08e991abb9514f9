"""What a page's timer asks for: worked out once for all who have the same page open, and told again for a while.

Fifty people look at home on a busy morning; each screen asks by itself, and all of one role are told the same. Only
timers are answered so: whoever opens a page, or does something on it, gets what is true now. A page says of its answer
that it may be shared; one that depends on more than the role and what the page sends may not.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any

import orjson
from dash import Dash
from flask import Response, request

from dashboard import access, dispatch, trouble

# Less than the shortest time between two questions of one page, so that a picture is never older than one of those.
TOLD_AGAIN_FOR_S = 30.0
_MOST = 60
_EXTENSION = "radops.shared_polls"


def share(app: Dash, output: str) -> None:
    """Let timers of one role share the answer of the callback whose first output this is (`home-body.children`)."""
    app.server.extensions.setdefault(_EXTENSION, set()).add(output)


@dataclass
class _Answer:
    body: bytes = b""
    made_at: float = float("-inf")
    turn: Lock = field(default_factory=Lock)


class _Answers:
    """The last answers, the one asked for longest ago given up first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, _Answer] = OrderedDict()
        self._turn = Lock()

    def of(self, key: str) -> _Answer:
        with self._turn:
            found = self._held.setdefault(key, _Answer())
            self._held.move_to_end(key)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return found


def attach(app: Dash) -> None:
    """Answer timers from what was made for others of their role. Behind the gate: each is let in or refused first."""
    shared = app.server.extensions.setdefault(_EXTENSION, set())
    view = app.server.view_functions[dispatch.ENDPOINT]
    answers = _Answers()

    @wraps(view)
    def told() -> Any:
        body = request.get_json()
        if not dispatch.is_polling(body) or _first(body) not in shared:
            return view()
        return _told(answers.of(_key(body)), view)

    app.server.view_functions[dispatch.ENDPOINT] = told


def _told(answer: _Answer, view: Callable[[], Any]) -> Any:
    if _is_young(answer):
        return _response(answer.body)
    # One works it out anew. Meanwhile the others are told the last one, or wait where it is too old: two at once would
    # each take twice as long.
    if not answer.turn.acquire(blocking=not _is_young(answer, 2 * TOLD_AGAIN_FOR_S)):
        return _response(answer.body)
    try:
        if _is_young(answer):
            return _response(answer.body)
        made: Response = view()
        # What failed is tried again by the next who asks.
        if made.status_code == 200 and not trouble.was_noted():
            answer.body, answer.made_at = made.get_data(), time.monotonic()
        return made
    finally:
        answer.turn.release()


def _is_young(answer: _Answer, within_s: float | None = None) -> bool:
    return time.monotonic() - answer.made_at < (TOLD_AGAIN_FOR_S if within_s is None else within_s)


def _response(body: bytes) -> Response:
    return Response(body, mimetype="application/json")


def _first(body: Mapping[str, Any]) -> str:
    """The first output that a request names: `..home-body.children...home-shown.data..` asks for several."""
    return str(body["output"]).strip(".").split("...")[0]


def _key(body: Mapping[str, Any]) -> str:
    """Who may be told the same: one role whose pages send the same, but for how often their timers have asked."""
    inputs = [
        {**one, "value": None} if isinstance(one, dict) and one.get("property") == "n_intervals" else one
        for one in body.get("inputs", ())
    ]
    said = {**body, "inputs": inputs, "role": access.current_role()}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
