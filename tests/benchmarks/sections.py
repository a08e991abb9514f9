"""A page of the docs that several measurements write: each replaces what stands under its own heading."""

from pathlib import Path

# Written by `tests.benchmarks.load_test` and `tests.benchmarks.demo_files`.
VIEWERS = "## Viewers while files are loaded"
GENERATOR = "## The made-up department, written"


def put_section(page: Path, heading: str, text: str) -> None:
    """Write a section (from its heading of the second level to the next) in place of the earlier one, or at the end."""
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    kept = without(before, heading).rstrip()
    page.write_text(f"{kept}\n\n{text}" if kept else text, encoding="utf-8")


def headings(text: str) -> list[str]:
    """The headings of the second level, in order."""
    return [line for line in text.splitlines() if line.startswith("## ")]


def sections(text: str, heading: str) -> str:
    """The section with this heading, or nothing."""
    lines = text.splitlines(keepends=True)
    taking, found = False, []
    for line in lines:
        if line.startswith("## "):
            taking = line.rstrip() == heading
        if taking:
            found.append(line)
    return "".join(found)


def without(text: str, heading: str) -> str:
    """The page without that section."""
    return text.replace(sections(text, heading), "") if sections(text, heading) else text
