"""HL7 messages: typed by themselves, taken apart at the addresses that the site names, and never more than those."""

import json
import logging
from pathlib import Path

import pytest

from etl.intake import open_intake
from etl.mapping import Feeds, MappingError
from etl.source import FileRejected, RejectedRow, ValidRow
from tests.etl.sources.taking import SAMPLES, SITE, feeds_from
from tests.real import REAL

SAMPLE = SAMPLES / "made_up_hl7_2031-11-24.hl7"
HEAD = r"MSH|^~\&|RIS|SITE|||20311124080000||{kind}|{number}|P|2.5.1||||||{charset}"
ORDER = "OBR|1|||XRCH^CHEST^L||||||||||||||{accession}||||||DX"


def take(path: Path, feeds: Feeds | None = None) -> list[ValidRow | RejectedRow]:
    return list(open_intake(path, feeds or Feeds(), SITE).rows(SITE))


def valid(path: Path, feeds: Feeds | None = None) -> list[dict[str, object]]:
    return [row.values for row in take(path, feeds) if isinstance(row, ValidRow)]


def faults(path: Path) -> list[tuple[int, str, str]]:
    rejected = [row for row in take(path) if isinstance(row, RejectedRow)]
    return [(fault.line, fault.column, fault.rule) for row in rejected for fault in row.rejects]


def message(*segments: str, kind: str = "ORM^O01", number: str = "1", charset: str = "UNICODE UTF-8") -> str:
    return "".join(f"{s}\r" for s in (HEAD.format(kind=kind, number=number, charset=charset), *segments))


def order(accession: str = "A1", **more: str) -> str:
    return message("PID|1||P1", "ORC|SC||||IP||||20311124081500", ORDER.format(accession=accession), **more)


