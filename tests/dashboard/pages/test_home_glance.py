"""Home's row of numbers: the whole department at a glance, and of groups of people only what may be told."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from dashboard.pages.home import glance
from db.queries.badges import Returned
from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, together

TODAY = date(2026, 11, 24)
RIS_HEAD = "accession_number,exam_description,modality,room,arrived_at,started_at,ended_at,status"
UNITS_HEAD = "unit,room,unit_kind,is_active"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def words(shown: Component | dict[str, Any]) -> str:
    return re.sub(r"\s+", " ", together(json.loads(json.dumps(shown, cls=PlotlyJSONEncoder))))


def test_who_waits_is_counted_with_the_median_and_the_longest_wait(hospital: Hospital) -> None:
    hospital.receive(
        "ris_2026-11-24_1145.csv",
        RIS_HEAD,
        "A1,Chest PA,DX,Room 1,2026-11-24 11:00,2026-11-24 11:10,2026-11-24 11:20,final",
        *(
            f"W{n},Chest PA,DX,Room 1,2026-11-24 11:{m:02},,,arrived"
            for n, m in enumerate((5, 11, 25, 30))
        ),
    )  # fmt: skip
    shown = words(hospital.as_role("manager").page("/"))
    assert "Waiting now 4 Median 12 min since arrival, longest 25 min; no usual wait known" in shown


def test_nothing_that_never_came_is_told_as_a_number(hospital: Hospital) -> None:
    shown = words(hospital.as_role("manager").page("/"))
    assert "Waiting now unknown Nothing is known of today" in shown
    assert "Units in service unknown No list of units has been received" in shown
    assert "Badges back unknown No badge report has been received" in shown
    assert "Interns on track unknown No intern's record has been received" in shown


def test_units_are_counted_to_those_who_may_see_equipment(hospital: Hospital) -> None:
    hospital.receive(
        "equipment_list_2026-11-24_0600.csv",
        UNITS_HEAD,
        "Room 1,Room 1,radiography,yes",
        "Room 2,Room 2,radiography,yes",
    )
    assert "of 2" in words(hospital.as_role("manager").page("/")).split("Units in service")[1][:40]
    assert "Units in service" not in words(hospital.as_role("clerk").page("/"))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Returned(46, 0, 0), "Badges back 46 of 46 All Period to 31 Oct; 0 not back"),
        (Returned(40, 6, 0), "Badges back 40 of 46 Missing Period to 31 Oct; 6 not back"),
        # One to four who did not: a bound, so that nobody can be counted.
        (Returned(43, 3, 0), "Badges back over 89 % of 46 Missing Period to 31 Oct; under 5 not back"),
        (Returned(2, 1, 0), "Badges back under 5 Period to 31 Oct"),
    ],
)
def test_badges_are_counted_without_giving_a_small_group_away(found: Returned, expected: str) -> None:
    assert expected in words(glance.returned_tile(found, date(2026, 10, 31), TODAY))


def test_a_manager_is_told_bounds_of_interns_and_the_coordinator_counts() -> None:
    tracks = Counter(on_track=13, behind=2, complete=1)
    shown = words(glance.track_tile(tracks, may_open=False))
    assert "over 68 % of 16" in shown
    assert "13" not in shown
    # As on the wall: who has completed all, or not begun, is not on track.
    assert "13 of 16" in words(glance.track_tile(tracks, may_open=True))
