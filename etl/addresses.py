"""Where in an HL7 message does a value stand? Addresses such as `OBR-18`, `PID-3.1` or `OBR-22 when OBR-25=F`.

`SEGMENT-field.component.subcomponent`, counted from 1; what is left out is 1. `:8` takes the first eight characters, as
of a birth date that has a time of day. `when` takes the value only where other fields say so; `|` separates words of
which one must stand there, `and` joins conditions. A condition on the very field picks the repetition for which it
holds: `PID-3 when PID-3.5=MR`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# Two facts of a message that stand in no field of their own: who it is, and which order of the message a row is.
MESSAGE, PLACE = "MESSAGE", "PLACE"
_ADDRESS = re.compile(
    r"(?P<segment>[A-Z][A-Z0-9]{2})-(?P<field>[1-9]\d{0,2})(?:\.(?P<component>[1-9]\d?))?"
    r"(?:\.(?P<subcomponent>[1-9]\d?))?(?::(?P<length>[1-9]\d?))?",
    re.ASCII,
)
_CONDITION = re.compile(r"(?P<address>[^=\s]+)\s*=\s*(?P<words>\S+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """One place of a message; `length` 0 takes the whole text."""

    segment: str
    field: int
    component: int = 1
    subcomponent: int = 1
    length: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One of `words` stands at `address`."""

    address: Address
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """An address, and what must hold for its value to be taken."""

    address: Address
    conditions: tuple[Condition, ...] = ()

    @property
    def segments(self) -> frozenset[str]:
        """The segments that must be read for it."""
        return frozenset({self.address.segment, *(one.address.segment for one in self.conditions)})


@lru_cache(maxsize=512)
def read_place(text: str) -> Place:
    """Read an address with its conditions. Raises ValueError for anything else."""
    address, _, rest = text.strip().partition(" when ")
    conditions = []
    for part in rest.split(" and ") if rest else ():
        match = _CONDITION.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{text!r}: after `when` stand conditions such as OBR-25=F|C")
        conditions.append(
            Condition(_read_address(match["address"], text), frozenset(match["words"].split("|")))
        )
    return Place(_read_address(address.strip(), text), tuple(conditions))


def is_place(text: str) -> bool:
    """Whether a text is an address."""
    try:
        read_place(text)
    except ValueError:
        return False
    return True


def segments_of(texts: Iterable[str]) -> frozenset[str]:
    """All segments that these addresses need."""
    return frozenset().union(*(read_place(text).segments for text in texts if is_place(text)))


def _read_address(text: str, whole: str) -> Address:
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise ValueError(f"{whole!r}: {text!r} is no address such as OBR-18 or PID-3.1")
    return Address(
        match["segment"],
        int(match["field"]),
        int(match["component"] or 1),
        int(match["subcomponent"] or 1),
        int(match["length"] or 0),
    )