def written(tmp_path: Path, text: str | bytes, name: str = "any_name_at_all.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_each_message_makes_the_row_that_its_own_type_says() -> None:
    kinds = [row.kind for row in take(SAMPLE)]
    assert kinds == ["order", "order", "order", "report", "visit", "merge"]


def test_times_are_taken_from_the_field_that_the_status_gives_meaning_to() -> None:
    ordered, begun, ended, reported = valid(SAMPLE)[:4]
    assert str(ordered["ordered_at"]) == "2031-11-24 12:58:00"
    assert str(ordered["scheduled_at"]) == "2031-11-24 14:00:00"
    assert str(begun["started_at"]) == "2031-11-24 14:03:00"
    assert (begun["technologist"], begun["room"]) == ("BRANDVIK", "ROOM 1")
    assert str(ended["ended_at"]) == "2031-11-24 14:15:00"
    assert str(reported["reported_at"]) == "2031-11-24 15:00:00"
    assert {row["status"] for row in (ordered, begun, ended, reported)} == {
        "ordered",
        "in_progress",
        "completed",
        "final",
    }


def test_report_text_goes_nowhere_not_even_into_a_row_that_is_set_aside(tmp_path: Path) -> None:
    text = message(
        "PID|1||P1|||||F",
        "OBR|1|||XRCH^CHEST^L||||||||||||||A1||||tomorrow||DX|F",
        "OBX|1|TX|||SECRET FINDING",
        "SECRET SECOND LINE",
        "NTE|1||SECRET NOTE",
        kind="ORU^R01",
    )
    (row,) = take(written(tmp_path, text))
    assert isinstance(row, RejectedRow)
    assert "SECRET" not in json.dumps(dict(row.cells or {}))
    assert "never stored" not in repr(take(SAMPLE))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\n\r\n"], ids=["cr", "lf", "crlf", "blank lines"])
def test_every_line_end_gives_the_same_rows(end: str, tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("\n", end)
    assert valid(written(tmp_path, text)) == valid(SAMPLE)


def test_a_carriage_return_at_the_border_of_a_block_is_one_line_end(tmp_path: Path) -> None:
    filler = "NTE|1||" + "x" * ((1 << 20) - len(order()) - 8)
    text = order() + filler + "\r\n" + "SECRET|1\n" + order("A2", number="2")
    assert [row.line for row in take(written(tmp_path, text))] == [1, 7]


def test_escapes_are_the_signs_that_they_stand_for(tmp_path: Path) -> None:
    text = message(ORDER.format(accession=r"A\T\1").replace("CHEST", r"CHEST \F\ PA \S\ \E\ \R\ "))
    (row,) = valid(written(tmp_path, text))
    assert row["exam_description"] == "CHEST | PA ^ \\ ~"
    assert row["exam_key"] == SITE.keyring.hash_id("accession", "A&1")


def test_what_an_escape_cannot_say_is_not_repeated_in_a_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        valid(written(tmp_path, message(ORDER.format(accession="A1").replace("CHEST", r"SECRET \Zxx\ "))))
    assert "SECRET" not in caplog.text


def test_a_message_is_decoded_by_the_character_set_that_it_names(tmp_path: Path) -> None:
    text = message(ORDER.format(accession="A1").replace("CHEST", "Schädel"), charset="8859/1")
    assert valid(written(tmp_path, text.encode("latin-1")))[0]["exam_description"] == "Schädel"
    unnamed = message(ORDER.format(accession="A1").replace("CHEST", "Schädel"), charset="")
    path = written(tmp_path, unnamed.encode("latin-1"))
    assert faults(path) == [(1, "", "bytes that are not of its character set")]
    feeds = feeds_from(tmp_path / "feeds.toml", '[hl7]\nencoding = "cp1252"\n')
    assert valid(path, feeds)[0]["exam_description"] == "Schädel"


def test_other_signs_than_the_usual_may_part_a_message(tmp_path: Path) -> None:
    text = order().translate(str.maketrans("|^", "^|"))
    assert valid(written(tmp_path, text)) == valid(written(tmp_path, order()))


def test_a_message_from_a_socket_keeps_its_frame_to_itself(tmp_path: Path) -> None:
    assert valid(written(tmp_path, "\x0b" + order() + "\x1c\r")) == valid(written(tmp_path, order()))


def test_a_batch_that_says_another_number_of_messages_is_not_whole(tmp_path: Path) -> None:
    text = "BHS|^~\\&|RIS\r" + order() + "BTS|2\r"
    with pytest.raises(FileRejected, match="1 messages that says it has 2"):
        take(written(tmp_path, text))
    with pytest.raises(FileRejected, match="BHS without its end"):
        take(written(tmp_path, text.partition("BTS")[0]))


def test_a_last_segment_without_a_line_end_may_be_cut_where_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, order().rstrip("\r"))
    with pytest.raises(FileRejected, match="may be cut"):
        take(path)
    feeds = feeds_from(tmp_path / "feeds.toml", "[hl7]\nfinal_newline = false\n")
    assert len(valid(path, feeds)) == 1
    assert len(valid(written(tmp_path, order() + "NTE|1||cut off he"))) == 1


def test_a_broken_line_in_what_is_read_costs_its_message_alone(tmp_path: Path) -> None:
    broken = order().replace("CHEST", "CHE\rst")
    path = written(tmp_path, broken + order("A2", number="2"))
    assert faults(path) == [(1, "", "a line break inside a segment that is read")]
    assert len(valid(path)) == 1


def test_another_type_of_message_is_set_aside_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, order() + message("SCH|1", kind="SIU^S12", number="2"))
    assert faults(path) == [(5, "MSH-9", "SIU^S12 is not a type of message that is read")]
    with pytest.raises(FileRejected, match=r"SIU\^S12") as refusal:
        take(written(tmp_path, message("SCH|1", kind="SIU^S12")))
    assert not refusal.value.recognised


def test_what_stands_for_a_type_is_shown_only_where_it_is_one(tmp_path: Path) -> None:
    with pytest.raises(FileRejected) as refusal:
        take(written(tmp_path, message("PID|1", kind="DOE JANE^1980")))
    assert "DOE" not in refusal.value.reason


