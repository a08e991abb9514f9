"""When was it, by a cell in local time? Naive UTC for the tables, the local day for the calendar, notes on both."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from etl import date_forms
from etl.convert import BadValue, Place
from etl.fields import LocalTime
from etl.local_time import local_times

_ROOM = 100_000
# The written hour ends here in ISO: `2031-11-24 16`, and `:05` or `:05:30` follow.
_HOUR = 13
_OFFSET = re.compile(r"(?P<text>.+)(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>[0-5]\d)", re.ASCII)
# The clocks of Kiribati; what is further away is a slip.
_FURTHEST_MINUTES = 14 * 60


class Moments:
    """Reads the cells of one LocalTime field.

    The common ISO form goes through two small tables, hour to UTC and minutes to a span; whatever misses them takes the
    strict way, which is also the only one that fills them.
    """

    def __init__(self, field: LocalTime, place: Place, otherwise: datetime | None, notes: list[str]) -> None:
        self._field = field
        self._place = place
        self._otherwise = otherwise
        self._notes = notes
        self._times = local_times(place.site.zone)
        self._hours: dict[str, datetime] = {}
        self._spans: dict[str, timedelta] = {}
        forms = " or ".join(date_forms.example(form) for form in field.formats)
        self.expected = f"local time such as {forms}"

    def read(self, text: str) -> datetime | None:
        """Return naive UTC, or None (the file's as-of where the field says so) for a blank cell. Raises BadValue."""
        if not text:
            return self._blank()
        try:
            return self._hours[text[:_HOUR]] + self._spans[text[_HOUR:]]
        except KeyError:
            return self._read_strictly(text)

    def local(self, text: str) -> datetime | None:
        """Return the local time as written, or None when the text is not of a form that is expected."""
        text = text.strip()
        if offset := self._offset(text):
            utc = self._utc_by(offset)
            return utc and utc.replace(tzinfo=UTC).astimezone(self._place.site.zone).replace(tzinfo=None)
        return self._as_written(text)

    def _offset(self, text: str) -> re.Match[str] | None:
        return _OFFSET.fullmatch(text) if self._field.offsets else None

    def _utc_by(self, match: re.Match[str]) -> datetime | None:
        """The moment in naive UTC of a text with its own offset."""
        local = self._as_written(match["text"])
        minutes = int(match["hours"]) * 60 + int(match["minutes"])
        if local is None or minutes > _FURTHEST_MINUTES:
            return None
        span = timedelta(minutes=minutes)
        return local + span if match["sign"] == "-" else local - span

    def _as_written(self, text: str) -> datetime | None:
        moment = date_forms.read_iso(text)
        if moment is not None and len(text) == 10 and not self._field.day_alone:
            moment = None
        for form in self._field.formats:
            if moment is not None:
                break
            moment = date_forms.compile_form(form)(text)
        return moment

    def _blank(self) -> datetime | None:
        if self._otherwise is None and self._place.required:
            raise BadValue("blank, but a time is required", self.expected)
        return self._otherwise

    def _read_strictly(self, text: str) -> datetime | None:
        if not text.strip():
            return self._blank()
        local = self.local(text)
        if local is None:
            raise BadValue("not a time of the form that is expected, or an impossible one", self.expected)
        if not self._field.low <= local.date() <= self._field.high:
            raise BadValue(f"not between {self._field.low} and {self._field.high}", self.expected)
        if offset := self._offset(text.strip()):
            return self._utc_by(offset)
        utc, note = self._times.to_utc(local)
        if note:
            self._notes.append(f"{self._field.column}: {note}")
        elif len(text) > _HOUR and text[_HOUR] == ":" and date_forms.read_iso(text) == local:
            self._remember(text, local, utc)
        return utc

    def _remember(self, text: str, local: datetime, utc: datetime) -> None:
        span = local - local.replace(minute=0, second=0, microsecond=0)
        # An hour in which a change of clocks falls has no one answer and is never remembered.
        if self._times.is_steady(local) and len(self._hours) < _ROOM and len(self._spans) < _ROOM:
            self._hours[text[:_HOUR]] = utc - span
            self._spans[text[_HOUR:]] = span


def local_day_reader(moments: Moments) -> Callable[[str], date | None]:
    """Return a function that gives the local day of a cell that `moments` can read, and None for a blank one."""
    days: dict[str, date] = {}

    def read(text: str) -> date | None:
        if not text:
            return None
        day = days.get(text[:_HOUR])
        if day is None:
            local = moments.local(text)
            if local is None:
                return None
            day = local.date()
            if date_forms.read_iso(text) is not None and len(days) < _ROOM:
                days[text[:_HOUR]] = day
        return day

    return read
