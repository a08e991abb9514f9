"""Decisions about equipment: record a check, review it, set limits and schedules, report a fault, return a unit.

Each is one transaction with its audit event. Nothing is overwritten: reviews, corrections and steps are added.
"""

from db.actions.equipment.checks import judged_now, record_check
from db.actions.equipment.cleaning import CLEANINGS, PRECAUTIONS, log_cleaning
from db.actions.equipment.faults import (
    FAULT_KINDS,
    assign_fault,
    escalate_fault,
    repair_fault,
    report_fault,
    return_to_service,
)
from db.actions.equipment.plans import set_limits, set_schedule
from db.actions.equipment.refused import EquipmentRefused
from db.actions.equipment.reviews import document_correction, review_result

__all__ = [
    "CLEANINGS",
    "FAULT_KINDS",
    "PRECAUTIONS",
    "EquipmentRefused",
    "assign_fault",
    "document_correction",
    "escalate_fault",
    "judged_now",
    "log_cleaning",
    "record_check",
    "repair_fault",
    "report_fault",
    "return_to_service",
    "review_result",
    "set_limits",
    "set_schedule",
]
