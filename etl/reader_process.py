"""What goes on in a process that reads foreign files, and how is it held to its limits?

A child reads and validates; the parent writes. Children stay alive from file to file: starting one takes half a second.
"""

import multiprocessing
import resource
import signal
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from os import sysconf
from pathlib import Path
from typing import Any

from etl.intake import open_intake
from etl.mapping import Feeds
from etl.parts import PartReader
from etl.readers.tabular import Part
from etl.source import FileRejected, Reject, Site, Source

_PIECE_ROWS = 2_000
_PAGE = sysconf("SC_PAGE_SIZE")

# A server process forks the children: forking this one would copy open database connections and locks into them.
CONTEXT = multiprocessing.get_context("forkserver")
# The program itself is named too, or each child would run its imports anew.
CONTEXT.set_forkserver_preload(["__main__", "etl.reader_process"])


def warm_up() -> None:
    """Let the server process begin with its imports, which take a while, beside whatever the caller does next."""
    forkserver.ensure_running()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may take: memory that it holds, and time in which nothing comes from it."""

    resident_bytes: int = 512 * 1024**2
    silence_s: float = 30.0


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a large table that a child is asked to read."""

    path: Path
    source: Source
    as_of: datetime
    dialect: str
    part: Part


@dataclass(frozen=True, slots=True)
class Opened:
    """The first message about a file."""

    source: Source
    as_of: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The last message about a file or part that was read to its end."""

    blank_lines: int = 0
    ignored_columns: tuple[str, ...] = ()
    values_set_aside: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The last message about any other one."""

    reason: str
    recognised: bool


ENDED_THE_READER = Refused(
    "reading it ended the reader; the file is damaged or made to do harm", recognised=False
)


def failed(error: Exception) -> Refused:
    """What is said of a file that a library stumbles over. Only the kind: the message may quote what stands in it."""
    kind = type(error).__name__
    return Refused(f"reading it failed ({kind}); it is not in the form that it claims", recognised=False)


def nothing_came(limits: Limits) -> Refused:
    """What is said of a file whose reader is silent."""
    return Refused(f"nothing came of reading it for {limits.silence_s:g} s", recognised=False)


def too_large(limits: Limits) -> Refused:
    """What is said of a file whose reader holds too much."""
    return Refused(
        f"reading it takes more than {limits.resident_bytes // 1024**2} MB of memory", recognised=False
    )


class Child:
    """One reader process, and what it has been asked for."""

    def __init__(self, site: Site, feeds: Feeds, limits: Limits) -> None:
        self._arguments = (site, feeds, limits)
        self.asked: deque[Path | PartOf] = deque()
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, *self._arguments), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, wanted: Path | PartOf) -> None:
        """Put a file or part at the end of the child's list."""
        self.asked.append(wanted)
        self.pipe.send(wanted)

    def receive(self) -> Any:
        """Take the next message, and note when it is the last one about what was asked."""
        message = self.pipe.recv()
        if isinstance(message, Ended | Refused):
            self.asked.popleft()
        return message

    def resident_bytes(self) -> int:
        """The memory that the process holds; 0 when it has ended."""
        return resident_bytes(self._process.pid)

    def replace(self) -> None:
        """End the process, give up what it was reading, and ask a new one for the rest."""
        self.stop()
        self.asked.popleft()
        self._start()
        for wanted in self.asked:
            self.pipe.send(wanted)

    def forget(self) -> None:
        """Give up all that has been asked for."""
        if self.asked:
            self.asked.clear()
            self.stop()
            self._start()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def keep_within(limits: Limits) -> None:
    """Bind this process to its limits."""
    # A backstop for what the parent does not look at in time: the allocation fails instead of the machine.
    hard = limits.resident_bytes * 2
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    # A reader that ends by itself leaves no image of its memory, and of what patients' files put there.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def resident_bytes(process_id: int | None) -> int:
    """The memory that a process holds; 0 when it has ended."""
    try:
        statm = Path(f"/proc/{process_id}/statm").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(statm.split()[1]) * _PAGE


def _serve(pipe: Connection, site: Site, feeds: Feeds, limits: Limits) -> None:
    """A child's life: read what it is asked for, one after the other, until nobody asks any more."""
    keep_within(limits)
    work = _Work(pipe, site, feeds)
    while True:
        try:
            wanted = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(work.on(wanted))
        except FileRejected as rejected:
            pipe.send(Refused(rejected.reason, rejected.recognised))
        except (BrokenPipeError, ConnectionResetError):
            return
        except MemoryError:
            pipe.send(too_large(limits))
        except Exception as error:  # noqa: BLE001  whatever a library makes of a hostile file, the next one is read
            pipe.send(failed(error))


class _Work:
    """Sends what stands in a file or part, piece by piece."""

    def __init__(self, pipe: Connection, site: Site, feeds: Feeds) -> None:
        self._pipe, self._site, self._feeds = pipe, site, feeds
        self._parted: PartOf | None = None
        self._reader: PartReader | None = None

    def on(self, wanted: Path | PartOf) -> Ended:
        """Read it; what is returned is the last message about it."""
        return self._on_part(wanted) if isinstance(wanted, PartOf) else self._on_file(wanted)

    def _on_file(self, path: Path) -> Ended:
        intake = open_intake(path, self._feeds, self._site)
        self._pipe.send(Opened(intake.source, intake.as_of, tuple(intake.parts)))
        if intake.parts:
            return Ended()
        rows = intake.rows(self._site)
        while piece := list(islice(rows, _PIECE_ROWS)):
            self._pipe.send(piece)
        return Ended(intake.blank_lines, intake.ignored_columns, tuple(intake.values_set_aside))

    def _on_part(self, wanted: PartOf) -> Ended:
        if self._reader is None or self._parted is None or self._parted.path != wanted.path:
            self._parted = wanted
            self._reader = PartReader(wanted.path, wanted.source, self._site, wanted.as_of, wanted.dialect)
        for piece in self._reader.read(wanted.part):
            self._pipe.send(piece)
        return Ended()
