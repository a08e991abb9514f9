"""How does a command speak? A bar and a table on a terminal, plain lines in a log, JSON for a script."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from etl.pipeline import Outcome

# Progress and messages go to standard error: standard output belongs to what was asked for.
console = Console(stderr=True, highlight=False)
_EVERY = 100


def say(text: str) -> None:
    """One line for the person at the terminal or the log."""
    console.print(text, markup=False, soft_wrap=True)


def watched(outcomes: Iterable[Outcome], total: int, title: str) -> Iterator[Outcome]:
    """Pass outcomes on while a bar (or, in a log, a line now and then) tells how far it is."""
    if not console.is_terminal:
        for number, outcome in enumerate(outcomes, 1):
            if number % _EVERY == 0 or number == total:
                say(f"{title}: {number} of {total} files")
            yield outcome
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total)
        for outcome in outcomes:
            progress.advance(task)
            yield outcome


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """A line or two on what became of each file, readable in a window of any width, and the sum."""
    for o in outcomes:
        counts = {
            "rows in": o.rows_in,
            "loaded": o.rows_loaded,
            "unchanged": o.rows_unchanged,
            "superseded": o.rows_superseded,
            "set aside": o.rows_quarantined,
            "values left unknown": o.values_set_aside,
        }
        told = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        print_text(
            f"{o.outcome:<11} {o.source or 'no source':<13} {o.file}" + (f"  ({told})" if told else "")
        )
        if o.reason:
            print_text(f"{'':<11} because: {o.reason}")
    by_outcome = {
        name: sum(o.outcome == name for o in outcomes) for name in dict.fromkeys(o.outcome for o in outcomes)
    }
    say(f"{len(outcomes)} files: " + ", ".join(f"{count} {name}" for name, count in by_outcome.items()))


def outcomes_as_json(outcomes: Iterable[Outcome]) -> str:
    """The same for a script: {"files": [{"file", "source", "outcome", "reason", "rows_in", ...}]}."""
    return as_json({"files": [asdict(outcome) for outcome in outcomes]})


def as_json(value: Mapping[str, Any]) -> str:
    """A value as readable JSON."""
    return json.dumps(value, indent=1, ensure_ascii=False, default=str)


def print_text(text: str) -> None:
    """Text that was asked for, to standard output."""
    sys.stdout.write(text + "\n")
