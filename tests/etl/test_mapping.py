"""feeds.toml says how a site's files differ, and a mistake in it is an error that names its place."""

from datetime import timedelta
from pathlib import Path

import pytest

from etl.mapping import Feeds, MappingError, read_feeds
from etl.proposal import proposal_toml, propose
from etl.sources import SOURCES, source_named
from etl.sources.landauer import LANDAUER
from tests.etl.sources.taking import feeds_from, sample_of, take


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_feeds(tmp_path / "feeds.toml", SOURCES) == Feeds()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[landaur]", "is no source"),
        ("[landauer]\ncolums = {}", "key 'colums' is not understood"),
        ("[landauer]\ncolumns = {particpant = 'x'}", "'particpant' is no field"),
        ("[landauer]\ncolumns = 'x'", r"columns: expected \{field = ...\}"),
        ("[landauer]\ncolumns = {note = ''}", "expected a header"),
        ("[landauer]\ncolumns = {dde = 'Hp(10)'}", "unit.dde is wanted: one of mSv, mrem, uSv"),
        ("[landauer]\nunit = {dde = 'rem'}", "'rem' is not one of"),
        ("[landauer]\nunit = {note = 'mSv'}", "note has no unit"),
        ("[landauer]\nwords = {note = {a = 'b'}}", "note has no words"),
        ("[ris_csv]\nwords = {status = {done = 'finished'}}", "'finished' is not one of"),
        ("[ris_csv]\ndates = '%d.%m.%y'", "dates: date form"),
        ("[ris_csv]\ntimes = 'DD.MM.YYYY'", "times: date form"),
        ("[ris_csv]\ndelimiter = '::'", "delimiter: '::' is not understood"),
        ("[ris_csv]\nencoding = 'klingon'", "encoding: 'klingon' is not understood"),
        ("[ris_csv]\nencoding = 'base64'", "encoding: 'base64' is not understood"),
        ("[ris_csv]\nheader_line = 0", "header_line"),
        ("[stock]\ndecimal = ';'", "decimal: ';' is not one of"),
        ("[stock]\ndecimal = ','\nthousands = ','", "the same as the decimal sign"),
        ("[stock]\nsnapshot = 'whole'", "snapshot: 'whole' is not one of"),
        ("[ris_csv]\nsnapshot = 'complete'", "key 'snapshot' is not understood"),
        ("[stock]\nstale_after_hours = -1", "stale_after_hours"),
        ("[rdsr]\ncolumns = {}", "key 'columns' is not understood"),
        ("stock = 3", "must be a section"),
        ("[stock", "not a TOML file"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=message) as error:
        feeds_from(tmp_path / "feeds.toml", text.replace("'", '"'))
    assert "feeds.toml" in str(error.value)


def test_a_badge_report_in_german_and_mrem_comes_in_by_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "badges.csv"
    path.write_bytes(
        "Konto;Teilnehmer;Ort;Von;Bis;Tiefe;Auge;Haut;Nummer;Stand;Bemerkung\r\n"
        "004711;00012;Brust;01.07.2031;30.09.2031;13,5;M;;700H;0;\r\n".encode("cp1252")
    )
    feeds = feeds_from(
        tmp_path / "feeds.toml",
        """
        [landauer]
        encoding = "cp1252"
        decimal = ","
        dates = "%d.%m.%Y"
        unit = {dde = "mrem", lde = "mrem", sde = "mrem"}
        words = {use = {"Brust" = "CHEST"}}
        stale_after_hours = 100
        [landauer.columns]
        account_number = "Konto"
        participant_number = ["Person", "Teilnehmer"]
        use = "Ort"
        wear_start = "Von"
        wear_end = "Bis"
        dde = "Tiefe"
        lde = "Auge"
        sde = "Haut"
        serial_number = "Nummer"
        version = "Stand"
        note = "Bemerkung"
        """,
    )
    taken = take(path, feeds)
    (row,) = taken.values
    assert (row["participant_number"], row["use"], row["is_control"]) == ("00012", "CHEST", False)
    assert (row["dde_usv"], row["lde_flag"], row["sde_flag"]) == (135, "M", "not_measured")
    assert row["dde_text"] == "13,5"
    assert feeds.stale_after(LANDAUER) == timedelta(hours=100)


def test_thousands_are_read_where_the_site_declares_their_sign(tmp_path: Path) -> None:
    path = tmp_path / "stock_2031-11-24.csv"
    path.write_text("item_code;location;quantity\nA;Shelf;1.234\nB;Shelf;1,5\n", encoding="utf-8")
    feeds = feeds_from(tmp_path / "feeds.toml", '[stock]\ndecimal = ","\nthousands = "."\n')
    assert [row["quantity"] for row in take(path, feeds).values] == [1234, 1.5]


def test_an_unknown_table_gets_a_mapping_proposed_that_loads_once_it_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Accession No;Exam room;Start time;Report status;Shoe size\n1;2;2031-11-24 10:00;final;44\n"
    )
    best = propose(path, SOURCES)[0]
    assert best.source.name == "ris_csv"
    assert best.columns["exam_key"] == "Accession No"
    assert best.columns["room"] == "Exam room"
    assert best.unmatched_headers == ("Shoe size",)
    (row,) = take(path, feeds_from(tmp_path / "feeds.toml", proposal_toml(best))).values
    assert row["status"] == "final"


def test_a_proposal_names_what_is_missing_and_which_units_there_are(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Study instance;Event id;DAP total;Modality\n")
    proposal = next(p for p in propose(path, SOURCES) if p.source.name == "dose_csv")
    text = proposal_toml(proposal)
    assert "[dose_csv.columns]" in text
    assert "# dap_gy_cm2 = one of Gy.cm2" in text or "dap_gy_cm2" not in proposal.columns


def test_a_proposal_for_a_sample_knows_all_its_columns() -> None:
    for name in ("ris_csv", "dose_csv", "landauer", "stock"):
        best = propose(sample_of(source_named(name)), SOURCES)[0]
        assert best.source.name == name
        assert best.columns == {}
        assert best.unmatched_fields == ()


def test_a_header_cannot_break_out_of_its_proposal(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('"Accession ""No"" \\",Exam room,Report status\n')
    text = proposal_toml(propose(path, SOURCES)[0])
    feeds_from(tmp_path / "feeds.toml", text)
