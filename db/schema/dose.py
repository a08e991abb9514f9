"""What did each dose report, image header or dose export say, and which of it counts?"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    String,
    Table,
    text,
)

from db.schema.base import identity, metadata, natural_key_on, provenance


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean(create_constraint=False))


# Reported totals that differ from the sum of the events by more than half a per cent of the total. In the very words of
# the index, or it is not used.
DISAGREES = (
    "(abs(total_dap_gy_cm2 - sum_event_dap_gy_cm2) > 0.005 * abs(total_dap_gy_cm2)"
    " OR abs(total_dlp_mgy_cm - sum_event_dlp_mgy_cm) > 0.005 * abs(total_dlp_mgy_cm)"
    " OR abs(total_dose_rp_mgy - sum_event_dose_rp_mgy) > 0.005 * abs(total_dose_rp_mgy))"
)
UNMATCHED = "joined_by = 'unmatched'"

dose_report = Table(
    "dose_report",
    metadata,
    identity(),
    Column("report_kind", String(12), nullable=False),
    Column("study_key", String(32), nullable=False, index=True),
    Column("object_key", String(32)),
    Column("exam_key", String(32), index=True),
    Column("patient_key", String(32)),
    Column("modality", String(8), nullable=False),
    Column("content_at", DateTime),
    Column("study_at", DateTime),
    Column("study_date", Date),
    Column("exam_description", String(200)),
    Column("procedure_text", String(200)),
    Column("manufacturer", String(120)),
    Column("model_name", String(120)),
    Column("station_name", String(80)),
    Column("device_serial_number", String(80)),
    Column("patient_age_years", Double),
    Column("patient_sex", String(10)),
    Column("patient_size_m", Double),
    Column("patient_weight_kg", Double),
    _flag("is_quality_control"),
    # Which of the site's patterns for phantoms' numbers the patient's number fitted when the object was read.
    Column("patient_pattern", String(200)),
    Column("event_count", Integer),
    Column("ct_irradiation_event_count", Integer),
    Column("number_of_axial", Integer),
    Column("number_of_const_angle", Integer),
    Column("number_of_spiral", Integer),
    Column("number_of_stationary", Integer),
    Column("number_of_radiographic_frames", Integer),
    Column("sum_event_dap_gy_cm2", Double),
    Column("sum_event_dlp_mgy_cm", Double),
    Column("sum_event_dose_rp_mgy", Double),
    Column("total_dap_gy_cm2", Double),
    Column("total_dlp_mgy_cm", Double),
    Column("total_dose_rp_mgy", Double),
    Column("total_agd_left_mgy", Double),
    Column("total_agd_right_mgy", Double),
    Column("total_acquisition_dap_gy_cm2", Double),
    Column("total_acquisition_dose_rp_mgy", Double),
    Column("total_acquisition_time_s", Double),
    Column("total_fluoro_dap_gy_cm2", Double),
    Column("total_fluoro_dose_rp_mgy", Double),
    Column("total_fluoro_time_s", Double),
    # Whether the report is among those that make up its study now; a later cumulative report takes its place.
    Column("in_force", Boolean(create_constraint=False), nullable=False),
    *provenance(),
    # Each file keeps its own rows, so that merging and superseding stay visible and can be undone.
    natural_key_on("file_id"),
    Index(
        "ix_dose_report_disagrees",
        "study_date",
        sqlite_where=text(DISAGREES),
        postgresql_where=text(DISAGREES),
    ),
)

irradiation_event = Table(
    "irradiation_event",
    metadata,
    identity(),
    Column("event_index", Integer, nullable=False),
    Column("report_kind", String(12), nullable=False),
    Column("study_key", String(32), nullable=False),
    Column("event_key", String(32), nullable=False),
    Column("image_key", String(32)),
    Column("exam_key", String(32), index=True),
    Column("modality", String(8), nullable=False),
    Column("room", String(80)),
    Column("started_at", DateTime),
    # The hospital's local day; null where the file gives no date. Decides month and week.
    Column("local_date", Date),
    Column("exam_type", String(80)),
    Column("projection", String(40)),
    Column("patient_age_years", Double),
    Column("event_type", String(80)),
    Column("protocol", String(200)),
    Column("target_region", String(120)),
    Column("view", String(80)),
    Column("laterality", String(40)),
    Column("dap_gy_cm2", Double),
    Column("dose_rp_mgy", Double),
    Column("entrance_exposure_rp_mgy", Double),
    Column("agd_mgy", Double),
    Column("ctdivol_mgy", Double),
    Column("dlp_mgy_cm", Double),
    Column("kvp_kv", Double),
    Column("tube_current_ma", Double),
    Column("max_tube_current_ma", Double),
    Column("exposure_mas", Double),
    # True when the exposure was worked out from current and time because the file gives none.
    _flag("exposure_derived"),
    Column("exposure_time_ms", Double),
    Column("exposure_time_per_rotation_s", Double),
    # A unit with two tubes has a value for each, ";"-joined; the plain column is then null unless the tubes agree.
    Column("kvp_by_source_kv", String(60)),
    Column("tube_current_by_source_ma", String(60)),
    Column("max_tube_current_by_source_ma", String(60)),
    Column("exposure_time_per_rotation_by_source_s", String(60)),
    Column("irradiation_duration_ms", Double),
    Column("pulse_width_ms", Double),
    Column("number_of_pulses", Double),
    Column("exposure_index", Double),
    Column("target_exposure_index", Double),
    Column("deviation_index", Double),
    Column("relative_exposure", Double),
    Column("filter_material", String(200)),
    Column("filter_thickness_min_mm", String(60)),
    Column("filter_thickness_max_mm", String(60)),
    Column("focal_spot_size_mm", Double),
    Column("half_value_layer_mm", Double),
    Column("ii_field_size_mm", Double),
    Column("source_to_detector_mm", Double),
    Column("collimated_field_height_mm", Double),
    Column("collimated_field_width_mm", Double),
    Column("compressed_thickness_mm", Double),
    Column("ct_acquisition_type", String(80)),
    Column("ctdi_phantom", String(80)),
    Column("pitch_factor", Double),
    Column("scanning_length_mm", Double),
    Column("nominal_single_collimation_width_mm", Double),
    Column("nominal_total_collimation_width_mm", Double),
    Column("number_of_xray_sources", Integer),
    Column("dose_check_ctdivol_alert_mgy", Double),
    Column("dose_check_dlp_alert_mgy_cm", Double),
    Column("dose_check_accum_ctdivol_forward_estimate_mgy", Double),
    Column("dose_check_accum_dlp_forward_estimate_mgy_cm", Double),
    # Only where the file says so; null is "the file does not say", not "no".
    _flag("rejected"),
    _flag("is_quality_control"),
    # The site's pattern by which it is known to be quality control; null where the file itself says so, or nobody.
    Column("quality_control_by", String(200)),
    # How an image header found its event in the study's report: event, image, time or unmatched.
    Column("joined_by", String(12)),
    # 10 log10(EI / target EI), and whether the index that the device stored says otherwise.
    Column("computed_deviation_index", Double),
    _flag("deviation_index_differs"),
    # Exactly one row of each exposure counts, whatever number of files tell of it.
    Column("in_force", Boolean(create_constraint=False), nullable=False),
    *provenance(),
    natural_key_on("file_id", "event_index"),
    Index("ix_irradiation_event_study_key_event_key", "study_key", "event_key"),
    Index("ix_irradiation_event_local_date_exam_type", "local_date", "exam_type"),
    # For the doses of one exam type over a time, as a drill-down and the summaries ask for them.
    Index("ix_irradiation_event_exam_type_local_date", "exam_type", "local_date"),
    # Few of millions.
    Index(
        "ix_irradiation_event_unmatched",
        "local_date",
        sqlite_where=text(UNMATCHED),
        postgresql_where=text(UNMATCHED),
    ),
)

dose_study = Table(
    "dose_study",
    metadata,
    identity(),
    Column("study_key", String(32), nullable=False),
    Column("exam_key", String(32)),
    Column("modality", String(8)),
    Column("local_date", Date),
    Column("exam_description", String(200)),
    # Of its exposures that count: the first exam type by name, so that a study counts once; its room and age.
    Column("exam_type", String(80)),
    Column("room", String(80)),
    Column("patient_age_years", Double),
    Column("event_count", Integer, nullable=False),
    Column("report_count", Integer, nullable=False),
    Column("total_dap_gy_cm2", Double),
    Column("total_dlp_mgy_cm", Double),
    Column("total_dose_rp_mgy", Double),
    Column("total_agd_left_mgy", Double),
    Column("total_agd_right_mgy", Double),
    Column("total_fluoro_time_s", Double),
    Column("number_of_axial", Integer),
    Column("number_of_const_angle", Integer),
    Column("number_of_spiral", Integer),
    Column("number_of_stationary", Integer),
    natural_key_on("study_key"),
    Index("ix_dose_study_exam_type_local_date", "exam_type", "local_date"),
    Index("ix_dose_study_local_date", "local_date"),
    Index("ix_dose_study_exam_key", "exam_key"),
)
