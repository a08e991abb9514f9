"""Files of every source with canaries: beside what is read, in it, in rows set aside, and in the file's name."""

from collections.abc import Iterator
from pathlib import Path

from pydicom.dataset import Dataset

from db.schema import metadata
from etl.fields import AgeFromBirthDate, Field, Identifier, Text, Words
from etl.headers import headers_of_fields, is_needed
from etl.source import Source
from etl.sources import FEED_SOURCES, REFERENCE_SOURCES
from tests.etl.readers import make_dicom as dicom
from tests.etl.sources.taking import SAMPLES, Cells, sample_of
from tests.privacy import canaries
from tests.privacy.canaries import EIGHTEEN, Marks
from tests.privacy.payloads import PAYLOADS, fitting

# Samples tell of 24 November 2031.
_IDS = {
    "exam_key": canaries.ACCESSION,
    "study_key": canaries.STUDY_UID,
    "event_key": canaries.EVENT_UID,
    "patient_key": canaries.PATIENT_ID,
}
# What makes a cell wrong in any field, and the row be set aside.
_BROKEN = "\x07"


def write_all(folder: Path, marks: Marks) -> list[Path]:
    """A file of each source. Rules come first, then what is judged by them; the sample's own rows stay as they are."""
    tables = [source for source in (*REFERENCE_SOURCES, *FEED_SOURCES) if source.table]
    paths = [_table(folder, source, marks) for source in tables]
    return [*paths, _messages(folder, marks), *_objects(folder, marks)]


def marked_cell(source: Source, field: Field, header: str, marks: Marks) -> str | None:
    """What stands in a field of the row with canaries; None: as in the row that it is made of."""
    if isinstance(field, Identifier):
        return _IDS.get(field.column)
    if isinstance(field, AgeFromBirthDate):
        return canaries.BORN
    if isinstance(field, Text) or (isinstance(field, Words) and field.others):
        # The service's own sums are compared as numbers, and opening hours are told by their form.
        if field.column.startswith("vendor_") or field.column.endswith("_hours"):
            return None
        if header in _MEANT and source.name not in _GIVES.get(header, ()):
            return None
        return marks.of(field.column)
    return None


# Texts by which rows find what they belong to: another one would make a row that no page shows.
_MEANT = frozenset({"edition", "jurisdiction", "scheme", "requirement", "test", "use", "Use", "Body Region"})
# Which sources say what there is of them: a second row of the same would contradict the first.
_GIVES = {"test": ("qc_tests",), "requirement": ("competency_requirements",)}


def _table(folder: Path, source: Source, marks: Marks) -> Path:
    cells = Cells.of(sample_of(source))
    found = headers_of_fields(source, cells.header)
    # Of the fullest row, which has the most to be changed.
    marked = list(max(cells.rows, key=lambda row: sum(map(bool, row))))
    for field in source.fields:
        header = found.get(field.column)
        if not header or not field.is_read or field.fixed:
            continue
        text = marked_cell(source, field, header, marks)
        if text is not None:
            marked[cells.column(header)] = text
    broken = list(marked)
    broken[cells.column(found[_needed(source)[0].column])] = f"{marks.of('broken')}{_BROKEN}"
    cells.rows += [marked, broken, *_hostile_rows(source, cells, found, marks)]
    # Columns that nobody reads, as exports of other systems have them.
    cells.header += [one.header for one in EIGHTEEN]
    cells.rows = [[*row, *(one.canary for one in EIGHTEEN)] if any(row) else row for row in cells.rows]
    width = len(cells.header)
    cells.rows = [[*row, *[""] * (width - len(row))] for row in cells.rows]
    return cells.write(folder / f"{canaries.HOSTILE_FILE}_{sample_of(source).name}")


def _hostile_rows(source: Source, cells: Cells, found: dict[str, str], marks: Marks) -> Iterator[list[str]]:
    """As many rows as there are payloads: every text of each is one, and over all rows a column sees every one.

    A column has the same one in all sources, so that what belongs together in files meets on pages. The last few rows
    have them in those columns too by which rows find their rule.
    """
    fullest = max(cells.rows, key=lambda row: sum(map(bool, row)))
    for number in range(len(PAYLOADS)):
        row = list(fullest)
        for field in source.fields:
            header = found.get(field.column)
            if not header or not field.is_read or field.fixed:
                continue
            finds = header in _MEANT and source.name not in _GIVES.get(header, ())
            if isinstance(field, Identifier):
                row[cells.column(header)] = f"1.2.826.{number}" if field.uid else f"NO{number:04d}"
            elif (isinstance(field, Text) or (isinstance(field, Words) and field.others)) and not (
                finds and number < len(PAYLOADS) - 10
            ):
                row[cells.column(header)] = payload(source, field, number, marks)
        yield row


def payload(source: Source, field: Field, number: int, marks: Marks) -> str:
    """The payload of a field in a row: one that its column takes, and unlike those of the rows beside it."""
    names = [name for tables in source.writes.values() for name in tables]
    lengths = [
        getattr(metadata.tables[name].c[field.column].type, "length", None)
        for name in names
        if field.column in metadata.tables[name].c
    ]
    longest = min(length for length in (*lengths, 400) if length)
    fits = fitting(longest)
    text = fits[(number + marks.place(field.column)) % len(fits)]
    told_apart = f"{text}{number}"
    return told_apart if len(told_apart) <= longest else text


