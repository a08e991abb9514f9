"""Rows as columns of numbers, packed into one value: a month of them is read and counted in milliseconds.

A text is held as the number of its word, -1 where nobody said it. The packed form is a line of JSON that names the
columns and their words, then the numbers one column after the other, the lowest byte first on every machine.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# In a column of seconds: not known. No span of an exam is that long.
NOTHING = -(2**31)
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of the same length, by name; those in `words` hold numbers of words."""

    numbers: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))

    def __getitem__(self, name: str) -> Array:
        return self.numbers[name]

    def where(self, mask: Array) -> "Columns":
        """The rows that a mask (or places) picks."""
        return Columns({name: values[mask] for name, values in self.numbers.items()}, self.words)

    def says(self, name: str, word: str) -> Array:
        """Which rows say this word; an empty word asks for those that say none."""
        if not word:
            return self.numbers[name] < 0
        try:
            return self.numbers[name] == self.words[name].index(word)
        except ValueError:
            return np.zeros(len(self), dtype=bool)

    def flags(self, name: str) -> Array:
        """A column of 0 and 1 as a mask."""
        return self.numbers[name] == 1

    def known(self, name: str) -> Array:
        """A column of seconds as floats, NaN where it is not known."""
        values = self.numbers[name]
        return np.where(values == NOTHING, np.nan, values.astype(float))

    def counts(self, name: str, mask: Array | None = None) -> dict[str, int]:
        """How many rows say each word, in the order of the words; those that say none under the empty word, last."""
        codes = self.numbers[name] if mask is None else self.numbers[name][mask]
        words = self.words[name]
        found = np.bincount(codes.astype(np.int64) + 1, minlength=len(words) + 1)
        counted = {word: int(number) for word, number in zip(words, found[1:], strict=True) if number}
        return counted | ({"": int(found[0])} if found[0] else {})


class Coder:
    """Gives each word of a column its number as it comes by."""

    def __init__(self) -> None:
        self.codes: dict[str | None, int] = {None: -1, "": -1}

    def __call__(self, word: str | None) -> int:
        found = self.codes.get(word)
        if found is None:
            found = self.codes[word] = len(self.codes) - 2
        return found

    @property
    def words(self) -> tuple[str, ...]:
        """The words by their numbers."""
        return tuple(word for word, code in self.codes.items() if word and code >= 0)


def built(rows: Mapping[str, Sequence[Any]], kinds: Mapping[str, str], coded: Iterable[str]) -> Columns:
    """Columns of values that were read: `kinds` says how each is held ("<i4"), `coded` which are words."""
    numbers: dict[str, Array] = {}
    words: dict[str, tuple[str, ...]] = {}
    for name in kinds:
        if name in coded:
            coder = Coder()
            numbers[name] = np.array([coder(word) for word in rows[name]], dtype=kinds[name])
            words[name] = coder.words
        else:
            numbers[name] = np.asarray(rows[name]).astype(kinds[name])
    return Columns(numbers, words)


def joined(parts: Sequence[Columns], empty: Columns) -> Columns:
    """Rows of several parts one after the other, under one numbering of words; `empty` where there are none."""
    if not parts:
        return empty
    if len(parts) == 1:
        return parts[0]
    words: dict[str, tuple[str, ...]] = {}
    moved: dict[str, list[Array]] = {name: [] for name in parts[0].numbers}
    for name in parts[0].words:
        coder = Coder()
        for part in parts:
            # The last place is for -1: what nobody said stays so.
            places = np.array([*map(coder, part.words[name]), -1], dtype=part[name].dtype)
            moved[name].append(places[part[name]])
        words[name] = coder.words
    for name in moved:
        if name not in words:
            moved[name] = [part[name] for part in parts]
    return Columns({name: np.concatenate(pieces) for name, pieces in moved.items()}, words)


def packed(columns: Columns) -> bytes:
    """The columns as bytes."""
    head = {
        "rows": len(columns),
        "columns": [[name, values.dtype.str] for name, values in columns.numbers.items()],
        "words": columns.words,
    }
    line = json.dumps(head, ensure_ascii=True).encode()
    return b"\n".join((line, b"".join(values.tobytes() for values in columns.numbers.values())))


def unpacked(data: bytes) -> Columns:
    """What `packed` made."""
    line, _, body = data.partition(b"\n")
    head = json.loads(line)
    numbers, place = {}, 0
    for name, kind in head["columns"]:
        dtype = np.dtype(kind)
        numbers[name] = np.frombuffer(body, dtype, head["rows"], place)
        place += head["rows"] * dtype.itemsize
    return Columns(numbers, {name: tuple(words) for name, words in head["words"].items()})
