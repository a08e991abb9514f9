"""What could not be taken from a file, and the one way on which a value gets into a row."""

from dataclasses import dataclass, field

from etl.readers.dicom_ranges import ZERO_IS_NOTHING, expected_range, is_possible, number
from etl.readers.dicom_units import Units

# (index of the event, or None for the report; column; rule; what was expected). Never the value, which may be private.
Finding = tuple[int | None, str, str, str]


@dataclass(slots=True)
class Findings:
    """The values that were set aside, in the order of the file."""

    rejects: list[Finding] = field(default_factory=list)

    def set_aside(self, event: int | None, column: str, rule: str, expected: str) -> None:
        """Note a value that stays out, once for each column of an event."""
        finding = (event, column, rule, expected)
        if finding not in self.rejects:
            self.rejects.append(finding)

    def numbers(self, event: int | None, column: str, texts: list[str]) -> list[float]:
        """Read decimals; those that are none are set aside, empty ones are no value."""
        found = []
        for text in texts:
            if not text:
                continue
            value = number(text)
            if value is None:
                self.set_aside(event, column, "number", "a decimal number")
            else:
                found.append(value)
        return found

    def converted(
        self, event: int | None, column: str, values: list[float], unit: str | None, units: Units
    ) -> list[float]:
        """Convert values from the unit in the file; with a unit that is unknown there they are all set aside."""
        if not values:
            return []
        times = units.factor(unit)
        if times is None:
            rule = "unit" if unit else "unit missing"
            self.set_aside(event, column, rule, units.expected)
            return []
        return [value * times for value in values]

    def checked(self, event: int | None, column: str, value: float | None) -> float | None:
        """Return the value, or None with a note when it is physically impossible, or 0 where that means nothing."""
        if value is None or (value == 0 and column in ZERO_IS_NOTHING):
            return None
        if not is_possible(column, value):
            self.set_aside(event, column, "range", expected_range(column))
            return None
        return value
