"""A phantom analysis of pylinac comes in as results, once the site has said which unit it is of."""

import json
from pathlib import Path

import pytest

from etl.mapping import read_feeds
from etl.source import FileRejected
from etl.sources import SOURCES
from tests.etl.sources.taking import take

ANALYSIS = {
    "pylinac_version": "3.20.0",
    "date_of_analysis": "2026-11-20T10:11:12.345678",
    "analysis_type": "Made-up Leeds TOR",
    "warnings": [],
    "median_contrast": 0.0842,
    "num_contrast_rois_seen": 12,
    "phantom_center_x_y": [512.1, 498.7],
    "mtf_lp_mm": [{"80": 0.81}, {"50": 1.42}],
    "low_contrast_rois": [{"contrast method": "Michelson", "visibility": 0.41, "CNR": 12.2}],
    "percent_integral_uniformity": None,
    "passed": True,
}


def written(folder: Path, content: object) -> Path:
    path = folder / "room3_2026-11-20.json"
    path.write_text(json.dumps(content))
    return path


def test_each_number_becomes_a_result_of_the_unit_that_the_site_names(tmp_path):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[qc_results]\nfiles = "room3*.json"\nvalues = {unit = "Room 3"}\n')
    taken = take(written(tmp_path, ANALYSIS), read_feeds(feeds, SOURCES))
    assert taken.source.name == "qc_results"
    assert taken.rejected == []
    assert {row["test"]: row["value"] for row in taken.values} == {
        "pylinac made_up_leeds_tor median_contrast": 0.0842,
        "pylinac made_up_leeds_tor num_contrast_rois_seen": 12.0,
        "pylinac made_up_leeds_tor mtf_lp_mm.80": 0.81,
        "pylinac made_up_leeds_tor mtf_lp_mm.50": 1.42,
    }
    assert {row["unit"] for row in taken.values} == {"Room 3"}
    # A quarter past ten in New York.
    assert f"{taken.values[0]['performed_at']}" == "2026-11-20 15:11:12"


def test_a_phantom_of_several_modules_gives_their_numbers_by_module_and_region(tmp_path):
    module = {
        "offset": 0,
        "hu_rois": {"Air": {"value": -998.2, "passed": True}},
        "measured_slice_thickness_mm": 2.49,
    }
    analysis = {k: v for k, v in ANALYSIS.items() if k[:9] in ("pylinac_v", "date_of_a")}
    analysis |= {"phantom_model": "Made-up 504", "ctp404": module, "num_images": 64}
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[qc_results]\nvalues = {unit = "Room 5"}\n')
    taken = take(written(tmp_path, analysis), read_feeds(feeds, SOURCES))
    assert {row["test"]: row["value"] for row in taken.values} == {
        "pylinac made_up_504 ctp404.offset": 0.0,
        "pylinac made_up_504 ctp404.hu_rois.air.value": -998.2,
        "pylinac made_up_504 ctp404.measured_slice_thickness_mm": 2.49,
        "pylinac made_up_504 num_images": 64.0,
    }


def test_without_a_unit_the_file_says_what_is_missing(tmp_path):
    with pytest.raises(FileRejected, match="'unit'"):
        take(written(tmp_path, ANALYSIS))


@pytest.mark.parametrize("content", [{"a": 1}, {}, {"date_of_analysis": "2026-11-20"}])
def test_other_json_is_nobodys(content, tmp_path):
    with pytest.raises(FileRejected) as refusal:
        take(written(tmp_path, content))
    assert not refusal.value.recognised


def test_json_that_was_cut_is_refused(tmp_path):
    path = tmp_path / "room3.json"
    path.write_text(json.dumps(ANALYSIS)[:60])
    with pytest.raises(FileRejected):
        take(path)
