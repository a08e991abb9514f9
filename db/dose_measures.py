"""In which ways is dose measured, and what scope of reference level fits each?"""

from dataclasses import dataclass

# Below this many exposures in a month a median says little: no verdict (ICRP 135 asks for at least 20).
MINIMUM_FOR_VERDICT = 20
# A median under half of the reference level asks whether the image is still good enough (ICRP 135, section 2.6).
LOW_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """One way of saying how much dose: which modalities, which column, per exposure or per exam, in which unit.

    `drl_metrics` are the metrics of reference levels of the very same scope: a level per radiograph is never put to a
    whole exam, nor a level for entrance dose to a dose-area product: entrance doses are compared with nothing, since no
    device says whether its own holds the backscatter that the level does. `KAP` is what European levels call the
    dose-area product; each is of one projection, and so of one radiograph. `divisor` leads from the column's unit
    to `unit`.
    """

    exam_group: str
    name: str
    unit: str
    modalities: tuple[str, ...]
    column: str
    per_exam: bool
    by_projection: bool
    drl_metrics: tuple[str, ...] = ()
    divisor: float = 1.0


MEASURES = (
    Measure("Radiography", "DAP per radiograph", "Gy·cm²", ("DX", "CR", "PX"), "dap_gy_cm2", False, True,
            ("DAP per radiograph", "KAP")),
    Measure("Fluoroscopy", "DAP per exam", "Gy·cm²", ("RF", "XA"), "total_dap_gy_cm2", True, False,
            ("DAP per exam",)),
    Measure("Fluoroscopy", "Dose at RP per exam", "mGy", ("RF", "XA"), "total_dose_rp_mgy", True, False,
            ("dose at RP per exam",)),
    Measure("Fluoroscopy", "Fluoroscopy time per exam", "min", ("RF", "XA"), "total_fluoro_time_s", True, False,
            ("fluoroscopy time per exam",), 60.0),
    Measure("CT", "DLP per exam", "mGy·cm", ("CT",), "total_dlp_mgy_cm", True, False, ("DLP per exam",)),
    Measure("CT", "CTDIvol per acquisition", "mGy", ("CT",), "ctdivol_mgy", False, False,
            ("CTDIvol per acquisition",)),
    Measure("Mammography", "AGD per image", "mGy", ("MG",), "agd_mgy", False, True, ("AGD per image",)),
)  # fmt: skip
EXAM_GROUPS = tuple(dict.fromkeys(measure.exam_group for measure in MEASURES))


def exam_label(exam_type: str, projection: str) -> str:
    """How an exam type and projection are called on screen: "Lumbar spine LAT"."""
    return f"{exam_type} {projection}".strip()
