"""The pages of docs/ name what there is: addresses, buttons, commands, settings, files."""

import re
from pathlib import Path

import click
import pytest

import radops
from db.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
# What is made by a command is tested where it is made.
MADE = {
    "access-matrix.md",
    "benchmarks.md",
    "data-inventory.md",
    "soak-5-minutes.md",
    "soak-72-hours.md",
    "wall-measured.md",
}
DOCS = sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in MADE)
ALL = [*DOCS, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]

_MATRIX = (ROOT / "docs" / "access-matrix.md").read_text(encoding="utf-8")
# Addresses of the running application: a test of its own holds this page against it.
ADDRESSES = set(re.findall(r"^\| (?:GET )?`(/[a-z/-]*)`", _MATRIX, re.MULTILINE))
PAGES = set(re.findall(r"^\| `(/[a-z/-]*)`", _MATRIX, re.MULTILINE))
# The words that a page may show.
_CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "dashboard").rglob("*.py")))
# Folders of a server, where a page tells how to set one up.
_FOLDERS = ("/etc", "/opt", "/srv", "/usr", "/var")
_COMMAND = re.compile(r"""(?<!-u )\bradops(?:\.py)? ([a-z][^`|\n#;'"]*)""")


def text_of(path):
    """A page's text."""
    return path.read_text(encoding="utf-8")


def code_of(path):
    """What stands between backticks, and each line of code."""
    text = re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)
    blocks = re.findall(r"^ {4,}\S.*$", text, re.MULTILINE)
    spans = re.findall(r"`([^`]+)`", text)
    return [" ".join(part.split()) for part in [*blocks, *spans]]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_file_that_a_page_links_to_is_there(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
        name, _, heading = target.partition("#")
        found = (path.parent / name) if name else path
        assert found.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", text_of(found), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}, target


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_address_that_a_page_names_is_one_of_the_application(path):
    named = set(re.findall(r"`(/[a-z/-]*)`", text_of(path)))
    assert {one for one in named if not one.startswith(_FOLDERS)} <= ADDRESSES


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_command_and_option_that_a_page_names_exists(path):
    for code in code_of(path):
        for said in _COMMAND.findall(code):
            words = said.split()
            command: click.Command = radops.main
            while words and isinstance(command, click.Group) and words[0] in command.commands:
                command = command.commands[words.pop(0)]
            assert command is not radops.main, said
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert {word for word in words if word.startswith("--")} <= known, said


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_setting_that_a_page_names_exists(path):
    named = set(re.findall(r"\bRADOPS_[A-Z_]+", text_of(path)))
    assert named <= {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_button_and_page_name_in_bold_stands_in_the_code_of_the_pages(path):
    named = {" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", text_of(path))}
    assert {words for words in named if f'"{words}"' not in _CODE} == set()


def test_every_page_of_the_application_is_told_of_in_a_page_of_the_docs():
    told = "\n".join(text_of(path) for path in DOCS)
    assert {page for page in PAGES if f"`{page}`" not in told} == set()


def test_every_picture_is_drawn_by_the_script_and_shown_on_a_page():
    script = text_of(ROOT / "scripts" / "screenshots")
    drawn = {*re.findall(r'^    \("([a-z-]+)", "[a-z]+", "/', script, re.MULTILINE), "wall"}
    shown = {name for path in ALL for name in re.findall(r"screenshots/([a-z-]+)\.png", text_of(path))}
    kept = {path.stem for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    assert drawn == shown == kept
