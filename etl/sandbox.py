"""Who opens foreign files? Child processes with limits on memory and time: a hostile or broken file costs itself alone.

A child reads and validates; the parent writes. Children stay alive from file to file: starting one takes half a second.
"""

import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from etl.intake import open_intake
from etl.mapping import Feeds
from etl.source import FileRejected, Reject, RejectedRow, Site, Source, ValidRow

CHILDREN = max(1, min(4, len(os.sched_getaffinity(0))))
_PIECE_ROWS = 2_000
_AHEAD = 16
_LOOK_EVERY_S = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")

# A server process forks the children: forking this one would copy open database connections and locks into them.
_CONTEXT = multiprocessing.get_context("forkserver")
# The program itself is named too, or each child would run its imports anew.
_CONTEXT.set_forkserver_preload(["__main__", "etl.intake"])


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may take: memory that it holds, and time in which nothing comes from it."""

    resident_bytes: int = 512 * 1024**2
    silence_s: float = 30.0


@dataclass(frozen=True, slots=True)
class _Opened:
    source: Source
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _Ended:
    blank_lines: int
    ignored_columns: tuple[str, ...]
    values_set_aside: list[Reject]


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str
    recognised: bool


_ENDED_THE_READER = _Refused(
    "reading it ended the reader; the file is damaged or made to do harm", recognised=False
)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Broken:
    kind: str


@dataclass
class Reading:
    """A file that a child is reading. `blank_lines` and the others are complete once the rows are exhausted."""

    path: Path
    source: Source
    as_of: datetime
    _messages: Iterator[Any] = field(repr=False)
    blank_lines: int = 0
    ignored_columns: tuple[str, ...] = ()
    values_set_aside: list[Reject] = field(default_factory=list)

    def rows(self) -> Iterator[ValidRow | RejectedRow]:
        """Yield each row as it would be stored, or as it is set aside. Raises FileRejected at whatever row shows it."""
        for message in self._messages:
            if isinstance(message, _Ended):
                self.blank_lines = message.blank_lines
                self.ignored_columns = message.ignored_columns
                self.values_set_aside = message.values_set_aside
            else:
                yield from message


class Readers:
    """A few child processes that read files in the order in which they are asked to."""

    def __init__(
        self, site: Site, feeds: Feeds, *, children: int = CHILDREN, limits: Limits | None = None
    ) -> None:
        self._site, self._feeds = site, feeds
        self._limits = limits or Limits()
        self._most = children
        # Started when there is something to read for them: most looks into an inbox find nothing new.
        self._children: list[_Child] = []

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.stop()

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading | FileRejected]]:
        """Yield each path with its reading, or with why it is refused. A reading that is not used up is skipped.

        Paths are asked for a little ahead, so that children read while the parent writes.
        """
        waiting: deque[tuple[Path, _Child]] = deque()
        turn = 0
        asked = iter(paths)
        while True:
            for path in islice(asked, _AHEAD - len(waiting)):
                if len(self._children) < self._most:
                    self._children.append(_Child(self._site, self._feeds, self._limits))
                child = self._children[turn % self._most]
                turn += 1
                child.ask(path)
                waiting.append((path, child))
            if not waiting:
                return
            path, child = waiting.popleft()
            messages = self._messages(child)
            try:
                opened = next(messages)
            except FileRejected as rejected:
                yield path, rejected
                continue
            yield path, Reading(path, opened.source, opened.as_of, messages)
            try:
                # What was left unread belongs to this file: the child's next message must be about its next file.
                deque(messages, maxlen=0)
            except FileRejected:
                continue

    def _messages(self, child: "_Child") -> Iterator[Any]:
        """The child's messages about the file that is its turn; a child that goes over a limit is replaced."""
        while True:
            message = self._next(child)
            if isinstance(message, _Refused):
                raise FileRejected(message.reason, message.recognised)
            if isinstance(message, _Broken):
                raise FileRejected(_failed(message.kind), recognised=False)
            yield message
            if isinstance(message, _Ended):
                return

    def _next(self, child: "_Child") -> Any:
        last_sign = time.monotonic()
        while True:
            try:
                if child.pipe.poll(_LOOK_EVERY_S):
                    return child.receive()
            except (EOFError, OSError):
                child.replace()
                return _ENDED_THE_READER
            if child.resident_bytes() > self._limits.resident_bytes:
                child.replace()
                return _too_large(self._limits)
            if time.monotonic() - last_sign > self._limits.silence_s:
                child.replace()
                return _nothing_came(self._limits)


