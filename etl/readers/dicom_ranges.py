"""Which values are physically possible? Most damaged files still parse, so what is read is held against this table.

The limits are wide on purpose: they catch a value in another unit or a broken digit, not an unusual exposure. A
value outside is set aside and the column stays empty.
"""

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")

# Column -> (least, most). The reason stands beside each.
LIMITS: dict[str, tuple[float, float]] = {
    "kvp_kv": (0, 250),  # no diagnostic generator goes beyond 150 kV
    "tube_current_ma": (0, 5_000),  # pulsed cardiac tubes stay below 1,500 mA
    "max_tube_current_ma": (0, 5_000),
    "exposure_mas": (0, 1_000_000),  # an hour of fluoroscopy at 100 mA is 360,000 mAs
    "exposure_time_ms": (0, 86_400_000),  # a day
    "exposure_time_per_rotation_s": (0, 600),
    "irradiation_duration_ms": (0, 86_400_000),
    "pulse_width_ms": (0, 60_000),
    "number_of_pulses": (0, 10_000_000),
    "dap_gy_cm2": (0, 10_000),  # long interventions reach some 1,000 Gy.cm2
    "dose_rp_mgy": (0, 100_000),  # 100 Gy
    "entrance_exposure_rp_mgy": (0, 100_000),
    "agd_mgy": (0, 1_000),  # a mammogram gives 1 to 5 mGy
    "ctdivol_mgy": (0, 20_000),  # perfusion of the head gives up to 1,000 mGy
    "dlp_mgy_cm": (0, 500_000),
    "deviation_index": (-100, 100),  # +/-10 is a factor of ten already
    "exposure_index": (0, 10_000_000),
    "target_exposure_index": (0, 10_000_000),
    "relative_exposure": (0, 100_000_000),  # in each maker's own unit
    "filter_thickness_min_mm": (0, 100),
    "filter_thickness_max_mm": (0, 100),
    "focal_spot_size_mm": (0, 50),
    "half_value_layer_mm": (0, 100),
    "ii_field_size_mm": (0, 1_000),
    "source_to_detector_mm": (0, 20_000),
    "collimated_field_height_mm": (0, 5_000),
    "collimated_field_width_mm": (0, 5_000),
    "compressed_thickness_mm": (0, 500),
    "pitch_factor": (0, 20),
    "scanning_length_mm": (0, 10_000),
    "nominal_single_collimation_width_mm": (0, 10_000),  # makers write a scout's length here
    "nominal_total_collimation_width_mm": (0, 10_000),
    "number_of_xray_sources": (0, 10),
    "dose_check_ctdivol_alert_mgy": (0, 1_000_000),
    "dose_check_dlp_alert_mgy_cm": (0, 10_000_000),
    "dose_check_accum_ctdivol_forward_estimate_mgy": (0, 1_000_000),
    "dose_check_accum_dlp_forward_estimate_mgy_cm": (0, 10_000_000),
    "total_dap_gy_cm2": (0, 50_000),
    "total_fluoro_dap_gy_cm2": (0, 50_000),
    "total_acquisition_dap_gy_cm2": (0, 50_000),
    "total_dose_rp_mgy": (0, 500_000),
    "total_fluoro_dose_rp_mgy": (0, 500_000),
    "total_acquisition_dose_rp_mgy": (0, 500_000),
    "total_fluoro_time_s": (0, 172_800),  # two days
    "total_acquisition_time_s": (0, 172_800),
    "total_agd_left_mgy": (0, 5_000),
    "total_agd_right_mgy": (0, 5_000),
    "total_dlp_mgy_cm": (0, 1_000_000),
    "number_of_radiographic_frames": (0, 10_000_000),
    "ct_irradiation_event_count": (0, 100_000),
    "patient_size_m": (0.1, 2.8),
    "patient_weight_kg": (0.1, 700),
}

# What devices write when they have nothing to write: in these a zero is no value. A tube without voltage makes no
# X-rays, and there is no field without size.
ZERO_IS_NOTHING = frozenset(
    (
        "kvp_kv",
        "collimated_field_height_mm",
        "collimated_field_width_mm",
        "patient_size_m",
        "patient_weight_kg",
    )
)


def number(text: str) -> float | None:
    """Read a decimal as DICOM writes it; None for anything else, such as `10.50/ 15.00`, `1,5` or `nan`."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def is_possible(column: str, value: float) -> bool:
    """Tell whether a value is within the limits of its column; a column without limits takes any."""
    least, most = LIMITS.get(column, (-math.inf, math.inf))
    return least <= value <= most


def expected_range(column: str) -> str:
    """Say the range of a column to a person."""
    least, most = LIMITS[column]
    return f"between {least:g} and {most:,g}"
