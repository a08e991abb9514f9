"""What the exports say of real dose files is what stands in those files."""

import csv
import math
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from db.database import Database
from db.exports import EXPORTS, Asked, as_text, rows_of
from db.privacy import Keyring
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.real import REAL

pytestmark = pytest.mark.real_data

DICOM = REAL / "dicom"
ASKED = Asked(today=date(2026, 11, 24), limits="", alara="", drl="")


def expected():
    with (DICOM / "expected.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns():
    with (DICOM / "columns.csv").open(newline="", encoding="utf-8") as file:
        return {(row["scope"], row["quantity"]): row for row in csv.DictReader(file)}


def export(database, name):
    with database.read() as connection:
        rows = rows_of(connection, EXPORTS[name], ASKED)
        header = next(rows)
        return [dict(zip(header, (as_text(value) for value in row), strict=True)) for row in rows]


def agree(found, wanted, unit, quantity):
    if wanted == "" or found == "":
        return found == wanted
    if unit in ("", "ISO"):
        return found == wanted
    parts, others = found.split(";"), wanted.split(";")
    if len(parts) != len(others):
        return False
    if quantity == "patient_age_years":
        return abs(float(found) - float(wanted)) <= 0.1
    return all(
        math.isclose(float(a), float(b), rel_tol=1e-4, abs_tol=1e-9)
        for a, b in zip(parts, others, strict=True)
    )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(request, make_module_database):
    database = Database(make_module_database(request.param))
    outcomes = list(load_files(sorted(DICOM.glob("*.dcm")), line_to(database)))
    yield database, {Path(outcome.file).name: outcome for outcome in outcomes}
    database.close()


def test_every_value_of_every_file_is_found_when_all_are_in_one_database(loaded, capsys):
    database, _ = loaded
    reports = {row["file"]: row for row in export(database, "dose_reports")}
    events = {(row["file"], row["event_index"]): row for row in export(database, "irradiation_events")}
    matched: Counter[str] = Counter()
    missed = []
    for row in expected():
        column = columns().get((row["scope"], row["quantity"])) if "|" not in row["file"] else None
        if column is None:
            continue
        source = (
            reports.get(row["file"])
            if row["scope"] == "study"
            else events.get((row["file"], row["event_index"]))
        )
        found = source[column["column"]] if source is not None else "no such row"
        if agree(found, row["value"], column["unit"], row["quantity"]):
            matched[row["modality"]] += 1
        else:
            missed.append(
                (row["modality"], row["file"], row["event_index"], row["quantity"], row["value"], found)
            )
    with capsys.disabled():
        print(f"\nreal dose values: {sum(matched.values())} match {dict(matched)}, {len(missed)} do not")
    assert missed == []
    assert sum(matched.values()) > 2_000


SINGLE = sorted({row["file"] for row in expected() if "|" not in row["file"]}) if REAL.exists() else []


@pytest.mark.parametrize("name", SINGLE)
def test_every_value_of_a_file_is_found_when_it_is_loaded_by_itself(name, sqlite_url):
    database = Database(sqlite_url)
    list(load_files([DICOM / name], line_to(database)))
    reports, events = export(database, "dose_reports"), export(database, "irradiation_events")
    database.close()
    by_index = {row["event_index"]: row for row in events}
    missed = []
    for row in expected():
        column = columns().get((row["scope"], row["quantity"])) if row["file"] == name else None
        if column is None:
            continue
        source = reports[0] if row["scope"] == "study" else by_index[row["event_index"]]
        if not agree(source[column["column"]], row["value"], column["unit"], row["quantity"]):
            missed.append((row["event_index"], row["quantity"], row["value"], source[column["column"]]))
    assert missed == []


def told_of_refusing():
    """Of the files at hand what should become of each, and whether values are expected of it."""
    with (DICOM / "refuse.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = {row["file"] for row in expected()}
    return [
        (path.name, row["suggested_action"].split(",")[0].split(" ")[0], path.name in wanted)
        for row in rows
        for name in row["file"].split("; ")
        # "(second import)": what is sent again is another test's business.
        if "(" not in name
        for path in sorted(DICOM.glob(name))
    ]


def test_the_list_of_what_to_refuse_is_honoured(loaded):
    _, outcomes = loaded
    seen = set()
    for name, action, has_values in told_of_refusing():
        refused = action in ("refuse", "ignore") and not has_values
        assert outcomes[name].outcome == ("refused" if refused else "loaded"), name
        assert bool(outcomes[name].reason) is refused
        seen.add(refused)
    assert seen == {True, False}


def test_what_is_no_dose_report_is_refused_with_a_reason(loaded):
    _, outcomes = loaded
    for name in ("ESR_non-dose.dcm", "NM-PetIm-GE.dcm", "NM-RRDSR-Siemens.dcm"):
        assert outcomes[name].outcome == "refused"
        assert outcomes[name].reason


def test_exactly_the_expected_files_come_in(loaded):
    _, outcomes = loaded
    wanted = {row["file"] for row in expected() if "|" not in row["file"]}
    assert wanted <= {name for name, outcome in outcomes.items() if outcome.outcome == "loaded"}


SEQUENCES = sorted({row["file"] for row in expected() if "|" in row["file"]}) if REAL.exists() else []


@pytest.mark.parametrize(
    "sequence", SEQUENCES, ids=lambda text: text.replace(".dcm", "").replace("|", " then ")
)
def test_a_study_told_in_several_files_has_the_state_after_the_last(sequence, sqlite_url):
    database = Database(sqlite_url)
    for name in sequence.split("|"):
        list(load_files([DICOM / name], line_to(database)))
    (study,) = export(database, "dose_studies")
    names = {quantity: column["column"] for (_, quantity), column in columns().items()}
    for row in expected():
        if row["file"] == sequence and names.get(row["quantity"]) in study:
            assert agree(study[names[row["quantity"]]], row["value"], "1", row["quantity"]), row["quantity"]
    database.close()


def test_no_patient_is_recognisable_in_the_database(loaded):
    """Names, ids, accession numbers and UIDs of the files stand nowhere in the exports."""
    database, _ = loaded
    text = "\n".join(
        str(row)
        for name in ("irradiation_events", "dose_reports", "dose_studies")
        for row in export(database, name)
    )
    private = {
        row["value"]
        for row in expected()
        if row["quantity"]
        in ("accession_number", "study_instance_uid", "sop_instance_uid", "irradiation_event_uid")
        and len(row["value"]) > 3
    }
    assert len(private) > 50
    assert [value for value in private if f"'{value}'" in text] == []


def test_the_study_key_is_the_keyed_hash_of_its_uid(loaded):
    database, _ = loaded
    keys = {row["study_key"] for row in export(database, "dose_reports")}
    uids = {
        row["value"]
        for row in expected()
        if row["quantity"] == "study_instance_uid" and "|" not in row["file"]
    }
    keyring: Keyring = line_to(database).site.keyring
    assert {keyring.hash_id("study", uid) for uid in uids} <= keys