def alone(
    function: Callable[..., _Answer], path: Path, *arguments: object, limits: Limits | None = None
) -> _Answer:
    """What a function answers about a file, asked in a child process of its own and within the limits.

    Raises FileRejected when the child goes over one of them, ends, or fails.
    """
    limits = limits or Limits()
    pipe, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_answer, args=(theirs, limits, function, path, *arguments), daemon=True)
    process.start()
    theirs.close()
    began = time.monotonic()
    try:
        while not pipe.poll(_LOOK_EVERY_S):
            if _resident_bytes(process.pid) > limits.resident_bytes:
                raise _rejected(_too_large(limits))
            if time.monotonic() - began > limits.silence_s:
                raise _rejected(_nothing_came(limits))
        message = pipe.recv()
    except (EOFError, OSError) as error:
        raise _rejected(_ENDED_THE_READER) from error
    finally:
        process.kill()
        process.join()
        pipe.close()
    if isinstance(message, _Refused):
        raise _rejected(message)
    answer: _Answer = message
    return answer


def _answer(pipe: Connection, limits: Limits, function: Callable[..., object], *arguments: object) -> None:
    _keep_within(limits)
    try:
        pipe.send(function(*arguments))
    except FileRejected as rejected:
        pipe.send(_Refused(rejected.reason, rejected.recognised))
    except MemoryError:
        pipe.send(_too_large(limits))
    except Exception as error:  # noqa: BLE001  as in `_serve`
        pipe.send(_Refused(_failed(type(error).__name__), recognised=False))


def _keep_within(limits: Limits) -> None:
    # A backstop for what the parent does not look at in time: the allocation fails instead of the machine.
    hard = limits.resident_bytes * 2
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    # A reader that ends by itself leaves no image of its memory, and of what patients' files put there.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _resident_bytes(process_id: int | None) -> int:
    try:
        return int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _rejected(refused: _Refused) -> FileRejected:
    return FileRejected(refused.reason, refused.recognised)


def _failed(kind: str) -> str:
    return f"reading it failed ({kind}); it is not in the form that it claims"


def _nothing_came(limits: Limits) -> _Refused:
    return _Refused(f"nothing came of reading it for {limits.silence_s:g} s", recognised=False)


def _too_large(limits: Limits) -> _Refused:
    return _Refused(
        f"reading it takes more than {limits.resident_bytes // 1024**2} MB of memory", recognised=False
    )


class _Child:
    """One reader process, and the files that it has been asked for."""

    def __init__(self, site: Site, feeds: Feeds, limits: Limits) -> None:
        self._arguments = (site, feeds, limits)
        self._asked: deque[Path] = deque()
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, *self._arguments), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, path: Path) -> None:
        """Put a file at the end of the child's list."""
        self._asked.append(path)
        self.pipe.send(path)

    def receive(self) -> Any:
        """Take the next message, and note when it is the last one about a file."""
        message = self.pipe.recv()
        if isinstance(message, _Ended | _Refused | _Broken):
            self._asked.popleft()
        return message

    def resident_bytes(self) -> int:
        """The memory that the process holds; 0 when it has ended."""
        return _resident_bytes(self._process.pid)

    def replace(self) -> None:
        """End the process, give up the file that it was reading, and ask a new one for the others."""
        self.stop()
        self._asked.popleft()
        self._start()
        for path in self._asked:
            self.pipe.send(path)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _serve(pipe: Connection, site: Site, feeds: Feeds, limits: Limits) -> None:
    """A child's life: read the files that it is asked for, one after the other, until nobody asks any more."""
    _keep_within(limits)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        try:
            intake = open_intake(path, feeds, site)
            pipe.send(_Opened(intake.source, intake.as_of))
            rows = intake.rows(site)
            while piece := list(islice(rows, _PIECE_ROWS)):
                pipe.send(piece)
            pipe.send(_Ended(intake.blank_lines, intake.ignored_columns, intake.values_set_aside))
        except FileRejected as rejected:
            pipe.send(_Refused(rejected.reason, rejected.recognised))
        except (BrokenPipeError, ConnectionResetError):
            return
        except MemoryError:
            pipe.send(_too_large(limits))
        except Exception as error:  # noqa: BLE001  whatever a library makes of a hostile file, the next one is read
            # Only the kind: the message may quote what stands in the file.
            pipe.send(_Broken(type(error).__name__))
