"""A quantity of a report: which code it stands under, which unit its column has, how several values become one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from etl.readers.dicom_findings import Findings
from etl.readers.dicom_sr import Item
from etl.readers.dicom_units import Units

Combine = Callable[[list[float]], float]


def mean_of_nonzero(values: list[float]) -> float:
    """Average over the pulses that were given; generators list a leading zero. 0 when all are zero."""
    given = [value for value in values if value]
    return sum(given) / len(given) if given else 0.0


def first(values: list[float]) -> float:
    """Take the first of several values, for a setting that does not change within an exposure."""
    return values[0]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One column, the concept codes it is read from in order of preference, its unit, and the rule for several."""

    column: str
    codes: tuple[str, ...]
    units: Units
    combine: Combine

    def values(self, found: dict[str, list[Item]], event: int | None, findings: Findings) -> list[float]:
        """Return all values, in our unit, of the first code that has any."""
        for code in self.codes:
            values = [
                value
                for item in found.get(code, ())
                for value in item.values(event, self.column, self.units, findings)
            ]
            if values:
                return values
        return []

    def read(self, found: dict[str, list[Item]], event: int | None, findings: Findings) -> float | None:
        """Return the one value of the column; None when it is missing, set aside or physically impossible."""
        values = self.values(found, event, findings)
        return findings.checked(event, self.column, self.combine(values)) if values else None


def by_code(container: Item, apart: Iterable[str] = ()) -> dict[str, list[Item]]:
    """List the items of a container by their code, through nested containers but not into those set `apart`.

    Makers disagree on which values stand in a container of their own, so the nesting is not relied upon.
    """
    found: dict[str, list[Item]] = {}
    _collect(container, frozenset(apart), found)
    return found


def _collect(container: Item, apart: frozenset[str], found: dict[str, list[Item]]) -> None:
    for child in container.children:
        found.setdefault(child.code, []).append(child)
        if child.children and child.code not in apart and not child.is_value:
            _collect(child, apart, found)
