"""A file's source is known by its content; what is like two sources, or none, is not guessed."""

from pathlib import Path

import pytest

from etl.mapping import Feeds
from etl.source import FileRejected
from etl.sources import SOURCES, candidates, recognise, source_named
from etl.sources.ris_csv import RIS_CSV
from etl.sources.stock import STOCK
from tests.etl.sources.taking import TABLES, Cells, feeds_from, sample_of
from tests.real import REAL


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_have_names_of_their_own_and_are_found_by_them() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    for source in SOURCES:
        assert source_named(source.name) is source
    with pytest.raises(LookupError, match="no source is called 'nobody'"):
        source_named("nobody")


@pytest.mark.parametrize("source", TABLES, ids=lambda source: source.name)
def test_a_sample_is_closest_to_its_own_source_by_far(source: object) -> None:
    assert isinstance(source, type(STOCK))
    first, *others = candidates(sample_of(source), Feeds())
    assert first.source.name == source.name
    assert all(other.strength < first.strength for other in others)


def test_the_file_name_plays_no_part(tmp_path: Path) -> None:
    path = tmp_path / "landauer.dcm"
    path.write_bytes(sample_of(STOCK).read_bytes())
    assert recognise(path, Feeds()).name == "stock"


def test_a_table_of_nobody_names_what_it_is_closest_to_and_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match=r"closest is .* which also needs") as refusal:
        recognise(written(tmp_path, "room,shoe size\n1,44\n"), Feeds())
    assert not refusal.value.recognised
    with pytest.raises(FileRejected, match="no column that any source knows"):
        recognise(written(tmp_path, "shoe size,colour\n44,red\n"), Feeds())


def test_a_file_that_two_sources_take_equally_well_is_set_aside_naming_both(tmp_path: Path) -> None:
    feeds = feeds_from(
        tmp_path / "feeds.toml",
        """
        [item_list]
        columns = {item_code = "Nummer", item_name = "Name", item_class = "Ort", unit_price = "Menge"}
        [stock]
        columns = {item_code = "Nummer", item_name = "Name", location = "Ort", quantity = "Menge"}
        """,
    )
    with pytest.raises(FileRejected, match="item_list, stock") as refusal:
        recognise(written(tmp_path, "Nummer,Name,Ort,Menge\n1,a,b,2\n"), feeds)
    assert refusal.value.recognised


def test_the_sites_layout_goes_before_the_default_and_leaves_it_in_place(tmp_path: Path) -> None:
    feeds = feeds_from(tmp_path / "feeds.toml", '[ris_csv]\ncolumns = {room = "Raum"}\n')
    cells = Cells.of(sample_of(RIS_CSV))
    assert recognise(cells.write(tmp_path / "default.csv"), feeds).layout == "default"
    cells.header[cells.column("room")] = "Raum"
    assert recognise(cells.write(tmp_path / "site.csv"), feeds).layout == "site 1"


def test_a_site_may_have_several_layouts_by_file_name(tmp_path: Path) -> None:
    feeds = feeds_from(
        tmp_path / "feeds.toml",
        """
        [[stock]]
        files = "cathlab*.csv"
        snapshot = "complete"
        [[stock]]
        files = "store*"
        values = {item_class = "Store"}
        """,
    )
    for name, layout in (("cathlab_1.csv", "site 1"), ("store.csv", "site 2"), ("other.csv", "default")):
        path = tmp_path / name
        path.write_bytes(sample_of(STOCK).read_bytes())
        assert recognise(path, feeds).layout == layout


@pytest.mark.real_data
@pytest.mark.parametrize("path", sorted((REAL / "hl7").glob("*")), ids=lambda path: path.name)
def test_what_is_no_table_ends_as_refused_with_a_reason(path: Path) -> None:
    with pytest.raises(FileRejected) as refusal:
        recognise(path, Feeds())
    assert not refusal.value.recognised
    assert refusal.value.reason
