"""Glandular dose by breast (PS3.16 TID 10005): the side is a modifier of the total, and the order is not fixed."""

from typing import Any

from etl.readers.dicom_findings import Findings
from etl.readers.dicom_sr import Item
from etl.readers.dicom_units import DOSE_MGY

ACCUMULATED_GLANDULAR_DOSE = "111637"
_SIDE = ("G-C171", "272741003")

# Side or breast, in SNOMED RT and in SNOMED CT.
LEFT = frozenset(("T-04030", "G-A101", "80248007", "7771000"))
RIGHT = frozenset(("T-04020", "G-A100", "73056007", "24028007"))


def read_glandular_totals(report: dict[str, Any], containers: list[Item], findings: Findings) -> bool:
    """Read the accumulated average glandular dose of each breast in mGy; return whether there is any."""
    present = False
    for container in containers:
        for item in container.within(ACCUMULATED_GLANDULAR_DOSE):
            present = True
            side = item.first(*_SIDE)
            code = side.coded() if side else None
            if code in LEFT:
                column = "total_agd_left_mgy"
            elif code in RIGHT:
                column = "total_agd_right_mgy"
            else:
                findings.set_aside(None, "total_agd_left_mgy", "laterality", "left or right breast")
                continue
            values = item.values(None, column, DOSE_MGY, findings)
            if values:
                total = (report[column] or 0) + values[0]
                report[column] = findings.checked(None, column, total)
    return present
