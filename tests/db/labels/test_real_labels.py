"""Labels of real boxes and of published examples, with what they mean."""

import csv
from typing import Any

import pytest

from db.labels import gtin_14, read
from tests.real import MISSING, REAL

pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not REAL.exists(), reason=MISSING)]


def rows(name: str) -> list[dict[str, str]]:
    with (REAL / "udi" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_hibc_labels_mean_what_their_sources_say() -> None:
    for row in rows("hibc_vectors.csv"):
        found: dict[str, Any] = read(row["barcode"]).as_answer()
        told = [str(found[name] or "") for name in ("lot", "serial", "expiry", "quantity")]
        assert told == [row["lot"], row["serial"], row["expiry"], row["qty"]], row["barcode"]
        assert found["warnings"] == []


def test_gs1_labels_mean_what_biip_says_and_doubtful_ones_are_told() -> None:
    for row in rows("gs1_vectors.csv"):
        found = read(row["raw_fnc1_as_<GS>"])
        if not row["biip_error"]:
            told = [str(found.as_answer()[name] or "") for name in ("lot", "serial", "expiry")]
            assert told == [row["lot"], row["serial"], row["expiry"]], row["note"]
            assert (found.gtin is not None) == (row["gtin_ok"] == "True"), row["note"]
        is_doubtful = row["biip_error"] or row["gtin_ok"] == "False" or "swallowed" in row["note"]
        assert bool(found.warnings) == bool(is_doubtful), row["note"]


def test_labels_that_biip_gives_up_at_still_name_their_item() -> None:
    damaged = [row for row in rows("gs1_vectors.csv") if row["biip_error"]]
    assert len(damaged) == 4
    assert all(read(row["raw_fnc1_as_<GS>"]).gtin for row in damaged)


def test_every_device_of_the_register_is_known_by_its_code() -> None:
    devices = [row for row in rows("gudid_radiology_subset_2016.csv") if row["issuingAgency"] == "GS1"]
    assert len(devices) > 100
    for row in devices:
        label = read(f"01{row['primaryDI']}1727063010LOT42A")
        assert label.code == gtin_14(row["primaryDI"])
        assert label.warnings == ()
