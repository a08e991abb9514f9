"""How the desk looks: the decision below an open dose, and the bar that signs the report."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.form import choice, field, form, tick
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_count, format_day, format_moment
from dashboard.pages.badges import words
from dashboard.pages.badges.desk import Beside, Desk
from dashboard.pages.badges.question import Question
from dashboard.pages.badges.queue import VERDICTS
from db.actions.badges import meaning
from db.badge_cases import Case
from db.badge_signatures import ReportState, Signature
from db.wording import at_least, many, unknown_words


def signing(desk: Desk, question: Question, zone: tzinfo) -> Component:
    """How far the review is, and the signature: asked for once nothing waits, shown once it is there."""
    report, state = words.report_words(question.report), desk.state
    # A badge may be over a level in more than one quantity, and is one reading all the same.
    waiting = len({(case.wearer_key, case.position) for case in desk.open_cases})
    if state.signed:
        return tile(
            f"{report} is signed",
            _signature(state, zone),
            note=state.signed.meaning,
            id="badges-signing",
        )
    done = state.readings - waiting
    bar = html.Div(
        html.Span(style={"width": f"{100 * done / state.readings if state.readings else 0:.1f}%"}),
        className="ro-progress",
        role="img",
        **{"aria-label": f"{done} of {state.readings} reviewed"},
    )
    body: list[Component] = [bar]
    if state.changed_since:
        body.append(html.P([state_chip("warn", "Changed since"), NBSP, _changed(state.changed_since, zone)]))
    if not state.readings:
        body.append(button("Sign report", icon_name="pencil", disabled_because="No reading to sign"))
    elif waiting:
        reason = f"Sign when {waiting} reading{'' if waiting == 1 else 's'} {'is' if waiting == 1 else 'are'} decided"
        body.append(button("Sign report", icon_name="pencil", disabled_because=reason))
    else:
        body += [
            dcc.Store(id="badges-digest", data=[question.report.isoformat(), state.digest, desk.unknown]),
            form(
                [_known(desk.unknown), field("badges-password", "Your password again", "password")],
                button("Sign report", "badges-sign", kind="primary", icon_name="pencil"),
                said="badges-sign-said",
                note=f"Signing means: {meaning(desk.unknown)}",
            ),
        ]
    # What nobody knows cannot be reviewed: it stands beside what was, and is never part of it.
    unknown = f", {many(desk.unknown, 'dose')} unknown" if desk.unknown else ""
    return tile(
        f"{report}: {format_count(done)} of {format_count(state.readings)} readings reviewed{unknown}",
        body,
        id="badges-signing",
    )


def _known(unknown: int) -> Component:
    """The tick without which a report with unknown doses is not signed."""
    if not unknown:
        return dcc.Input(id="badges-known", type="hidden", value="")
    return tick(
        "badges-known",
        f"I know that {many(unknown, 'dose')} of this report {'is' if unknown == 1 else 'are'} unknown, not zero",
    )


def _signature(state: ReportState, zone: tzinfo) -> Component:
    signed = state.signed
    assert signed is not None
    said = (
        f"by {signed.signer} ({signed.entered_by}) on {_signed_at(signed, zone)}; "
        f"{format_count(signed.readings)} readings{unknown_words(signed.unknown_doses)}, released to their wearers."
    )
    return html.P([state_chip("ok", "Signed"), NBSP, said])


def _changed(signed: Signature, zone: tzinfo) -> str:
    return f"{signed.signer} signed it on {_signed_at(signed, zone)}; readings changed after that."


def _signed_at(signed: Signature, zone: tzinfo) -> str:
    """Day and time in full: a signature is read long after."""
    moment = signed.entered_at.replace(tzinfo=UTC).astimezone(zone)
    return f"{format_day(moment.date())} at {moment:%H:%M}"


def decision(beside: Beside, desk: Desk, zone: tzinfo, now: datetime) -> Component | None:
    """What was decided on the open reading, and the form for what is still to be decided."""
    case = beside.case
    if case is None:
        return None
    title = f"{VERDICTS[case.verdict][1]}: {words.msv(case.dose_usv, 'mSv')} against {_level(case)}"
    parts: list[Component] = [html.H3(title, className="ro-tile-title")]
    parts += [html.P(_said(one, zone, now)) for one in case.decisions]
    if case.is_closed:
        parts.append(html.P(state_chip("ok", "Decided")))
        return html.Div(parts, id="badges-decision")
    if beside.is_own:
        parts.append(html.P("This is your own badge: a deputy with an account of their own reviews it."))
        return html.Div(parts, id="badges-decision")
    if case.verdict == "over_limit":
        parts.append(_clocks(case, desk, zone, now))
    parts.append(_form(case))
    return html.Div(parts, id="badges-decision")


def _form(case: Case) -> Component:
    store = dcc.Store(id="badges-case", data=[case.id, case.verdict])
    investigated = any(one.kind == "investigated" for one in case.decisions)
    if case.verdict == "level_1":
        fields = [field("badges-note", "Note, if there is one", wide=True)]
        press = button("Acknowledge", "badges-decide", kind="primary")
    elif case.verdict == "over_limit" and investigated:
        fields = [
            choice(
                "badges-clock",
                "Clock",
                [(one.clock, one.clock) for one in case.unreported],
                case.unreported[0].clock,
            ),
            field("badges-note", "Reported to whom, and how", wide=True),
        ]
        press = button("Record report", "badges-decide", kind="primary")
    else:
        fields = [
            choice(
                "badges-real", "Is the reading real?", [("yes", "Yes"), ("no", "No"), ("unclear", "Unclear")]
            ),
            field("badges-cause", "Finding and cause", wide=True),
            field("badges-corrective", "Corrective action", wide=True),
            field("badges-informed", "Person informed on", "date"),
            field("badges-committee", "Committee on", "date"),
        ]
        press = button("Record finding", "badges-decide", kind="primary")
    # Fields that this form does not show are there all the same: a callback takes its states by name.
    names = ("real", "cause", "corrective", "informed", "committee", "note", "clock")
    shown = {str(part.children[1].id).removeprefix("badges-") for part in fields}
    hidden = [dcc.Input(id=f"badges-{name}", type="hidden", value="") for name in names if name not in shown]
    return html.Div([store, form(fields, press, said="badges-decide-said"), *hidden])


def _level(case: Case) -> str:
    if case.verdict == "over_limit":
        limit = f"{words.msv(case.limit_usv, 'mSv')} ({case.limit_source})"
        year = f"{at_least(case.year_unknown)}{words.msv(case.year_usv, 'mSv')}"
        return f"the yearly limit of {limit}; the year stands at {year}"
    return f"{words.msv(case.level_usv, 'mSv')} for this wear period, {case.level_programme}"


def _said(one: Any, zone: tzinfo, now: datetime) -> str:
    parts = [f"{one.kind.capitalize()} by {one.entered_by}, {_at(one.entered_at, zone, now)}"]
    if one.is_real:
        parts.append(f"reading real: {one.is_real}")
    parts += [text for text in (one.clock, one.cause, one.corrective_action, one.note) if text]
    if one.informed_on:
        parts.append(f"person informed {format_day(one.informed_on)}")
    if one.committee_on:
        parts.append(f"committee {format_day(one.committee_on)}")
    return "; ".join(parts) + "."


def _clocks(case: Case, desk: Desk, zone: tzinfo, now: datetime) -> Component:
    """The jurisdiction's clocks: those that a yearly total starts with their due time, the others with a condition."""
    if not desk.clocks:
        return html.P(
            f"No reporting clock is on file for the limits of {case.limit_source}: your own rules say how soon it is "
            "reported."
        )
    rows = []
    judged = case.judged_at.replace(tzinfo=UTC)
    unanswered = {one.clock for one in case.unreported}
    seen = [
        one for one in desk.clocks if one.starts_by == "year" or one.quantity in ("any", case.quantity)
        or case.quantity in one.quantity
    ]  # fmt: skip
    for one in seen:
        if one.starts_by == "year":
            due = one.due(judged)
            if one.clock not in unanswered:
                chip = state_chip("ok", "Reported")
            else:
                chip = state_chip("action" if due < now else "due", f"Due {format_moment(due, now, zone)}")
        else:
            chip = state_chip("unknown", "If such an event")
        above = f", above {one.threshold_usv / 1000:g}{NBSP}mSv" if one.threshold_usv else ""
        checked = "" if one.confirmed else "; not yet confirmed"
        what = f"{one.condition}{above} ({one.source}{checked})"
        rows.append({"clock": one.clock, "state": chip, "what": what})
    return table(
        rows,
        [Column("clock", "Clock"), Column("state", "State"), Column("what", "What starts it")],
        title="Reporting clocks",
    )


def _at(moment: datetime, zone: tzinfo, now: datetime) -> str:
    return format_moment(moment.replace(tzinfo=UTC), now, zone)


def paper_links(question: Question) -> list[Component]:
    """The quarter's list and the reminder list, as files."""
    paper = "/badges/paper/quarter"
    quarter = f"{question.report.year}-Q{(question.report.month + 2) // 3}"
    return [
        link_button("Missing badges", "/badges/missing", icon_name="person-badge"),
        link_button("Quarter as PDF", f"{paper}.pdf?quarter={quarter}", icon_name="printer", leaves_page=True),
        link_button("Quarter as CSV", f"{paper}.csv?quarter={quarter}", icon_name="download", leaves_page=True),
    ]  # fmt: skip
