"""What does the last shift hand over, and what is everybody to know? As it was written, until it expires."""

from dashboard.formats import format_moment
from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Fact, Scene
from db.queries.announcements import announcements

_TITLES = {"handover": "Shift handover", "announcement": "Announcement"}


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    found = announcements(asked.connection, asked.now)
    facts = tuple(
        Fact(
            f"{_TITLES[one.kind]}, {format_moment(one.written_at, asked.now, asked.zone)}",
            "",
            Age(""),
            lines=(one.text,),
        )
        for one in found[:6]
    )
    nothing = Fact("Shift handover", "", Age(""), lines=("Nothing to hand over and nothing to announce.",))
    return Scene("messages", "Messages", facts or (nothing,))
