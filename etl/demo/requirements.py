"""Which competencies do the made-up interns have, and which exam counts for which? From the list of radops."""

import csv
from pathlib import Path

_LIST = Path(__file__).resolve().parents[2] / "db" / "reference" / "competency_requirements.csv"


def _read() -> list[dict[str, str]]:
    with _LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_ROWS = _read()
CARE = [row["requirement"] for row in _ROWS if row["requirement_kind"] == "patient_care"]
MANDATORY = [row["requirement"] for row in _ROWS if row["requirement_kind"] == "mandatory"]
HEAD = [row["requirement"] for row in _ROWS if "head" in row["requirement_groups"].split(";")]
FLUOROSCOPY = [row["requirement"] for row in _ROWS if "fluoroscopy" in row["requirement_groups"].split(";")]
ELECTIVES = [
    row["requirement"]
    for row in _ROWS
    if row["requirement_kind"] == "elective" and row["requirement"] not in {*HEAD, *FLUOROSCOPY}
]
# What the interns of the story do on a phantom: one more than the cap has room for.
SIMULATED = [
    row["requirement"]
    for row in _ROWS
    if row["may_be_simulated"] == "yes" and row["requirement_kind"] == "mandatory"
][:11]
OF_EXAM = {
    "DXCHEST2": "Chest Routine", "DXCHEST1": "Chest (mobile)", "DXABD": "Abdomen Supine", "DXLSPINE": "Lumbar Spine",
    "DXTSPINE": "Thoracic Spine", "DXCSPINE": "Cervical Spine", "DXPELVIS": "Pelvis", "DXHIP": "Hip",
    "DXSHLDR": "Shoulder", "DXKNEE": "Knee", "DXHAND": "Hand", "DXWRIST": "Wrist", "DXFOOT": "Foot", "DXANKLE": "Ankle",
}  # fmt: skip
