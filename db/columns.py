"""Rows as columns of numbers: hundreds of thousands of them are narrowed and counted in milliseconds.

A text is held as the number of its word, -1 where nobody said it. Columns are worked out when they are asked for:
whoever counts rooms reads no times.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

# In a column of seconds: not known. No span of an exam is that long.
NOTHING = -(2**31)
Array = np.ndarray[Any, np.dtype[Any]]


class Lazy(Mapping[str, Array]):
    """Columns by name, each made when it is first asked for. `rows` is how long they are."""

    def __init__(self, names: Iterable[str], rows: int) -> None:
        self._names, self._made = tuple(names), dict[str, Array]()
        self.rows = rows

    def __getitem__(self, name: str) -> Array:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self.make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @abstractmethod
    def make(self, name: str) -> Array:
        """The column of a name."""

    def counted(self, name: str) -> Array | None:  # noqa: ARG002
        """How many rows say nothing, the first word, the second, ..., where that is known without the column."""
        return None

    def months(self) -> dict[int, int] | None:
        """How many rows each month has, by the ordinal of its first day, where that is known without the days."""
        return None


class _Picked(Lazy):
    def __init__(self, of: Mapping[str, Array], places: Array) -> None:
        super().__init__(of, len(places))
        self._of, self._places = of, places

    def make(self, name: str) -> Array:
        return self._of[name][self._places]


class _Reworded(Lazy):
    """One more column: another one in other words, `places` the number of the new word by that of the old."""

    def __init__(self, of: Mapping[str, Array], name: str, old: str, places: Array) -> None:
        super().__init__((*of, name), rows_of(of))
        self._of, self._name, self._old, self._places = of, name, old, places

    def make(self, name: str) -> Array:
        return self._places[self._of[self._old]] if name == self._name else self._of[name]

    def counted(self, name: str) -> Array | None:
        if not isinstance(self._of, Lazy):
            return None
        if name != self._name:
            return self._of.counted(name)
        old = self._of.counted(self._old)
        if old is None:
            return None
        # The last place stands for what nobody said, the first number counts it.
        return np.bincount(self._places[np.arange(-1, len(old) - 1)].astype(np.int64) + 1, old).astype(
            np.int64
        )

    def months(self) -> dict[int, int] | None:
        return self._of.months() if isinstance(self._of, Lazy) else None


def rows_of(numbers: Mapping[str, Array]) -> int:
    """How long the columns are."""
    return numbers.rows if isinstance(numbers, Lazy) else len(next(iter(numbers.values())))


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of the same length, by name; those in `words` hold numbers of words."""

    numbers: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return rows_of(self.numbers)

    def __getitem__(self, name: str) -> Array:
        return self.numbers[name]

    def where(self, mask: Array) -> "Columns":
        """The rows that a mask (or places) picks."""
        if mask.dtype == bool:
            if mask.all():
                return self
            mask = np.flatnonzero(mask)
        return Columns(_Picked(self.numbers, mask), self.words)

    def reworded(self, name: str, old: str, meaning: Callable[[str], str]) -> "Columns":
        """One more column: what each word of another one means, and the empty word; an empty meaning is none."""
        meant = [meaning(word) for word in (*self.words[old], "")]
        words = tuple(sorted({word for word in meant if word}))
        codes = {"": -1} | {word: code for code, word in enumerate(words)}
        places = np.array([codes[word] for word in meant], dtype=code_kind(len(words)))
        return Columns(_Reworded(self.numbers, name, old, places), {**self.words, name: words})

    def says(self, name: str, word: str) -> Array:
        """Which rows say this word; an empty word asks for those that say none."""
        if not word:
            return self.numbers[name] < 0
        try:
            return self.numbers[name] == self.words[name].index(word)
        except ValueError:
            return np.zeros(len(self), dtype=bool)

    def months(self) -> dict[int, int]:
        """How many rows each month has that has any, by the ordinal of its first day; rows have a `day`."""
        known = self.numbers.months() if isinstance(self.numbers, Lazy) else None
        if known is not None:
            return known
        days = self.numbers["day"]
        first = int(days.min()) if len(days) else 0
        found: dict[int, int] = {}
        for place, number in enumerate(np.bincount(days - first).tolist()):
            if number:
                month = date.fromordinal(first + place).replace(day=1).toordinal()
                found[month] = found.get(month, 0) + number
        return found

    def flags(self, name: str) -> Array:
        """A column of 0 and 1 as a mask."""
        return self.numbers[name] == 1

    def counts(self, name: str, mask: Array | None = None) -> dict[str, int]:
        """How many rows say each word, in the order of the words; those that say none under the empty word, last."""
        words = self.words[name]
        found = self.numbers.counted(name) if mask is None and isinstance(self.numbers, Lazy) else None
        if found is None:
            codes = self.numbers[name] if mask is None else self.numbers[name][mask]
            found = np.bincount(codes.astype(np.int64) + 1, minlength=len(words) + 1)
        counted = {word: int(number) for word, number in zip(words, found[1:], strict=True) if number}
        return counted | ({"": int(found[0])} if found[0] else {})


def code_kind(words: int) -> str:
    """How the numbers of so many words are held: in 16 bits while they fit, which they nearly always do, else in 32."""
    return "<i2" if words <= 2**15 else "<i4"


def coded(values: Sequence[str | None]) -> tuple[tuple[str, ...], Array]:
    """The words of a column in their order, and the number of each row's word."""
    words = tuple(sorted({word for word in set(values) if word}))
    codes: dict[str | None, int] = {None: -1, "": -1} | {word: code for code, word in enumerate(words)}
    return words, np.fromiter(map(codes.__getitem__, values), dtype=code_kind(len(words)), count=len(values))
