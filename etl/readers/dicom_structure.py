"""Is a DICOM file whole? Every declared length is followed to the last byte before anything is read from it.

pydicom reads a cut file without complaint and follows nested sequences until Python's stack is full. This walk keeps
its own stack, copies no values but the three that say what the object is, and stops at the pixel data.
"""

import struct
from dataclasses import dataclass, field

from pydicom.datadict import dictionary_VR

from etl.readers.dicom_encoding import LONG_LENGTH, SHORT_LENGTH, BrokenEncoding, Buffer, Encoding

# A dose report nests about eight sequences; pydicom's own recursion ends somewhere past 200.
MOST_NESTED = 48

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXEL_DATA = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
SOP_CLASS, MODALITY, CONCEPT_NAME, CODE_VALUE = 0x00080016, 0x00080060, 0x0040A043, 0x00080100

LONGER = "an element is longer than what it stands in"
CUT = "the file is cut off: it ends inside an element; send it again"
CUT_PIXELS = "the file is cut off: it ends inside its pixel data; send it again"


@dataclass(slots=True)
class Outline:
    """What the walk has seen so far; kept when the file breaks off, to say what kind of object broke."""

    sop_class: str = ""
    modality: str = ""
    root_code: str = ""
    tags: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Open:
    """A sequence or an item that the walk is inside of; `end` is None where its length is undefined."""

    end: int | None
    limit: int  # where it must have ended at the latest
    is_sequence: bool
    tag: int
    implicit: bool


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    vr: bytes
    implicit: bool
    length: int
    value_at: int


def walk(buffer: Buffer, start: int, encoding: Encoding, outline: Outline) -> None:
    """Follow every length from `start` to the end or to the pixel data, and fill `outline` on the way.

    Raises BrokenEncoding where a length runs past its sequence or the file, a sequence is never closed, a VR is none,
    or sequences nest more than 48 deep.
    """
    _Walk(buffer, start, encoding, outline).run()


