"""What was learned beside the work: shadowing of image interpretation, meetings, continuing education?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.development.words import KINDS, hours_text, told_as
from db.database import Connection
from db.queries import development
from db.queries.development import Learned
from db.training_settings import TrainingSettings, read_settings
from db.wording import many

_MOST = 60


def learning_view(connection: Connection, whom: development.Whom, today: date) -> list[Component]:
    """Interns and staff, who has least first, and the latest records."""
    found = development.learned(connection, whom, today)
    latest = development.learning_rows(connection, whom, today)
    if not latest:
        text = "Load development, or record it here: shadowing, meetings, continuing education."
        return [tile("What was learned?", empty("never", "No record of learning has come", text))]
    interns = sorted(
        (one for one in found if one.group == "intern"), key=lambda one: (one.shadowing, one.person)
    )
    staff = sorted(
        (one for one in found if one.group == "staff"),
        key=lambda one: (one.education_hours or 0.0, one.person),
    )
    made = [_interns(interns, today)] if interns else []
    if staff:
        made.append(_staff(staff, read_settings(connection, today), today))
    return [*made, _latest(latest, today)]


def _interns(found: Sequence[Learned], today: date) -> Component:
    rows = [
        {
            "who": one.person,
            "shadowing": str(one.shadowing),
            "hours": hours_text(one.shadowing_hours),
            "meetings": str(one.meetings),
            "own": str(one.own_word) if one.own_word else "",
            "newest": "none" if one.newest is None else format_day(one.newest, today),
        }
        for one in found[:_MOST]
    ]
    return tile(
        f"Least image interpretation: {found[0].person}, {many(found[0].shadowing, 'time')}",
        table(
            rows,
            [
                Column("who", "Intern", on_phone="head"),
                Column("shadowing", "Shadowing", "number", strong=True),
                Column("hours", "Time of it", "number", unit="h"),
                Column("meetings", "Meetings", "number"),
                Column("own", "Told by the intern alone", "number"),
                Column("newest", "Newest"),
            ],
            title="Interns' learning",
            cards=True,
            count_note=f"{len(rows)} of {many(len(found), 'intern')}, who shadowed least first",
        ),
        subtitle="Shadowing of image interpretation and meetings of the last 12 months, by the records",
        note="Time is of those records that tell it. What an intern told alone, education too, nobody has checked.",
    )


def _staff(found: Sequence[Learned], settings: TrainingSettings, today: date) -> Component:
    asked, row = settings["education"], settings.numbers.get("education")
    rows = [
        {
            "who": one.person,
            "education": hours_text(one.education_hours) or ("hours not told" if one.education else "0"),
            "left": hours_text(max(asked - (one.education_hours or 0.0), 0.0)),
            "meetings": str(one.meetings),
            "newest": "none" if one.newest is None else format_day(one.newest, today),
        }
        for one in found[:_MOST]
    ]
    short = sum((one.education_hours or 0.0) < asked for one in found)
    return tile(
        f"{short} of {len(found)} staff with less than {asked:.0f} h of education in 24 months",
        table(
            rows,
            [
                Column("who", "Staff", on_phone="head"),
                Column("education", "Education", "number", unit="h", strong=True),
                Column("left", f"Left of {asked:.0f}", "number", unit="h"),
                Column("meetings", "Meetings, 12 months", "number"),
                Column("newest", "Newest"),
            ],
            title="Staff's learning",
            cards=True,
            count_note=f"{len(rows)} of {len(found)}, who has least first",
        ),
        subtitle="Continuing education of the last 24 months, by the records; whose two years began later has longer",
        actions=[state_chip("unknown", "Number unconfirmed")] if row is None or not row.confirmed else None,
        note=None if row is None else f"Asked for by {row.edition}: {row.source}.",
    )


def _latest(latest: Sequence[Any], today: date) -> Component:
    rows = [
        {
            "what": two_lines(one.title, told_as(one)),
            "who": one.person,
            "kind": KINDS[one.kind],
            "day": format_day(one.done_on, today),
            "hours": hours_text(one.hours),
        }
        for one in latest
    ]
    return tile(
        "What was learned lately?",
        table(
            rows,
            [
                Column("what", "What", on_phone="head"),
                Column("who", "Who", on_phone="wide"),
                Column("kind", "Kind"),
                Column("day", "Day"),
                Column("hours", "Hours", "number", unit="h"),
            ],
            title="Records of learning",
            cards=True,
            count_note=f"{many(len(rows), 'record')}, newest first",
        ),
    )
