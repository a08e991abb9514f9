"""A made-up department that changes its mind: random exams, doses, rejects and tables, and later other ones."""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_TYPES = ("XR CHEST PA", "XR KNEE AP", "CT HEAD", "RF SWALLOW", "MG SCREENING", "no name that anybody knows")
_KINDS = ("DX", "DX", "CT", "RF", "MG", "DX")
_REASONS = ("Anatomy cut off", "Motion", "nobody knows this word", "")
_START = datetime(2026, 7, 20, 8)
_SAID = "Made-up land,edition 1,made up for the tests,2020-01-01,no,"


class Department:
    """Writes files of one department; the same seed writes the same ones."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._chance, self._number = folder, random.Random(seed), 0
        self.at = _START + timedelta(days=125)

    def _write(self, name: str, rows: list[dict[str, Any]]) -> Path:
        self._number += 1
        self.at += timedelta(minutes=1)
        path = self._folder / f"{name}_{self._number:03d}_{self.at:%Y%m%dT%H%M%S}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def _moment(self) -> datetime:
        return _START + timedelta(minutes=self._chance.randrange(120 * 24 * 60))

    def exams(self, most: int = 60) -> Path:
        """Some exams of a list of 80: what is named again is corrected, in any of its values."""
        chance, rows = self._chance, []
        for number in sorted(chance.sample(range(80), most)):
            kind = chance.randrange(len(_TYPES))
            begun = self._moment()
            rows.append(
                {
                    "accession_number": f"A{number}",
                    "study_instance_uid": f"1.2.3.{number + chance.choice((0, 0, 0, 1))}",
                    "patient_id": f"P{number % 30}", "birth_date": chance.choice(("1950-01-01", "2019-05-05", "")),
                    "exam_description": _TYPES[kind], "modality": _KINDS[kind],
                    "room": chance.choice(("Room 1", "Room 2", "")), "priority": chance.choice(("stat", "routine")),
                    "patient_class": chance.choice(("outpatient", "emergency", "")),
                    "ordered_at": begun - timedelta(minutes=chance.randrange(-30, 20_000)), "started_at": begun,
                    "ended_at": begun + timedelta(minutes=chance.randrange(1, 90)),
                    "reported_at": chance.choice((begun + timedelta(hours=chance.randrange(2, 300)), "")),
                    "status": chance.choice(("final", "completed", "cancelled")),
                    "technologist": chance.choice(("T1", "T2", "")), "student": chance.choice(("S1", "")),
                    "contrast_agent": chance.choice(("Iohexol 350", "")),
                    "contrast_volume_ml": chance.choice((80, "")),
                }
            )  # fmt: skip
        return self._write("ris", rows)

    def doses(self, most: int = 40) -> Path:
        """Exposures of some of the studies: some again, some of studies that no exam claims."""
        chance, rows = self._chance, []
        for number in sorted(chance.sample(range(95), most)):
            kind = chance.randrange(len(_TYPES))
            begun = self._moment()
            for exposure in range(chance.randrange(1, 4)):
                rows.append(
                    {
                        "study_instance_uid": f"1.2.3.{number}",
                        "accession_number": chance.choice((f"A{number}", f"A{number}", "")),
                        "event_uid": f"1.2.3.{number}.{exposure}", "patient_id": f"P{number % 30}",
                        "modality": _KINDS[kind], "room": chance.choice(("Room 1", "Room 2", "")),
                        "started_at": begun + timedelta(minutes=exposure), "event_type": "Fluoroscopy",
                        "protocol": chance.choice((_TYPES[kind], "QA PHANTOM")), "view": chance.choice(("PA", "")),
                        "patient_age_years": chance.choice((70, 40, 3, "")),
                        "dap_gy_cm2": chance.choice((round(chance.random(), 3), "")),
                        "dose_rp_mgy": round(chance.random() * 50, 1), "agd_mgy": round(chance.random() * 2, 2),
                        "ctdivol_mgy": round(chance.random() * 60, 1), "dlp_mgy_cm": round(chance.random() * 900),
                        "irradiation_duration_ms": chance.randrange(100, 60_000),
                        "exposure_index": chance.choice((chance.randrange(100, 900), "")),
                        "target_exposure_index": 300, "rejected": chance.choice(("no", "no", "yes", "")),
                    }
                )  # fmt: skip
                # The device's own, which its exposure index contradicts.
                rows[-1]["deviation_index"] = 0.5 if rows[-1]["exposure_index"] else ""
        return self._write("dose", rows)

    def rejects(self, most: int = 20) -> Path:
        """Rejected exposures; the same console numbers come again with other values."""
        chance = self._chance
        rows = [
            {
                "room": f"Room {number % 2 + 1}", "rejected_at": _START + timedelta(days=3 * number, minutes=number),
                "image_number": number, "accession_number": chance.choice((f"A{number}", "")),
                "study_instance_uid": f"1.2.3.{number}", "modality": chance.choice(("DX", "DX", "")),
                "event_uid": chance.choice((f"1.2.3.{chance.randrange(95)}.0", "")),
                "exam_description": chance.choice(_TYPES), "projection": "", "reject_reason": chance.choice(_REASONS),
                "technologist": f"T{chance.randrange(4)}", "student": chance.choice(("S1", "")),
            }
            for number in sorted(chance.sample(range(40), most))
        ]  # fmt: skip
        return self._write("rejects", rows)

    def names(self) -> Path:
        """What the words mean, otherwise than before."""
        chance = self._chance
        path = self._folder / f"exam_names_{self._number:03d}_{self.at:%Y%m%dT%H%M%S}.csv"
        self._number += 1
        self.at += timedelta(minutes=1)
        lines = ["match,text,exam_type,projection,jurisdiction,edition,source,valid_from,confirmed,note"]
        for text in _TYPES[:-1]:
            meant = chance.choice((text.title(), "Chest", "Other"))
            lines += [f"{match},{text},{meant},PA,{_SAID}" for match in ("exam", "protocol")]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def traits(self) -> Path:
        """Which exams are portable, otherwise than before."""
        path = self._folder / f"exam_traits_{self._number:03d}_{self.at:%Y%m%dT%H%M%S}.csv"
        self._number += 1
        self.at += timedelta(minutes=1)
        text = self._chance.choice(("XR CHEST*", "*KNEE*", "CT*"))
        path.write_text(
            "trait,found_in,text,jurisdiction,edition,source,valid_from,confirmed,note\n"
            f"portable,exam,{text},{_SAID}\n",
            encoding="utf-8",
        )
        return path

    def phantoms(self) -> Path:
        """Whether exposures of that protocol are quality control, otherwise than before."""
        path = self._folder / f"quality_control_patterns_{self._number:03d}_{self.at:%Y%m%dT%H%M%S}.csv"
        self._number += 1
        self.at += timedelta(minutes=1)
        counts = self._chance.choice(("yes", "no"))
        path.write_text(
            "match,text,counts,jurisdiction,edition,source,valid_from,confirmed,note\n"
            f"protocol,QA PHANTOM,{counts},{_SAID}\n",
            encoding="utf-8",
        )
        return path
