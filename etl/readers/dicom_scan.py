"""Reads the few elements that are needed straight from the bytes, in a thirtieth of the time of a full parse.

The scan follows every length to the end of the data set, as `dicom_structure.walk` does, and keeps what
`dicom_attributes` may ask for. It knows well-formed little-endian data sets only. Whatever is not exactly as it should
be raises Doubt, and the file is walked and parsed the long way, which decides what is wrong with it. What the scan does
accept reads the same on both ways; tests compare them file by file.
"""

from struct import Struct, error

from pydicom.datadict import DicomDictionary  # type: ignore[attr-defined]

from etl.readers.dicom_elements import CHARACTER_SET, Elements, Texts, Wanted, as_number, swapped
from etl.readers.dicom_encoding import LONG_LENGTH, SHORT_LENGTH, BrokenEncoding, Buffer, Encoding
from etl.readers.dicom_structure import (
    CODE_VALUE,
    CONCEPT_NAME,
    CUT_PIXELS,
    ITEM,
    ITEM_END,
    MODALITY,
    MOST_NESTED,
    PIXEL_DATA,
    SEQUENCE_END,
    SOP_CLASS,
    UNDEFINED,
    Outline,
    past_fragments,
    plain_text,
)

_PIXEL_REPRESENTATION = 0x00280103


class Doubt(Exception):
    """The data set is not as simple, or not as whole, as the scan needs it."""


def scan(buffer: Buffer, encoding: Encoding, wanted: Wanted, outline: Outline) -> Elements:
    """Read the wanted elements of a whole data set up to its pixel data, and fill `outline`.

    Raises Doubt for all but the simplest data sets; `outline` is untouched then.
    """
    if not encoding.as_stated:
        raise Doubt
    try:
        return _Scan(buffer, encoding, wanted).run(outline)
    except (BrokenEncoding, error) as problem:
        raise Doubt from problem


_SHORT = frozenset(as_number(vr.decode("ascii")) for vr in SHORT_LENGTH)
_LONG = frozenset(as_number(vr.decode("ascii")) for vr in LONG_LENGTH)
_SQ, _UN = as_number("SQ"), as_number("UN")
_SEQUENCES = frozenset(swapped(tag) for tag, entry in DicomDictionary.items() if entry[0] == "SQ")
_KNOWN = frozenset(swapped(tag) for tag in DicomDictionary)
_ITEM, _ITEM_END, _SEQUENCE_END = swapped(ITEM), swapped(ITEM_END), swapped(SEQUENCE_END)
_PIXELS = frozenset(swapped(tag) for tag in PIXEL_DATA)
_CHARACTER_SET, _REPRESENTATION = swapped(CHARACTER_SET), swapped(_PIXEL_REPRESENTATION)
_SPECIAL = frozenset((_CHARACTER_SET, _REPRESENTATION))
_explicit, _implicit, _long = Struct("<IHH").unpack_from, Struct("<II").unpack_from, Struct("<I").unpack_from


def _was_unknown_on_its_way(wanted: int, vr: int, length: int) -> bool:
    """Archives that do not know an element write UN for its VR; the bytes are what they were."""
    return vr == _UN and wanted != _SQ and 0 < length < 0xFFFF


