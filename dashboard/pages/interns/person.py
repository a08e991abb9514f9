"""One intern: where they stand, what to do next and where the cases are, the whole list, and what they really did."""

from datetime import date, timedelta
from typing import Any

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.kpi import kpi, kpi_row
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day
from dashboard.pages.interns.ahead import course_tile
from dashboard.pages.interns.development import development_tiles
from dashboard.pages.interns.learning import evaluations_tile, quality_tiles
from dashboard.pages.interns.presence import badge_tile, hours_tile
from dashboard.pages.interns.records import attempts_tile, log_tile, mix_tile
from dashboard.pages.interns.words import (
    CASE_DAYS,
    cases_text,
    lag_text,
    mark,
    pace_month,
    projected_text,
    rule_mark,
    track_chip,
    track_note,
)
from db.database import Connection
from db.queries import interns
from db.training_settings import TrainingSettings, read_settings
from db.wording import many

# What stands beside the list of an intern.
PARTS = {"work": "Exams and judgements", "hours": "Hours and badge", "learning": "Onboarding and learning"}
_MOST_STEPS = 12


def person_view(
    connection: Connection,
    context: PageContext,
    scope: interns.Scope,
    person: Any,
    today: date,
    forms: list[Component],
    part: str = "",
) -> list[Component]:
    """A part of the page of an intern, the list without one; `forms` is what the reader may enter at the list."""
    (row,) = interns.overview(connection, interns.Scope(frozenset({person.intern})), today)
    if row.track is None:
        text = f"The roster ties {person.intern} to {row.edition}, which is not loaded."
        return [
            tile("What is asked of this intern is not known", empty("never", "The list is not loaded", text))
        ]
    zone = context.settings.zone
    edition = interns.read_editions(connection)[row.edition]
    if part == "work":
        return [
            log_tile(interns.log_of(connection, person.intern), edition, zone, today),
            mix_tile(connection, person, today),
            quality_tiles(connection, person, today),
            attempts_tile(interns.attempts_of(connection, person.intern), today),
            evaluations_tile(interns.evaluations_of(connection, person.intern), today),
        ]
    if part == "hours":
        # Whose dose it is, and the coordinator: a supervisor has no need of it.
        doses = [badge_tile(connection, context, person, today)] if scope.supervisor is None else []
        return [hours_tile(connection, person, today, zone), *doses]
    if part == "learning":
        return [development_tiles(connection, person, today)]
    settings = read_settings(connection, today)
    standings = interns.standings_of(connection, person.intern)
    credited = [one.requirement for one in standings if one.state in ("done", "simulated")]
    wanted = interns.wanted_electives(edition, credited)
    open_ones = [
        one.requirement
        for one in standings
        if one.requirement_kind != "rule" and one.requirement not in credited
    ]
    cases = interns.cases(connection, row.edition, open_ones, today - timedelta(days=CASE_DAYS), today, zone)
    return [
        _sums(row, today, settings.weeks("pace")),
        # Who judges has come for that: on a phone what comes next is a long list.
        *forms,
        _next_tile(interns.next_steps(standings, wanted, cases), standings, own=scope.own == person.intern),
        course_tile(row, standings, edition, today),
        _rules_tile(standings, interns.is_confirmed(connection, row.edition)),
        _list_tile(standings, row, today, settings),
    ]


def _sums(row: interns.InternRow, today: date, weeks: int) -> Component:
    track = row.track
    assert track is not None
    return kpi_row(
        [
            kpi(
                "Competencies done", f"{track.achieved} of {track.required}",
                comparison=f"{track.expected:.0f} expected by today, {lag_text(track)}", chip=track_chip(track),
            ),
            kpi(
                "Done by, at this pace", pace_month(track, today),
                comparison=f"{projected_text(track, row.ends_on, today, weeks)}; "
                f"last day {format_day(row.ends_on, today)}",
            ),
            kpi("To judge", str(row.offered), comparison="enough is logged; a supervisor can judge them"),
            kpi("By simulation", str(row.simulated), comparison="that count; the list has a cap"),
        ]
    )  # fmt: skip


def _next_tile(steps: list[interns.NextStep], standings: list[Any], *, own: bool) -> Component:
    if not steps:
        return tile("What comes next?", empty("good", "Nothing is open", "Every rule of the list is met."))
    by_name = {one.requirement: one for one in standings}
    rows = [
        {
            "what": two_lines(step.requirement, step.category),
            "state": mark(by_name[step.requirement]),
            "cases": _cases_cell(step),
            "why": step.wanted,
        }
        for step in steps[:_MOST_STEPS]
    ]
    first = steps[0]
    todo = "ask to be judged" if first.state == "offered" else f"log {first.needed - first.logged} more"
    return tile(
        f"{'Next for you' if own else 'Next'}: {first.requirement}, {todo}",
        table(
            rows,
            [
                Column("what", "Requirement", on_phone="head"),
                Column("state", "State", on_phone="head"),
                Column("cases", "Cases here", on_phone="wide"),
                Column("why", "Why", on_phone="wide"),
            ],
            title="What comes next",
            cards=True,
            count_note=f"{min(len(steps), _MOST_STEPS)} of {len(steps)} open, most useful first",
        ),
        subtitle=f"To judge first, then nearly logged, then by cases: our own exams of the last {CASE_DAYS} days",
    )


def _cases_cell(step: interns.NextStep) -> Component | str:
    text = cases_text(step.cases)
    note = step.cases.note if step.cases is not None else None
    return two_lines(text, note) if note else text


def _rules_tile(standings: list[Any], confirmed: bool | None) -> Component:
    rules = [one for one in standings if one.requirement_kind == "rule"]
    missing = [one for one in rules if one.state == "missing"]
    rows = [{"rule": one.requirement, "state": rule_mark(one)} for one in rules]
    return tile(
        f"{many(len(rules) - len(missing), 'rule')} of {len(rules)} met",
        table(rows, [Column("rule", "Rule"), Column("state", "State", width=112)], title="Rules"),
        actions=[state_chip("unknown", "List unconfirmed")] if confirmed is False else None,
    )


def _list_tile(
    standings: list[Any], row: interns.InternRow, today: date, settings: TrainingSettings
) -> Component:
    rows = [
        {
            "requirement": one.requirement,
            "category": one.category,
            "state": two_lines(mark(one), format_day(one.completed_on, today))
            if one.completed_on
            else mark(one),
        }
        for one in standings
        if one.requirement_kind != "rule"
    ]
    unknown = (
        f" {many(row.unknown_records, 'record')} name nothing in this list." if row.unknown_records else ""
    )
    return tile(
        f"The whole list: {row.edition}",
        table(
            rows,
            [
                Column("requirement", "Requirement"),
                Column("state", "State"),
            ],
            title="Requirements",
            group="category",
        ),
        note=f"{track_note(settings)}{unknown}",
    )