class _Walk:
    def __init__(self, buffer: Buffer, start: int, encoding: Encoding, outline: Outline) -> None:
        order = ">" if encoding.big_endian else "<"
        self.tag_at = struct.Struct(order + "HH").unpack_from
        self.long_at = struct.Struct(order + "I").unpack_from
        self.short_at = struct.Struct(order + "H").unpack_from
        self.buffer, self.at, self.outline = buffer, start, outline
        self.size = len(buffer)
        self.stack = [_Open(self.size, self.size, is_sequence=False, tag=0, implicit=encoding.implicit)]

    def run(self) -> None:
        while self.stack:
            here = self.stack[-1]
            if here.end is not None and self.at >= here.end:
                self.stack.pop()
            elif self._only_padding_is_left():
                return
            elif self.at + 8 > here.limit:
                raise BrokenEncoding(CUT)
            elif here.is_sequence:
                self._step_into_item(here)
            elif self._step_over_element(here):
                return

    def _only_padding_is_left(self) -> bool:
        """Tell whether nothing but zeros follows the data set; a tag of zeros is no element."""
        if len(self.stack) > 1 or any(self.buffer[self.at : self.at + 8]):
            return False
        return not any(self.buffer[self.at : self.size])

    def _step_into_item(self, sequence: _Open) -> None:
        group, element = self.tag_at(self.buffer, self.at)
        tag, length = group << 16 | element, self.long_at(self.buffer, self.at + 4)[0]
        self.at += 8
        if tag == SEQUENCE_END and sequence.end is None:
            self.stack.pop()
            return
        if tag != ITEM:
            raise BrokenEncoding("a sequence holds something that is no item")
        if length == UNDEFINED:
            self._open(None, sequence.limit, False, 0, sequence.implicit)
        elif self.at + length > sequence.limit:
            raise BrokenEncoding(self._too_long(sequence.limit))
        else:
            self._open(self.at + length, self.at + length, False, 0, sequence.implicit)

    def _too_long(self, limit: int) -> str:
        """Why a length does not fit: most often the file lost its end on the way."""
        return CUT if limit == self.size else LONGER

    def _step_over_element(self, here: _Open) -> bool:
        """Go past an element, or into it if it is a sequence; return whether it is the pixel data, where all ends."""
        element = self._element(here)
        if element.tag == ITEM_END and here.end is None:
            self.stack.pop()
            self.at += 8
            return False
        if len(self.stack) == 1:
            self.outline.tags.add(element.tag)
            if element.tag in PIXEL_DATA:
                self._check_pixel_data(element)
                return True
        if element.length == UNDEFINED:
            self._step_into_undefined(element, here)
            return False
        end = element.value_at + element.length
        if end > here.limit:
            raise BrokenEncoding(self._too_long(here.limit))
        if element.length and _is_sequence(element):
            self._open(end, end, True, element.tag, element.implicit)
            self.at = element.value_at
        else:
            self._note(element)
            self.at = end
        return False

    def _element(self, here: _Open) -> _Element:
        group, number = self.tag_at(self.buffer, self.at)
        tag, vr = group << 16 | number, bytes(self.buffer[self.at + 4 : self.at + 6])
        # Some files change to implicit VR inside a sequence; two capital letters tell them apart.
        if here.implicit or not b"AA" <= vr <= b"ZZ":
            return _Element(tag, vr, True, self.long_at(self.buffer, self.at + 4)[0], self.at + 8)
        if vr in SHORT_LENGTH:
            return _Element(tag, vr, False, self.short_at(self.buffer, self.at + 6)[0], self.at + 8)
        if vr not in LONG_LENGTH:
            raise BrokenEncoding("an element has no known VR")
        if self.at + 12 > here.limit:
            raise BrokenEncoding(CUT)
        return _Element(tag, vr, False, self.long_at(self.buffer, self.at + 8)[0], self.at + 12)

    def _step_into_undefined(self, element: _Element, here: _Open) -> None:
        if not element.implicit and element.vr in (b"OB", b"OW"):
            # An icon may be compressed too, deep inside a sequence.
            self.at = past_fragments(self.buffer, element.value_at, here.limit)
        elif element.implicit or element.vr in (b"SQ", b"UN"):
            # An unknown VR without a length is a sequence, PS3.5 section 6.2.2; which VR its items use they show.
            self._open(None, here.limit, True, element.tag, element.implicit)
            self.at = element.value_at
        else:
            raise BrokenEncoding("an element that is no sequence has no length")

    def _open(self, end: int | None, limit: int, is_sequence: bool, tag: int, implicit: bool) -> None:
        if len(self.stack) > 2 * MOST_NESTED:
            raise BrokenEncoding(f"sequences nest more than {MOST_NESTED} deep")
        self.stack.append(_Open(end, limit, is_sequence, tag, implicit))

    def _note(self, element: _Element) -> None:
        value = self.buffer[element.value_at : element.value_at + min(element.length, 64)]
        if len(self.stack) == 1 and element.tag == SOP_CLASS:
            self.outline.sop_class = plain_text(value)
        elif len(self.stack) == 1 and element.tag == MODALITY:
            self.outline.modality = plain_text(value)
        elif element.tag == CODE_VALUE and len(self.stack) == 3 and self.stack[1].tag == CONCEPT_NAME:
            self.outline.root_code = plain_text(value)

    def _check_pixel_data(self, element: _Element) -> None:
        if element.length == UNDEFINED:
            past_fragments(self.buffer, element.value_at, self.size)
        elif element.value_at + element.length > self.size:
            raise BrokenEncoding(CUT_PIXELS)


def past_fragments(buffer: Buffer, at: int, limit: int) -> int:
    """Return the position after compressed pixel data, which comes in fragments (PS3.5 annex A.4)."""
    while at + 8 <= limit:
        group, number, length = struct.unpack_from("<HHI", buffer, at)
        at += 8
        if group << 16 | number == SEQUENCE_END:
            return at
        at += length
    raise BrokenEncoding(CUT_PIXELS)


def _is_sequence(element: _Element) -> bool:
    if not element.implicit:
        return element.vr == b"SQ"
    try:
        return dictionary_VR(element.tag) == "SQ"
    except KeyError:
        return False


def plain_text(value: bytes) -> str:
    """A short value without its padding."""
    return value.rstrip(b"\x00 ").decode("ascii", "replace")
