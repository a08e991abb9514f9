"""Which lines has a text file? Decoded strictly: a cut file, a NUL, bytes of another encoding are refused."""

import codecs
import io
import sys
from collections.abc import Iterator
from typing import BinaryIO

from etl.source import FileRejected, Source

_CHUNK_BYTES = 1 << 20
_LONGEST_LINE = 1 << 20


def text_lines(
    file: BinaryIO, source: Source, encoding: str, newline: str, start: int = 0, end: int = sys.maxsize
) -> Iterator[str]:
    """Yield the lines between two bytes of a file, each with its line end. Raises FileRejected."""

    def rejected(reason: str) -> FileRejected:
        return FileRejected(f"{source.name}: {reason}", recognised=True)

    undecodable = (
        f'bytes that are not {encoding}; name the encoding in feeds.toml, such as encoding = "cp1252"'
    )
    # A mark stands at the beginning of the file, not at that of each part.
    decode = codecs.getincrementaldecoder(encoding.removesuffix("-sig") if start else encoding)(
        "strict"
    ).decode
    tail = ""
    file.seek(start)
    left = end - start
    while chunk := file.read(min(_CHUNK_BYTES, left)):
        left -= len(chunk)
        try:
            text = tail + decode(chunk)
        except UnicodeDecodeError as error:
            raise rejected(undecodable) from error
        if "\0" in text:
            raise rejected("a NUL byte, which no text file has")
        cut = text.rfind(newline) + 1
        tail = text[cut:]
        if len(tail) > _LONGEST_LINE:
            raise rejected(f"a line of more than {_LONGEST_LINE:,} characters")
        yield from io.StringIO(text[:cut], newline=newline)
    try:
        tail += decode(b"", True)
    except UnicodeDecodeError as error:
        raise rejected(undecodable) from error
    if tail:
        if source.table is None or source.table.final_newline:
            raise rejected("the last line has no line end: the file may be cut")
        yield tail
