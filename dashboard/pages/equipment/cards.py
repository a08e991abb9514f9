"""The board: one card per unit, worst first."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, UNKNOWN, format_moment, format_percent
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer
from dashboard.pages.equipment.words import STATE_CHIP, due_chip, unit_chip, value_text, verdict_chip
from db.queries.equipment import UnitCard
from db.wording import many


def board_body(cards: list[UnitCard], titles: dict[str, str], who: Viewer) -> list[Component]:
    """All cards, or what to do when there is none."""
    if not cards:
        steps = [
            Step("Load the list of units", "equipment_list: one row per X-ray unit"),
            Step(
                "Load schedules and limits",
                "qc_schedules and qc_limits: which check of which unit, when, by what",
            ),
            Step("Load results", "qc_results, or record them here"),
        ]
        made = empty(
            "never", "No unit is known yet", "Units, checks and results come as files.", steps=steps,
            action=link_button("Open feeds", "/feeds") if who.allowed("feeds.view") else None,
        )  # fmt: skip
        return [tile("No equipment yet", made)]
    return [
        html.Div(
            [_card(card, titles, who) for card in cards],
            className="ro-cards",
        ),
        html.P(
            "Uptime: this month so far, opening hours less lost hours. Faults: open now. Exams: begun today. "
            "Due and result are told apart; \u201cNo limit set\u201d and \u201cNot done\u201d never count as passed.",
            className="ro-note",
        ),
    ]


def board_sums(cards: list[UnitCard]) -> Component:
    """How many units are in which state."""
    return html.Div(
        [
            html.Span(
                [
                    html.Strong(sum(card.state == state for card in cards)),
                    f"{NBSP}{word[0].lower()}{word[1:]}",
                ]
            )
            for state, (_, word, _) in STATE_CHIP.items()
        ],
        className="ro-board-sums",
    )


def _card(card: UnitCard, titles: dict[str, str], who: Viewer) -> Component:
    def title(test: str | None) -> str:
        return "" if test is None else titles.get(test, test)

    due = None if card.next_due_on is None else card.next_due_on
    state = "overdue" if card.overdue else "due" if card.due else "not_due"
    facts = [
        html.Dt("Faults"),
        html.Dd(f"{card.open_faults} open" if card.open_faults else "none open"),
        html.Dt("Next QC"),
        html.Dd([due_chip(state, due, who.today), html.Span(_next_words(card, title(card.next_test)))]),
        html.Dt(
            "Failed" if card.actions else "Doubtful" if card.last_verdict == "tolerance" else "Last result"
        ),
        html.Dd(
            [
                verdict_chip(card.last_verdict),
                html.Span(
                    f"{title(card.last_test)} {value_text(card.last_value, card.last_text)}, "
                    f"{format_moment(card.last_at, who.now, who.zone)}"
                    if card.last_at
                    else "No result yet"
                ),
            ]
        ),
    ]
    fault = (
        [
            link_button(
                "Fault",
                address(view="faults", unit=card.unit),
                kind="quiet",
                name=f"Report a fault of {card.unit}",
            )
        ]
        if who.allowed("equipment.fault")
        else []
    )
    exams = UNKNOWN if card.exams_today is None else str(card.exams_today)
    button = (
        link_button("Open fault", address(view="fault", fault=card.newest_fault), kind="primary")
        if card.newest_fault is not None and card.state in ("down", "in_qc")
        else link_button(
            "Record", address(view="today", unit=card.unit), name=f"Record checks of {card.unit}"
        )
        if who.allowed("equipment.record") and card.due + card.overdue
        else link_button("Checks", address(view="unit", unit=card.unit), name=f"Checks of {card.unit}")
    )
    return html.Section(
        [
            html.Div(
                [
                    html.H2(dcc.Link(card.unit, href=address(view="unit", unit=card.unit))),
                    html.Span(card.unit_kind or "", className="ro-card-kind"),
                    unit_chip(card.state),
                ],
                className="ro-card-head",
            ),
            html.Div(_why(card, titles, who), className="ro-card-why"),
            html.Dl(facts, className="ro-card-facts"),
            html.Div(
                [
                    html.Span(["Uptime ", html.Strong(format_percent(card.uptime))]),
                    html.Span(["Exams ", html.Strong(exams)]),
                    html.Span([*fault, button], className="ro-card-buttons"),
                ],
                className="ro-card-foot",
            ),
        ],
        className=f"ro-card ro-card-{card.state}",
    )


def _next_words(card: UnitCard, first: str) -> str:
    """The check that is due first, and how many are due or overdue in all."""
    counted = ((card.overdue, "overdue"), (card.due, "due"))
    sums = [f"{number} {word}" for number, word in counted if number]
    if card.overdue + card.due < 2:
        return first
    return f"{first}; {', '.join(sums)}"


def _named(number: int, test: str | None, titles: dict[str, str]) -> str:
    """The one check by its name, several by their number."""
    return titles.get(test, test) if number == 1 and test else str(number)


def _why(card: UnitCard, titles: dict[str, str], who: Viewer) -> str:
    words = card.why
    for test, title in titles.items():
        if words.startswith(f"{test} "):
            words = title + words[len(test) :]
    if card.said:
        words = f"{words}: {card.said}"
    if card.since is not None:
        return f"Since {format_moment(card.since, who.now, who.zone)}: {words}"
    if card.state == "in_service":
        doubts = (
            (card.tolerated, "tolerance", "past tolerance"),
            (card.not_judged, "no_tol", "without a limit"),
            (card.not_done, "not_done", "not done"),
        )
        parts = [f"{many(card.overdue, 'check')} overdue"] if card.overdue else []
        parts += [
            f"{_named(number, card.doubted.get(kind), titles)} {doubt}"
            for number, kind, doubt in doubts
            if number
        ]
        return f"In use; {', '.join(parts)}" if parts else "Fit for use"
    return words[:1].upper() + words[1:]
