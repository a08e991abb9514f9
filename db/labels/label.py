"""What can be read from a label, and what is doubtful about it?"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Kind = Literal["gs1", "gtin", "hibc", "unknown"]


@dataclass(frozen=True, slots=True)
class Label:
    """A label as read. What it does not give is None; `warnings` is empty for one that reads cleanly.

    `code` names the item: a GTIN in 14 digits, or a HIBC's primary part (`+`, labeler, product, unit of measure).
    `expiry` is the last day of use. `quantity` is the number of units that the label speaks of, where it does.
    `others` are further readings of a label that may be short of a separator: somebody must say which is right.
    """

    kind: Kind = "unknown"
    code: str | None = None
    gtin: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    quantity: int | None = None
    warnings: tuple[str, ...] = ()
    others: tuple["Label", ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether anything could be read at all."""
        return any(
            value is not None
            for value in (self.code, self.gtin, self.lot, self.expiry, self.serial, self.quantity)
        )

    def doubted(self, *warnings: str) -> "Label":
        """The same label with further warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def as_answer(self) -> dict[str, Any]:
        """The answer for a script: dates in ISO form, null where nothing is given."""
        return {
            "gtin": self.gtin,
            "lot": self.lot,
            "expiry": self.expiry.isoformat() if self.expiry else None,
            "serial": self.serial,
            "quantity": self.quantity,
            "warnings": list(self.warnings),
        }
