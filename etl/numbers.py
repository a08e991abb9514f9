"""Which number does a text say? Decimal sign, thousands sign and unit as declared; anything else is no number."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from etl.fields import Number


@dataclass(frozen=True)
class NumberReader:
    """Reads one way of writing numbers."""

    pattern: re.Pattern[str]
    decimal: str
    thousands: str
    factor: Decimal
    expected: str

    def exact(self, text: str) -> Decimal | None:
        """Return the number exactly, in the column's unit; None when the text is none."""
        if len(text) > 40 or not self.pattern.fullmatch(text):
            return None
        if self.thousands:
            text = text.replace(self.thousands, "")
        return Decimal(text.replace(self.decimal, ".")) * self.factor

    def read(self, text: str) -> float | None:
        """Return the nearest floating-point number; None when the text is none."""
        number = self.exact(text)
        return None if number is None else float(number)


@lru_cache(maxsize=256)
def compile_number(decimal: str, thousands: str, unit: str, factor: Decimal) -> NumberReader:
    """Return the reader for a way of writing.

    Leading zeros are refused: a lost decimal sign (`0.5` to `05`) would pass otherwise. An exponent has at
    most two digits, so that nothing becomes infinite or 0, and never goes with a thousands sign.
    """
    point = re.escape(decimal)
    plain = rf"-?(?:(?:0|[1-9]\d*)(?:{point}\d+)?|{point}\d+)(?:[eE][+-]?\d{{1,2}})?"
    if thousands:
        plain += rf"|-?[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+(?:{point}\d+)?"
    example = f"12{decimal}5"
    marks = f"thousands sign {thousands!r}" if thousands else "no thousands sign"
    return NumberReader(
        re.compile(plain, re.ASCII),
        decimal,
        thousands,
        factor,
        f"a number such as {example}{' ' if unit else ''}{unit}, {marks}, without the unit",
    )


def number_reader(field: Number) -> NumberReader:
    """Return the reader of a field. Raises LookupError when the field does not know its file's unit."""
    factor = field.units[field.unit] if field.units else Decimal(1)
    return compile_number(field.decimal, field.thousands, field.unit, factor)
