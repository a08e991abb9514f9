"""The desk's buttons: decide on the open reading, sign the report. A button is an action, and then the new picture."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.access import actor
from dashboard.blocks.form import refused
from dashboard.context import PageContext
from db.actions import badges as actions
from db.actions.badges import BadgeRefused
from db.audit import Actor

_FIELDS = ("real", "cause", "corrective", "informed", "committee", "note", "clock")


def register(app: Dash, context: PageContext) -> None:
    """Add the two callbacks to the app."""

    @app.callback(
        Output("badges-done", "data"),
        Output("badges-said", "children"),
        Output("badges-decide-said", "children"),
        Input("badges-decide", "n_clicks"),
        State("badges-case", "data"),
        State("badges-done", "data"),
        *(State(f"badges-{name}", "value") for name in _FIELDS),
        prevent_initial_call=True,
    )
    def decide(pressed: int | None, case: Any, done: Any, *values: Any) -> Any:
        if not pressed:
            raise PreventUpdate
        if not (isinstance(case, list) and len(case) == 2 and isinstance(case[0], int)):
            return no_update, no_update, refused("The reading is not known any more; open it again.")
        said = dict(zip(_FIELDS, (_text(value) for value in values), strict=True))
        return _done(done, lambda: _decide(context, case[0], str(case[1]), said, actor(), context.now()))

    @app.callback(
        Output("badges-done", "data", allow_duplicate=True),
        Output("badges-said", "children", allow_duplicate=True),
        Output("badges-sign-said", "children"),
        Output("badges-password", "value"),
        Input("badges-sign", "n_clicks"),
        # Enter in the field signs like the button below it.
        Input("badges-password", "n_submit"),
        State("badges-digest", "data"),
        State("badges-password", "value"),
        State("badges-known", "value"),
        State("badges-done", "data"),
        prevent_initial_call=True,
    )
    def sign(
        pressed: int | None, entered: int | None, shown: Any, password: Any, known: Any, done: Any
    ) -> Any:
        if not (pressed or entered):
            raise PreventUpdate
        report, digest, unknown = _report_shown(shown)
        if report is None:
            return no_update, no_update, refused("The report is not known any more; open it again."), ""
        if unknown and known is not True:
            many = f"{unknown} dose{'' if unknown == 1 else 's'}"
            return no_update, no_update, refused(f"Tick that you know of the {many} that nobody knows."), ""
        if not _text(password):
            return no_update, no_update, refused("Give your password."), ""
        # The password leaves the page in every case: what is typed once must not be sent twice.
        return *_done(done, lambda: _sign(context, report, digest, unknown, str(password))), ""


def _decide(
    context: PageContext, case_id: int, verdict: str, said: dict[str, str], who: Actor, now: datetime
) -> str:
    rules = {"jurisdiction": context.settings.limits, "actor": who, "now": now}
    database = context.database
    if said["clock"]:
        actions.report(database, case_id, said["clock"], said["note"], **rules)  # type: ignore[arg-type]
        return "The report to the authority is recorded."
    # What stands in the store is only which form was shown: the action looks at the case itself.
    if verdict != "level_1" or said["real"] or said["cause"] or said["corrective"]:
        actions.investigate(
            database, case_id, is_real=said["real"], cause=said["cause"], corrective_action=said["corrective"],
            informed_on=as_day(said["informed"]), committee_on=as_day(said["committee"]),
            **rules,  # type: ignore[arg-type]
        )  # fmt: skip
        return "The finding is recorded."
    actions.acknowledge(database, case_id, said["note"], **rules)  # type: ignore[arg-type]
    return "The reading is acknowledged."


def _report_shown(shown: Any) -> tuple[date | None, str, int]:
    """The report's day, digest and number of unknown doses, as the page keeps them; no day where they are not right."""
    if not (isinstance(shown, list) and len(shown) == 3 and isinstance(shown[1], str)):
        return None, "", 0
    unknown = shown[2]
    if not isinstance(unknown, int) or isinstance(unknown, bool) or unknown < 0:
        return None, "", 0
    return as_day(shown[0]), shown[1], unknown


def _sign(context: PageContext, report: date, digest: str, unknown: int, password: str) -> str:
    actions.sign(
        context.database, context.keyring, report, digest, password, unknown=unknown,
        jurisdiction=context.settings.limits, actor=actor(), now=context.now(),
    )  # fmt: skip
    return "The report is signed and its doses are released to their wearers."


def _done(done: Any, act: Callable[[], str]) -> tuple[Any, Any, Any]:
    try:
        words = act()
    except BadgeRefused as refusal:
        return no_update, None, refused(str(refusal))
    return (done if isinstance(done, int) else 0) + 1, words, None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def as_day(text: Any) -> date | None:
    """A day as a date field sends it, or None."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None
