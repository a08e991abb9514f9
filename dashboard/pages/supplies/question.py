"""What is asked of the supplies page: the hospital's today and the filters."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the hospital's today and the filters."""

    today: date
    location: str | None
    item_class: str | None
    days: int
    reset_path: str
    # Whether whoever asks may book, so that a lot leads to its booking.
    may_book: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves lots out."""
        return self.location is not None or self.item_class is not None
