"""Loading files: `load`, `watch`, the reference tables, and which files a path means."""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from commands.acting import acting
from commands.opening import Opened
from commands.output import say, watched
from db import ledger
from db.audit import Actor
from etl.inbox import Inbox
from etl.pipeline import Outcome, load_files

WATCHER = Actor("inbox watcher")
REFERENCE = Path(__file__).resolve().parent.parent / "db" / "reference"


def files_under(paths: Iterable[Path]) -> list[Path]:
    """All files that paths mean: a folder means every file below it, by name. Hidden ones are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (p for p in path.rglob("*") if p.is_file())
            found += sorted(
                p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            found.append(path)
    return found


def load_paths(
    hospital: Opened,
    paths: Sequence[Path],
    title: str = "Loading",
    now: datetime | None = None,
    actor: Actor | None = None,
) -> list[Outcome]:
    """Load files, telling how far it is; returns what became of each. `now` (aware) stands for the present moment.

    Whoever runs the command loads them, unless an `actor` is named.
    """
    return list(watched(load_files(paths, hospital.line(now, actor or acting())), len(paths), title))


def load_reference(hospital: Opened) -> list[Outcome]:
    """Load the reference tables that come with radops. Raises RuntimeError when one of them does not come in whole."""
    outcomes = list(load_files(files_under([REFERENCE]), hospital.line(actor=acting())))
    for outcome in outcomes:
        if outcome.outcome not in (ledger.LOADED, ledger.UNCHANGED) or outcome.rows_quarantined:
            raise RuntimeError(f"{outcome.file}: {outcome.outcome}, {outcome.reason or 'rows set aside'}")
    return outcomes


def watch_inbox(hospital: Opened, stop: threading.Event, every_s: float) -> None:
    """Load what comes into the inbox until told to stop. Files stay where they are; the ledger knows them again."""
    inbox = Inbox(hospital.settings.inbox)
    say("Watching " + ", ".join(str(folder) for folder in hospital.settings.inbox))
    while not stop.is_set():
        ready = inbox.ready_files()
        if ready:
            for outcome in load_files(ready, hospital.line(actor=WATCHER)):
                tail = f": {outcome.reason}" if outcome.reason else f", {outcome.rows_in} rows in"
                say(f"{outcome.outcome} {Path(outcome.file).name} ({outcome.source or 'no source'}){tail}")
        stop.wait(every_s)
