"""Which readings reach a level, what is unknown, and how does each wearer stand against the yearly limit?

Readings are those in force; badges that no person wears (control, area) are left out. Doses are whole microsieverts.
"""

from db.badge_adjustments import Adjustment, adjustments
from db.badge_readings import calendar_of, default_report, names, readings, reports
from db.badge_rules import Rules, rules_in_force
from db.badge_series import AllSeries, series_at
from db.badge_unknown import unknown_of
from db.queries.badges.annual import AnnualReport, Box, annual_report, effective_rule
from db.queries.badges.attention import attention
from db.queries.badges.groups import LEAST_WEARERS, group_doses
from db.queries.badges.memory import remembered, version
from db.queries.badges.missing import missing, wearer_by_id
from db.queries.badges.notices import NOTICE_DAYS, Notice, linked_accounts, notices
from db.queries.badges.own import OwnDoses, own_doses, released_reports
from db.queries.badges.quarter import QuarterList, quarter_list
from db.queries.badges.returned import Returned, returned
from db.queries.badges.standing import SPANS, periods, sums, wearers
from db.queries.badges.table import badge_sums
from db.queries.badges.unknown import unknown_doses
from db.queries.badges.vendor import vendor_differences
from db.queries.badges.workload import LEAST_USUAL, Workload, workload

__all__ = [
    "LEAST_USUAL",
    "LEAST_WEARERS",
    "NOTICE_DAYS",
    "SPANS",
    "Adjustment",
    "AllSeries",
    "AnnualReport",
    "Box",
    "Notice",
    "OwnDoses",
    "QuarterList",
    "Returned",
    "Rules",
    "Workload",
    "adjustments",
    "annual_report",
    "attention",
    "badge_sums",
    "calendar_of",
    "default_report",
    "effective_rule",
    "group_doses",
    "linked_accounts",
    "missing",
    "names",
    "notices",
    "own_doses",
    "periods",
    "quarter_list",
    "readings",
    "released_reports",
    "remembered",
    "reports",
    "returned",
    "rules_in_force",
    "series_at",
    "sums",
    "unknown_doses",
    "unknown_of",
    "vendor_differences",
    "version",
    "wearer_by_id",
    "wearers",
    "workload",
]
