"""Which rows does an HL7 message make? One for each order of a message, with the text at each field's address.

What a message is, its own type says (MSH-9), never the file's name.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hl7

from etl.addresses import MESSAGE, PLACE, Address, Condition, Place, is_place, read_place, segments_of
from etl.fields import Field
from etl.readers.hl7_messages import BadMessage, RawMessage, messages
from etl.source import FileRejected, RawRow, Reject, Source

_ORDERS = {("ORM", "O01"): "order", ("OMI", "O23"): "order", ("ORU", "R01"): "report"}
_VISITS = ("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A28", "A31")
_MERGES = ("A18", "A34", "A36", "A40")
TYPES = "ORM^O01, OMI^O23, ORU^R01, ADT of visits and merges"
_CODE = re.compile(r"[A-Z0-9]{1,4}", re.ASCII)
# Who a message is: sender, moment, type, number.
_IDENTITY = (3, 4, 7, 9, 10)
_ALWAYS = frozenset({"MSH", "PID", "PV1", "ORC", "OBR", "MRG"})
Segments = list[hl7.Segment]


class Hl7Table:
    """The rows of a file of messages, for a source in the site's layout."""

    def __init__(self, path: Path, source: Source) -> None:
        assert source.messages is not None
        self.blank_lines = 0
        self.ignored_columns: tuple[str, ...] = ()
        self._path = path
        self._layout = source.messages
        self._fields = [
            (row_header(field), field.headers)
            for field in source.fields
            if field.is_read and (field.headers[0] in (MESSAGE, PLACE) or is_place(field.headers[0]))
        ]
        self._kept = _ALWAYS | segments_of(text for _, headers in self._fields for text in headers)

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order; a Reject for a message that is not read. Raises FileRejected."""
        unread: dict[str, int] = {}
        taken = False
        for raw in messages(self._path, self._kept, self._layout.final_newline):
            try:
                message = raw.parse(self._layout.encoding or "utf-8")
            except BadMessage as bad:
                taken = True
                yield Reject(raw.line, "", bad.rule, bad.expected)
                continue
            kind, name = _kind(message)
            if kind is None:
                unread[name] = unread.get(name, 0) + 1
                yield Reject(raw.line, "MSH-9", f"{name} is not a type of message that is read", TYPES)
                continue
            taken = True
            yield from self._rows_of(message, raw, kind)
        if not taken:
            names = ", ".join(sorted(unread)) or "none at all"
            raise FileRejected(
                f"HL7 messages, but none of a type that is read ({TYPES}): {names}", recognised=False
            )

    def _rows_of(self, message: hl7.Message, raw: RawMessage, kind: str) -> Iterator[RawRow | Reject]:
        shared, groups = _groups(message, kind)
        identity = _identity(message, raw)
        for place, group in enumerate(groups):
            segments: dict[str, hl7.Segment] = {}
            for segment in (*group, *shared):
                segments.setdefault(_name(segment), segment)
            values = {
                header: identity
                if places[0] == MESSAGE
                else str(place)
                if places[0] == PLACE
                else _first(message, segments, places)
                for header, places in self._fields
            }
            yield RawRow(kind, raw.line, values)
        if not groups:
            yield Reject(raw.line, "OBR", "an order message without an order", "ORC and OBR")


def row_header(field: Field) -> str:
    """Under which name a field's text stands in a row: the column, and where messages have it."""
    return f"{field.column} ({', '.join(field.headers)})"[:120]


def as_table(source: Source) -> Source:
    """The source as its rows are named: what a field's addresses are to a message is its header to a row."""
    return replace(
        source, fields=tuple(replace(f, header=(row_header(f),)) if f.is_read else f for f in source.fields)
    )


def _kind(message: hl7.Message) -> tuple[str | None, str]:
    """The kind of row that a message makes, and its type as it may be shown."""
    code, event = (_text(message, message[0], Address("MSH", 9, part)) for part in (1, 2))
    shown = "^".join(part if _CODE.fullmatch(part) else "?" for part in (code, event))
    if code == "ADT":
        return ("visit" if event in _VISITS else "merge" if event in _MERGES else None), shown
    # Old systems name the message alone.
    event = event or {"ORM": "O01", "OMI": "O23", "ORU": "R01"}.get(code, "")
    return _ORDERS.get((code, event)), shown


def _groups(message: hl7.Message, kind: str) -> tuple[Segments, list[Segments]]:
    """What stands before the orders (or patients of a merge), and each order with what belongs to it."""
    if kind == "visit":
        return list(message), [[]]
    shared: Segments = []
    groups: list[Segments] = []
    for segment in message:
        name = _name(segment)
        if kind == "merge":
            begins = name == "PID"
        else:
            present = {_name(one) for one in groups[-1]} if groups else set()
            begins = name == "ORC" or (name == "OBR" and (not groups or "OBR" in present))
        if begins:
            groups.append([])
        (groups[-1] if groups else shared).append(segment)
    return shared, groups


def _identity(message: hl7.Message, raw: RawMessage) -> str:
    named = [_text(message, message[0], Address("MSH", number)) for number in _IDENTITY]
    whole = "\x1f".join(named).encode() if named[-1] else b"\r".join(raw.segments)
    return hashlib.sha256(whole).hexdigest()


def _first(message: hl7.Message, segments: dict[str, hl7.Segment], texts: tuple[str, ...]) -> str:
    for text in texts:
        if found := _at(message, segments, read_place(text)):
            return found
    return ""


def _at(message: hl7.Message, segments: dict[str, hl7.Segment], place: Place) -> str:
    address = place.address
    segment = segments.get(address.segment)
    if segment is None:
        return ""
    elsewhere = [
        one
        for one in place.conditions
        if (one.address.segment, one.address.field) != (address.segment, address.field)
    ]
    within = [one for one in place.conditions if one not in elsewhere]
    for condition in elsewhere:
        other = segments.get(condition.address.segment)
        if other is None or not _holds(message, other, condition, 0):
            return ""
    for repetition in range(_repetitions(segment, address.field) if within else 1):
        if all(_holds(message, segment, condition, repetition) for condition in within):
            found = _text(message, segment, address, repetition)
            return found[: address.length] if address.length else found
    return ""


def _holds(message: hl7.Message, segment: hl7.Segment, condition: Condition, repetition: int) -> bool:
    return _text(message, segment, condition.address, repetition) in condition.words


def _repetitions(segment: hl7.Segment, number: int) -> int:
    return len(segment[number]) if number < len(segment) else 0


def _text(message: hl7.Message, segment: hl7.Segment, address: Address, repetition: int = 0) -> str:
    """The text at an address, unescaped; blank where there is none, and for HL7's explicit null."""
    found: Any = segment[address.field] if address.field < len(segment) else ""
    for index in (repetition, address.component - 1, address.subcomponent - 1):
        # What has no parts is its own first part.
        parts = [found] if isinstance(found, str) else found
        found = parts[index] if index < len(parts) else ""
    text = str(found).strip()
    if text in ("", '""'):
        return ""
    return message.unescape(text) if message.esc in text else text


def _name(segment: hl7.Segment) -> str:
    return str(segment[0])
