"""Which exams does the made-up department do, where, and what do their exposures usually give? Read from its tables."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"
CLASSES = ("outpatient", "inpatient", "emergency")


@dataclass(frozen=True, slots=True)
class Procedure:
    """An exam that can be ordered, the rooms that do it with their weights, and how often each patient class has it."""

    exam_code: str
    description: str
    modality: str
    body_part: str
    rooms: tuple[str, ...]
    room_weights: tuple[float, ...]
    weights: dict[str, float]
    minutes: float


@dataclass(frozen=True, slots=True)
class Projection:
    """One radiograph of an exam; doses and settings are medians for an adult."""

    protocol: str
    region_code: str
    region: str
    view: str
    sided: bool
    dap_gy_cm2: float
    kvp_kv: float
    exposure_mas: float
    tube_current_ma: float
    source_to_detector_mm: float
    field_cm2: float
    target_exposure_index: float
    reject_percent: float


@dataclass(frozen=True, slots=True)
class Fluoroscopy:
    """A fluoroscopic exam; the dose is that of the whole study."""

    protocol: str
    region_code: str
    region: str
    dap_gy_cm2: float
    kvp_kv: float
    tube_current_ma: float
    seconds: float
    spot_images: float


@dataclass(frozen=True, slots=True)
class CtScan:
    """One CT acquisition; a scout has no CTDIvol here, as with some makers."""

    protocol: str
    region_code: str
    region: str
    acquisition: str
    ctdivol_mgy: float | None
    length_mm: float
    kvp_kv: float
    tube_current_ma: float
    seconds: float
    phantom: str
    pitch: float | None


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside this module, as text."""
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def procedures() -> tuple[Procedure, ...]:
    """All exams that can be ordered."""
    return tuple(_procedure(row) for row in table("procedures"))


@lru_cache
def projections() -> dict[str, tuple[Projection, ...]]:
    """Exam code -> its radiographs, in the order in which they are taken."""
    found: dict[str, tuple[Projection, ...]] = {}
    for row in table("projections"):
        words = (row["protocol"], row["region_code"], row["region"], row["view"], row["sided"] == "yes")
        figures = [float(value) for value in list(row.values())[6:]]
        found[row["exam_code"]] = (*found.get(row["exam_code"], ()), Projection(*words, *figures))
    return found


@lru_cache
def fluoroscopies() -> dict[str, Fluoroscopy]:
    """Exam code -> its fluoroscopy."""
    return {
        row["exam_code"]: Fluoroscopy(
            row["protocol"], row["region_code"], row["region"], *(float(v) for v in list(row.values())[4:])
        )
        for row in table("fluoroscopy")
    }


@lru_cache
def ct_scans() -> dict[str, tuple[CtScan, ...]]:
    """Exam code -> its scout and scans."""
    found: dict[str, tuple[CtScan, ...]] = {}
    for row in table("ct_scans"):
        scan = CtScan(
            row["protocol"],
            row["region_code"],
            row["region"],
            row["acquisition"],
            float(row["ctdivol_mgy"]) if row["ctdivol_mgy"] else None,
            float(row["length_mm"]),
            float(row["kvp_kv"]),
            float(row["tube_current_ma"]),
            float(row["seconds"]),
            row["phantom"],
            float(row["pitch"]) if row["pitch"] else None,
        )
        found[row["exam_code"]] = (*found.get(row["exam_code"], ()), scan)
    return found


def _procedure(row: dict[str, str]) -> Procedure:
    rooms = [entry.split(":") for entry in row["rooms"].split(";")]
    return Procedure(
        exam_code=row["exam_code"],
        description=row["description"],
        modality=row["modality"],
        body_part=row["body_part"],
        rooms=tuple(name for name, _ in rooms),
        room_weights=tuple(float(weight) for _, weight in rooms),
        weights={name: float(row[name]) for name in CLASSES},
        minutes=float(row["minutes"]),
    )
