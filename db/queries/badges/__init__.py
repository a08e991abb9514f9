"""Which readings reach a level, what is unknown, and how does each wearer stand against the yearly limit?

Readings are those in force; badges that no person wears (control, area) are left out. Doses are whole microsieverts.
"""

from db.queries.badges.attention import attention
from db.queries.badges.readings import default_report, readings, reports
from db.queries.badges.standing import SPANS, Rules, periods, rules_in_force, sums, wearers
from db.queries.badges.table import badge_sums
from db.queries.badges.unknown import unknown_doses

__all__ = [
    "SPANS",
    "Rules",
    "attention",
    "badge_sums",
    "default_report",
    "periods",
    "readings",
    "reports",
    "rules_in_force",
    "sums",
    "unknown_doses",
    "wearers",
]
