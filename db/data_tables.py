"""What stands in each table, who sees it, and how long is it kept? The inventory in the docs is made of this."""

from dataclasses import dataclass

# How long rows are kept. What a hospital must keep differs by country, so radops gives up by itself only what it would
# be wrong to keep; everything else stays until the site's own rules are carried out on the database.
FOR_GOOD = "until the site removes it"
SIX_YEARS = "six years, then `radops audit purge`"
A_DAY = "a day"
QUARANTINE = "90 days (`RADOPS_QUARANTINE_DAYS`), then its cells go by themselves; line, column and rule stay"
WORKED_OUT = "as long as the rows that it is worked out of"


@dataclass(frozen=True, slots=True)
class Held:
    """One table: the kind of its numbers and days, the permissions with which a page or export shows it, retention."""

    kind: str
    seen_with: tuple[str, ...]
    kept: str = FOR_GOOD
    # Columns of it that no page and no export shows.
    unseen: tuple[str, ...] = ()


_EXAMS = ("exams.view", "dose.view", "export.exams")
_DOSES = ("dose.view", "export.irradiation_events", "export.dose_reports", "export.dose_studies")
_BADGES = ("badges.view", "dose.own")
_STOCK = ("supplies.view", "export.lots", "export.pick_list", "export.reorder")
_UNITS = ("equipment.view", "export.qc_status")
_INTERNS = ("interns.view", "export.competency_progress")
_FEEDS = ("feeds.view",)
# Rows of exams and rejects are shown without names; who is in training sees one's own counts.
_STAFF_OF_EXAMS = ("technologist", "student", "supervisor")
_NOBODY: tuple[str, ...] = ()

