"""How far are the interns, for who may know no name of theirs? Counts of five or more alone (`db.small_cells`)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from db.competency.track import State
from db.database import Connection
from db.queries import development, interns
from db.small_cells import told, told_beside, told_parts

_TRACKS: dict[State, str] = {
    "on_track": "On track",
    "complete": "Complete",
    "behind": "Behind the programme",
    "late": "Past the last day",
    "not_begun": "Not begun",
}
_NOTE = (
    "Counts of people: none of 1 to 4 is told, nor one that would give it away. "
    "Names are for the clinical coordinator."
)


def cohort_tiles(connection: Connection, today: date) -> list[Component]:
    """How the interns stand, and whether their onboarding is complete."""
    rows = interns.overview(connection, interns.Scope(None), today)
    tracks = Counter(row.track.state for row in rows if row.track is not None)
    if not tracks:
        text = "Nothing is known of interns, or the lists by which they are judged are not loaded."
        return [tile("How far are the interns?", empty("never", "No intern's record has come", text))]
    lists = development.standing(connection, development.Whom(interns=None), today).lists
    complete = sum(one.complete for one in lists)
    left = _counts("How far are the interns?", {word: tracks[key] for key, word in _TRACKS.items()})
    if not lists:
        empty_one = empty("never", "No record has come", "So no checklist of interns is known.")
        return [columns(left, tile("Is the interns' onboarding complete?", empty_one), "1:1")]
    lacking = len(lists) - complete
    shown = {"Complete": told_beside(complete, lacking), "Not complete": told_beside(lacking, complete)}
    return [columns(left, _shown("Is the interns' onboarding complete?", shown, len(lists)), "1:1")]


def _counts(question: str, parts: Mapping[str, int]) -> Component:
    return _shown(question, told_parts(parts), sum(parts.values()))


def _shown(question: str, shown: Mapping[str, str], whole: int) -> Component:
    rows = [{"state": word, "number": said} for word, said in shown.items()]
    return tile(
        question,
        table(
            rows,
            [Column("state", "State"), Column("number", "Interns", "number", strong=True)],
            title=question,
        ),
        subtitle=f"Of {told(whole)} interns",
        note=_NOTE,
    )
