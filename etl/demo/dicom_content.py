"""How is an item of a structured report made? Code, number, text, UID and container items (PS3.3 C.17.3)."""

from collections.abc import Iterable
from typing import NamedTuple

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

HAS_MODIFIER, HAS_CONTEXT, HAS_PROPERTIES, CONTAINS = (
    "HAS CONCEPT MOD",
    "HAS OBS CONTEXT",
    "HAS PROPERTIES",
    "CONTAINS",
)


class Code(NamedTuple):
    """A coded concept: value, coding scheme, meaning."""

    value: str
    scheme: str
    meaning: str

    def dataset(self) -> Dataset:
        """The code as an item of a code sequence."""
        item = Dataset()
        item.CodeValue = self.value
        item.CodingSchemeDesignator = self.scheme
        item.CodeMeaning = self.meaning
        return item


def dcm(value: str, meaning: str) -> Code:
    """A concept of DICOM's own (PS3.16 annex D)."""
    return Code(value, "DCM", meaning)


def sct(value: str, meaning: str) -> Code:
    """A concept of SNOMED CT, as PS3.16 uses it."""
    return Code(value, "SCT", meaning)


def container(
    name: Code,
    children: Iterable[Dataset | None],
    relation: str | None = CONTAINS,
    template: str | None = None,
) -> Dataset:
    """An item that holds others; `None` among the children stands for a value that the device does not give."""
    item = _item(relation, "CONTAINER", name)
    item.ContinuityOfContent = "SEPARATE"
    if template:
        used = Dataset()
        used.MappingResource, used.TemplateIdentifier = "DCMR", template
        item.ContentTemplateSequence = Sequence([used])
    item.ContentSequence = Sequence([child for child in children if child is not None])
    return item


def coded(name: Code, value: Code, *children: Dataset, relation: str = CONTAINS) -> Dataset:
    """An item whose value is a code."""
    item = _item(relation, "CODE", name)
    item.ConceptCodeSequence = Sequence([value.dataset()])
    if children:
        item.ContentSequence = Sequence(children)
    return item


def measured(name: Code, value: float | None, unit: str, meaning: str | None = None) -> Dataset | None:
    """A number with its UCUM unit; None when there is no value."""
    if value is None:
        return None
    item = _item(CONTAINS, "NUM", name)
    number = Dataset()
    # A decimal string has at most 16 characters.
    number.NumericValue = f"{value:.10g}"
    number.MeasurementUnitsCodeSequence = Sequence([Code(unit, "UCUM", meaning or unit).dataset()])
    item.MeasuredValueSequence = Sequence([number])
    return item


def text(name: Code, value: str, relation: str = CONTAINS) -> Dataset:
    """An item whose value is a text."""
    item = _item(relation, "TEXT", name)
    item.TextValue = value
    return item


def uid(name: Code, value: str, relation: str = CONTAINS) -> Dataset:
    """An item whose value is a UID."""
    item = _item(relation, "UIDREF", name)
    item.UID = value
    return item


def moment(name: Code, value: str, relation: str = CONTAINS) -> Dataset:
    """An item whose value is a date and time, as DICOM writes it."""
    item = _item(relation, "DATETIME", name)
    item.DateTime = value
    return item


def image(name: Code, sop_class: str, sop_instance: str) -> Dataset:
    """An item that points at an image."""
    item = _item(CONTAINS, "IMAGE", name)
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = sop_class, sop_instance
    item.ReferencedSOPSequence = Sequence([referenced])
    return item


def _item(relation: str | None, value_type: str, name: Code) -> Dataset:
    item = Dataset()
    if relation:
        item.RelationshipType = relation
    item.ValueType = value_type
    item.ConceptNameCodeSequence = Sequence([name.dataset()])
    return item
