"""What a dose object is read into: every column of a report and of an event, and the keys that join them."""

from typing import Any

REPORT_COLUMNS = (
    # Which object, study, patient and device.
    "sop_uid sop_class study_uid accession_number patient_id patient_birth_date patient_age_years patient_sex "
    "patient_size_m patient_weight_kg modality manufacturer model_name station_name device_serial_number "
    # When, in local time, and what for.
    "study_date study_at content_at exam_description procedure_text presentation_intent is_quality_control "
    # How many events, and what they add up to.
    "event_count ct_irradiation_event_count number_of_axial number_of_const_angle number_of_spiral "
    "number_of_stationary number_of_radiographic_frames sum_event_dap_gy_cm2 sum_event_dlp_mgy_cm "
    "sum_event_dose_rp_mgy "
    # What the device says they add up to.
    "total_dap_gy_cm2 total_dose_rp_mgy total_fluoro_dap_gy_cm2 total_fluoro_dose_rp_mgy total_fluoro_time_s "
    "total_acquisition_dap_gy_cm2 total_acquisition_dose_rp_mgy total_acquisition_time_s total_agd_left_mgy "
    "total_agd_right_mgy total_dlp_mgy_cm"
).split()

EVENT_COLUMNS = (
    "event_uid acquired_image_uid acquisition_number acquisition_plane image_type started_at rejected "
    "event_type protocol target_region view laterality "
    "dap_gy_cm2 dose_rp_mgy entrance_exposure_rp_mgy agd_mgy ctdivol_mgy dlp_mgy_cm "
    "kvp_kv tube_current_ma max_tube_current_ma exposure_mas exposure_derived exposure_time_ms "
    "exposure_time_per_rotation_s irradiation_duration_ms pulse_width_ms number_of_pulses "
    # One value for each X-ray source of a CT with several, joined with ";"; the single columns are then empty
    # unless all sources agree.
    "kvp_by_source_kv tube_current_by_source_ma max_tube_current_by_source_ma "
    "exposure_time_per_rotation_by_source_s "
    "exposure_index target_exposure_index deviation_index relative_exposure "
    "filter_material filter_thickness_min_mm filter_thickness_max_mm focal_spot_size_mm half_value_layer_mm "
    "ii_field_size_mm source_to_detector_mm collimated_field_height_mm collimated_field_width_mm "
    "compressed_thickness_mm "
    "ct_acquisition_type ctdi_phantom pitch_factor scanning_length_mm nominal_single_collimation_width_mm "
    "nominal_total_collimation_width_mm number_of_xray_sources "
    "dose_check_ctdivol_alert_mgy dose_check_dlp_alert_mgy_cm dose_check_accum_ctdivol_forward_estimate_mgy "
    "dose_check_accum_dlp_forward_estimate_mgy_cm"
).split()


def blank_report() -> dict[str, Any]:
    """Return a report in which nothing is known yet."""
    return dict.fromkeys(REPORT_COLUMNS)


def blank_event() -> dict[str, Any]:
    """Return an event in which nothing is known yet."""
    return dict.fromkeys(EVENT_COLUMNS) | {"exposure_derived": False}


def joined(values: list[float | None]) -> str | None:
    """Join numbers with ";" as the file lists them, an empty place for one that is missing; None without any."""
    if all(value is None for value in values):
        return None
    return ";".join("" if value is None else f"{value:.10g}" for value in values)


def total_of(events: list[dict[str, Any]], column: str) -> float | None:
    """Add up a column over the events that have it; None when none has."""
    values = [event[column] for event in events if event[column] is not None]
    return sum(values) if values else None
