"""Fills a database with a department of any size: exams of five years, their exposures, reports and rejects.

Straight into the tables, as the line would leave them, since the line needs hours for three million exposures: exam
types and what counts stand as they would have been worked out. The same size gives the same department.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from psycopg import sql
from sqlalchemy import Connection, Table, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, DropIndex

from db import summaries
from db.database import Database
from db.packing import pack
from db.schema.dose import dose_report, dose_study, irradiation_event
from db.schema.exams import exam
from db.schema.feeds import feed_file
from db.schema.rejects import rejected_exposure

TODAY = date(2026, 11, 24)
DAYS = 1826
# The hospital's clock is five hours behind UTC here, in summer too: only the shape of a day matters.
_SHIFT_S = 5 * 3600
_AT_ONCE = 100_000
# Ids of files, behind those of the reference tables: one of exams, one of rejects, then one per dose report.
_RIS, _LOG, _FIRST_REPORT = 901, 902, 1001
Values = dict[str, Sequence[Any]]


@dataclass(frozen=True)
class _Kind:
    """A kind of exam: how often, where, and how many exposures of which size (DAP, DLP or AGD) it gives."""

    description: str
    exam_type: str
    modality: str
    weight: float
    rooms: tuple[str, ...]
    views: tuple[str, ...] = ("",)
    exposures: int = 0
    dose: float = 0.0


_XR, _CT, _RF = ("Room 1", "Room 2", "Room 3", "Room 4", "Mobile 1", "Mobile 2"), ("CT 1", "CT 2"), ("RF 1",)
_KINDS = (
    *(
        _Kind(f"XR {name.upper()}", name, "DX", weight, _XR, ("PA", "LAT", "AP"), 3, dose)
        for name, weight, dose in (
            ("Chest", 14, 0.12), ("Knee", 5, 0.08), ("Hand", 4, 0.02), ("Foot", 4, 0.03), ("Ankle", 3, 0.03),
            ("Shoulder", 3, 0.2), ("Lumbar spine", 4, 1.5), ("Pelvis", 3, 1.4), ("Abdomen", 3, 1.6), ("Hip", 2, 0.9),
        )
    ),
    *(
        _Kind(f"CT {name.upper()}", f"CT {name.lower()}", "CT", weight, _CT, ("",), 4, dose)
        for name, weight, dose in (("Head", 8, 800.0), ("Chest", 5, 300.0), ("Abdomen", 5, 450.0), ("Spine", 2, 500.0))
    ),
    _Kind("US ABDOMEN", "US abdomen", "US", 12, ("US 1", "US 2")),
    _Kind("MR BRAIN", "MR brain", "MR", 8, ("MR 1",)),
    _Kind("MG SCREENING", "Screening mammogram", "MG", 8, ("MG 1",), ("CC", "MLO"), 4, 1.4),
    _Kind("RF BARIUM SWALLOW", "Barium swallow", "RF", 4, _RF, ("",), 8, 1.2),
    _Kind("XA ANGIOGRAPHY", "Angiography", "XA", 3, ("XA 1",), ("",), 8, 6.0),
)  # fmt: skip
_PRIORITIES, _CLASSES = ("routine", "urgent", "stat", "asap"), ("outpatient", "inpatient", "emergency")
_PEOPLE = tuple(f"T{number:02d}" for number in range(40))
_REASONS = (
    ("DCM", "111209", "Positioning"), ("DCM", "111210", "Motion blur"), ("DCM", "111211", "Under exposed"),
    ("DCM", "111212", "Over exposed"), (None, None, "nobody knows this word"), (None, None, None),
)  # fmt: skip


def fill(database: Database, exams: int) -> dict[str, int]:
    """Fill an empty migrated database; returns how many rows of what there are. Its reference tables may be loaded."""
    chance = np.random.default_rng(1)
    counts = dict.fromkeys(("exams", "exposures", "rejects"), 0)
    tables = (exam, irradiation_event, dose_study, dose_report, rejected_exposure)
    with database.write() as connection:
        indexes = [index for table in tables for index in table.indexes]
        for index in indexes:
            connection.execute(DropIndex(index))
        _put(
            connection,
            feed_file,
            _files([_RIS, _LOG], ["ris_csv", "reject_log"], "ris_2026-11-24.csv", exams),
        )
        day, second = _when(chance, exams)
        for start in range(0, exams, _AT_ONCE):
            made = _Portion(chance, day[start : start + _AT_ONCE], second[start : start + _AT_ONCE], start)
            for table, values in made.tables():
                _put(connection, table, values)
            for name, number in made.counts.items():
                counts[name] += number
        for index in indexes:
            connection.execute(CreateIndex(index))
        if connection.dialect.name == "postgresql":
            for table in (feed_file, exam, irradiation_event):
                # Rows were given their numbers; the next one comes after them.
                connection.execute(
                    text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))")
                )
    if not database.is_sqlite:
        # As autovacuum does it within a minute.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    with database.write() as connection:
        summaries.bring_up_to_date(connection)
    return counts


def _when(chance: np.random.Generator, exams: int) -> tuple[np.ndarray, np.ndarray]:
    """The day (0 is the first of five years) and the second of the hospital's day of each exam, in order."""
    days = np.arange(DAYS)
    first = TODAY - timedelta(days=DAYS - 1)
    weight = np.where((days + first.weekday()) % 7 < 5, 1.0, 0.35)
    hours = np.array(
        [1, 1, 1, 1, 1, 2, 4, 8, 12, 13, 13, 12, 11, 12, 12, 11, 9, 6, 4, 3, 3, 2, 2, 1], dtype=float
    )
    day = chance.choice(days, exams, p=weight / weight.sum())
    second = chance.choice(24, exams, p=hours / hours.sum()) * 3600 + chance.integers(0, 3600, exams)
    # Of the newest day the data know the morning only.
    second = np.where((day == DAYS - 1) & (second > 12 * 3600), second // 2, second)
    order = np.lexsort((second, day))
    return day[order], second[order]


class _Portion:
    """Some exams and everything that belongs to them."""

    def __init__(self, chance: np.random.Generator, day: np.ndarray, second: np.ndarray, first: int) -> None:
        self._chance, self._first, self._many = chance, first, len(day)
        weights = np.array([kind.weight for kind in _KINDS])
        self._kind = chance.choice(len(_KINDS), self._many, p=weights / weights.sum())
        self._day = day
        start = np.datetime64(TODAY - timedelta(days=DAYS - 1), "s")
        self._begun = start + day * 86400 + second + _SHIFT_S
        self._dates = [TODAY - timedelta(days=DAYS - 1 - int(one)) for one in day]
        self._age = np.round(chance.beta(2.2, 1.6, self._many) * 95, 2)
        self._room = [_KINDS[kind].rooms[chance_ % len(_KINDS[kind].rooms)] for kind, chance_ in zip(
            self._kind, chance.integers(0, 12, self._many).tolist(), strict=True)]  # fmt: skip
        self.counts: dict[str, int] = {"exams": self._many}

    def tables(self) -> Iterator[tuple[Table, Values]]:
        yield exam, self._exams()
        yield from self._doses()
        yield rejected_exposure, self._rejects()

    def _numbers(self) -> range:
        return range(self._first, self._first + self._many)

    def _of_kind(self, name: str) -> list[Any]:
        words = [getattr(kind, name) for kind in _KINDS]
        return [words[kind] for kind in self._kind]

    def _exams(self) -> Values:
        chance, many = self._chance, self._many
        patient = chance.choice(3, many, p=(0.55, 0.27, 0.18))
        took = (chance.lognormal(2.4, 0.5, many) * 60).astype(int)
        waited = (chance.lognormal(3.2, 0.9, many) * 60).astype(int)
        ahead = np.where(patient == 0, chance.integers(1, 20, many) * 86400, waited)
        report = (chance.lognormal(4.3, 1.0, many) * 60).astype(int)
        ended = self._begun + took
        final = ended + report
        # What was done last has no report yet, and one in forty was not done at all.
        unread = (self._day >= DAYS - 2) & (chance.random(many) < 0.4)
        off = chance.random(many) < 0.025
        contrast = np.isin(
            self._kind, [place for place, kind in enumerate(_KINDS) if kind.modality == "CT"]
        ) & (chance.random(many) < 0.5)
        missing = chance.random(many) < 0.01
        agent = chance.integers(0, 3, many)
        return {
            "exam_key": [f"{number:032x}" for number in self._numbers()],
            "study_key": [f"5{number:031x}" for number in self._numbers()],
            "patient_key": [f"9{number:031x}" for number in chance.integers(0, 400_000, many)],
            "exam_description": self._of_kind("description"),
            "exam_type": self._of_kind("exam_type"),
            "modality": self._of_kind("modality"),
            "room": self._room,
            "priority": _words(_PRIORITIES, chance.choice(4, many, p=(0.7, 0.14, 0.12, 0.04))),
            "patient_class": _words(_CLASSES, patient),
            "patient_age_years": self._age.tolist(),
            "technologist": _words(_PEOPLE, chance.integers(0, 40, many)),
            "student": _where(chance.random(many) < 0.1, ["S1"] * many),
            "contrast_agent": _where(
                contrast, _words(("Iohexol 350", "Iodixanol 320", "Iopamidol 300"), agent)
            ),
            "contrast_volume_ml": _where(contrast, (chance.integers(8, 24, many) * 5.0).tolist()),
            "ordered_at": _moments(self._begun - ahead),
            "scheduled_at": _where(patient == 0, _moments(self._begun - (waited // 3))),
            "arrived_at": _moments(self._begun - (waited // 2)),
            "started_at": _where(~missing, _moments(self._begun)),
            "ended_at": _where(~off, _moments(ended)),
            "reported_at": _where(~(unread | off), _moments(final)),
            "local_date": self._dates,
            "status": _words(("final", "completed", "cancelled"), np.where(off, 2, np.where(unread, 1, 0))),
            **_provenance(_RIS, many),
        }

    def _doses(self) -> Iterator[tuple[Table, Values]]:
        chance = self._chance
        # A few have found no counterpart: exams without a dose, doses without an exam, names nobody mapped.
        lacking = chance.random(self._many) < 0.02
        with_dose = [
            place for place in range(self._many) if _KINDS[self._kind[place]].exposures and not lacking[place]
        ]
        kinds = [_KINDS[self._kind[place]] for place in with_dose]
        numbers = np.array(with_dose)
        files = [_FIRST_REPORT + self._first + place for place in with_dose]
        stray = (chance.random(len(with_dose)) < 0.005).tolist()
        study = [
            f"{'6' if alone else '5'}{self._first + place:031x}"
            for place, alone in zip(with_dose, stray, strict=True)
        ]
        key = [
            None if alone else f"{self._first + place:032x}"
            for place, alone in zip(with_dose, stray, strict=True)
        ]
        times = np.array([kind.exposures for kind in kinds])
        of = np.repeat(np.arange(len(with_dose)), times)
        total = int(times.sum())
        self.counts["exposures"] = total
        index = np.arange(total) - np.repeat(np.cumsum(times) - times, times)
        base = np.array([kind.dose for kind in kinds])
        dose = np.round(base[of] * chance.lognormal(0, 0.45, total), 4)
        dates = [self._dates[place] for place in with_dose]
        begun = self._begun[numbers]
        text_of_begun = _moments(begun)
        modality = [kind.modality for kind in kinds]
        unmapped = (chance.random(len(with_dose)) < 0.005).tolist()
        types = [None if unknown else kind.exam_type for kind, unknown in zip(kinds, unmapped, strict=True)]
        # A study is of one day and room, as its exam is.
        rooms, ages = [self._room[place] for place in with_dose], self._age[numbers].tolist()
        is_ = {name: np.array([one == name for one in modality])[of] for name in ("DX", "CT", "MG")}
        fluoro = np.array([one in ("RF", "XA") for one in modality])[of]
        sums = {
            name: np.bincount(of, np.where(mask, dose, 0.0), len(with_dose)).round(4)
            for name, mask in (("dap", is_["DX"] | fluoro), ("dlp", is_["CT"]), ("rp", fluoro))
        }
        seconds = np.round(chance.lognormal(5, 0.6, len(with_dose)), 0)
        is_ct, is_fluoro = is_["CT"], fluoro
        first = np.cumsum(times) - times
        ct, rf = is_ct[first], is_fluoro[first]
        odd = chance.random(len(with_dose)) < 0.002
        told = {name: np.where(odd, values * 1.2, values).tolist() for name, values in sums.items()}
        yield feed_file, _files(files, ["rdsr"] * len(files), "dose.dcm", 1, text_of_begun)
        yield dose_report, {
            "report_kind": ["rdsr"] * len(files), "study_key": study, "exam_key": key, "modality": modality,
            "content_at": text_of_begun, "study_at": text_of_begun, "study_date": dates,
            "manufacturer": ["Made-up"] * len(files), "model_name": ["M1"] * len(files),
            "device_serial_number": [f"SN {room}" for room in rooms], "station_name": rooms,
            "patient_age_years": ages, "event_count": times.tolist(),
            "sum_event_dap_gy_cm2": _where(~ct, sums["dap"].tolist()),
            "total_dap_gy_cm2": _where(~ct, told["dap"]),
            "sum_event_dlp_mgy_cm": _where(ct, sums["dlp"].tolist()),
            "total_dlp_mgy_cm": _where(ct, told["dlp"]),
            "in_force": [True] * len(files), **_provenance(files, len(files)),
        }  # fmt: skip
        yield dose_study, {
            "study_key": study, "exam_key": key, "modality": modality, "local_date": dates,
            "exam_description": [kind.description for kind in kinds], "exam_type": types, "room": rooms,
            "patient_age_years": ages, "event_count": times.tolist(), "report_count": [1] * len(files),
            "total_dap_gy_cm2": _where(~ct, sums["dap"].tolist()),
            "total_dlp_mgy_cm": _where(ct, sums["dlp"].tolist()),
            "total_dose_rp_mgy": _where(rf, (sums["rp"] * 8).tolist()),
            "total_fluoro_time_s": _where(rf, seconds.tolist()),
        }  # fmt: skip
        index_value = np.round(300 * chance.lognormal(0, 0.25, total), 1)
        views = [kinds[place].views[turn % len(kinds[place].views)] or None for place, turn in zip(
            of.tolist(), index.tolist(), strict=True)]  # fmt: skip
        pick = of.tolist()
        yield irradiation_event, {
            "event_index": index.tolist(), "report_kind": ["rdsr"] * total, "study_key": [study[p] for p in pick],
            "event_key": [f"e{self._first + with_dose[p]:027x}{turn:04x}" for p, turn in zip(
                pick, index.tolist(), strict=True)],
            "exam_key": [key[p] for p in pick], "modality": [modality[p] for p in pick],
            "room": [rooms[p] for p in pick], "started_at": _moments(begun[of] + index * 20),
            "local_date": [dates[p] for p in pick], "exam_type": [types[p] for p in pick], "projection": views,
            "patient_age_years": [ages[p] for p in pick], "protocol": [kinds[p].description for p in pick],
            "joined_by": _where(chance.random(total) < 0.001, ["unmatched"] * total),
            "ct_acquisition_type": _where(is_ct, ["Spiral Acquisition"] * total),
            "dap_gy_cm2": _where(is_["DX"] | fluoro, dose.tolist()),
            "dose_rp_mgy": _where(fluoro, np.round(dose * 8, 4).tolist()),
            "agd_mgy": _where(is_["MG"], dose.tolist()),
            "ctdivol_mgy": _where(is_ct, np.round(dose / 35, 3).tolist()),
            "dlp_mgy_cm": _where(is_ct, dose.tolist()),
            "exposure_index": _where(is_["DX"], index_value.tolist()),
            "target_exposure_index": _where(is_["DX"], [300.0] * total),
            "computed_deviation_index": _where(is_["DX"], np.round(10 * np.log10(index_value / 300), 3).tolist()),
            "deviation_index_differs": _where(
                is_["DX"], (chance.random(total) < 0.003).tolist()
            ),
            "rejected": [False] * total, "is_quality_control": [False] * total, "in_force": [True] * total,
            **_provenance([files[p] for p in pick], total),
        }  # fmt: skip

    def _rejects(self) -> Values:
        chance = self._chance
        radiographs = np.array([kind.modality == "DX" for kind in _KINDS])[self._kind]
        places = np.flatnonzero(radiographs & (chance.random(self._many) < 0.2)).tolist()
        many = len(places)
        self.counts["rejects"] = many
        why = chance.choice(len(_REASONS), many, p=(0.5, 0.2, 0.1, 0.1, 0.05, 0.05))
        return {
            "room": [self._room[place] for place in places],
            "rejected_at": _moments(self._begun[places] + 30),
            "image_number": [str(self._first + place) for place in places],
            "local_date": [self._dates[place] for place in places],
            "exam_key": [f"{self._first + place:032x}" for place in places],
            "study_key": [f"5{self._first + place:031x}" for place in places],
            "modality": ["DX"] * many,
            "exam_type": [_KINDS[self._kind[place]].exam_type for place in places],
            "projection": _words(("PA", "LAT", "AP"), chance.integers(0, 3, many)),
            **{
                name: [_REASONS[one][part] for one in why.tolist()]
                for part, name in enumerate(("reason_scheme", "reason_code", "reason_text"))
            },
            "technologist": _words(_PEOPLE, chance.integers(0, 40, many)),
            **_provenance(_LOG, many),
        }


def _files(
    ids: Sequence[int], sources: Sequence[str], name: str, rows: int, as_of: Sequence[str] | None = None
) -> Values:
    many = len(ids)
    # Just now, by the clock of that day.
    told = (
        as_of or [datetime(TODAY.year, TODAY.month, TODAY.day, 16, 30).isoformat(" ", "microseconds")] * many
    )
    return {
        "id": list(ids), "sha256": [f"{number:064x}" for number in ids], "name": [name] * many, "source": sources,
        "size_bytes": [9_000] * many, "outcome": ["loaded"] * many, "rows_in": [rows] * many,
        "rows_loaded": [rows] * many, "rows_unchanged": [0] * many, "rows_superseded": [0] * many,
        "rows_quarantined": [0] * many, "blank_lines": [0] * many, "attempts": [1] * many,
        **dict.fromkeys(("data_as_of", "first_seen_at", "last_seen_at", "started_at", "ended_at"), told),
    }  # fmt: skip


def _provenance(file_id: int | Sequence[int], many: int) -> Values:
    files = [file_id] * many if isinstance(file_id, int) else file_id
    return {"file_id": files, "line_number": range(1, many + 1), "source_order": [1] * many}


def _words(words: Sequence[str], places: np.ndarray) -> list[str]:
    return [words[place] for place in places.tolist()]


def _where(mask: np.ndarray, values: Sequence[Any]) -> list[Any]:
    return [value if here else None for here, value in zip(mask.tolist(), values, strict=True)]


def _moments(values: np.ndarray) -> list[str]:
    return [f"{one[:10]} {one[11:]}.000000" for one in np.datetime_as_string(values, "s").tolist()]


def _put(connection: Connection, table: Table, values: Mapping[str, Sequence[Any]]) -> None:
    packed = pack(table, {name: list(column) for name, column in values.items()}, connection.dialect.name)
    driver = connection.connection.driver_connection
    assert driver is not None
    if isinstance(packed.rows, str):
        names = sql.SQL(", ").join(map(sql.Identifier, packed.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(packed.rows)
        return
    adding = insert(table).compile(dialect=sqlite.dialect(), column_keys=packed.columns)
    assert tuple(adding.positiontup or ()) == packed.columns
    driver.executemany(str(adding), packed.rows)
