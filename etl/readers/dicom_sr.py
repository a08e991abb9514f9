"""The tree of a DICOM structured report, as plain items that are found by the value of their concept code.

Code meanings differ from maker to maker ("mA" for X-Ray Tube Current), so they are never compared. Value types are
not trusted either: an item is what its content shows. Private codes are spelt `scheme:value`, so that they never
meet a standard one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from etl.readers.dicom_attributes import Attributes, items, pieces, plain, words
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_units import Units

MOST_NESTED = 32

_SAYING = ("MeasuredValueSequence", "ConceptCodeSequence", "ReferencedSOPSequence")


class TooDeep(ValueError):
    """The items of a report nest deeper than any dose report does."""


@dataclass(frozen=True, slots=True)
class Item:
    """One content item: the code of its concept name, what it says, and the items under it."""

    code: str
    dataset: Attributes
    children: tuple["Item", ...]

    @property
    def is_value(self) -> bool:
        """Tell whether the item says something itself; a container only holds other items."""
        return any(items(self.dataset, keyword) for keyword in _SAYING) or bool(self.text())

    def text(self) -> str | None:
        """Return what the item says in words: the meaning of its code, else its text, else its UID."""
        for coded in items(self.dataset, "ConceptCodeSequence"):
            return words(coded, "CodeMeaning")
        return words(self.dataset, "TextValue") or plain(self.dataset, "UID")

    def coded(self) -> str | None:
        """Return the value of the item's code; None when it has none."""
        return next((_code(coded) for coded in items(self.dataset, "ConceptCodeSequence")), None)

    def uid(self) -> str | None:
        """Return a UID, also where the maker wrote it as text, or the UID of the image that is referenced."""
        for referenced in items(self.dataset, "ReferencedSOPSequence"):
            return plain(referenced, "ReferencedSOPInstanceUID")
        return plain(self.dataset, "UID") or words(self.dataset, "TextValue")

    def moment(self) -> str | None:
        """Return a date and time as DICOM writes it."""
        return plain(self.dataset, "DateTime") or words(self.dataset, "TextValue")

    def values(self, event: int | None, column: str, units: Units, findings: Findings) -> list[float]:
        """Return the item's numbers in the unit of the column; those that cannot be taken are set aside."""
        found: list[float] = []
        for measured in items(self.dataset, "MeasuredValueSequence"):
            numbers = findings.numbers(event, column, pieces(measured, "NumericValue"))
            unit = next(
                (plain(code, "CodeValue") for code in items(measured, "MeasurementUnitsCodeSequence")), None
            )
            found += findings.converted(event, column, numbers, unit, units)
        return found

    def first(self, *codes: str) -> "Item | None":
        """Return the first item right under this one with any of the codes."""
        return next((child for child in self.children if child.code in codes), None)

    def within(self, *codes: str) -> Iterator["Item"]:
        """Yield the items with any of the codes at any depth, in the order of the file."""
        for child in self.children:
            if child.code in codes:
                yield child
            yield from child.within(*codes)


def root_code(dataset: Attributes) -> str | None:
    """Return the code of the report's title; None when the data set is no structured report."""
    return next((_code(name) for name in items(dataset, "ConceptNameCodeSequence")), None)


def read_tree(dataset: Attributes) -> Item:
    """Read the whole tree. Raises TooDeep when items nest more than 32 deep."""
    return _read(dataset, 0)


def _read(dataset: Attributes, depth: int) -> Item:
    if depth > MOST_NESTED:
        raise TooDeep
    children = tuple(_read(child, depth + 1) for child in items(dataset, "ContentSequence"))
    return Item(root_code(dataset) or "", dataset, children)


def _code(coded: Attributes) -> str:
    value, scheme = plain(coded, "CodeValue") or "", plain(coded, "CodingSchemeDesignator") or ""
    return f"{scheme}:{value}" if scheme.startswith("99") else value
