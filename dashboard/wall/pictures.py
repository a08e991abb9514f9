"""The pictures of all displays: each scene worked out once for each state of its data, however many screens ask.

Once a machine, not once a process: the web processes share a shelf. What the database holds is asked for at most every
two seconds a process; a picture is made anew when a file, a
correction or an entry has changed what it is made of, when the hospital's day changes, and every five minutes, since a
sentence such as "check due today" or an announcement that ends depends on the clock alone.
"""

import time
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

from dashboard.context import PageContext
from dashboard.wall.asked import Asked
from dashboard.wall.fact import Scene
from dashboard.wall.scenes import MAKERS
from dashboard.wall.shelf import Shelf
from db.data_version import version_of
from db.kept import Kept

_LOOKED_AT_EVERY_S = 2.0
_MADE_ANEW_EVERY = timedelta(minutes=5)
# What ends to the minute is made anew each minute; it costs one small query.
_MADE_ANEW_EACH_MINUTE = frozenset({"messages", "rooms"})


class Pictures:
    """The scenes of one application, for all displays."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._kept = Kept(4 * len(MAKERS))
        self._shelf = Shelf(context.settings.var / "wall")
        self._versions: dict[str, tuple[float, Hashable]] = {}
        self._turns = {name: Lock() for name in MAKERS}

    def scene(self, name: str, now: datetime) -> Scene:
        """One scene at a moment (aware). Raises DatabaseFault where the database does not answer."""
        # One at a time: of two hundred screens that ask for a picture that is not there yet one makes it.
        with self._turns[name]:
            looked_at, version = self._versions.get(name, (0.0, None))
            if version is None or time.monotonic() - looked_at > _LOOKED_AT_EVERY_S:
                return self._look(name, now)
            bucket = self._bucket(name, now)
            return self._kept.get(version, (name, bucket), lambda: self._make(name, version, bucket, now))

    def _look(self, name: str, now: datetime) -> Scene:
        # The version and the picture in one state of the database, or a picture could bear the name of another.
        with self._context.database.read() as connection:
            version = version_of(connection, name)
            asked, bucket = Asked(connection, self._context, now), self._bucket(name, now)
            made = self._kept.get(
                version,
                (name, bucket),
                lambda: self._shelf.get(name, (version, bucket), lambda: MAKERS[name](asked)),
            )
        self._versions[name] = (time.monotonic(), version)
        return made

    def _make(self, name: str, version: Hashable, bucket: Hashable, now: datetime) -> Scene:
        """Anew although its data are the same: the hospital's clock has gone on."""

        def make() -> Scene:
            with self._context.database.read() as connection:
                return MAKERS[name](Asked(connection, self._context, now))

        return self._shelf.get(name, (version, bucket), make)

    def _bucket(self, name: str, now: datetime) -> Hashable:
        local = now.astimezone(self._context.settings.zone)
        each = timedelta(minutes=1) if name in _MADE_ANEW_EACH_MINUTE else _MADE_ANEW_EVERY
        return local.date(), int(now.timestamp() // each.total_seconds())
