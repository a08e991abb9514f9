"""What a display shows, written as a line of text."""

import pytest

from db.playlist import EVERYTHING, PlaylistRefused, Turn, as_rows, of_rows, read_playlist, write_playlist


def test_a_playlist_names_scenes_with_their_seconds():
    assert read_playlist(" today:30, rooms ,dose:5") == (
        Turn("today", 30),
        Turn("rooms", 20),
        Turn("dose", 5),
    )
    assert read_playlist("") == EVERYTHING
    assert write_playlist(read_playlist("rooms:15")) == "rooms:15"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kitchen", "no scene 'kitchen'"),
        ("today:4", "5 to 600"),
        ("today:601", "5 to 600"),
        ("today:soon", "whole number"),
        ("today:-5", "whole number"),
        ("today:٣٠", "whole number"),
        (",".join(["today"] * 21), "at most 20"),
    ],
)
def test_a_playlist_that_cannot_be_shown_says_what_would_be_right(text, words):
    with pytest.raises(PlaylistRefused, match=words):
        read_playlist(text)


def test_a_scene_that_a_later_version_lacks_is_left_out():
    rows = [{"scene": "kitchen", "seconds": 20}, *as_rows([Turn("rooms", 15)])]
    assert of_rows(rows) == (Turn("rooms", 15),)
    assert of_rows([{"scene": "kitchen", "seconds": 20}]) == EVERYTHING
