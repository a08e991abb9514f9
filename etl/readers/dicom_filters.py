"""The beam filters of an image header: materials as DICOM's code strings, thicknesses in mm (PS3.3 C.8.7.10)."""

import re
from typing import Any

from etl.readers.dicom_attributes import Attributes, pieces, plain
from etl.readers.dicom_columns import joined
from etl.readers.dicom_findings import Findings

# Named as in a dose report (PS3.16 CID 10006), so that both say the same.
MATERIALS = {
    material: f"{material.capitalize()} or {material.capitalize()} compound"
    for material in (
        "ALUMINUM COPPER EUROPIUM LEAD MOLYBDENUM NIOBIUM RHODIUM SILVER TANTALUM TIN TITANIUM TUNGSTEN".split()
    )
} | {"ALUMINIUM": "Aluminum or Aluminum compound"}


# Siemens tells material and thickness in the type, `CU_0.1_MM`.
_TYPE_WITH_THICKNESS = re.compile(r"(CU|AL)_(\d+(?:\.\d+)?)_MM")
_SYMBOLS = {"CU": "COPPER", "AL": "ALUMINUM"}


def read_header_filters(event: dict[str, Any], dataset: Attributes, findings: Findings) -> None:
    """Read materials and thicknesses as lists; a thickness pair that is the wrong way round is put right."""
    kind = plain(dataset, "FilterType") or ""
    told_by_type = _TYPE_WITH_THICKNESS.fullmatch(kind)
    written = [part for part in _split(pieces(dataset, "FilterMaterial")) if part]
    if told_by_type and len(written) < 2:
        written = [_SYMBOLS[told_by_type.group(1)]]
    materials = [MATERIALS.get(part.upper(), part) for part in written]
    if not materials and kind == "NONE":
        materials = ["No Filter"]
    event["filter_material"] = ";".join(materials) or None
    least = _thicknesses(dataset, "FilterThicknessMinimum", "filter_thickness_min_mm", len(written), findings)
    most = _thicknesses(dataset, "FilterThicknessMaximum", "filter_thickness_max_mm", len(written), findings)
    if told_by_type and not (least or most):
        least = most = [findings.checked(0, "filter_thickness_min_mm", float(told_by_type.group(2)))]
    if len(least) == len(most):
        pairs = [
            (low, high) if low is None or high is None else (min(low, high), max(low, high))
            for low, high in zip(least, most, strict=True)
        ]
        least, most = [low for low, _ in pairs], [high for _, high in pairs]
    event["filter_thickness_min_mm"] = joined(least)
    event["filter_thickness_max_mm"] = joined(most)


def _thicknesses(
    dataset: Attributes, keyword: str, column: str, filters: int, findings: Findings
) -> list[float | None]:
    """Read the thickness of each filter. A comma parts values only if there is a filter for each of them."""
    written = pieces(dataset, keyword)
    if len(written) == 1 and "," in written[0] and written[0].count(",") + 1 == filters:
        written = _split(written)
    found: list[float | None] = []
    for text in written:
        values = findings.numbers(0, column, [text])
        found.append(findings.checked(0, column, values[0]) if values else None)
    return found


def _split(written: list[str]) -> list[str]:
    """Take apart the lists that some makers write into one value, `ALUMINUM,COPPER`."""
    return [part.strip() for text in written for part in text.split(",")]
