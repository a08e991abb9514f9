"""What was worked out of all wearers at once, kept in this process until anything that it was worked out of changes.

A page with 1,300 wearers must not add up two years of readings for each look. What is kept is named by a version that
is read from the database in every request: a file that came in, a decision, an entry gives another version.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import Connection, func, select

from db.kept import Kept
from db.schema.badge_desk import (
    badge_assignment_entry,
    badge_decision,
    badge_notice,
    badge_signature,
    badge_verdict,
    dose_adjustment,
    external_dose,
    wearer_link,
)
from db.schema.feeds import feed_file, row_correction

Made = TypeVar("Made")

_DESK = (
    badge_assignment_entry,
    badge_decision,
    badge_notice,
    badge_signature,
    dose_adjustment,
    external_dose,
    # A row set aside that somebody corrected comes in without a file of its own.
    row_correction,
    wearer_link,
)
# What badges are worked out of: reports, roster, exams of those who wear them, and the tables of levels and limits.
_SOURCES = (
    "landauer",
    "mirion",
    "badge_roster",
    "ris_csv",
    "hl7",
    "alara_levels",
    "dose_limits",
    "effective_dose_rules",
    "reporting_clocks",
)
_kept = Kept(48)


def version(connection: Connection) -> tuple[Hashable, ...]:
    """What changes whenever something changes that badges are worked out of.

    Rows are counted, for the newest number alone would miss one that was begun earlier and committed later.
    """
    came = select(func.count(), func.sum(feed_file.c.attempts), func.max(feed_file.c.ended_at)).where(
        feed_file.c.source.in_(_SOURCES)
    )
    counts = [
        *(select(func.count()).select_from(table).scalar_subquery() for table in _DESK),
        # A link that ends leaves no new row.
        select(func.count(wearer_link.c.ended_at)).scalar_subquery(),
        # Verdicts come with a file, a correction or an entry, which are counted; to count those of twenty years too
        # would take longer than all the rest of a page. One that ends without a successor leaves no new row.
        select(func.max(badge_verdict.c.id)).scalar_subquery(),
        select(func.count()).where(badge_verdict.c.superseded_at.is_not(None)).scalar_subquery(),
    ]
    url = str(connection.engine.url)
    return (url, *connection.execute(came).one(), *connection.execute(select(*counts)).one())


def remembered(of: tuple[Hashable, ...], what: Hashable, build: Callable[[], Made]) -> Made:
    """What `build` makes, or what it made before of the same version. Nobody may change what this returns."""
    return _kept.get(of, what, build)