class _Scan:
    def __init__(self, buffer: Buffer, encoding: Encoding, wanted: Wanted) -> None:
        self.buffer, self.size, self.start = buffer, len(buffer), encoding.start
        self.implicit = encoding.implicit
        self.vrs, self.empty_texts, self.private_groups = (
            wanted.vrs,
            wanted.empty_texts,
            wanted.private_groups,
        )
        self.texts = Texts(None, self.implicit)
        self.elements = self._implicit_elements if self.implicit else self._explicit_elements

    def run(self, outline: Outline) -> Elements:
        seen: set[int] = set()
        found, _ = self.elements(self.start, self.size, self.size, 0, seen)
        tags = {swapped(tag) for tag in seen}
        names = found.get(swapped(CONCEPT_NAME), ())
        if len(names) > 1 or any(tag >> 16 in (0x0000, 0x0002, 0xFFFE) for tag in tags):
            raise Doubt
        outline.tags = tags
        outline.sop_class = plain_text(found.get(swapped(SOP_CLASS), b"")[:64])
        outline.modality = plain_text(found.get(swapped(MODALITY), b"")[:64])
        for name in names:
            outline.root_code = plain_text(name.get(swapped(CODE_VALUE), b"")[:64])
        return found

    def _explicit_elements(
        self, at: int, end: int | None, limit: int, depth: int, seen: set[int] | None = None
    ) -> tuple[Elements, int]:
        """Read elements to `end`, or where that is None to the end of the item; `limit` bounds both."""
        buffer, vrs = self.buffer, self.vrs
        found = Elements()
        found.texts = self.texts
        while at != end:
            tag, vr, length = _explicit(buffer, at)
            if vr in _SHORT:
                value_at = at + 8
            elif vr in _LONG:
                length, value_at = _long(buffer, at + 8)[0], at + 12
            elif tag == _ITEM_END and end is None:
                return found, at + 8
            else:
                raise Doubt
            if seen is not None and self._is_pixel_data(seen, tag, value_at, length):
                break
            wanted = vrs.get(tag)
            if wanted is not None and wanted != vr and not _was_unknown_on_its_way(wanted, vr, length):
                raise Doubt
            if vr == _SQ:
                items, at = self._items(value_at, length, limit, depth)
                if wanted is not None:
                    found[tag] = items
                continue
            at = value_at + length
            if at > limit:
                raise Doubt
            if wanted is not None:
                self._keep(found, tag, buffer[value_at:at])
            elif tag in _SPECIAL or tag & 0xFFFF in self.private_groups:
                self._keep_special(found, tag, vr, buffer[value_at:at], seen)
        return found, at

    def _implicit_elements(
        self, at: int, end: int | None, limit: int, depth: int, seen: set[int] | None = None
    ) -> tuple[Elements, int]:
        """The same without VRs: they are in the dictionary, and what is not in it is no sequence."""
        buffer, vrs = self.buffer, self.vrs
        found = Elements()
        found.texts = self.texts
        while at != end:
            tag, length = _implicit(buffer, at)
            at += 8
            if tag == _ITEM_END:
                if end is None:
                    return found, at
                raise Doubt
            if seen is not None and self._is_pixel_data(seen, tag, at, length):
                break
            if tag in _SEQUENCES or (length == UNDEFINED and self._holds_items(tag, at)):
                items, at = self._items(at, length, limit, depth)
                if tag in vrs:
                    found[tag] = items
                continue
            value_at, at = at, at + length
            if at > limit:
                raise Doubt
            if tag in vrs:
                self._keep(found, tag, buffer[value_at:at])
            elif tag in _SPECIAL or tag & 0xFFFF in self.private_groups:
                self._keep_special(found, tag, _UN, buffer[value_at:at], seen)
        return found, at

    def _items(self, at: int, length: int, limit: int, depth: int) -> tuple[list[Elements], int]:
        """Read the items of a sequence; return them and the position after it."""
        if depth >= MOST_NESTED:
            raise Doubt
        buffer, read = self.buffer, self.elements
        end = None if length == UNDEFINED else at + length
        if end is not None and end > limit:
            raise Doubt
        within = limit if end is None else end
        items: list[Elements] = []
        while at != end:
            tag, length = _implicit(buffer, at)
            at += 8
            if tag == _ITEM:
                if length == UNDEFINED:
                    item, at = read(at, None, within, depth + 1)
                else:
                    if at + length > within:
                        raise Doubt
                    item, at = read(at, at + length, at + length, depth + 1)
                items.append(item)
            elif tag == _SEQUENCE_END and end is None:
                break
            else:
                raise Doubt
        return items, at

    def _holds_items(self, tag: int, at: int) -> bool:
        """An element without a length that is in no dictionary is a sequence if an item stands in it."""
        return tag not in _KNOWN and _long(self.buffer, at)[0] == _ITEM

    def _keep(self, found: Elements, tag: int, value: bytes) -> None:
        if value or (tag in self.empty_texts and not self.implicit):
            found[tag] = value
        else:
            found.pop(tag, None)

    def _keep_special(self, found: Elements, tag: int, vr: int, value: bytes, seen: set[int] | None) -> None:
        if tag == _REPRESENTATION:
            if len(value) not in (0, 2):
                raise Doubt
        elif tag == _CHARACTER_SET:
            # One for the whole file, and before anything that is written in it.
            if seen is None or any(other in _SEQUENCES for other in seen):
                raise Doubt
            found.texts = self.texts = Texts(value, self.implicit)
        else:
            # A private element is kept with its VR, which no dictionary tells.
            found[tag] = (vr.to_bytes(2, "little").decode("ascii"), value)

    def _is_pixel_data(self, seen: set[int], tag: int, at: int, length: int) -> bool:
        """Take note of an element of the data set itself; tell whether it is the pixel data, and whole."""
        seen.add(tag)
        if tag not in _PIXELS:
            return False
        if length == UNDEFINED:
            past_fragments(self.buffer, at, self.size)
        elif at + length > self.size:
            raise BrokenEncoding(CUT_PIXELS)
        return True
