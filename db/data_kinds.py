"""What kind of data stands in each column? The one table that the data inventory and the privacy tests are made of.

A column of text whose name is not here stops the inventory, so that nobody adds one without saying what it may hold.
"""

import enum

from sqlalchemy import JSON, Column, LargeBinary, String, Table

from db.data_tables import TABLES


class Kind(enum.StrEnum):
    """What a column may hold, from what tells nothing of anybody to what nobody may read."""

    ROW = "row"
    OPERATION = "operation"
    REFERENCE = "reference"
    PATIENT = "patient"
    STAFF = "staff"
    ACCOUNT = "account"
    FREE_TEXT = "free text"
    HASHED = "hashed"
    SEALED = "sealed"
    SECRET = "secret"  # noqa: S105  (a word, no password)


MEANINGS: dict[Kind, str] = {
    Kind.ROW: "a number of radops' own: of a row, a file, a line",
    Kind.OPERATION: "of exams, rooms, units, stock and feeds, as their senders call them",
    Kind.REFERENCE: "a rule or limit that numbers are judged by",
    Kind.PATIENT: "of a patient or an exam, without anything that names either",
    Kind.STAFF: "names somebody who works or learns here, or tells of one person",
    Kind.ACCOUNT: "of somebody who uses radops",
    Kind.FREE_TEXT: "words of a sender or a user, who were asked to name no patient",
    Kind.HASHED: "an identifier as a keyed hash (HMAC-SHA256, 128 bits); not readable without the data key",
    Kind.SEALED: "encrypted with the data key (AES-SIV)",
    Kind.SECRET: "a hash of what opens radops, or a digest that proves what was not altered",
}

_NAMES: dict[Kind, str] = {
    Kind.ROW: "table_name signed_table form_key sha256",
    Kind.HASHED: (
        "exam_key study_key patient_key old_patient_key event_key image_key object_key message_key "
        "username_key address_key"
    ),
    Kind.SEALED: "sealed sealed_accession_number sealed_row sealed_before sealed_after",
    Kind.SECRET: "password_hash token_hash pairing_hash content_hash digest",
    Kind.STAFF: (
        "participant_number participant_name ris_name technologist student supervisor intern person evaluator "
        "approved_by "
        "inspector engineer performed_by done_by assigned_to signer employer document dde_flag dde_text lde_flag "
        "lde_text sde_flag sde_text vendor_quarter_dde_text vendor_quarter_lde_text vendor_quarter_sde_text "
        "vendor_year_dde_text vendor_year_lde_text vendor_year_sde_text vendor_life_dde_text vendor_life_lde_text "
        "vendor_life_sde_text"
    ),
    Kind.ACCOUNT: (
        "username display_name mail_address actor actor_role address role acknowledged_by begun_by booked_by closed_by "
        "corrected_by created_by ended_by entered_by reported_by reviewed_by revoked_by set_by started_by taken_by "
        "written_by withdrawn_by ended_reason"
    ),
    Kind.FREE_TEXT: (
        "comment note description cause corrective_action what detail cancel_reason reason advice lines subject "
        "old_values reason_text text words value_text dedupe_key object_id"
    ),
    Kind.PATIENT: (
        "patient_sex patient_class patient_group patient_pattern exam_code exam_description procedure_text body_part "
        "priority contrast_agent image_number age_band values counts numbers clock_change_note status"
    ),
    Kind.REFERENCE: (
        "jurisdiction edition source exam_text room_text population period metric rule rule_kind rule_title "
        "applies_to setting scheme code reason_group found_in trait condition starts_by criterion_source level "
        "level_name level_programme level_source limit_kind limit_source pass_words tolerated_words told_limit_kind "
        "schedule_source requirement requirement_groups requirement_kind category logged_level programme "
        "test_title answer value_unit match measure clock band"
    ),
    Kind.OPERATION: (
        "account_number account_name series_code use serial_number position quantity flag verdict dosimeter "
        "radiation_quality department work_group decision is_real kind topic channel state action activity "
        "cohort person_group shift site record_number log_number participation supervision repeat_supervision outcome "
        "evaluation_kind open_rules meaning modality room protocol projection exam_type event_type target_region view "
        "laterality filter_material filter_thickness_min_mm filter_thickness_max_mm ct_acquisition_type ctdi_phantom "
        "exposure_time_per_rotation_by_source_s kvp_by_source_kv tube_current_by_source_ma "
        "max_tube_current_by_source_ma joined_by quality_control_by report_kind detector manufacturer model_name "
        "station_name device_serial_number reason_code reason_scheme unit unit_kind weekday_hours saturday_hours "
        "sunday_hours test review_state event_kind event_number fault_kind effect step cleaning precaution item_code "
        "item_name item_class item_kind barcode lot_number location to_location preferred_location movement_id "
        "snapshot supplier supplier_item_code recall_number title garment_kind garment_name defect_zone result "
        "object_kind column_name expected changed_columns name part value playlist entered"
    ),
}

# Where a name means something else in one table than in the others.
_ELSEWHERE: dict[tuple[str, str], Kind] = {
    ("alara_level", "quantity"): Kind.REFERENCE,
    ("audit_event", "action"): Kind.ACCOUNT,
    ("audit_event", "outcome"): Kind.ACCOUNT,
    ("badge_reading", "note"): Kind.STAFF,
    ("competency_case", "patient_class"): Kind.REFERENCE,
    ("dose_limit", "quantity"): Kind.REFERENCE,
    ("dose_limit", "unit"): Kind.REFERENCE,
    # A sender's own name of a file may say anything; only the administrator sees it.
    ("feed_file", "name"): Kind.FREE_TEXT,
    ("feed_file", "source"): Kind.OPERATION,
    ("operations_target", "patient_class"): Kind.REFERENCE,
    ("operations_target", "priority"): Kind.REFERENCE,
    ("outbox_delivery", "reason"): Kind.OPERATION,
    ("quarantined_row", "rule"): Kind.OPERATION,
    # The words of columns of exams and exposures, the names of technologists among them: groups alone are shown.
    ("month_column", "words"): Kind.STAFF,
    # Whatever stood in a row before, names of staff too.
    ("row_history", "old_values"): Kind.STAFF,
}

_KIND_OF_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def kind_of(column: Column[object]) -> Kind:
    """What a column holds. Raises LookupError for a table, or a column of text, that nobody has said it of."""
    table = column.table
    assert isinstance(table, Table)
    if table.name not in TABLES:
        raise LookupError(
            f"db/data_tables.py does not say what stands in {table.name}, who sees it, how long"
        )
    if (column.primary_key and column.name == "id") or column.foreign_keys or column.name.endswith("_id"):
        return _ELSEWHERE.get((table.name, column.name), Kind.ROW)
    if (table.name, column.name) in _ELSEWHERE:
        return _ELSEWHERE[table.name, column.name]
    if isinstance(column.type, String | LargeBinary | JSON):
        found = _KIND_OF_NAME.get(column.name)
        if found is None:
            raise LookupError(
                f"db/data_kinds.py does not say what kind of data {table.name}.{column.name} is"
            )
        # What a table of rules calls a room or a unit is a rule's, not the department's.
        mine = TABLES[table.name].kind
        return Kind.REFERENCE if mine == Kind.REFERENCE and found in _BY_A_RULE else found
    if column.name in ("line_number", "source_order"):
        return Kind.ROW
    return Kind(TABLES[table.name].kind)


_BY_A_RULE = frozenset({Kind.OPERATION, Kind.FREE_TEXT})
