"""What the RSO decides on: the report's cases, its signature, what is missing, and what stands beside an open dose."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.pages.badges.question import Question
from db.badge_cases import Case, Clock, cases, clocks_in_force, own_wearers
from db.badge_doses import DoseSum, Entry, series, total
from db.badge_effective import EffectiveRule, assigned_entries
from db.badge_people import External, Person, external_doses, people
from db.badge_periods import Calendars, windows
from db.badge_projection import Projection, project
from db.badge_signatures import ReportState, report_state
from db.database import Connection
from db.queries import badges
from db.settings import Settings

WearerKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """The work of one report. `elsewhere_open` counts open cases of other reports, `unknown` the report's unknown
    doses; `own` are the reader's badges."""

    cases: list[Case]
    elsewhere_open: int
    state: ReportState
    unknown: int
    own: set[WearerKey]
    missing: pd.DataFrame
    differences: pd.DataFrame
    who: Mapping[WearerKey, Mapping[Any, Any]]
    clocks: list[Clock]

    @property
    def open_cases(self) -> list[Case]:
        """Those that wait for a decision."""
        return [case for case in self.cases if not case.is_closed]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an open dose: the work of the group, where the year may end, dose elsewhere, assigned dose."""

    person: Person
    case: Case | None
    is_own: bool
    workload: badges.Workload | None
    projection: Projection | None
    external: list[External]
    assigned: DoseSum | None
    rule: EffectiveRule | None
    others_msv: list[float]


def desk_of(
    connection: Connection,
    of: tuple[Hashable, ...],
    settings: Settings,
    question: Question,
    today: date,
    account_id: int | None,
    every: Callable[[], badges.AllSeries],
) -> Desk:
    """Ask for the work of the report that is shown; `of` is the version of the data (db.queries.badges.memory).

    `every` gives all wearers' series of the report.
    """
    report, limits = question.report, settings.limits
    everywhere = badges.remembered(of, ("cases", limits), lambda: cases(connection, limits))
    here = [
        case for case in everywhere if (case.wear_end.year, case.wear_end.month) == (report.year, report.month)
    ]  # fmt: skip
    late = settings.badge_months
    return Desk(
        here,
        sum(not case.is_closed for case in everywhere) - sum(not case.is_closed for case in here),
        badges.remembered(of, ("state", report), lambda: report_state(connection, report)),
        badges.remembered(of, ("unknown", report), lambda: badges.unknown_of(connection, report, every())),
        own_wearers(connection, account_id),
        badges.remembered(
            of,
            ("missing", report, today, late),
            lambda: badges.missing(connection, report, today, late, every()),
        ),
        badges.remembered(of, ("vendor", report), lambda: badges.vendor_differences(connection, report)),
        badges.remembered(of, "names", lambda: _by_key(badges.names(connection).to_dict("records"))),
        clocks_in_force(connection, limits, report),
    )


def _by_key(who: list[dict[Any, Any]]) -> dict[WearerKey, dict[Any, Any]]:
    return {(row["account_number"], row["participant_number"]): row for row in who}


def beside_of(
    connection: Connection,
    settings: Settings,
    desk: Desk,
    row: Mapping[Any, Any],
    entries: list[Entry],
    standing: pd.DataFrame,
    report: date,
    calendar: Calendars,
) -> Beside:
    """Ask for what stands beside the open dose."""
    key = (row["account_number"], row["participant_number"])
    known = people(connection, key)
    person = known.person(key)
    current = [
        entry for entry in entries if entry.wear_end > report.replace(day=1) and entry.wear_end <= report
    ]
    span = (current[-1].wear_start, current[-1].wear_end) if current else (report.replace(day=1), report)
    rule = badges.effective_rule(connection, settings.effective_dose, report)
    own = badges.readings(connection, wearer_keys=[key], begun_by=report)
    found = series(own, report, known.roster, calendar)
    assigned = total(assigned_entries(found, *key, rule), *windows(report)["year"])
    same = standing[(standing["quantity"] == row["quantity"]) & (standing["position"] == row["position"])]
    return Beside(
        person,
        next(
            (
                case
                for case in desk.cases
                if case.wearer_key == key
                and (case.quantity, case.position) == (row["quantity"], row["position"])
            ),
            None,
        ),
        key in desk.own,
        badges.workload(connection, person.work_group, *span),
        project(entries, report) if row["quantity"] != "fetal" else None,
        external_doses(connection, key).get(key, []),
        assigned if assigned.periods else None,
        rule,
        # Somebody of whose year nothing is known has no place among the doses.
        [usv / 1000 for usv in same[same["year_kind"] != "none"]["year_usv"]],
    )
