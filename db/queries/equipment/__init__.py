"""Is each unit fit to use, and until when?"""

from db.queries.equipment.attention import attention
from db.queries.equipment.board import UnitCard, board, units
from db.queries.equipment.checks import (
    check_titles,
    checks_of,
    corrections,
    failures_open,
    result_of,
    results_by_unit,
    results_of,
    starter_list,
    unreviewed,
)
from db.queries.equipment.cleaning import cleaning_log, cleanings_by_unit, cleanings_due, isolation_open
from db.queries.equipment.downtime import Stop, lost_in_all, stops, uptime_of_all
from db.queries.equipment.escalations import Escalation, escalations
from db.queries.equipment.exams import deviation_by_week
from db.queries.equipment.faults import fault_of, fault_steps, faults_open, return_checks, service_of
from db.queries.equipment.people import entered_last, people
from db.queries.equipment.plans import PlanHistory, plan_of, scheduled_of
from db.queries.equipment.strips import STRIP_DAYS, strips_of

__all__ = [
    "STRIP_DAYS",
    "Escalation",
    "PlanHistory",
    "Stop",
    "UnitCard",
    "attention",
    "board",
    "check_titles",
    "checks_of",
    "cleaning_log",
    "cleanings_by_unit",
    "cleanings_due",
    "corrections",
    "deviation_by_week",
    "entered_last",
    "escalations",
    "failures_open",
    "fault_of",
    "fault_steps",
    "faults_open",
    "isolation_open",
    "lost_in_all",
    "people",
    "plan_of",
    "result_of",
    "results_by_unit",
    "results_of",
    "return_checks",
    "scheduled_of",
    "service_of",
    "starter_list",
    "stops",
    "strips_of",
    "units",
    "unreviewed",
    "uptime_of_all",
]
