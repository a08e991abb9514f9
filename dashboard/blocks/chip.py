"""A state in one or two words: icon first, then the word, then colour."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Literal

from dash import html

from dashboard.blocks.children import classes
from dashboard.blocks.icon import icon
from dashboard.formats import format_moment

State = Literal["ok", "due", "warn", "action", "unknown"]

ICON_OF_STATE: dict[str, str] = {
    "ok": "check-circle",
    "due": "clock",
    "warn": "exclamation-triangle-fill",
    "action": "exclamation-octagon-fill",
    "unknown": "question-circle",
}


def state_chip(
    state: State, word: str, *, icon_name: str | None = None, title: str | None = None
) -> html.Span:
    """`Over DRL` in amber, `In limits` quietly: only warn and action are filled, unknown is dashed.

    `icon_name` replaces the state's own icon (x-octagon-fill for Down); `title` is a longer text on hover.
    """
    picture = icon(icon_name or ICON_OF_STATE[state])
    return html.Span([picture, html.Span(word)], className=f"ro-chip ro-chip-{state}", title=title)


def freshness_chip(item: Mapping[str, Any], now: datetime, zone: tzinfo) -> html.Span:
    """`RIS 14:28 4 min`; amber with the word STALE past the feed's own limit, dashed when nothing ever came.

    `item` has `title`, `as_of` (a moment with its zone, or None), `age_text` and `state` (ok, stale or never), and may
    have `aside_text`: what came and is in no figure.
    """
    state, aside = item["state"], item.get("aside_text") or ""
    title = html.Span(item["title"], className="ro-fresh-title")
    if state == "never" or item["as_of"] is None:
        words: list[html.Span] = [icon("question-circle"), title, html.Span("never received")]
    else:
        picture = icon("check-lg" if state == "ok" and not aside else "exclamation-triangle-fill")
        age = item["age_text"] if state == "ok" else f"{item['age_text']}, STALE"
        when = format_moment(item["as_of"], now, zone)
        if item.get("is_file_time"):
            # The file may hold yesterday's stock: all that is known is when it was written.
            picture, when = icon("question-circle"), f"as of unknown, file of {when}"
        moment = html.Span(when, className="ro-fresh-moment")
        words = [picture, title, moment, html.Span(age, className="ro-fresh-age")]
    if aside:
        words.append(html.Span(aside, className="ro-fresh-aside"))
    return html.Span(
        words,
        className=classes(
            "ro-fresh",
            "ro-fresh-with-aside" if aside else None,
            f"ro-fresh-{'never' if item['as_of'] is None else state}",
        ),
        role="listitem",
    )