TABLES: dict[str, Held] = {
    # accounts
    "account": Held("account", ("account.own", "outbox.all", "admin.view")),
    # Shown as when an account was last seen, and in how many sessions.
    "session": Held("account", ("admin.view",), unseen=("token_hash",)),
    "login_failure": Held("account", _NOBODY, A_DAY),
    "audit_event": Held("account", ("audit.read", "export.audit_trail"), SIX_YEARS),
    "audit_seal": Held("account", ("audit.read",)),
    "audit_sealed": Held("account", _NOBODY, SIX_YEARS),
    "form_entry": Held("account", _NOBODY),
    "site_fact": Held("operation", ("signed in",)),
    # feeds
    "feed_file": Held("operation", _FEEDS),
    "quarantined_row": Held("operation", ("feeds.quarantine",), QUARANTINE),
    "row_correction": Held("operation", ("feeds.quarantine",), QUARANTINE),
    "row_history": Held("operation", _NOBODY),
    # exams
    "exam": Held("patient", _EXAMS, unseen=_STAFF_OF_EXAMS),
    "exam_account": Held("patient", _NOBODY),
    "exam_reference": Held("patient", ("dose.reveal",)),
    "patient_visit": Held("patient", _NOBODY),
    "patient_merge": Held("patient", _NOBODY),
    "rejected_exposure": Held("patient", ("exams.view", "dose.view", "interns.view"), unseen=_STAFF_OF_EXAMS),
    "column_month": Held("patient", _EXAMS, WORKED_OUT),
    "month_column": Held("patient", _EXAMS, WORKED_OUT, unseen=("words",)),
    # doses of patients
    "dose_report": Held("patient", _DOSES),
    "irradiation_event": Held("patient", _DOSES),
    "dose_study": Held("patient", _DOSES),
    "dose_month": Held("patient", _DOSES, WORKED_OUT),
    "dose_cell": Held("patient", _DOSES, WORKED_OUT),
    "exposure_count": Held("patient", _DOSES, WORKED_OUT),
    "deviation_cell": Held("patient", _DOSES, WORKED_OUT),
    "dose_stray": Held("patient", _DOSES, WORKED_OUT),
    "doubtful_index": Held("patient", _DOSES, WORKED_OUT),
    "dose_completeness": Held("patient", _DOSES, WORKED_OUT),
    "dose_outlier": Held("patient", ("dose.rows",)),
    "dose_outlier_closing": Held("patient", ("dose.rows",)),
    "annotation": Held("operation", ("dose.view",)),
    # doses of staff
    "wearer": Held("staff", (*_BADGES, "export.badge_readings", "export.badge_sums")),
    "badge_reading": Held("staff", (*_BADGES, "export.badge_readings")),
    "badge_assignment": Held("staff", (*_BADGES, "badges.groups")),
    "badge_assignment_entry": Held("staff", (*_BADGES, "badges.groups")),
    "badge_verdict": Held("staff", (*_BADGES, "export.badge_sums")),
    "badge_decision": Held("staff", ("badges.view",)),
    "badge_signature": Held("staff", _BADGES),
    "badge_notice": Held("staff", ("badges.view",)),
    "dose_adjustment": Held("staff", _BADGES),
    "external_dose": Held("staff", _BADGES),
    "wearer_link": Held("staff", ("badges.view",)),
    "pregnancy_declaration": Held("staff", ("badges.view",)),
    # supplies
    "item": Held("operation", _STOCK),
    "item_barcode": Held("operation", _STOCK),
    "item_price": Held("operation", _STOCK),
    "lot": Held("operation", _STOCK),
    "recall": Held("operation", _STOCK),
    "stock_count": Held("operation", _STOCK),
    "stock_target": Held("operation", _STOCK),
    "stock_movement": Held("operation", _STOCK),
    "stock_booking": Held("operation", _STOCK),
    "stock_keeping": Held("operation", _STOCK),
    "stock_keeper": Held("account", ("supplies.view", "outbox.own")),
    "cycle_count": Held("operation", _STOCK),
    "stock_level": Held("operation", _STOCK, WORKED_OUT),
    "stock_week": Held("operation", _STOCK, WORKED_OUT),
    "garment": Held("operation", _STOCK),
    "garment_inspection": Held("operation", _STOCK),
    # equipment
    "equipment": Held("operation", (*_UNITS, "exams.view")),
    "qc_result": Held("operation", _UNITS),
    "qc_limit": Held("operation", _UNITS),
    "qc_schedule": Held("operation", _UNITS),
    "qc_review": Held("operation", _UNITS),
    "qc_correction": Held("operation", _UNITS),
    "qc_standing": Held("operation", _UNITS, WORKED_OUT),
    "service_event": Held("operation", _UNITS),
    "fault": Held("operation", _UNITS),
    "fault_step": Held("operation", _UNITS),
    "fault_check": Held("operation", _UNITS),
    "cleaning_log": Held("operation", _UNITS),
    # interns
    "intern": Held("staff", _INTERNS),
    "intern_supervisor": Held("staff", _INTERNS),
    "training_link": Held("staff", ("interns.view",)),
    "exam_log": Held("staff", _INTERNS),
    "competency_record": Held("staff", _INTERNS),
    "training_signature": Held("staff", ("interns.view",)),
    "clinical_hours": Held("staff", _INTERNS),
    "evaluation": Held("staff", _INTERNS),
    "development_record": Held("staff", ("development.view", "interns.view")),
    "competency_standing": Held("staff", _INTERNS, WORKED_OUT),
    "intern_progress": Held("staff", _INTERNS, WORKED_OUT),
    # messages and walls
    "outbox_message": Held("operation", ("outbox.own", "outbox.all")),
    "outbox_delivery": Held("account", ("outbox.own", "outbox.all")),
    "outbox_subscription": Held("account", ("outbox.own", "outbox.all")),
    "display": Held("operation", ("displays.manage",)),
    "announcement": Held("operation", ("wall.write", "signed in")),
    # what numbers are judged by
    "dose_limit": Held("reference", (*_BADGES, "badges.groups")),
    "alara_level": Held("reference", _BADGES),
    "effective_dose_rule": Held("reference", ("badges.view",)),
    "reporting_clock": Held("reference", ("badges.view",)),
    "drl": Held("reference", _DOSES),
    "outlier_rule": Held("reference", ("dose.view",)),
    "deviation_band": Held("reference", ("dose.view",)),
    "exam_name": Held("reference", _NOBODY),
    "exam_trait": Held("reference", _NOBODY),
    "quality_control_pattern": Held("reference", _NOBODY),
    "operations_target": Held("reference", ("exams.view",)),
    "reject_reason": Held("reference", ("exams.view", "interns.view")),
    "reject_reason_name": Held("reference", _NOBODY),
    "garment_criterion": Held("reference", _STOCK),
    "qc_test": Held("reference", _UNITS),
    "competency_requirement": Held("reference", _INTERNS),
    "competency_rule": Held("reference", _INTERNS),
    "competency_case": Held("reference", ("interns.view",)),
    "training_setting": Held("reference", ("development.view", "interns.view")),
}
