"""Home: what needs attention for each role, and the exams of the day against what is usual."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.pages.home.tiles import attention_tile
from dashboard.roles import ROLES as ROLE_TABLE
from db.attention import AttentionRow
from db.schema.accounts import ROLES
from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, everything, texts, together

TODAY = date(2026, 11, 24)
STOCK_HEAD = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at"
RIS_HEAD = "accession_number,exam_description,modality,room,started_at,ended_at,status"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def exam_lines(day: date, hours: list[int]) -> list[str]:
    """Exams of that day, each from the full hour to half past."""
    return [
        f"{day:%Y%m%d}{place:03},Chest PA,DX,Room 1,{day} {hour:02}:00,{day} {hour:02}:30,final"
        for place, hour in enumerate(hours)
    ]


def receive_exams(hospital: Hospital, last: date, hours: list[int], as_of: str) -> None:
    """Ten exams from eight o'clock on, on the same weekday of eight weeks, and these on the last day.

    The RIS tells up to `as_of` (2026-11-24_1130), when the last exam began.
    """
    day, clock = as_of.split("_")
    begun = f"{day} {clock[:2]}:{clock[2:]}"
    lines = [*exam_lines(last, hours), f"BEGUN,Chest PA,DX,Room 1,{begun},,in_progress"]
    for week in range(1, 9):
        lines += exam_lines(last - timedelta(weeks=week), list(range(8, 18)))
    assert hospital.receive(f"ris_{as_of}.csv", RIS_HEAD, *lines) == "loaded"


def test_expired_stock_is_named_to_whom_it_concerns_with_its_owner(hospital: Hospital) -> None:
    hospital.receive(
        "stock_2026-11-24_0600.csv",
        STOCK_HEAD,
        "CM-1,Iodixanol 320,,37,7741-A,2026-11-12,Rack 10,9,2026-11-24 06:00",
    )
    for role in ("manager", "clerk"):
        words = together(hospital.as_role(role).page("/"))
        assert "1 lot expired with stock, €333, at 1 location" in words
        assert "Supplies, inventory clerk. Oldest: Iodixanol 320, lot 7741-A, expired 12 Nov" in words
    for role in ("rso", "physicist", "coordinator", "technologist", "admin"):
        assert "7741-A" not in everything(hospital.as_role(role).page("/"))


def test_nothing_to_attend_to_is_said_as_good_news(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9, 10, 11], "2026-11-24_1145")
    words = together(hospital.as_role("manager").page("/"))
    assert "Nothing waits for your role" in words
    assert "No stock has been received" in words


def test_where_nothing_has_come_in_nothing_is_called_good(hospital: Hospital) -> None:
    words = together(hospital.as_role("manager").page("/"))
    assert "Nothing is known yet" in words
    assert "Nothing waits for your role" not in words
    assert "No exam has arrived yet" in words


def test_every_line_leads_to_a_page_that_the_role_may_open(hospital: Hospital) -> None:
    hospital.receive(
        "stock_2026-11-20_0600.csv", STOCK_HEAD, "A,A,,37,L1,2026-11-12,Rack 1,9,2026-11-20 06:00"
    )
    receive_exams(hospital, TODAY - timedelta(days=5), [8], "2026-11-19_2359")
    hospital.receive("strange.csv", "no,feed", "takes,this")
    pages = {
        page.path: page.permission for page in hospital.app.server.extensions["radops.registry"].in_order()
    }
    for role in ("manager", "rso", "clerk", "physicist", "coordinator", "technologist", "admin"):
        sent = hospital.as_role(role).links("/")
        assert "/feeds" in {link.partition("?")[0] for link in sent}
        for link in sent:
            assert pages[link.partition("?")[0]] in ROLE_TABLE[role].may


def test_exams_are_compared_with_the_same_time_of_the_same_weekday(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    shown = hospital.as_role("coordinator").page("/")
    words = together(shown)
    # The data reach to half past eleven, by when four exams are usual.
    assert "Fewer exams than on a usual Tuesday" in words
    assert "Exams done by hour, Tue 24 Nov; 2 by 11:30, usual 4 (4 to 4)" in words
    assert "median and middle half of 8 Tuesdays" in words
    assert "<b>Today 2</b>" in shown


def test_a_day_that_is_known_in_part_gets_no_verdict(hospital: Hospital) -> None:
    yesterday = TODAY - timedelta(days=1)
    receive_exams(hospital, yesterday, list(range(8, 18)), "2026-11-23_1830")
    words = together(hospital.as_role("manager").page("/"))
    assert "Exams yesterday 10 Known to 18:30; usual Monday 10 in all" in words
    hospital.receive("ris_2026-11-24_0800.csv", RIS_HEAD, *exam_lines(TODAY, [7]))
    assert "As usual Usual Monday 10" in together(hospital.as_role("manager").page("/"))


def test_a_usual_day_is_called_usual(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9, 10, 11], "2026-11-24_1145")
    assert "As many exams as on a usual Tuesday" in together(hospital.as_role("manager").page("/"))


def test_old_data_are_never_shown_as_today(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY - timedelta(days=4), list(range(8, 18)), "2026-11-20_2359")
    words = together(hospital.as_role("manager").page("/"))
    assert "As many exams as on a usual Friday, 4 d ago: nothing newer is known" in words
    assert "Today" not in words
    assert "Nothing from RIS since 20 Nov, 23:59" in words
    assert "Exams on 20 Nov" in words


def test_a_morning_without_an_exam_yet_is_today_and_not_yesterday(hospital: Hospital) -> None:
    hospital.now = datetime.combine(TODAY, time(12, 0), UTC)
    receive_exams(hospital, TODAY - timedelta(days=1), [8], "2026-11-23_2359")
    hospital.receive(
        "ris_2026-11-24_0655.csv", RIS_HEAD, "X1,Chest PA,DX,Room 1,2026-11-24 06:50,,in_progress"
    )
    words = together(hospital.as_role("manager").page("/"))
    assert "0 by 06:5" in words


def test_of_many_lines_the_worst_seven_are_shown_and_the_rest_counted_by_page() -> None:
    rows = [
        AttentionRow(
            "stock", "warn", "Word", f"Finding {n}", "", TODAY, "/supplies?x=1", "supplies.view", 9.0 - n
        )
        for n in range(8)
    ]
    rows += [AttentionRow("feeds", "due", "Word", "Finding 8", "", None, "/feeds", "feeds.view", 1.0)]
    words = together(texts(_sent(attention_tile(rows, TODAY))))
    assert "Finding 6" in words
    assert "Finding 7" not in words
    assert "2 more:  1 on supplies ,  1 on feeds" in words


def _sent(component: Any) -> Any:
    """A component as it is sent to the browser."""
    return json.loads(json.dumps(component, cls=PlotlyJSONEncoder))


def test_doses_of_staff_are_named_to_the_rso_alone(hospital: Hospital) -> None:
    for role in ROLES:
        visitor = hospital.as_role(role)
        if visitor.status("/") != 200:
            assert role == "intern"
            continue
        words = together(visitor.page("/"))
        assert ("Readings to review" in words) == (role == "rso")
        assert ("Exam types over DRL" in words) == ("dose.view" in ROLE_TABLE[role].may)
        assert ("Expired lots" in words) == ("supplies.view" in ROLE_TABLE[role].may)


def test_the_page_renews_itself_and_keeps_its_picture_when_the_database_fails(hospital: Hospital) -> None:
    manager = hospital.as_role("manager")
    before = manager.shown("home-body", 1)["home-body"]["children"]
    assert "Nothing is known yet" in together(texts(before))
    hospital.break_table("exam")
    answer = manager.shown("home-body", 2)
    assert set(answer) == {"home-notice"}
    assert "could not be renewed at 12:00" in together(texts(answer["home-notice"]["children"]))
    assert "The home page could not be loaded" in together(manager.page("/"))


def test_what_has_not_changed_is_not_drawn_again(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    manager = hospital.as_role("manager")
    first = manager.shown("home-body", 1)
    again = manager.shown("home-body", 2, state=[first["home-shown"]["data"]])
    assert "home-body" not in again
    hospital.receive("ris_2026-11-24_1145.csv", RIS_HEAD, *exam_lines(TODAY, [8, 9, 10]))
    changed = manager.shown("home-body", 3, state=[first["home-shown"]["data"]])
    assert "3 by 11:30" in together(texts(changed["home-body"]["children"]))
