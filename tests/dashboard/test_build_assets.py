"""Is what the pages need of others taken from installed packages, whole and once?"""

import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from dashboard import build_assets, figure_script, shell
from dashboard.blocks import chip, empty


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("assets") / "vendor"
    assert build_assets.build(target)
    return target


def test_a_second_run_makes_nothing(made: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in made.iterdir()}
    assert not build_assets.build(made)
    assert {path.name: path.stat().st_mtime_ns for path in made.iterdir()} == before


def test_a_run_cut_short_is_simply_run_again(tmp_path: Path) -> None:
    (tmp_path / "bootstrap.min.css").write_text("half a fi")
    (tmp_path / "of-an-older-version.css").write_text("")
    assert build_assets.build(tmp_path)
    assert (tmp_path / "bootstrap.min.css").stat().st_size > 200_000
    assert not (tmp_path / "of-an-older-version.css").exists()


def test_bootstrap_stands_in_a_layer_and_so_yields_to_every_rule_of_ours(made: Path) -> None:
    style = (made / "bootstrap.min.css").read_text()
    assert style.startswith("@layer bootstrap{")
    assert style.count("{") == style.count("}")
    assert "@charset" not in style
    assert "sourceMappingURL" not in style


def test_the_typeface_is_small_and_has_the_signs_of_the_field(made: Path) -> None:
    path = made / "inter-latin.woff2"
    assert path.stat().st_size < 60_000
    font = TTFont(path)
    assert {ord(sign) for sign in "aé0µ×±·²€−↑↓–…"} <= set(font.getBestCmap())
    assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_every_icon_that_a_block_names_is_made(made: Path) -> None:
    rules = set(re.findall(r"\.ro-icon-([a-z0-9-]+)\{", (made / "icons.css").read_text()))
    assert rules == set(build_assets.ICONS)
    named = {*chip.ICON_OF_STATE.values(), *empty.ICON_OF_KIND.values()}
    for path in Path(build_assets.__file__).parent.rglob("*.py"):
        named |= set(re.findall(r'(?:icon\(|icon_name=)"([a-z0-9-]+)"', path.read_text()))
    assert named <= rules


def test_the_script_of_figures_is_pressed_ahead_of_time(made: Path) -> None:
    pressed = (made / build_assets.PLOTLY).read_bytes()
    assert brotli.decompress(pressed) == figure_script.script()
    assert len(pressed) < 400_000


def test_nothing_made_names_an_address_outside(made: Path) -> None:
    for path in made.glob("*.css"):
        addresses = re.findall(r"url\(\"?([^)\"]*)", path.read_text())
        assert [address for address in addresses if re.match(r"(https?:)?//", address)] == []


def test_every_style_sheet_of_the_login_page_is_there() -> None:
    build_assets.build()
    assets = build_assets.VENDOR.parent
    assert [name for name in shell.STYLE_SHEETS if not (assets / name).is_file()] == []
    there = {str(path.relative_to(assets)) for path in assets.rglob("*.css")}
    # The wall has one of its own, and no other page loads it.
    assert there == {*shell.STYLE_SHEETS, "wall.css"}
