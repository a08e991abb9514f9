"""Pictures that one web process has worked out, for the others on this machine: a file each, and a lock a scene.

A picture is worked out by whoever takes its lock first; the others wait for it and take it from the shelf. Where the
folder cannot be written, each process works its pictures out itself: slower, and nothing else.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from dashboard.wall.fact import Scene, read_scene, write_scene

# Gunicorn's processes have one parent. After a new start, which may be of another release, nothing old is taken.
_STARTED_BY = os.getppid()
_OURS_ALONE = 0o700
# A process may still ask for the state before the newest one, for some two seconds.
_KEPT = 4


class Shelf:
    """The shelf in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str, key: Hashable, make: Callable[[], Scene]) -> Scene:
        """The picture of this scene under this key: from the shelf, or made now. Errors are those of `make`."""
        mark = hashlib.sha256(repr((_STARTED_BY, key)).encode()).hexdigest()[:24]
        with self._turn(name):
            found = self._taken(f"{name}-{mark}")
            if found is not None:
                return found
            made = make()
            self._put(name, mark, made)
            return made

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=_OURS_ALONE)
            lock = (self._folder / f"{name}.lock").open("w")
        except OSError:
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _taken(self, name: str) -> Scene | None:
        try:
            return read_scene(orjson.loads((self._folder / f"{name}.json").read_bytes()))
        except (OSError, orjson.JSONDecodeError):
            return None

    def _put(self, name: str, mark: str, made: Scene) -> None:
        new = self._folder / f"{name}.new"
        try:
            new.write_bytes(orjson.dumps(write_scene(made)))
            new.replace(self._folder / f"{name}-{mark}.json")
            older = sorted(self._folder.glob(f"{name}-*.json"), key=lambda path: path.stat().st_mtime_ns)
            for path in older[:-_KEPT]:
                path.unlink()
        except OSError:
            return
