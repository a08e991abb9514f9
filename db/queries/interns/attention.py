"""What of the interns should home show? Those who fall behind, by name, to the coordinator alone."""

from datetime import date

from sqlalchemy import Connection

from db.attention import AttentionRow
from db.queries.interns.overview import overview
from db.queries.interns.scope import Scope
from db.wording import many

PATH = "/interns"
PERMISSION = "interns.all"
FEED = "Competencies"


def attention(connection: Connection, today: date) -> list[AttentionRow]:
    """One row for interns past their last day, one for those behind; none where all are on track."""
    rows = [row for row in overview(connection, Scope(None), today) if row.track is not None]
    found = []
    for state, word in (("late", "Past last day"), ("behind", "Behind")):
        of_state = [row for row in rows if row.track is not None and row.track.state == state]
        if not of_state:
            continue
        first = of_state[0]
        assert first.track is not None
        found.append(
            AttentionRow(
                feed=FEED,
                state="action" if state == "late" else "warn",
                word=word,
                finding=f"{many(len(of_state), 'intern')} "
                + ("not complete after the last day" if state == "late" else "behind the programme"),
                detail=f"First: {first.intern}, {first.track.achieved} of {first.track.required} competencies, "
                f"{first.track.expected:.0f} expected by now",
                since=first.ends_on if state == "late" else None,
                path=PATH,
                permission=PERMISSION,
                weight=max(first.track.lag_weeks, 1.0),
                names_person=True,
            )
        )
    return found