def _needed(source: Source) -> list[Field]:
    return [
        field for field in source.fields if field.is_read and not field.fixed and is_needed(source, field)
    ]


def _messages(folder: Path, marks: Marks) -> Path:
    """The sample, and a visit, an order and a report of a patient of whom the messages tell everything."""
    text = next(SAMPLES.glob("made_up_hl7_*.hl7")).read_text(encoding="utf-8")
    said = {one.letter: one.canary for one in EIGHTEEN}
    head = "MSH|^~\\&|RIS|NORTHFIELD|RADOPS|NORTHFIELD|20311124{time}-0500||{kind}|{number}|P|2.5.1||||||UNICODE UTF-8"
    patient = (
        f"PID|1|{said['O']}|{said['H']}^^^NORTHFIELD^MR|{said['R']}|{said['A']}||19230719|F|KQZALIAS|W|"
        f"{said['B']}^^TOWN||{said['D']}^^^{said['F']}|{said['E']}||||{said['J']}|{said['G']}|{said['K']}"
    )
    besides = [
        patient,
        f"NK1|1|{said['A']}|SPO|{said['B']}|{said['D']}",
        f"PV1|1|E|ED|||||{said['A']}|||||||||||{said['J']}",
        f"IN1|1|{said['I']}|||||{said['E']}|||||||||{said['A']}",
    ]
    order = (
        f"OBR|1|P1|F1|{marks.of('exam_code')}^{marks.of('exam_description')}^L||||||||{said['M']}|||{said['A']}|||"
        f"{canaries.ACCESSION}||||||DX||||||||||7&{marks.of('technologist')}&ADA^^^{marks.of('room')}"
    )
    made = [
        head.format(time="080000", kind="ADT^A04^ADT_A01", number=canaries.MESSAGE_ID),
        *besides,
        head.format(time="081000", kind="ORM^O01^ORM_O01", number="KQZMSG2"),
        *besides,
        f"ORC|NW|P1|F1||IP||||20311124080500-0500|{said['A']}",
        order,
        f"NTE|1||{said['N']} {said['L']} {said['P']} {said['Q']}",
        f"ZDS|{canaries.STUDY_UID}^X^Application^DICOM",
        head.format(time="090000", kind="ORU^R01^ORU_R01", number="KQZMSG3"),
        *besides,
        f"{order.replace('|DX|', '|DX|F|')}",
        f"OBX|1|TX|&GDT||{canaries.REPORT_TEXT} {said['A']}||||||F",
    ]
    lines = text.splitlines()
    ends = [line for line in lines if line.startswith(("BTS", "FTS"))]
    lines = [line for line in lines if line not in ends]
    path = folder / f"{canaries.HOSTILE_FILE}_messages_2031-11-24.hl7"
    path.write_bytes("\r".join([*lines, *made, ends[0].replace("6", "9"), ends[1], ""]).encode())
    return path


def _objects(folder: Path, marks: Marks) -> Iterator[Path]:
    """A dose report and an image header, with all that DICOM can say of a patient."""
    events = dicom.exposure(
        dicom.num("122130", "2e-5", "Gy.m2"),
        dicom.moment("111526", "20311124083500"),
        dicom.text("125203", marks.of("protocol")),
        dicom.text("121106", f"{canaries.REPORT_TEXT} {EIGHTEEN[0].canary}"),
        event_uid=canaries.EVENT_UID,
    )
    report = dicom.report(events, **_of_the_study(marks))
    yield dicom.write(_told(report), folder / f"{canaries.HOSTILE_FILE}_report.dcm")
    image = dicom.image(**_of_the_study(marks), ProtocolName=marks.of("protocol"), KVP="80")
    image.SOPInstanceUID = "1.2.826.0.1.3680043.917.4499"
    yield dicom.write(_told(image), folder / f"{canaries.HOSTILE_FILE}_image.dcm")


def _of_the_study(marks: Marks) -> dict[str, str]:
    return {
        "StudyInstanceUID": canaries.STUDY_UID,
        "AccessionNumber": canaries.ACCESSION,
        "PatientID": canaries.PATIENT_ID,
        "StudyDate": "20311124",
        "StudyTime": "083000",
        "StudyDescription": marks.of("exam_description"),
        "Manufacturer": marks.of("manufacturer"),
        "ManufacturerModelName": marks.of("model_name"),
        "StationName": marks.of("room"),
        "DeviceSerialNumber": marks.of("device_serial_number"),
    }


def _told(made: Dataset) -> Dataset:
    """The object with the 18 identifiers where DICOM has a place for them, and in a private block."""
    said = {one.letter: one.canary for one in EIGHTEEN}
    made.PatientName, made.PatientBirthDate, made.PatientAddress = said["A"], "19230719", said["B"]
    made.PatientTelephoneNumbers, made.OtherPatientIDs = said["D"], said["R"]
    made.MilitaryRank, made.RegionOfResidence, made.CountryOfResidence = said["L"], said["B"], said["B"]
    made.PatientComments = " ".join(said.values())
    made.ImageComments, made.AdditionalPatientHistory = said["A"], canaries.REPORT_TEXT
    made.ReferringPhysicianName, made.OperatorsName = said["A"], said["A"]
    made.InsurancePlanIdentification, made.IssuerOfPatientID = said["I"], said["J"]
    block = made.private_block(0x0011, "KQZ", create=True)
    for place, text in enumerate(said.values(), 1):
        block.add_new(place, "LO", text)
    return made
