"""The README's tables say what the code says."""

import re
from pathlib import Path

import pytest

import radops
from commands.feed_pages import feed_infos
from dashboard.pages import PAGES
from db.exports import EXPORTS
from db.settings import SETTINGS
from etl.mapping import Feeds

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def first_cells(heading):
    """The first cell of each row of the table under a heading."""
    section = README.split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [re.sub(r"[`|]", "", line.split("|")[1]).strip() for line in rows]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Feeds", [info.name for info in feed_infos(Feeds())]),
        ("Commands", list(radops.main.commands)),
        ("Exports", list(EXPORTS)),
        ("Settings", [setting.name for setting in SETTINGS]),
        ("Outcomes", ["loaded", "unchanged", "quarantined", "refused"]),
    ],
)
def test_a_table_of_the_readme_names_what_there_is(heading, names):
    assert first_cells(heading) == names


def test_every_setting_is_explained_as_the_code_explains_it():
    for setting in SETTINGS:
        default = f" `{setting.default}`" if setting.default else ""
        assert f"| `{setting.name}` |{default} | {setting.help} |" in README


def test_every_page_is_in_the_table_of_pages():
    named = [cell.split()[0].lower() for cell in first_cells("Pages and roles")]
    assert sorted(named) == sorted(page.__name__.split(".")[-1] for page in PAGES)
