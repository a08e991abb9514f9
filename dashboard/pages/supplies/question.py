"""What is asked of the supplies page: the hospital's today and the filters."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the hospital's today and the filters."""

    today: date
    location: str | None
    item_class: str | None
    # A part of an item's name or code, or of a lot number.
    find: str | None
    # Lots that expire within so many days are listed; None: those without a date.
    days: int | None
    reset_path: str
    # Whether whoever asks may book, so that a lot leads to its booking.
    may_book: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves lots out."""
        return any(chosen is not None for chosen in (self.location, self.item_class, self.find))
