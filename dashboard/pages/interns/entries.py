"""What comes of an entry: an intern logs, a supervisor signs and judges; why not, or where to go then."""

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard import access
from dashboard.context import PageContext
from dashboard.pages.interns import entered
from dashboard.pages.interns.words import address
from db.actions import intern_signing as signing
from db.actions import interns as actions
from db.competency.entries import InternRefused


def add_entries(app: Dash, context: PageContext) -> None:
    """Add the callbacks of the forms."""

    @app.callback(
        Output("interns-log-said", "children"),
        Output("interns-log-go", "href"),
        Input("interns-log", "n_clicks"),
        State("interns-log-what", "value"),
        State("interns-log-level", "value"),
        State("interns-log-day", "value"),
        State("interns-log-time", "value"),
        State("interns-log-supervision", "value"),
        State("interns-log-supervisor", "value"),
        State("interns-log-repeats", "value"),
        State("interns-log-repeat-supervision", "value"),
        State("interns-log-room", "value"),
        State("interns-log-comment", "value"),
        State("interns-log-corrects", "value"),
        State("interns-log-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("interns.log")
    def log(
        clicks: Any, what: Any, level: Any, day: Any, time: Any, supervision: Any, supervisor: Any, repeats: Any,
        repeat_supervision: Any, room: Any, comment: Any, corrects: Any, about: Any,
    ) -> Any:  # fmt: skip
        if not clicks:
            return no_update, no_update
        zone = context.settings.zone
        told = actions.Logged(
            entered.text(what), entered.moment(day, time, zone), entered.text(level), entered.text(supervision),
            entered.text(supervisor), entered.how_many(repeats), entered.text(repeat_supervision), entered.text(room),
            entered.text(comment), entered.whole(corrects),
        )  # fmt: skip

        def act() -> None:
            with context.database.write() as connection:
                actions.log_exam(
                    connection,
                    told,
                    zone=zone,
                    actor=access.actor(),
                    now=context.now(),
                    key=entered.key(about),
                )

        return entered.decide(act, address(view="work"))

    @app.callback(
        Output("interns-sign-said", "children"),
        Output("interns-sign-go", "href"),
        Input("interns-sign", "n_clicks"),
        State("interns-sign-chosen", "value"),
        State("interns-sign-password", "value"),
        prevent_initial_call=True,
    )
    @access.needs("interns.sign")
    def sign(clicks: Any, chosen: Any, password: Any) -> Any:
        if not clicks:
            return no_update, no_update
        numbers = entered.numbers(chosen)
        return entered.decide(
            lambda: signing.sign_logs(context.database, numbers, _signing(context, password)),
            address(view="sign"),
        )

    _hours(app, context)

    @app.callback(
        Output("interns-judge-said", "children"),
        Output("interns-judge-go", "href"),
        Input("interns-judge", "n_clicks"),
        State("interns-judge-about", "data"),
        State("interns-judge-what", "value"),
        State("interns-judge-outcome", "value"),
        State("interns-judge-score", "value"),
        State("interns-judge-simulated", "value"),
        State("interns-judge-comment", "value"),
        State("interns-judge-password", "value"),
        prevent_initial_call=True,
    )
    @access.needs("interns.sign")
    def judge(
        clicks: Any,
        about: Any,
        what: Any,
        outcome: Any,
        score: Any,
        simulated: Any,
        comment: Any,
        password: Any,
    ) -> Any:
        person = entered.whole(about)
        if not clicks or person is None:
            return no_update, no_update
        return entered.decide(
            lambda: _judge(context, person, entered.text(what), outcome, score, simulated, comment, password),
            address(view="person", person=person),
        )


def _hours(app: Dash, context: PageContext) -> None:
    @app.callback(
        Output("interns-hours-said", "children"),
        Output("interns-hours-go", "href"),
        Input("interns-hours", "n_clicks"),
        State("interns-hours-activity", "value"),
        State("interns-hours-day", "value"),
        State("interns-hours-from", "value"),
        State("interns-hours-until", "value"),
        State("interns-hours-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("interns.log")
    def log_hours(clicks: Any, activity: Any, day: Any, since: Any, until: Any, about: Any) -> Any:
        if not clicks:
            return no_update, no_update
        began, ended = entered.stay(day, since, until, context.settings.zone)

        def act() -> None:
            with context.database.write() as connection:
                actions.log_hours(
                    connection, began, ended, entered.text(activity), zone=context.settings.zone,
                    actor=access.actor(), now=context.now(), key=entered.key(about),
                )  # fmt: skip

        return entered.decide(act, address(view="hours"))

    @app.callback(
        Output("interns-stays-said", "children"),
        Output("interns-stays-go", "href"),
        Input("interns-stays", "n_clicks"),
        State("interns-stays-chosen", "value"),
        State("interns-stays-password", "value"),
        prevent_initial_call=True,
    )
    @access.needs("interns.sign")
    def sign_hours(clicks: Any, chosen: Any, password: Any) -> Any:
        if not clicks:
            return no_update, no_update
        numbers = entered.numbers(chosen)
        return entered.decide(
            lambda: signing.sign_hours(context.database, numbers, _signing(context, password)),
            address(view="sign"),
        )


def _judge(
    context: PageContext,
    person: int,
    what: str,
    outcome: Any,
    score: Any,
    simulated: Any,
    comment: Any,
    password: Any,
) -> None:
    kind, _, rest = what.partition(":")
    number, _, corrected = rest.partition(":")
    told = signing.Judged(
        rest if kind == "offered" else corrected, entered.text(outcome), entered.percent(score),
        entered.text(simulated) == "yes", entered.text(comment),
    )  # fmt: skip
    who = _signing(context, password)
    record_id = entered.whole(number)
    if kind == "offered":
        signing.judge(context.database, person, told, who)
    elif kind == "correct" and record_id is not None:
        signing.correct_judgement(context.database, record_id, told, who)
    else:
        raise InternRefused("Choose what you judge.")


def _signing(context: PageContext, password: Any) -> signing.Signing:
    return signing.Signing(
        context.keyring, entered.password(password), access.actor(), context.now(), context.settings.zone
    )
