"""What do the other pages' queries say? Gathered for one role; no number is worked out here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from dashboard.context import PageContext
from db.attention import AttentionRow, worst_first
from db.database import Connection
from db.queries import badges, development, dose, equipment, feeds, interns, outbox, rejects, supplies

Allowed = Callable[[str], bool]

# The page that shows a row, and the role whose work it is: an owner by name comes with assigning, later.
_AREA_AND_OWNER = {
    "dose.view": ("Dose", "physicist"),
    "badges.view": ("Badges", "RSO"),
    "supplies.view": ("Supplies", "inventory clerk"),
    "equipment.view": ("Equipment", "lead technologist"),
    "interns.all": ("Interns", "clinical coordinator"),
    "development.staff": ("Development", "manager"),
    "feeds.view": ("Feeds", "administrator"),
    "outbox.all": ("Messages", "administrator"),
}


def attention(
    connection: Connection, context: PageContext, now: datetime, today: date, allowed: Allowed
) -> list[AttentionRow]:
    """What needs attention and this role may know, worst first; each row's detail begins with its page and owner."""
    settings = context.settings
    found: list[AttentionRow] = []
    if allowed("dose.view"):
        found += dose.attention(connection, settings.drl, today)
        found += rejects.attention(connection)
    if allowed("badges.view"):
        found += badges.attention(connection, settings.limits, today)
    if allowed("supplies.view"):
        found += supplies.attention(connection, today)
    if allowed("equipment.view"):
        found += equipment.attention(connection, now, settings.zone, settings.qc_days)
    if allowed("interns.all"):
        found += interns.attention(connection, today)
    if allowed("development.staff"):
        whom = development.Whom(None if allowed("interns.all") else frozenset(), None)
        found += development.attention(connection, whom, today)
    if allowed("feeds.view"):
        found += feeds.attention(connection, context.feeds, now, settings.zone)
    if allowed("outbox.all"):
        found += outbox.attention(connection, now, settings.zone)
    return worst_first(_owned(row) for row in found if allowed(row.permission))


def _owned(row: AttentionRow) -> AttentionRow:
    area, usual = _AREA_AND_OWNER[row.permission]
    owner = row.owner or usual
    return replace(row, owner=owner, detail=f"{area}, {owner}. {row.detail}")
