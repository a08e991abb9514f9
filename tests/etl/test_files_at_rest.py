"""A file that is still being written is never handed out; one that has come to rest is handed out once."""

import os
from pathlib import Path

import pytest

from etl.inbox import Inbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(inbox: Inbox) -> list[str]:
    return [path.name for path in inbox.ready_files()]


def test_a_file_is_ready_when_two_looks_find_it_the_same(folder: Path) -> None:
    inbox = Inbox([folder])
    write(folder / "a.csv", "one\n")
    assert names(inbox) == []
    assert names(inbox) == ["a.csv"]


def test_a_file_that_grows_from_look_to_look_is_never_handed_out(folder: Path) -> None:
    inbox = Inbox([folder])
    path = write(folder / "slow.csv", "")
    for _ in range(50):
        with path.open("a") as file:
            file.write("more\n")
        assert names(inbox) == []
    assert names(inbox) == ["slow.csv"]


def test_a_file_that_is_rewritten_at_the_same_length_counts_as_still_changing(folder: Path) -> None:
    inbox = Inbox([folder])
    path = write(folder / "a.csv", "one\n")
    assert names(inbox) == []
    write(path, "two\n")
    os.utime(path, ns=(1_000_000_000, 1_000_000_000))
    assert names(inbox) == []
    assert names(inbox) == ["a.csv"]


def test_a_file_is_handed_out_once_and_again_only_when_it_has_changed(folder: Path) -> None:
    inbox = Inbox([folder])
    path = write(folder / "a.csv", "one\n")
    assert [names(inbox) for _ in range(4)] == [[], ["a.csv"], [], []]
    write(path, "one\ntwo\n")
    assert [names(inbox) for _ in range(3)] == [[], ["a.csv"], []]


@pytest.mark.parametrize("name", [".a.csv", ".copying/a.csv", "a.csv.part", "a.tmp"])
def test_names_by_which_copying_programs_say_not_yet_are_left_alone(folder: Path, name: str) -> None:
    inbox = Inbox([folder])
    path = write(folder / name, "one\n")
    assert [names(inbox) for _ in range(3)] == [[], [], []]
    path.rename(folder / "done.csv")
    assert [names(inbox) for _ in range(2)] == [[], ["done.csv"]]


def test_links_and_pipes_are_no_files(folder: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "outside.csv", "not for the inbox\n")
    folder.mkdir()
    (folder / "link.csv").symlink_to(secret)
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.csv")
    inbox = Inbox([folder])
    assert [names(inbox) for _ in range(3)] == [[], [], []]


def test_folders_below_the_inbox_are_looked_into_and_the_oldest_file_comes_first(folder: Path) -> None:
    inbox = Inbox([folder])
    for age, name in enumerate(("new.csv", "below/old.csv")):
        os.utime(write(folder / name, "x\n"), (1_000_000 - age, 1_000_000 - age))
    assert names(inbox) == []
    assert names(inbox) == ["old.csv", "new.csv"]


def test_an_inbox_that_does_not_exist_yet_is_made(folder: Path) -> None:
    assert names(Inbox([folder])) == []
    assert folder.is_dir()
