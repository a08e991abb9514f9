"""Which moment is meant by a local time? The site's zone to naive UTC, and what happens when the clocks change."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

GAP = "in the hour that the clock change skips, moved past it"
TWICE = "in the hour that comes twice, first taken"


class LocalTimes:
    """Turns local times of one zone into naive UTC; the answer for an hour is looked up once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        # Hour -> what to subtract; None where the offset changes within the hour or next to it.
        self._offsets: dict[datetime, timedelta | None] = {}

    def to_utc(self, local: datetime) -> tuple[datetime, str]:
        """Return the moment in naive UTC and "" or a note (GAP, TWICE). Raises OverflowError at the ends of time."""
        hour = local.replace(minute=0, second=0, microsecond=0)
        offset = self._offsets.get(hour)
        if offset is not None:
            return local - offset, ""
        if hour not in self._offsets:
            if len(self._offsets) > 100_000:
                self._offsets.clear()
            self._offsets[hour] = self._steady_offset(hour)
            return self.to_utc(local)
        return self._near_a_change(local)

    def is_steady(self, local: datetime) -> bool:
        """Whether one offset holds for the whole hour of a local time."""
        hour = local.replace(minute=0, second=0, microsecond=0)
        if hour not in self._offsets:
            self._offsets[hour] = self._steady_offset(hour)
        return self._offsets[hour] is not None

    def _steady_offset(self, hour: datetime) -> timedelta | None:
        # Before and after by more than any change of clocks: the same offset there means none in between.
        offsets = {
            (hour + timedelta(minutes=minutes)).replace(tzinfo=self._zone, fold=fold).utcoffset()
            for minutes in (-180, -120, -60, 0, 30, 60, 120, 180)
            for fold in (0, 1)
        }
        return offsets.pop() if len(offsets) == 1 else None

    def _near_a_change(self, local: datetime) -> tuple[datetime, str]:
        first = local.replace(tzinfo=self._zone, fold=0)
        second = first.replace(fold=1)
        utc = first.astimezone(UTC).replace(tzinfo=None)
        if first.utcoffset() == second.utcoffset():
            return utc, ""
        # A time that does not exist does not come back as itself.
        exists = utc.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None, fold=0) == local
        return utc, TWICE if exists else GAP


@lru_cache(maxsize=8)
def local_times(zone: ZoneInfo) -> LocalTimes:
    """The converter of a zone, shared so that its look-ups are too."""
    return LocalTimes(zone)
