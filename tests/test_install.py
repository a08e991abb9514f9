"""Do the install scripts say what is missing, and work once? Run on copies, with stand-ins for what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "nothing.lock").write_text("")  # the scripts' own behaviour needs no package
    return folder


def environment(clone: Path, python: Path | str = sys.executable) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["scripts/environment", ".venv", "nothing.lock"],
        cwd=clone,
        env={**os.environ, "PYTHON": str(python)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in(file: Path, *lines: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    file.chmod(0o755)
    return file


def test_an_environment_is_made_once_and_again_when_the_lock_changes(clone: Path) -> None:
    first = environment(clone)
    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stderr
    assert environment(clone).stderr == ""
    (clone / "nothing.lock").write_text("# another day\n")
    third = environment(clone)
    assert "Making .venv" not in third.stderr
    assert "Installing" in third.stderr


def test_an_environment_that_was_moved_is_made_again(clone: Path) -> None:
    environment(clone)
    moved = clone.rename(clone.with_name("elsewhere"))
    again = environment(moved)
    assert again.returncode == 0, again.stderr
    assert ".venv was made for another place" in again.stderr
    assert str(moved) in (moved / ".venv" / "bin" / "pip").read_text().splitlines()[0]


def test_a_python_without_venv_is_named_together_with_the_package_that_brings_it(clone: Path) -> None:
    bare = stand_in(
        clone / "bare-python", 'case "$*" in *ensurepip*) exit 1;; esac', f'exec "{sys.executable}" "$@"'
    )
    refused = environment(clone, bare)
    assert refused.returncode == 1
    assert f"python3.{sys.version_info.minor}-venv" in refused.stderr
    assert not (clone / ".venv").exists()


def test_a_python_that_is_too_old_is_refused(clone: Path) -> None:
    old = stand_in(clone / "old-python", "exit 1")
    refused = environment(clone, old)
    assert refused.returncode == 1
    assert "Python 3.11 or newer" in refused.stderr


def test_an_environment_of_an_unusable_python_is_named_and_left_alone(clone: Path) -> None:
    stand_in(
        clone / ".venv" / "bin" / "python", 'case "$*" in --version) echo Python 3.9.2;; *) exit 1;; esac'
    )
    refused = environment(clone)
    assert refused.returncode == 1
    assert "Python 3.9.2" in refused.stderr
    assert "rm -r .venv" in refused.stderr
    assert list((clone / ".venv").iterdir()) == [clone / ".venv" / "bin"]


def test_programs_that_cannot_be_installed_are_named_and_nothing_waits_for_a_password(clone: Path) -> None:
    """A user who is not root, whose sudo wants a password, and nobody at the keyboard."""
    path = clone / "path"
    path.mkdir()
    for tool in ("bash", "env"):
        (path / tool).symlink_to(shutil.which(tool) or tool)
    stand_in(path / "id", "echo 1000")
    stand_in(path / "apt-get", "exit 9")
    stand_in(path / "sudo", "exit 1")
    refused = subprocess.run(
        ["scripts/test-programs"],
        cwd=clone,
        env={"PATH": str(path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert refused.returncode == 1
    assert "apt-get install chromium chromium-driver" in refused.stderr
