"""From the unit that a file names to the unit that a column holds. An unknown unit is never guessed.

Makers write one unit in many ways (`Gy.m2`, `Gym2`, `Gy.m^2`; `uA.s`, `uAs`), so the signs between the parts are
left out before the look-up. Capital and small letters stay apart: mGy is not MGy.
"""

import re
from dataclasses import dataclass

_BETWEEN = re.compile(r"[\s.*^·]")
_MICRO = str.maketrans("µμ", "uu")
_ANNOTATION = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one physical quantity: what to multiply by to get ours, and how to tell a person what fits."""

    expected: str
    factors: dict[str, float]
    may_be_missing: bool = False

    def factor(self, unit: str | None) -> float | None:
        """Return what to multiply a value by; None when the unit is unknown, or missing where one is needed."""
        if unit is None:
            return 1.0 if self.may_be_missing else None
        return self.factors.get(canonical(unit))


def canonical(unit: str) -> str:
    """Return the unit without the signs between its parts and without annotations in braces."""
    return _BETWEEN.sub("", _ANNOTATION.sub("", unit.translate(_MICRO)))


AREA_DOSE_GY_CM2 = Units(
    "a dose area product, such as Gy.m2 or dGy.cm2",
    {"Gym2": 1e4, "dGym2": 1e3, "cGym2": 1e2, "mGym2": 10.0, "uGym2": 0.01}
    | {"Gycm2": 1.0, "dGycm2": 0.1, "cGycm2": 0.01, "mGycm2": 1e-3, "uGycm2": 1e-6},
)
DOSE_MGY = Units("a dose, such as Gy or mGy", {"Gy": 1e3, "dGy": 100.0, "cGy": 10.0, "mGy": 1.0, "uGy": 1e-3})
LENGTH_DOSE_MGY_CM = Units(
    "a dose length product, such as mGy.cm",
    {"mGycm": 1.0, "mGym": 100.0, "Gycm": 1e3, "Gym": 1e5, "cGycm": 10.0, "dGycm": 100.0, "uGycm": 1e-3},
)
TIME_MS = Units("a time, ms or s", {"ms": 1.0, "s": 1e3, "us": 1e-3, "min": 6e4})
TIME_S = Units("a time, ms or s", {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0})
CURRENT_MA = Units("a current, mA or uA", {"mA": 1.0, "uA": 1e-3, "A": 1e3})
CHARGE_MAS = Units("a charge, mAs or uAs", {"mAs": 1.0, "uAs": 1e-3, "As": 1e3})
VOLTAGE_KV = Units("a voltage, kV", {"kV": 1.0, "kVp": 1.0, "V": 1e-3})
LENGTH_MM = Units("a length, mm or cm", {"mm": 1.0, "cm": 10.0, "dm": 100.0, "m": 1e3, "um": 1e-3})
# Counts, indices and ratios: makers write 1, an annotation such as {ratio}, the bare word, or nothing.
NUMBER = Units(
    "a number without unit",
    dict.fromkeys(
        ("", "1", "nounits", "ratio", "events", "pulses", "frames", "X-raysources", "X-Raysources"), 1.0
    ),
    may_be_missing=True,
)
