"""What is kept of a data set that is read by the scan: a few elements, as bytes, and how their texts are written."""

from typing import Any

from pydicom.charset import convert_encodings
from pydicom.dataelem import RawDataElement, convert_raw_data_element
from pydicom.tag import BaseTag

CHARACTER_SET = 0x00080005
_ESCAPE, _BACKSLASH = b"\x1b", b"\\"
# Encodings in which a byte below 128 is the character of ASCII.
_LIKE_ASCII = frozenset(
    ("iso8859", "ascii", "utf8", "latin_1", *(f"iso8859_{part}" for part in range(1, 16)))
)
# Numbers, of which an empty one is no value; an empty text is an empty one (as pydicom has it where the VR is written).
_NUMBERS = frozenset(("DS", "IS", "FD", "US"))


class Wanted:
    """Which elements are kept: single ones with their VR, and private groups with every element."""

    def __init__(self, vrs: dict[int, str], private_groups: frozenset[int]) -> None:
        self.vrs = {swapped(tag): as_number(vr) for tag, vr in vrs.items()}
        self.private_groups = private_groups
        self.empty_texts = frozenset(swapped(tag) for tag, vr in vrs.items() if vr not in _NUMBERS)


class Texts:
    """How the texts of a file are written; one for all its items."""

    def __init__(self, character_set: bytes | None, implicit: bool) -> None:
        self._implicit = implicit
        self._encodings: Any = "iso8859"
        if character_set is not None:
            self._encodings = convert_encodings(self._parsed(CHARACTER_SET, "CS", character_set))
        named = [self._encodings] if isinstance(self._encodings, str) else self._encodings
        self._like_ascii = all(name in _LIKE_ASCII for name in named)

    def read(self, tag: int, vr: str, value: bytes) -> Any:
        """Decode a text as pydicom does, and by pydicom wherever there is more to it than ASCII."""
        if self._like_ascii and value.isascii() and _ESCAPE not in value and _BACKSLASH not in value:
            return value.decode("ascii")
        return self._parsed(tag, vr, value)

    def _parsed(self, tag: int, vr: str, value: bytes) -> Any:
        raw = RawDataElement(BaseTag(tag), vr, len(value), value, 0, self._implicit, True)
        return convert_raw_data_element(raw, encoding=self._encodings).value


class Elements(dict[int, Any]):
    """The elements of a data set or item that are kept: swapped tag -> bytes, or the items of a sequence."""

    __slots__ = ("texts",)
    texts: Texts


def swapped(tag: int) -> int:
    """A tag as its four bytes read as one little-endian number: the key under which elements are kept."""
    return (tag & 0xFFFF) << 16 | tag >> 16


def as_number(vr: str) -> int:
    """The two letters of a VR as one little-endian number."""
    return int.from_bytes(vr.encode("ascii"), "little")
