"""What is entered here: an intern logs a procedure, a supervisor signs what was logged and judges what is offered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.form import entry_key
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.interns.words import address
from db.actions.intern_signing import HOURS_MEANING, JUDGE_MEANING, LOG_MEANING
from db.wording import many

_LEVELS = (("performed", "Performed"), ("assisted", "Assisted"), ("observed", "Observed"))
_ACTIVITIES = (("clinic", "Clinic"), ("class", "Class"))
_SUPERVISION = (("", "Not recorded"), ("direct", "Direct"), ("indirect", "Indirect"))


def _said(stem: str) -> list[Component]:
    return [
        html.Div(id=f"interns-{stem}-said", className="ro-verdict", role="status"),
        dcc.Location(id=f"interns-{stem}-go", refresh=True),
    ]


def _labelled(id: str, label: str, made: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=id), made])


def _select(id: str, label: str, options: Sequence[tuple[str, str]], value: str | None = None) -> Component:
    offered = [{"value": key, "label": text} for key, text in options if key]
    # An empty value is no choice to a browser: what it stands for is read in its place.
    asked = dict(options).get("", "Choose")
    made = dbc.Select(id=id, options=offered, value=value, placeholder=asked, persistence=False)
    return _labelled(id, label, made)


def _input(id: str, label: str, kind: str, value: str = "", **more: Any) -> Component:
    return _labelled(id, label, dbc.Input(id=id, type=kind, value=value, persistence=False, **more))


def _password(stem: str) -> Component:
    return _input(
        f"interns-{stem}-password", "Your password again", "password", autoComplete="current-password"
    )


def log_form(
    requirements: Sequence[str],
    supervisors: Sequence[str],
    own: Sequence[Any],
    now: datetime,
    zone: tzinfo,
) -> Component:
    """An intern logs a procedure, on a phone as on a desk."""
    moment = now.astimezone(zone)
    return tile(
        "Log a procedure",
        html.Div(
            [
                dcc.Store(id="interns-log-about", data={"key": entry_key()}),
                _select("interns-log-what", "Procedure", [(name, name) for name in requirements]),
                _select("interns-log-level", "You", _LEVELS, "performed"),
                _input("interns-log-day", "Day", "date", moment.date().isoformat()),
                _input("interns-log-time", "Time", "time", f"{moment:%H:%M}"),
                _select("interns-log-supervision", "Supervision", _SUPERVISION, ""),
                _select(
                    "interns-log-supervisor",
                    "Supervisor",
                    [("", "Not recorded"), *((s, s) for s in supervisors)],
                    "",
                ),
                _input("interns-log-repeats", "Repeated exposures", "number", "0", min=0, max=100),
                _select("interns-log-repeat-supervision", "Supervision of the repeats", _SUPERVISION, ""),
                _input("interns-log-room", "Room", "text", maxLength=60),
                _input("interns-log-comment", "Comment (no patient's name or number)", "text", maxLength=500),
                _select(
                    "interns-log-corrects",
                    "In place of an entry that is wrong",
                    [
                        ("", "None: it is a new one"),
                        *((str(row.id), _own_words(row, zone, moment.date())) for row in own),
                    ],
                    "",
                ),
                button("Log it", "interns-log", kind="primary"),
                *_said("log"),
            ],
            className="ro-entry",
        ),
        subtitle="It counts once a supervisor has signed it; an entry that it corrects stays and counts no longer",
    )


def _own_words(row: Any, zone: tzinfo, today: date) -> str:
    local = row.performed_at.replace(tzinfo=UTC).astimezone(zone)
    signed = "signed" if row.is_approved else "not signed yet"
    return f"{row.requirement}, {format_day(row.local_date, today)} {local:%H:%M}, {signed}"


def hours_form(now: datetime, zone: tzinfo) -> Component:
    """An intern logs a stay in clinic or class."""
    day = now.astimezone(zone).date().isoformat()
    return tile(
        "Log hours",
        html.Div(
            [
                dcc.Store(id="interns-hours-about", data={"key": entry_key()}),
                _select("interns-hours-activity", "Where", _ACTIVITIES, "clinic"),
                _input("interns-hours-day", "Day of the start", "date", day),
                _input("interns-hours-from", "From", "time", "07:00"),
                _input("interns-hours-until", "Until", "time", ""),
                button("Log the hours", "interns-hours"),
                *_said("hours"),
            ],
            className="ro-entry",
        ),
        subtitle="They count once a supervisor has signed them; an end before the start means the next day",
    )


def sign_hours_form(waiting: Sequence[Any], zone: tzinfo, today: date) -> Component:
    """A supervisor signs stays of assigned interns."""
    title = f"{many(len(waiting), 'stay')} to sign"
    if not waiting:
        return tile(
            title, empty("good", "No hours wait for your signature", "What your interns log comes here.")
        )
    options = [{"value": row.id, "label": _stay_words(row, zone, today)} for row in waiting]
    return tile(
        title,
        html.Div(
            [
                dbc.Checklist(id="interns-stays-chosen", options=options, value=[], className="ro-checks"),
                html.P(f"By signing you say: {HOURS_MEANING}", className="ro-note"),
                _input(
                    "interns-stays-password", "Your password for the hours", "password",
                    autoComplete="current-password",
                ),
                button("Sign the hours", "interns-stays"),
                *_said("stays"),
            ],
            className="ro-entry",
        ),
    )  # fmt: skip


def _stay_words(row: Any, zone: tzinfo, today: date) -> str:
    began, ended = (moment.replace(tzinfo=UTC).astimezone(zone) for moment in (row.started_at, row.ended_at))
    return f"{row.intern}: {row.activity}, {format_day(row.local_date, today)} {began:%H:%M} to {ended:%H:%M}"


def sign_form(waiting: Sequence[Any], zone: tzinfo, today: date) -> Component:
    """A supervisor signs logged procedures of assigned interns."""
    title = f"{many(len(waiting), 'logged procedure')} to sign"
    if not waiting:
        return tile(
            title, empty("good", "Nothing waits for your signature", "What your interns log comes here.")
        )
    options = [{"value": row.id, "label": _logged_words(row, zone, today)} for row in waiting]
    return tile(
        title,
        html.Div(
            [
                dbc.Checklist(id="interns-sign-chosen", options=options, value=[], className="ro-checks"),
                html.P(f"By signing you say: {LOG_MEANING}", className="ro-note"),
                _password("sign"),
                button("Sign", "interns-sign", kind="primary"),
                *_said("sign"),
            ],
            className="ro-entry",
        ),
        subtitle="Oldest first; each counts towards the intern's competencies once it is signed",
    )


def _logged_words(row: Any, zone: tzinfo, today: date) -> str:
    local = row.performed_at.replace(tzinfo=UTC).astimezone(zone)
    parts = [
        f"{row.intern}: {row.requirement}, {row.participation}",
        f"{format_day(row.local_date, today)} {local:%H:%M}",
        f"supervision {row.supervision or 'not recorded'}",
        f"by {row.supervisor}" if row.supervisor else "supervisor not recorded",
    ]
    if row.repeats:
        parts.append(
            f"{many(row.repeats, 'repeat')} ({row.repeat_supervision or 'supervision not recorded'})"
        )
    return ", ".join(part for part in (*parts, row.room, row.comment) if part)


def judge_form(
    person: Any, offered: Sequence[str], judged: Sequence[Any], today: date, comment_below: float
) -> Component:
    """A supervisor judges what is offered, or corrects an earlier judgement."""
    if not offered and not judged:
        return tile(
            "Judge a competency", empty("good", "Nothing is offered", "Too few procedures are logged yet.")
        )
    choices = [(f"offered:{name}", name) for name in offered]
    choices += [
        (
            f"correct:{row.id}:{row.requirement}",
            f"Correct: {row.requirement}, {row.outcome} {format_day(row.evaluated_on, today)}",
        )
        for row in judged
    ]
    return tile(
        f"{many(len(offered), 'competency').replace('competencys', 'competencies')} of {person.intern} to judge",
        html.Div(
            [
                dcc.Store(id="interns-judge-about", data=int(person.id)),
                _select("interns-judge-what", "Competency", choices),
                _select(
                    "interns-judge-outcome",
                    "Outcome",
                    (("passed", "Passed"), ("attempted", "Attempted, no credit")),
                ),
                _input("interns-judge-score", "Score (%)", "number", min=0, max=100, step="any"),
                _select(
                    "interns-judge-simulated",
                    "Done on",
                    (("no", "A patient"), ("yes", "A phantom: simulated")),
                    "no",
                ),
                _labelled(
                    "interns-judge-comment",
                    f"Comment (needed for an attempt, a correction and a score below {comment_below:g})",
                    dbc.Textarea(id="interns-judge-comment", rows=2, maxLength=500),
                ),
                html.P(f"By signing you say: {JUDGE_MEANING}", className="ro-note"),
                _password("judge"),
                button("Sign the judgement", "interns-judge", kind="primary"),
                *_said("judge"),
            ],
            className="ro-entry",
        ),
        actions=link_button("To sign", address(view="sign")),
    )