def test_a_time_without_an_offset_is_the_hospitals_and_a_doubtful_one_is_noted(tmp_path: Path) -> None:
    feeds = feeds_from(
        tmp_path / "feeds.toml", '[hl7]\ncolumns = {started_at = "OBR-7", ended_at = "OBR-8"}\n'
    )
    rows = {
        "20311102013000": ("2031-11-02 05:30:00", "started_at: in the hour that comes twice, first taken"),
        "20310309023000": ("2031-03-09 07:30:00", "started_at: in the hour that the clock change skips, moved past it"),
        "20311102013000-0500": ("2031-11-02 06:30:00", None),
        "20311124081530.25": ("2031-11-24 13:15:30.250000", None),
        "203111240815+0215": ("2031-11-24 06:00:00", None),
    }  # fmt: skip
    for text, (utc, note) in rows.items():
        path = written(tmp_path, order().replace("CHEST^L|||", f"CHEST^L|||{text}"))
        (row,) = valid(path, feeds)
        assert (str(row["started_at"]), row["clock_change_note"]) == (utc, note), text


@pytest.mark.parametrize(
    "text", ["20311124", "2031112408", "20311124081", "24.11.2031", "20311124081500+9900"]
)
def test_a_time_that_is_no_moment_is_set_aside(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, order().replace("||||20311124081500", f"||||{text}"))
    assert [fault[1].partition(" ")[0] for fault in faults(path)] == ["started_at"]


def test_the_site_says_which_field_means_begin_and_which_end(tmp_path: Path) -> None:
    text = order().replace("CHEST^L||||", "CHEST^L|||20311124070000|20311124071100")
    (row,) = valid(written(tmp_path, text))
    assert str(row["started_at"]) == "2031-11-24 13:15:00"
    feeds = feeds_from(
        tmp_path / "feeds.toml", '[hl7]\ncolumns = {started_at = ["ZXX-1", "OBR-8"], ended_at = "OBR-7"}\n'
    )
    (row,) = valid(written(tmp_path, text), feeds)
    assert (str(row["started_at"]), str(row["ended_at"])) == ("2031-11-24 12:11:00", "2031-11-24 12:00:00")


def test_the_number_of_one_kind_is_picked_among_several(tmp_path: Path) -> None:
    text = order().replace("P1", "E7^^^E^PI~P1^^^H^MR")
    feeds = feeds_from(tmp_path / "feeds.toml", '[hl7]\ncolumns = {patient_key = "PID-3 when PID-3.5=MR"}\n')
    keyring = SITE.keyring
    assert valid(written(tmp_path, text))[0]["patient_key"] == keyring.hash_id("patient", "E7")
    assert valid(written(tmp_path, text), feeds)[0]["patient_key"] == keyring.hash_id("patient", "P1")


def test_contrast_is_read_where_the_site_sends_it(tmp_path: Path) -> None:
    feeds = feeds_from(
        tmp_path / "feeds.toml",
        '[hl7]\ncolumns = {contrast_agent = "ZCM-1", contrast_volume_ml = "ZCM-2"}\n'
        'unit = {contrast_volume_ml = "mL"}\n',
    )
    (row,) = valid(written(tmp_path, order() + "ZCM|Made-up-ol 300|80.5\r"), feeds)
    assert (row["contrast_agent"], row["contrast_volume_ml"]) == ("Made-up-ol 300", 80.5)


@pytest.mark.parametrize("address", ["OBR7", "OBR-7 if OBR-25=F", "OBR-7 when F", "obr-7", "OBR-0"])
def test_what_is_no_address_is_an_error_of_the_mapping(address: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"\[hl7\] columns.started_at"):
        feeds_from(tmp_path / "feeds.toml", f'[hl7]\ncolumns = {{started_at = "{address}"}}\n')


