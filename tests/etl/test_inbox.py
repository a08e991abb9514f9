"""What comes into a watched folder: files at rest, whatever else lies there, and nothing that stops the watch."""

import os
from pathlib import Path

import pytest

from etl.inbox import Inbox

TEXT = "item_code,location,quantity\nA1,Rack 1,12\n"


def put(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def names(found: list[Path]) -> list[str]:
    return [path.name for path in found]


def test_a_file_is_handed_out_once_two_looks_find_it_the_same(tmp_path):
    inbox = Inbox([tmp_path])
    path = put(tmp_path, "stock.csv")
    assert inbox.ready_files() == []
    put(tmp_path, "stock.csv", TEXT + "A2,Rack 1,3\n")
    assert inbox.ready_files() == []
    assert inbox.ready_files() == [path]
    assert inbox.ready_files() == []


def test_links_pipes_hidden_and_unfinished_files_stay_where_they_are(tmp_path):
    inbox, outside = tmp_path / "inbox", put(tmp_path, "outside.csv")
    inbox.mkdir()
    (inbox / "link.csv").symlink_to(outside)
    (inbox / "nowhere.csv").symlink_to(tmp_path / "nothing.csv")
    (inbox / "round").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.csv")
    put(inbox, ".hidden.csv")
    put(inbox, "half.csv.part")
    put(inbox, "whole.csv")
    looks = Inbox([inbox])
    looks.ready_files()
    assert names(looks.ready_files()) == ["whole.csv"]


def test_a_folder_that_is_out_of_reach_hides_no_other_one_and_comes_back(tmp_path):
    gone, here = tmp_path / "gone", tmp_path / "here"
    gone.write_text("a file where a folder should be: as little to be listed as a share that is gone")
    here.mkdir()
    put(here, "stock.csv")
    looks = Inbox([gone, here])
    looks.ready_files()
    assert names(looks.ready_files()) == ["stock.csv"]
    gone.unlink()
    looks.ready_files()
    put(gone, "late.csv")
    looks.ready_files()
    assert names(looks.ready_files()) == ["late.csv"]


def test_a_file_that_cannot_be_looked_at_hides_no_other_one(tmp_path, monkeypatch: pytest.MonkeyPatch):
    closed = put(tmp_path, "closed.csv")
    put(tmp_path, "open.csv")
    stat = Path.stat

    def refuse(path: Path, **how: bool) -> os.stat_result:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", refuse)
    looks = Inbox([tmp_path])
    looks.ready_files()
    assert names(looks.ready_files()) == ["open.csv"]


def test_a_file_that_others_may_read_now_is_handed_out_again(tmp_path):
    path = put(tmp_path, "stock.csv")
    path.chmod(0o000)
    looks = Inbox([tmp_path])
    looks.ready_files()
    looks.ready_files()
    path.chmod(0o644)
    looks.ready_files()
    assert looks.ready_files() == [path]
