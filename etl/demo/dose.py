"""What dose did each exposure give? The export of a dose system, a file a day, until the devices' own reports begin."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain

from etl.demo.csv_text import csv_bytes, number
from etl.demo.department import DemoFile, Department
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.exposures import exposures_of
from etl.demo.plan import exams_of
from etl.demo.told_as import days_as_export, export_name
from etl.demo.wall_time import to_local

HEADER = (
    "study_instance_uid,accession_number,event_uid,patient_id,modality,room,started_at,exam_description,event_type,protocol,"
    "target_region,view,laterality,patient_age_years,dap_gy_cm2,dose_rp_mgy,entrance_exposure_rp_mgy,agd_mgy,"
    "ctdivol_mgy,dlp_mgy_cm,kvp_kv,tube_current_ma,exposure_mas,exposure_time_ms,irradiation_duration_ms,exposure_index,"
    "target_exposure_index,deviation_index,source_to_detector_mm,rejected"
).split(",")
# A dose system tells runs of fluoroscopy from the images between them.
_EVENT_TYPES = {"fluoroscopy": "Fluoroscopy", "spot": "Stationary Acquisition"}


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each day that is over, except those whose doses come as DICOM objects."""
    for day in days_as_export(department):
        yield f"dose/{export_name(day)}", partial(_export, department, (day,))


def month(department: Department, days: Sequence[date]) -> Iterator[DemoFile]:
    """One file for the days of a month that is over."""
    yield f"dose/dose_month_{days[-1]:%Y-%m-%d}_2359.csv", partial(_export, department, days)


def _export(department: Department, days: Sequence[date]) -> bytes:
    return csv_bytes(HEADER, chain.from_iterable(_rows(department, day) for day in days))


def _rows(department: Department, day: date) -> list[list[str]]:
    rows = (
        _row(department, exam, exposure)
        for exam in exams_of(department, day)
        for exposure in exposures_of(department, exam)
    )
    return sorted(rows, key=lambda row: row[6])


def _row(department: Department, exam: Exam, exposure: Exposure) -> list[str]:
    return [
        exam.study_instance_uid,
        exam.accession_number,
        exposure.event_uid,
        exam.patient.patient_id,
        exam.procedure.modality,
        exam.unit,
        f"{to_local(exposure.started_at, department.zone):%Y-%m-%d %H:%M:%S}",
        exam.procedure.description,
        _EVENT_TYPES.get(exposure.kind, ""),
        exposure.protocol,
        exposure.region,
        exposure.view,
        exposure.laterality,
        f"{(exam.day - exam.patient.birth_date).days / 365.25:.2f}",
        number(exposure.dap_gy_cm2),
        number(exposure.dose_rp_mgy),
        number(exposure.entrance_exposure_rp_mgy),
        "",
        number(exposure.ctdivol_mgy),
        number(exposure.dlp_mgy_cm),
        number(exposure.kvp_kv),
        number(exposure.tube_current_ma),
        number(exposure.exposure_mas),
        number(exposure.exposure_time_ms),
        number(exposure.irradiation_duration_ms),
        number(exposure.exposure_index),
        number(exposure.target_exposure_index),
        number(exposure.deviation_index),
        number(exposure.source_to_detector_mm),
        {True: "yes", False: "no", None: ""}[exposure.rejected],
    ]
