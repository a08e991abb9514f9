"""What is one irradiation event of the made-up department?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One irradiation event; None where its device gives no such value. Times are naive UTC."""

    event_uid: str
    # radiograph, fluoroscopy, spot, scout or spiral
    kind: str
    started_at: datetime
    protocol: str
    region_code: str
    region: str
    view: str = ""
    laterality: str = ""
    dap_gy_cm2: float | None = None
    dose_rp_mgy: float | None = None
    entrance_exposure_rp_mgy: float | None = None
    ctdivol_mgy: float | None = None
    dlp_mgy_cm: float | None = None
    kvp_kv: float | None = None
    tube_current_ma: float | None = None
    exposure_mas: float | None = None
    exposure_time_ms: float | None = None
    # Of fluoroscopy: how long the pedal was held; the beam is pulsed and on for a part of it.
    irradiation_duration_ms: float | None = None
    exposure_index: float | None = None
    target_exposure_index: float | None = None
    deviation_index: float | None = None
    source_to_detector_mm: float | None = None
    scanning_length_mm: float | None = None
    phantom: str = ""
    pitch_factor: float | None = None
    # Exposed, judged useless and taken again; an image header never tells of it, since it is not kept.
    rejected: bool | None = None
