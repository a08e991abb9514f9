"""Is anything in the repository that must not be there? The app loads nothing from outside and hides nothing inside."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = (".py", ".js", ".css", ".html", ".svg", ".mako")
APP = ("commands/", "db/", "etl/", "dashboard/", "radops.py")


@dataclass(frozen=True, slots=True)
class Ban:
    """What must not stand in which files, and why. Brackets in a pattern keep it from finding itself."""

    pattern: str
    why: str
    example: str
    folders: tuple[str, ...] = ("",)
    endings: tuple[str, ...] = CODE
    allowed: str = r"(?!)"

    def hits(self, text: str) -> list[str]:
        """The lines of `text` that break this rule."""
        lines = [line for line in text.splitlines() if re.search(self.pattern, line)]
        return [line for line in lines if not re.search(self.allowed, line)]


# Plotly's own script, as its makers wrote it; what it must not do is held in a browser, under the policy.
NOT_OURS = "dashboard/plotly_basic/plotly-basic.min.js"

BANS = {
    "address": Ban(
        r"""(https?|wss?):[/]/|url\(\s*["']?//|@import\s+["']?(//|http)""",
        "the app asks no address outside itself",
        "@import url(http:" + "//fonts.example/inter.css)",
        folders=APP,
        # Names of XML vocabularies look like addresses, and are never asked for. Our own is built from host and port.
        allowed=r"http://(www\.w3\.org|127\.0\.0\.1|localhost|\{)",
    ),
    "registry": Ban(
        r"""https?:[/]/[^/ "]*(pypi|pythonhosted|npm|debian)|--(extra-)?index-url|--find[-]links""",
        "where packages come from is the machine's affair",
        "pip install --" + "index-url somewhere",
        endings=("",),
    ),
    "machine": Ban(
        r"""(^|[\s"'=(:])/(work|root|home/\w+|Users/\w+)/""",
        "an absolute path holds on one machine only",
        'open("/' + 'root/data.csv")',
        endings=("",),
    ),
    "html": Ban(
        r"dangerously[_]|markdown_options|unsafe[-]eval|\.innerHTML\s*=",
        "imported text must never become markup or script",
        "Markdown(text, dangerously" + "_allow_html=True)",
        folders=APP,
    ),
    "sql": Ban(
        r"""\b(text|execute|exec_driver_sql|executemany|executescript)\(\s*f["']""",
        "SQL is built by SQLAlchemy, and values are bound",
        'execute(f"' + 'DELETE FROM {table}")',
        folders=APP,
        allowed=r"PRAGMA",  # SQLite takes no bound value there
    ),
    "frames": Ban(
        r"""pd\.read_[c]sv\(|\.[e]val\(|\.query\(f?["']""",
        "pandas guesses at text, and runs text as code",
        "pd.read_" + "csv(file)",
        folders=APP,
    ),
    "unfinished": Ban(
        r"\b(TO[D]O|FIX[M]E|XX[X])\b|raise\s+NotImplemented",
        "what is not done is not in the tree",
        "# TO" + "DO: later",
    ),
    "debugging": Ban(
        r"\bbreakpoint\(|\bimport [i]?pdb|\bset_trace\(|console\.log\(|^\s*debugger\b|(debug|enable_mcp)\s*=\s*[T]rue",
        "left over from looking for a fault, or a door for whoever finds it",
        "app.run(debug=" + "True)",
    ),
}


def tracked_files() -> list[str]:
    """What is in the repository, and what would be with the next `git add`."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", BANS)
def test_nothing_stands_in_the_tree_that_must_not(name: str) -> None:
    ban = BANS[name]
    ours = [file for file in tracked_files() if file != NOT_OURS]
    files = [file for file in ours if file.startswith(ban.folders) and file.endswith(ban.endings)]
    assert files
    found = []
    for file in files:
        text = (ROOT / file).read_bytes().decode("utf-8", errors="ignore")
        found += [f"{file}: {line.strip()[:120]}" for line in ban.hits(text)]
    assert not found, f"{ban.why}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", BANS)
def test_each_rule_finds_what_it_forbids(name: str) -> None:
    assert BANS[name].hits(BANS[name].example)


def test_no_room_has_grown_into_a_hall() -> None:
    lengths = {
        file: len((ROOT / file).read_text().splitlines())
        for file in tracked_files()
        if file.startswith(APP) and file.endswith(".py") and "/versions/" not in file
    }
    assert {file: length for file, length in lengths.items() if length > 400} == {}


def test_no_file_is_named_after_nothing() -> None:
    shapeless = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}
    assert not [file for file in tracked_files() if Path(file).name in shapeless]
