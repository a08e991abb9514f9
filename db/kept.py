"""What was worked out once, kept in this process until anything that it was worked out of changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Kept:
    """Keeps the last results by the version of the data that they were made of, which its user reads each time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._turn = Lock()

    def get(self, version: Hashable, what: Hashable, build: Callable[[], Made]) -> Made:
        """What `build` makes, or what it made before of the same version. Nobody may change what this returns."""
        key = (version, what)
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Made = self._kept[key]
                return found
        made = build()
        with self._turn:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
