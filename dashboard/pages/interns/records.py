"""What an intern really did: exams that name them, what was judged, and what they logged."""

from datetime import UTC, date, timedelta, tzinfo
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from db.competency.edition import Edition
from db.database import Connection
from db.plain_names import plain_name
from db.queries import interns
from db.wording import many

MIX_DAYS = 92
_MOST = 15


def mix_tile(connection: Connection, person: Any, today: date) -> Component:
    """Exams that name the intern, by exam."""
    found = interns.case_mix(connection, person.ris_name, today - timedelta(days=MIX_DAYS), today)
    subtitle = f"Exams of the last {MIX_DAYS} days that name the intern, and the rejects at the consoles"
    if found.empty:
        why = (
            "No exam names this intern in these days."
            if person.ris_name
            else "The roster does not say under which name exams have this intern."
        )
        return tile(
            "Which exams did the intern really do?",
            empty("filtered", "None is known", why),
            subtitle=subtitle,
        )
    rows = [
        {
            "exam": one["exam"] or "exam without a name",
            "exams": str(one["exams"]),
            "silent": str(one["unsupervised"]) if one["unsupervised"] else "",
            "rejects": str(one["rejects"]),
            "newest": format_day(date.fromisoformat(str(one["newest"])[:10]), today),
        }
        for one in found.to_dict("records")
    ]
    return tile(
        f"{many(int(found['exams'].sum()), 'exam')} really done",
        table(
            rows,
            [
                Column("exam", "Exam", on_phone="head"),
                Column("exams", "Exams", "number", strong=True),
                Column("silent", "Supervisor not recorded", "number"),
                Column("rejects", "Rejects", "number"),
                Column("newest", "Newest"),
            ],
            title="Exams",
            cards=True,
        ),
        subtitle=subtitle,
        note="Where no supervisor is recorded, nobody knows: it does not mean that nobody was there.",
    )


def attempts_tile(found: list[Any], today: date) -> Component:
    """Every judgement, attempts too."""
    if not found:
        return tile(
            "What was judged?",
            empty("never", "Nothing was judged yet", "Attempts and passes will stand here."),
        )
    corrected = {one.corrects_id for one in found}
    rows = [
        {
            "what": one.requirement,
            "day": format_day(one.evaluated_on, today),
            "outcome": _outcome(one, is_corrected=one.id in corrected),
            "score": "" if one.score_percent is None else f"{one.score_percent:g}",
            "by": one.evaluator,
            "comment": one.comment or "",
        }
        for one in found[:_MOST]
    ]
    return tile(
        f"{many(len(found), 'judgement')}, attempts kept",
        table(
            rows,
            [
                Column("what", "Requirement", on_phone="head"),
                Column("outcome", "Outcome", on_phone="head"),
                Column("day", "Day"),
                Column("score", "Score", "number", unit="%"),
                Column("by", "Judged by"),
                Column("comment", "Comment", on_phone="wide"),
            ],
            title="Judgements",
            cards=True,
            count_note=f"{min(len(found), _MOST)} of {len(found)}, newest first",
        ),
    )


def _outcome(one: Any, *, is_corrected: bool) -> Component:
    word = "Passed" if one.outcome == "passed" else "Attempted, no credit"
    if one.is_simulated:
        word += ", simulated"
    return html.Span(f"{word}, corrected since: counts no longer" if is_corrected else word)


def log_tile(found: list[Any], edition: Edition, zone: tzinfo, today: date) -> Component:
    """The latest logged procedures: which count towards an offer, which wait, and why one does not count."""
    if not found:
        return tile(
            "What was logged?", empty("never", "Nothing is logged yet", "Logged procedures will stand here.")
        )
    corrected = {one.corrects_id for one in found}
    rows = [
        {
            "what": one.requirement,
            "when": _when(one, zone, today),
            "level": (one.participation or "level not recorded").capitalize(),
            "supervision": one.supervision or "not recorded",
            "signed": "corrected since: counts no longer"
            if one.id in corrected
            else _whether_it_counts(one, edition),
        }
        for one in found[:_MOST]
    ]
    return tile(
        "What was logged lately, and does it count?",
        table(
            rows,
            [
                Column("what", "Procedure", on_phone="head"),
                Column("when", "When"),
                Column("level", "Level"),
                Column("supervision", "Supervision"),
                Column("signed", "State"),
            ],
            title="Logged procedures",
            cards=True,
            count_note=f"{min(len(found), _MOST)} of {many(len(found), 'procedure')}, newest first",
        ),
    )


def _whether_it_counts(one: Any, edition: Edition) -> str:
    asked = edition.by_plain_name.get(plain_name(one.requirement))
    if one.is_approved is False:
        return "waits for a signature"
    if asked is None:
        return "names nothing in the list"
    return (
        "counts"
        if one.participation in asked.counted_levels
        else f"for an offer only {asked.logged_level} counts"
    )


def _when(one: Any, zone: tzinfo, today: date) -> str:
    """The day, with the time where the tracker gave one: midnight is what a day alone is stored as."""
    local = one.performed_at.replace(tzinfo=UTC).astimezone(zone)
    day = format_day(one.local_date, today)
    return day if (local.hour, local.minute) == (0, 0) else f"{day} {local:%H:%M}"
