"""The page of security tests names tests that there are, and every test of the plan has its line."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security-tests.md"
PLAN = (
    [f"A{number}" for number in range(1, 9)]
    + [f"S{number}" for number in range(1, 9)]
    + [f"H{number}" for number in range(1, 9)]
    + ["X1", "X2"]
    + [f"P{number}" for number in range(1, 9)]
)


def names_of_tests(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_of_the_plan_has_a_line_with_its_result() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-Z]\d", line)]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert [row[0] for row in cells] == PLAN
    assert all(len(row) == 4 and all(row) for row in cells)


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 50
    missing = [
        (file, name)
        for file, name in named
        if not (ROOT / file).is_file() or (name and name not in names_of_tests(ROOT / file))
    ]
    assert missing == []
