"""Which HL7 v2 messages stand in a file, and which parts of them are kept? One at a time, however large the batch.

A message is split into segments here, and segments that no field of the source reads (report text, insurance, next of
kin) are dropped before anything is made of them. What is left is taken apart by the hl7 library.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import hl7
from hl7 import util

from etl.source import FileRejected

_CHUNK_BYTES = 1 << 20
# Encapsulated PDFs make segments of megabytes; beyond this it is no segment.
_LONGEST_SEGMENT = 64 << 20
_MARK = b"\xef\xbb\xbf"
# Minimal lower layer protocol: what a socket puts around a message.
_FRAME = b"\x0b\x1c"
_SEGMENT = re.compile(rb"[A-Z][A-Z0-9]{2}")
_HEADS = (b"MSH", b"BHS", b"FHS")
_ENVELOPE = (b"FHS", b"BHS", b"BTS", b"FTS")
_CHARACTER_SETS = {
    "": "",
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UNICODE": "utf-8",
    **{f"8859/{part}": f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    "ISO IR100": "iso8859-1",
}

# The library logs the text of what it cannot decode, and that text is a patient's.
util.logger.setLevel(logging.CRITICAL + 1)


class BadMessage(Exception):
    """A message that cannot be taken apart: which rule it breaks, and what would be right."""

    def __init__(self, rule: str, expected: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.expected = expected


@dataclass
class RawMessage:
    """The segments of one message that are kept, as bytes; `line` is the physical line of its MSH."""

    line: int
    segments: list[bytes] = field(default_factory=list)
    # A line that is no segment follows one that is read: its text was broken.
    broken: bool = False

    def parse(self, encoding: str) -> hl7.Message:
        """Take the message apart. `encoding` is for messages that name none. Raises BadMessage."""
        head = self.segments[0]
        if len(head) < 8:
            raise BadMessage("a header without its separators", "MSH|^~\\&|")
        if self.broken:
            raise BadMessage("a line break inside a segment that is read", "one line for each segment")
        named = head.split(head[3:4])
        code = named[17].split(head[4:5])[0].split(head[5:6])[0] if len(named) > 17 else b""
        try:
            codec = _CHARACTER_SETS[code.strip().decode("ascii").upper()] or encoding
            text = "\r".join(segment.decode(codec) for segment in self.segments)
        except KeyError as error:
            raise BadMessage(
                "a character set (MSH-18) that is not known", "UNICODE UTF-8 or 8859/1"
            ) from error
        except UnicodeDecodeError as error:
            raise BadMessage(
                "bytes that are not of its character set", "MSH-18, or encoding in feeds.toml"
            ) from error
        try:
            return hl7.parse(text + "\r")
        except (hl7.HL7Exception, IndexError, ValueError) as error:
            raise BadMessage("a message that cannot be taken apart", "HL7 v2 with | and ^~\\&") from error


def looks_like_hl7(head: bytes) -> bool:
    """Whether a file begins like HL7 v2: a message's header, or that of a batch."""
    start = head.removeprefix(_MARK).lstrip(_FRAME + b" \t\r\n")
    return start.startswith(_HEADS) and not start[3:4].isalnum() and start[3:4].isascii() and len(start) > 3


def messages(path: Path, kept: frozenset[str], final_newline: bool) -> Iterator[RawMessage]:
    """Yield each message with the segments named in `kept`.

    Raises FileRejected where the file shows that it is not whole: a batch without its end or with another number of
    messages than it says, or a segment that is read and has no line end.
    """
    keep = {name.encode("ascii") for name in kept}
    batch = _Batch()
    message: RawMessage | None = None
    read_before = False
    with path.open("rb") as file:
        for number, line, ended in _lines(file):
            name = line[:3]
            is_segment = bool(_SEGMENT.fullmatch(name)) and not line[3:4].isalnum()
            if not ended and final_newline and is_segment and (name in keep or name in _ENVELOPE):
                raise _rejected(
                    f"line {number}: the last segment has no line end: the file may be cut; if its "
                    "sender never writes one, say final_newline = false under [hl7] in feeds.toml"
                )
            if name == b"MSH" or (is_segment and name in _ENVELOPE):
                if message is not None:
                    yield message
                message = RawMessage(number, [line]) if name == b"MSH" else None
                batch.see(line)
            elif message is None:
                raise _rejected(f"line {number}: text before the first message")
            elif not is_segment:
                # The lines of a report's text do not matter; those of a patient's name would.
                message.broken = message.broken or read_before
                continue
            elif name in keep:
                message.segments.append(line)
            read_before = name in keep
    if message is not None:
        yield message
    batch.close()


class _Batch:
    """Counts the messages of each batch against what its end says."""

    def __init__(self) -> None:
        self._open = {"BHS": False, "FHS": False}
        self._messages = 0

    def see(self, line: bytes) -> None:
        name = line[:3].decode("ascii")
        if name == "MSH":
            self._messages += 1
        elif name in self._open:
            self._open[name] = True
            self._messages = 0 if name == "BHS" else self._messages
        else:
            self._open["BHS" if name == "BTS" else "FHS"] = False
            said = line[4:].split(line[3:4])[0].strip() if name == "BTS" else b""
            if said.isdigit() and int(said) != self._messages:
                raise _rejected(f"a batch of {self._messages} messages that says it has {int(said)}")

    def close(self) -> None:
        for name, is_open in self._open.items():
            if is_open:
                raise _rejected(f"{name} without its end: the file may be cut")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (physical line, bytes, whether it has a line end), blank lines left out; ends are CR, LF or CRLF."""
    number, tail, after_cr = 1, b"", False
    while chunk := file.read(_CHUNK_BYTES):
        if b"\0" in chunk:
            raise _rejected("a NUL byte, which no message has")
        if after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        after_cr = chunk.endswith(b"\r")
        parts = re.split(rb"\r\n|\r|\n", tail + chunk)
        tail = parts.pop()
        if len(tail) > _LONGEST_SEGMENT:
            raise _rejected(f"a segment of more than {_LONGEST_SEGMENT >> 20} MB")
        for part in parts:
            if cleaned := _cleaned(part, number):
                yield number, cleaned, True
            number += 1
    if cleaned := _cleaned(tail, number):
        yield number, cleaned, False


def _cleaned(line: bytes, number: int) -> bytes:
    if number == 1:
        line = line.removeprefix(_MARK)
    return line.strip(_FRAME) if line.strip(_FRAME + b" \t") else b""


def _rejected(reason: str) -> FileRejected:
    return FileRejected(f"hl7: {reason}", recognised=True)