# What becomes of each real file: rows of each kind, or a part of the reason.
CUT = "may be cut"
NO_ACCESSION = "blank, but a value is required"
UNREAD = "none of a type that is read"
FILES = {
    "FHIR-Converter__ADT-A04-01.hl7": {"visit": 1},
    "FHIR-Converter__ADT-A40-02.hl7": CUT,
    "FHIR-Converter__ADT01-23.hl7": {"visit": 1},
    "FHIR-Converter__ADT01-28.hl7": CUT,
    "FHIR-Converter__ADT04-251.hl7": CUT,
    "FHIR-Converter__LAB-ORM-1.hl7": CUT,
    "FHIR-Converter__LAB-ORU-1.hl7": NO_ACCESSION,
    "FHIR-Converter__LAB-ORU-2.hl7": NO_ACCESSION,
    "FHIR-Converter__MDM_01.hl7": CUT,
    "FHIR-Converter__ORM-O01-01.hl7": NO_ACCESSION,
    "FHIR-Converter__ORM-O01-02.hl7": NO_ACCESSION,
    "FHIR-Converter__ORM-O01-04.hl7": NO_ACCESSION,
    "FHIR-Converter__ORM-O01-05.hl7": NO_ACCESSION,
    "FHIR-Converter__ORM-O01-06.hl7": NO_ACCESSION,
    "dcm4che__ADT_A31-UpdatePersonInfo.hl7": {"visit": 1},
    "dcm4che__ADT_A40-PatientMerge.hl7": CUT,
    "dcm4che__OMG_O19-GeneralClinicalOrder-Eyecare.hl7": CUT,
    "dcm4che__ORU_R01-CDA.hl7": {"report": 1},
    "dcm4che__SIU_S12-NewAppointmentBooking.hl7": UNREAD,
    "hapi__OMD_O03.xml": "no source takes this file",
    "hapi__RADIS1_ORU_R01_extract.hl7": CUT,
    "hapi__example_oml_o21.hl7": "is not a type of message that is read",
    "hapi__guide.txt": "no source takes this file",
    "hapi__omd_o03.txt": UNREAD,
    "hapi__omd_o03_rep.txt": UNREAD,
    "hapi__segmentfinder_a24.hl7": UNREAD,
    "hapi__xml-with-xxe.xml": "no source takes this file",
    "hl7v2-fhir-bridge__adt_a04_v23_latin1.hl7": {"visit": 1},
    "hl7v2-fhir-bridge__omi_o23_new_stat.hl7": {"order": 1},
    "hl7v2-fhir-bridge__orm_o01_status_completed.hl7": {"order": 1},
    "hl7v2-fhir-bridge__oru_r01_final.hl7": {"report": 1},
    "mirth__filereader_batch_batch02.hl7": CUT,
    "mirth__filereader_batch_batch03.hl7": "not a time of the form that is expected",
    "mirth__filereader_containsempty_!notempty_01.hl7": UNREAD,
    "mirth__filereader_emptyfile_emptyfile.txt": "an empty file",
    "mirth__filereader_nonbatch_02.hl7": UNREAD,
    "mirth__filereader_nonbatch_nested_06.hl7": {"visit": 1},
    "mirth__small.hl7": "not a day of the form that is expected",
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_each_real_file_is_loaded_or_refused_with_its_reason(name: str) -> None:
    expected = FILES[name]
    rows: list[ValidRow | RejectedRow] = []
    reason = ""
    try:
        rows = take(REAL / "hl7" / name)
    except FileRejected as refused:
        reason = refused.reason
    if reason:
        assert str(expected) in reason
    elif isinstance(expected, str):
        rejected = [row for row in rows if isinstance(row, RejectedRow)]
        assert len(rejected) == len(rows)
        assert any(expected in fault.rule for row in rejected for fault in row.rejects)
    else:
        kinds = [row.kind for row in rows if isinstance(row, ValidRow)]
        assert {kind: kinds.count(kind) for kind in kinds} == expected


@pytest.mark.real_data
def test_no_real_file_is_forgotten() -> None:
    assert {path.name for path in (REAL / "hl7").iterdir()} == set(FILES)


@pytest.mark.real_data
@pytest.mark.parametrize("name", [name for name, expected in FILES.items() if expected == CUT])
def test_files_of_senders_that_never_end_their_last_line_come_in_when_the_site_says_so(
    name: str, tmp_path: Path
) -> None:
    feeds = feeds_from(tmp_path / "feeds.toml", "[hl7]\nfinal_newline = false\n")
    if "OMG" in name:
        with pytest.raises(FileRejected, match=UNREAD):
            take(REAL / "hl7" / name, feeds)
    else:
        assert take(REAL / "hl7" / name, feeds)
