"""Which exposures does an exam make, and with what dose? Log-normal around the medians of the catalogue."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from etl.demo.catalogue import CtScan, Fluoroscopy, Projection, ct_scans, fluoroscopies, projections
from etl.demo.chance import chance, made_up_uid, significant, spread
from etl.demo.department import Department
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.rooms import ROOMS, detector_drift, deviation_sign, story_factor

# The patient's build moves all exposures of an exam; positioning and dose control move each.
_BUILD, _EACH = 0.19, 0.16
# An exposure with far more dose than usual, which somebody will have to explain.
_OUTLIER_PERCENT, _OUTLIER_FACTORS = 0.45, (3.3, 4.4)
# Where a room's story raises the dose, it makes outliers too.
_STORY_OUTLIER_PERCENT, _STORY_OUTLIER_FACTORS = 12, (2.6, 3.3)
_FLUORO_FIELD_CM2 = 110.0
# Which part of the time the beam of pulsed fluoroscopy is on.
_BEAM_ON = 0.08


def exposures_of(department: Department, exam: Exam) -> list[Exposure]:
    """All exposures of an exam, in order of time; none when it was not done or its doses were not sent."""
    if not exam.dose_sent or exam.started_at is None or exam.ended_at is None:
        return []
    draw = chance(department.seed, exam.day, exam.number, "exposures")
    build = spread(draw, _BUILD) * _child_factor(exam)
    if exam.procedure.modality == "CT":
        found = list(_scans(draw, exam, build))
    elif exam.procedure.modality == "RF":
        found = list(_fluoroscopy(draw, exam, build))
    else:
        found = list(_radiographs(draw, exam, build, department.story_day))
    length = exam.ended_at - exam.started_at
    return [
        replace(
            exposure,
            event_uid=made_up_uid(department.seed, "event", exam.day, exam.number, place),
            started_at=(exam.started_at + length * ((place + 0.6) / (len(found) + 1))).replace(microsecond=0),
        )
        for place, exposure in enumerate(found)
    ]


def _radiographs(draw: Random, exam: Exam, build: float, story_day: date) -> Iterator[Exposure]:
    side = draw.choice(("Left", "Right"))
    for projection in projections()[exam.procedure.exam_code]:
        # A reject is taken again, so that its projection is there twice.
        while draw.random() * 100 < projection.reject_percent * (1.5 if exam.student else 1):
            yield _radiograph(draw, exam, projection, side, build, story_day, rejected=True)
        yield _radiograph(draw, exam, projection, side, build, story_day, rejected=False)


def _radiograph(
    draw: Random,
    exam: Exam,
    projection: Projection,
    side: str,
    build: float,
    story_day: date,
    *,
    rejected: bool,
) -> Exposure:
    room = ROOMS[exam.room]
    each = spread(draw, _EACH)
    story = story_factor(exam.room, projection.protocol, exam.day, story_day)
    percent, factors = (
        (_STORY_OUTLIER_PERCENT, _STORY_OUTLIER_FACTORS)
        if story > 1
        else (_OUTLIER_PERCENT, _OUTLIER_FACTORS)
    )
    outlier = draw.uniform(*factors) if draw.random() * 100 < percent else 1.0
    factor = build * each * story * outlier
    dap = significant(projection.dap_gy_cm2 * room.dose_factor * factor)
    exposure_mas = round(max(projection.exposure_mas * factor, 0.1), 2)
    # The dose at the detector follows the single exposure: a larger patient gets more, the detector does not.
    drift = detector_drift(exam.room, exam.day, story_day)
    index = round(
        projection.target_exposure_index * (each * story * outlier) ** 0.9 * spread(draw, 0.2) * drift
    )
    sign = deviation_sign(exam.room, exam.day, story_day)
    # mGy: Gy.cm2 over cm2 is Gy.
    entrance = significant(dap / projection.field_cm2 * 1000)
    return Exposure(
        event_uid="",
        kind="radiograph",
        started_at=exam.ready_at,
        protocol=projection.protocol,
        region_code=projection.region_code,
        region=projection.region,
        view=projection.view,
        laterality=side if projection.sided else "",
        dap_gy_cm2=dap,
        dose_rp_mgy=entrance if room.sends_reports else None,
        entrance_exposure_rp_mgy=None if room.sends_reports else entrance,
        kvp_kv=projection.kvp_kv + draw.choice((-2, 0, 0, 0, 0, 2)),
        tube_current_ma=projection.tube_current_ma,
        exposure_mas=exposure_mas,
        exposure_time_ms=max(1.0, round(exposure_mas / projection.tube_current_ma * 1000)),
        exposure_index=index,
        target_exposure_index=projection.target_exposure_index,
        deviation_index=round(sign * 10 * math.log10(index / projection.target_exposure_index), 1),
        source_to_detector_mm=projection.source_to_detector_mm,
        rejected=rejected,
    )


def _fluoroscopy(draw: Random, exam: Exam, build: float) -> Iterator[Exposure]:
    """Runs of fluoroscopy with spot images between them; two thirds of the dose is fluoroscopy."""
    usual = fluoroscopies()[exam.procedure.exam_code]
    outlier = draw.uniform(*_OUTLIER_FACTORS) if draw.random() < 0.02 else 1.0
    effort = spread(draw, 0.3)
    dap = usual.dap_gy_cm2 * build * effort * outlier
    spots = max(2, round(usual.spot_images * spread(draw, 0.25)))
    runs = draw.randint(4, 9)
    kinds = ["fluoroscopy"] * runs + ["spot"] * spots
    draw.shuffle(kinds)
    kinds = ["fluoroscopy", *kinds]
    shares = [draw.uniform(0.5, 1.5) for _ in kinds]
    sums = {kind: sum(s for s, k in zip(shares, kinds, strict=True) if k == kind) for kind in set(kinds)}
    for kind, weight in zip(kinds, shares, strict=True):
        share = weight / sums[kind]
        part = dap * share * (0.66 if kind == "fluoroscopy" else 0.34)
        if kind == "fluoroscopy":
            held_ms = usual.seconds * effort * share * 1000
            run = _run(draw, exam, usual, kind, part, max(1.0, round(held_ms * _BEAM_ON)))
            yield replace(run, irradiation_duration_ms=round(held_ms))
        else:
            yield _run(draw, exam, usual, kind, part, max(1.0, round(draw.uniform(25, 70))))


def _run(draw: Random, exam: Exam, usual: Fluoroscopy, kind: str, dap: float, beam_ms: float) -> Exposure:
    current = round(usual.tube_current_ma * (1 if kind == "fluoroscopy" else 4) * spread(draw, 0.1))
    return Exposure(
        event_uid="",
        kind=kind,
        started_at=exam.ready_at,
        protocol=usual.protocol,
        region_code=usual.region_code,
        region=usual.region,
        dap_gy_cm2=significant(dap),
        dose_rp_mgy=significant(dap / _FLUORO_FIELD_CM2 * 1000),
        kvp_kv=usual.kvp_kv + draw.randint(-3, 3),
        tube_current_ma=current,
        exposure_mas=round(current * beam_ms / 1000, 2),
        exposure_time_ms=beam_ms,
        source_to_detector_mm=1150,
    )


def _scans(draw: Random, exam: Exam, build: float) -> Iterator[Exposure]:
    for scan in ct_scans()[exam.procedure.exam_code]:
        yield _scan(draw, exam, scan, build)
        # A second phase, with contrast: what makes one abdomen twice the dose of another.
        if scan.acquisition == "spiral" and exam.procedure.body_part == "Abdomen" and draw.random() < 0.3:
            yield _scan(draw, exam, scan, build)


def _scan(draw: Random, exam: Exam, scan: CtScan, build: float) -> Exposure:
    size = build**0.6 if scan.phantom == "head" else build
    length = round(scan.length_mm * spread(draw, 0.06))
    ctdivol = None if scan.ctdivol_mgy is None else round(scan.ctdivol_mgy * size * spread(draw, 0.1), 2)
    return Exposure(
        event_uid="",
        kind=scan.acquisition,
        started_at=exam.ready_at,
        protocol=scan.protocol,
        region_code=scan.region_code,
        region=scan.region,
        ctdivol_mgy=ctdivol,
        # mGy.cm: CTDIvol times the length in cm.
        dlp_mgy_cm=None if ctdivol is None else round(ctdivol * length / 10, 1),
        kvp_kv=scan.kvp_kv,
        tube_current_ma=round(scan.tube_current_ma * (size if scan.phantom else 1)),
        exposure_time_ms=round(scan.seconds * length / scan.length_mm * 1000),
        scanning_length_mm=length,
        phantom=scan.phantom,
        pitch_factor=scan.pitch,
    )


def _child_factor(exam: Exam) -> float:
    """A child's dose as a share of an adult's; ages in years."""
    age = (exam.day - exam.patient.birth_date).days / 365.25
    return 1.0 if age >= 16 else ((age + 2) / 18) ** 1.4
