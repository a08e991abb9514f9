"""The department at a glance: who waits, which units work, did the badges come back, do the interns keep up?

People are counted here for readers who may know none of them: no count under five is told, nor one that gives it away.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.kpi import kpi
from dashboard.formats import NBSP, UNKNOWN, format_count, format_day
from db.database import Connection
from db.queries import badges, equipment, interns, waiting
from db.queries.exams import ExamDay
from db.small_cells import is_small, told_beside, told_median
from db.wording import many

_BADGES_BACK, _ON_TRACK = "Badges back", "Interns on track"
_STAFF_DOSES, _EQUIPMENT, _INTERNS, _EXAMS = "/staff-doses", "/equipment", "/interns", "/exams"
# So much longer than usual is worth a word.
_LONGER = 1.5


def waiting_now(connection: Connection, day: ExamDay | None) -> Component:
    """Patients who have arrived and whose exam has not begun, when the RIS last told."""
    title = "Waiting now"
    if day is None or not day.is_today:
        return kpi(title, UNKNOWN, comparison="Nothing is known of today", path=_EXAMS)
    waits = waiting.waits_min(connection, day.day, day.until)
    usual = told_median(waiting.usual_waits_min(connection, day.day))
    usually = f"usual {usual:.0f}{NBSP}min" if usual is not None else "no usual wait known"
    if not waits:
        return kpi(title, "0", comparison=f"Nobody waits; {usually}", path=_EXAMS)
    middle = median(waits)
    longer = usual is not None and middle > _LONGER * usual
    return kpi(
        title,
        format_count(len(waits)),
        comparison=f"Median {middle:.0f}{NBSP}min since arrival, longest {max(waits):.0f}{NBSP}min; {usually}",
        chip=state_chip("warn", "Longer") if longer else None,
        path=_EXAMS,
    )


def units_in_service(connection: Connection, now: datetime, zone: ZoneInfo) -> Component:
    """How many units can be used without limits."""
    title = "Units in service"
    cards = equipment.board(connection, now, zone)
    if not cards:
        return kpi(title, UNKNOWN, comparison="No list of units has been received", path=_EQUIPMENT)
    states = Counter(card.state for card in cards)
    overdue = sum(card.overdue for card in cards)
    words = [f"{states['down']} down"] if states["down"] else []
    words += [f"{states['limited'] + states['in_qc']} limited"] if states["limited"] + states["in_qc"] else []
    words += [f"{states['unknown']} unknown"] if states["unknown"] else []
    words.append(f"{many(overdue, 'check')} overdue" if overdue else "no check overdue")
    text = ", ".join(words)
    chip = (
        state_chip("action", "Down")
        if states["down"]
        else state_chip("warn", "Limited")
        if states["limited"] or states["in_qc"]
        else state_chip("unknown", "Unknown")
        if states["unknown"]
        else state_chip("ok", "All")
    )
    return kpi(
        title,
        format_count(states["in_service"]),
        f"of {format_count(len(cards))}",
        comparison=text[0].upper() + text[1:],
        chip=chip,
        path=_EQUIPMENT,
    )


def badges_back(connection: Connection, today: date, absent_months: int) -> Component:
    """How many badges of the newest report's month came back; of fewer than five nothing is told."""
    report = badges.default_report(badges.reports(connection))
    if report is None:
        return kpi(_BADGES_BACK, UNKNOWN, comparison="No badge report has been received", path=_STAFF_DOSES)
    return returned_tile(badges.returned(connection, report, today, absent_months), report, today)


def returned_tile(found: badges.Returned, report: date, today: date) -> Component:
    """The tile of those counts."""
    whole = found.back + found.out
    told_whole = "" if is_small(whole) else f"of {format_count(whole)}"
    missing = f"; {told_beside(found.out, found.back)} not back" if told_whole else ""
    return kpi(
        _BADGES_BACK,
        told_beside(found.back, found.out),
        told_whole,
        comparison=f"Period to {format_day(report, today)}{missing}",
        chip=None
        if not told_whole
        else state_chip("warn", "Missing")
        if found.out
        else state_chip("ok", "All"),
        path=_STAFF_DOSES,
    )


def interns_on_track(connection: Connection, today: date, *, may_open: bool) -> Component:
    """How many interns keep up with the programme's line; who may open them sees every count."""
    rows = interns.overview(connection, interns.Scope(None), today)
    tracks = Counter[str](row.track.state for row in rows if row.track is not None)
    if not tracks:
        return kpi(_ON_TRACK, UNKNOWN, comparison="No intern's record has been received")
    return track_tile(tracks, may_open=may_open)


def track_tile(tracks: Mapping[str, int], *, may_open: bool) -> Component:
    """The tile of how many interns there are in each state; bounds alone for who may open none of them."""
    behind = tracks["behind"] + tracks["late"]
    whole = sum(tracks.values())
    # As on the wall: who has completed all, or not begun, is not counted as on track.
    on = tracks["on_track"]
    if may_open:
        return kpi(
            _ON_TRACK,
            format_count(on),
            f"of {format_count(whole)}",
            comparison=f"{behind} behind or late, {tracks['complete']} complete, {tracks['not_begun']} not begun",
            chip=state_chip("warn", "Behind") if behind else state_chip("ok", "On track"),
            path=_INTERNS,
        )
    known = not is_small(whole)
    return kpi(
        _ON_TRACK,
        told_beside(on, whole - on),
        f"of {format_count(whole)}" if known else "",
        comparison="Competencies against the programme's line",
        chip=None if not known else state_chip("warn", "Behind") if behind else state_chip("ok", "On track"),
    )
