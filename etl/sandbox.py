"""Who opens foreign files? Child processes with limits on memory and time: a hostile file costs itself alone."""

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle, islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from etl.columns import Piece
from etl.mapping import Feeds
from etl.reader_process import (
    ENDED_THE_READER,
    Child,
    Ended,
    Limits,
    Opened,
    PartOf,
    Refused,
    nothing_came,
    too_large,
    warm_up,
)
from etl.readers.tabular import Part
from etl.source import FileRejected, Reject, RejectedRow, Site, Source, ValidRow

__all__ = ["Limits", "Readers", "Reading", "warm_up"]

CHILDREN = max(1, min(4, len(os.sched_getaffinity(0))))
_AHEAD = 16
_PARTS_AHEAD = 2
_LOOK_EVERY_S = 0.05


@dataclass
class Reading:
    """A file that a child is reading. `blank_lines` and the others are complete once the rows are exhausted."""

    path: Path
    source: Source
    as_of: datetime
    parts: tuple[Part, ...]
    _readers: "Readers" = field(repr=False)
    _messages: Iterator[Any] = field(repr=False)
    blank_lines: int = 0
    ignored_columns: tuple[str, ...] = ()
    values_set_aside: tuple[Reject, ...] = ()

    def rows(self) -> Iterator[ValidRow | RejectedRow]:
        """Yield each row as it would be stored, or as it is set aside. Raises FileRejected at whatever row shows it.

        A file in parts has none here, but pieces.
        """
        for message in self._messages:
            if isinstance(message, Ended):
                self.blank_lines = message.blank_lines
                self.ignored_columns = message.ignored_columns
                self.values_set_aside = message.values_set_aside
            else:
                yield from message

    def pieces(self, dialect: str) -> Iterator[Piece]:
        """Yield the rows of a file in parts, packed for a database, in the order in which readers have them."""
        header_lines = self.source.table.header_line if self.source.table else 1
        missing = sum(part.lines for part in self.parts) - header_lines
        for piece in self._readers.read_parts(
            PartOf(self.path, self.source, self.as_of, dialect, part) for part in self.parts
        ):
            self.blank_lines += piece.blank_lines
            missing -= piece.rows + len(piece.rejected) + piece.blank_lines
            yield piece
        # Each line is a row here. If not all of them came, the file was written to, or reading it lost some.
        if missing:
            lines = "1 line of the file was" if missing == 1 else f"{missing} lines of the file were"
            reason = f"{self.source.name}: {lines} not read; was it still being written?"
            raise FileRejected(reason, recognised=True)


class Readers:
    """A few child processes that read files in the order in which they are asked to."""

    def __init__(
        self, site: Site, feeds: Feeds, *, children: int = CHILDREN, limits: Limits | None = None
    ) -> None:
        self._site, self._feeds = site, feeds
        self._limits = limits or Limits()
        self._most = children
        # Started when there is something to read for them: most looks into an inbox find nothing new.
        self._children: list[Child] = []
        # The parts of a large file are read by others, or they would stand in line behind the next files.
        self._helpers: list[Child] = []

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children + self._helpers:
            child.stop()

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading | FileRejected]]:
        """Yield each path with its reading, or with why it is refused. A reading that is not used up is skipped.

        Paths are asked for a little ahead, so that children read while the parent writes.
        """
        waiting: deque[tuple[Path, Child]] = deque()
        turn = 0
        asked = iter(paths)
        while True:
            for path in islice(asked, _AHEAD - len(waiting)):
                if len(self._children) < self._most:
                    self._children.append(self._child())
                child = self._children[turn % self._most]
                turn += 1
                child.ask(path)
                waiting.append((path, child))
            if not waiting:
                return
            path, child = waiting.popleft()
            messages = self._messages(child)
            try:
                opened: Opened = next(messages)
            except FileRejected as rejected:
                yield path, rejected
                continue
            yield path, Reading(path, opened.source, opened.as_of, opened.parts, self, messages)
            try:
                # What was left unread belongs to this file: the child's next message must be about its next file.
                deque(messages, maxlen=0)
            except FileRejected:
                continue

    def read_parts(self, parts: Iterable[PartOf]) -> Iterator[Piece]:
        """Yield what stands in the parts of one file, as it comes. Raises FileRejected and gives up the others."""
        asked = iter(parts)
        # Children that have nothing to do, and as many others as it takes.
        helpers = [child for child in self._children if not child.asked][: self._most]
        while len(helpers) + len(self._helpers) < self._most:
            self._helpers.append(self._child())
        helpers += self._helpers[: self._most - len(helpers)]
        for helper, part in zip(cycle(helpers), islice(asked, self._most * _PARTS_AHEAD), strict=False):
            helper.ask(part)
        try:
            while busy := [helper for helper in helpers if helper.asked]:
                helper, message = self._next(busy)
                if isinstance(message, Refused):
                    raise FileRejected(message.reason, message.recognised)
                if isinstance(message, Piece):
                    yield message
                    continue
                for part in islice(asked, 1):
                    helper.ask(part)
        finally:
            for helper in helpers:
                helper.forget()

    def _child(self) -> Child:
        return Child(self._site, self._feeds, self._limits)

    def _messages(self, child: Child) -> Iterator[Any]:
        """The child's messages about the file that is its turn."""
        while True:
            _, message = self._next([child])
            if isinstance(message, Refused):
                raise FileRejected(message.reason, message.recognised)
            yield message
            if isinstance(message, Ended):
                return

    def _next(self, children: list[Child]) -> tuple[Child, Any]:
        """The next message of any of these; a child that goes over a limit is replaced."""
        last_sign = time.monotonic()
        while True:
            ready = wait([child.pipe for child in children], _LOOK_EVERY_S)
            for child in children:
                if child.resident_bytes() > self._limits.resident_bytes:
                    child.replace()
                    return child, too_large(self._limits)
            for child in children:
                if child.pipe in ready:
                    try:
                        return child, child.receive()
                    except (EOFError, OSError):
                        child.replace()
                        return child, ENDED_THE_READER
            if time.monotonic() - last_sign > self._limits.silence_s:
                children[0].replace()
                return children[0], nothing_came(self._limits)
