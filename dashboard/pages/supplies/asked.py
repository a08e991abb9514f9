"""What does the scan page's address ask for? A code as it was scanned, or an item and lot; and what was just booked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from db.database import Connection
from db.labels import Label
from db.labels import read as read_label
from db.queries import supplies

PATH = "/supplies/scan"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of the address; an empty text is one that is not there. `has_lot` tells no lot from an empty one."""

    code: str = ""
    item: str = ""
    lot: str = ""
    has_lot: bool = False
    location: str = ""
    done: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Asked":
        """Of the query parameters of an address, which anybody may have typed."""
        text = {
            name: str(values.get(name) or "")[:_LONGEST]
            for name in ("code", "item", "lot", "location", "done")
        }
        return cls(**text, has_lot="lot" in values)

    def search(self, **changes: Any) -> str:
        """The address that asks for this, with changes."""
        new = replace(self, **changes)
        parts = {"code": new.code, "item": new.item, "location": new.location, "done": new.done}
        pairs = [(name, value) for name, value in parts.items() if value]
        if new.has_lot:
            pairs.append(("lot", new.lot))
        return f"?{urlencode(pairs)}" if pairs else ""

    def path(self, **changes: Any) -> str:
        """The same with the page's path."""
        return PATH + self.search(**changes)


@dataclass(frozen=True)
class Answer:
    """What the address means: the label, and the item found, or the items that it may be."""

    asked: Asked
    label: Label
    found: supplies.Found | None
    candidates: tuple[supplies.Item, ...] = ()
    # Whether a recall names the code and lot of a box whose item is not known; of a known one `found` tells.
    is_recalled: bool = False


def answer(connection: Connection, asked: Asked, today: date) -> Answer:
    """Find out what was scanned or typed."""
    label = read_label(asked.code) if asked.code else Label()
    if asked.has_lot:
        label = replace(label, lot=asked.lot)
    items = _items(connection, asked, label)
    if len(items) != 1:
        return Answer(
            asked, label, None, tuple(items), supplies.is_code_recalled(connection, label.code, label.lot)
        )
    if not label.is_read and not asked.item:
        # What was typed is no label: it may be the lot itself, of which nothing may be left.
        if supplies.was_lot_here(connection, items[0].item_code, asked.code.strip()):
            label = replace(label, lot=asked.code.strip(), warnings=())
        label = replace(label, warnings=())
    return Answer(asked, label, supplies.look_up(connection, items[0], label, today))


def _items(connection: Connection, asked: Asked, label: Label) -> list[supplies.Item]:
    if asked.item:
        named = supplies.item_named(connection, asked.item)
        return [named] if named else []
    if not asked.code.strip():
        return []
    # A code of the site's own is no label, but may be linked all the same.
    items = supplies.items_of_code(connection, label.code or asked.code)
    if items or label.code or (label.is_read and label.kind != "unknown" and not label.warnings):
        return items
    return supplies.items_like(connection, asked.code)


def as_printed(label: Label) -> str:
    """A label as GS1 prints it for people, in which no separator can be missing."""
    expiry = label.expiry.strftime("%y%m%d") if label.expiry else None
    parts = [("01", label.gtin), ("17", expiry), ("10", label.lot), ("21", label.serial)]
    return "".join(f"({ai}){value}" for ai, value in parts if value)
