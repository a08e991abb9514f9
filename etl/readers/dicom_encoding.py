"""How is a DICOM file encoded, and where does its data set begin? (PS3.10 chapter 7, PS3.5 chapters 7 and A)"""

import mmap
import re
import struct
import zlib
from dataclasses import dataclass

Buffer = bytes | mmap.mmap

PREAMBLE = 128
MAGIC = b"DICM"

IMPLICIT = "1.2.840.10008.1.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
# The explicit little-endian ones, with or without compressed pixels.
_LITTLE_ENDIAN = re.compile(r"1\.2\.840\.10008\.1\.2\.[0-9.]+")

# An inflated report is a few megabytes; a megabyte of a deflate bomb grows to gigabytes.
MOST_INFLATED_BYTES = 64 * 1024 * 1024

# VRs whose length takes four bytes after two reserved ones, PS3.5 table 7.1-1.
LONG_LENGTH = frozenset(
    (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
)
# VRs whose length takes two bytes, PS3.5 table 7.1-2.
SHORT_LENGTH = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())


class BrokenEncoding(ValueError):
    """The bytes do not hold together as DICOM. The message names no value of the file."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Where the data set begins and how its elements are written."""

    start: int
    implicit: bool
    big_endian: bool
    deflated: bool
    # Little endian under a preamble, and what the first element shows is what the transfer syntax says.
    as_stated: bool = False


def looks_like_dicom(head: bytes) -> bool:
    """Tell a DICOM file by its first 144 bytes: the magic word, or a data set that begins without it."""
    if head[PREAMBLE : PREAMBLE + 4] == MAGIC:
        return True
    if len(head) < 12:
        return False
    little, big = head[0:2] in (b"\x02\x00", b"\x08\x00"), head[0:2] == b"\x00\x08"
    if not (little or big):
        return False
    if head[4:6] in SHORT_LENGTH or head[4:6] in LONG_LENGTH:
        return True
    # Implicit VR: four bytes of length, and the first element of a data set is a short one.
    return little and struct.unpack("<I", head[4:8])[0] <= 1024


def encoding_of(buffer: Buffer) -> Encoding:
    """Read the file meta information, and guess from the first element where it does not tell.

    Raises BrokenEncoding when the file meta information runs past the end of the file.
    """
    has_preamble = buffer[PREAMBLE : PREAMBLE + 4] == MAGIC
    start = PREAMBLE + 4 if has_preamble else 0
    transfer_syntax = ""
    while buffer[start : start + 2] == b"\x02\x00":
        has_preamble = has_preamble and _has_vr(buffer, start)
        element, value, start = _meta_element(buffer, start)
        if element == 0x0010:
            transfer_syntax = value.rstrip(b"\x00 ").decode("ascii", "replace")
    if transfer_syntax == DEFLATED:
        return Encoding(start, implicit=False, big_endian=False, deflated=True)
    vr = bytes(buffer[start + 4 : start + 6])
    # What the first element shows is trusted over the transfer syntax: files are re-encoded without changing it.
    implicit = not _has_vr(buffer, start)
    big_endian = transfer_syntax == BIG_ENDIAN
    if not transfer_syntax and not implicit:
        big_endian = buffer[start : start + 1] == b"\x00"
    as_stated = (
        transfer_syntax == IMPLICIT and implicit and not vr.isalpha()
        if transfer_syntax == IMPLICIT or implicit
        else _LITTLE_ENDIAN.fullmatch(transfer_syntax) is not None and not big_endian
    )
    return Encoding(start, implicit, big_endian and not implicit, False, has_preamble and as_stated)


def _has_vr(buffer: Buffer, at: int) -> bool:
    """Tell whether the element at a position is written with its VR."""
    vr = bytes(buffer[at + 4 : at + 6])
    return vr in SHORT_LENGTH or vr in LONG_LENGTH


INFLATED = Encoding(start=0, implicit=False, big_endian=False, deflated=False)


def inflate(deflated: bytes) -> bytes:
    """Inflate a deflated data set. Raises BrokenEncoding when it is cut, damaged or larger than 64 MB inside."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(deflated, MOST_INFLATED_BYTES)
    except zlib.error as error:
        raise BrokenEncoding("the deflated data set is damaged") from error
    if inflater.unconsumed_tail:
        raise BrokenEncoding("the deflated data set holds more than 64 MB")
    if not inflater.eof:
        raise BrokenEncoding("the file ends inside its deflated data set")
    return inflated


def _meta_element(buffer: Buffer, at: int) -> tuple[int, bytes, int]:
    """Return the element number, the value and the next position; group 2 is always explicit little endian."""
    header = buffer[at : at + 12]
    if len(header) < 8:
        raise BrokenEncoding("the file ends inside its file meta information")
    if header[4:6] in LONG_LENGTH and len(header) == 12:
        length, value_at = struct.unpack("<I", header[8:12])[0], at + 12
    else:
        length, value_at = struct.unpack("<H", header[6:8])[0], at + 8
    if value_at + length > len(buffer):
        raise BrokenEncoding("the file ends inside its file meta information")
    return struct.unpack("<H", header[2:4])[0], bytes(buffer[value_at : value_at + length]), value_at + length
