"""Words for the wall: they end by themselves or by hand, and hold no number of a patient."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.actions.announcements import AnnouncementRefused, announce, take_down
from db.audit import Actor
from db.database import Database
from db.queries.announcements import announcements
from db.schema.accounts import audit_event

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
WRITER = Actor("technologist", "technologist", 4)
TEXT = "Room 2 is down: outpatients go to Room 3."


@pytest.fixture
def database(database_url):
    return Database(database_url)


def written(database, kind="handover", text=TEXT, hours=8.0):
    with database.write() as connection:
        return announce(connection, kind, text, NOW + timedelta(hours=hours), actor=WRITER, now=NOW)


def on_the_wall(database, hours=0.0):
    with database.read() as connection:
        return [one.text for one in announcements(connection, NOW + timedelta(hours=hours))]


def test_a_text_stands_until_its_end_and_no_longer(database):
    written(database)
    assert on_the_wall(database, 7.99) == [TEXT]
    assert on_the_wall(database, 8) == []


def test_handovers_stand_before_announcements_the_newest_first(database):
    written(database, "announcement", "Badges are due.")
    written(database, "handover", "First.")
    written(database, "handover", "Second.")
    assert on_the_wall(database) == ["Second.", "First.", "Badges are due."]


def test_a_text_is_taken_down_once(database):
    number = written(database)
    with database.write() as connection:
        take_down(connection, number, actor=WRITER, now=NOW)
    assert on_the_wall(database) == []
    with pytest.raises(AnnouncementRefused), database.write() as connection:
        take_down(connection, number, actor=WRITER, now=NOW)
    with database.read() as connection:
        events = [row.action for row in connection.execute(select(audit_event).order_by(audit_event.c.id))]
    assert events == ["announcement.write", "announcement.end"]


def test_the_same_words_stand_once_and_may_come_back_after_their_end(database):
    written(database)
    with pytest.raises(AnnouncementRefused, match="the wall already"):
        written(database, text=f" {TEXT} ")
    written(database, "announcement")
    assert on_the_wall(database, 8) == []
    with database.write() as connection:
        later = NOW + timedelta(hours=9)
        announce(connection, "handover", TEXT, later + timedelta(hours=1), actor=WRITER, now=later)
    assert on_the_wall(database, 9) == [TEXT]


@pytest.mark.parametrize(
    ("kind", "text", "hours"),
    [
        ("gossip", TEXT, 8),
        ("handover", "", 8),
        ("handover", "x" * 141, 8),
        ("handover", "Right to left \u202e", 8),
        ("handover", "Patient 4711 0815 in Room 2", 8),
        ("handover", "A-1234567 is done", 8),
        ("handover", "Born 01/02/1960, in Room 2", 8),
        ("handover", TEXT, 0),
        ("handover", TEXT, 24 * 14 + 1),
    ],
)
def test_what_does_not_belong_on_a_wall_is_refused(database, kind, text, hours):
    with pytest.raises(AnnouncementRefused):
        written(database, kind, text, hours)
    assert on_the_wall(database) == []


@pytest.mark.parametrize("text", ["Room 2 from 14:00 to 16:30.", "Ask on 12345.", "24 Nov, 08:00: drill"])
def test_rooms_hours_and_extensions_are_no_numbers_of_patients(database, text):
    written(database, text=text)
    assert on_the_wall(database) == [text]


def test_a_wall_holds_three_of_a_kind(database):
    for number in range(3):
        written(database, text=f"Text {number}.")
    with pytest.raises(AnnouncementRefused, match="take one down"):
        written(database)
    written(database, "announcement")
