"""When was it, by a cell in local time? Naive UTC for the tables, the local day for the calendar, notes on both."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from db.packing import moment_text
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
# A sender's clock may be ahead by this much.
_AHEAD = timedelta(minutes=15)


class Hours:
    """What is known of the hours of a file: the moment that each begins at, and how far into it its minutes are.

    Fields that read their cells by the same rules share it. Times of a column are mostly told again in the next.
    """

    def __init__(self) -> None:
        self.moments: dict[str, datetime] = {}
        self.spans: dict[str, timedelta] = {}
        # The same as text, for zones that differ from UTC by whole hours.
        self.hour_texts: dict[str, str] = {}
        self.minute_texts: dict[str, str] = {}
        self.days: dict[str, date] = {}

    def remember(self, text: str, local: datetime, utc: datetime) -> None:
        """Keep what a text in ISO form gave."""
        if len(self.moments) >= _ROOM or len(self.spans) >= _ROOM:
            return
        span = local - local.replace(minute=0, second=0, microsecond=0)
        hour, minutes = text[:_HOUR], text[_HOUR:]
        self.moments[hour], self.spans[minutes] = utc - span, span
        if (utc.minute, utc.second) == (local.minute, local.second):
            written = moment_text(utc)
            self.hour_texts[hour], self.minute_texts[minutes] = written[:_HOUR], written[_HOUR:]


class Moments:
    """Reads the cells of one LocalTime field.

    The common ISO form goes through small tables, hour to UTC and minutes to a span; whatever misses them takes the
    strict way, which is also the only one that fills them.
    """

    def __init__(
        self, field: LocalTime, place: Place, otherwise: datetime | None, notes: list[str], hours: Hours
    ) -> None:
        self._field = field
        self._place = place
        self._otherwise = otherwise
        self._notes = notes
        self._times = local_times(place.site.zone)
        self.hours = hours
        self._latest = place.site.now_naive + _AHEAD if field.past else None
        self._latest_text = moment_text(self._latest) if self._latest else None
        forms = " or ".join(date_forms.example(form) for form in field.formats)
        self.expected = f"local time such as {forms}"

    def read(self, text: str) -> datetime | None:
        """Return naive UTC, or None (the file's as-of where the field says so) for a blank cell. Raises BadValue."""
        if not text:
            return self._blank()
        try:
            moment = self.hours.moments[text[:_HOUR]] + self.hours.spans[text[_HOUR:]]
        except KeyError:
            return self._read_strictly(text)
        return self._not_to_come(moment)

    def text(self, text: str) -> str | None:
        """The same as the database writes it (see `db.packing`)."""
        moment = self.read(text)
        return None if moment is None else moment_text(moment)

    def texts(self, texts: Sequence[str]) -> list[str | None]:
        """The same for a whole column. Raises BadValue."""
        hours, minutes = self.hours.hour_texts, self.hours.minute_texts
        blank = self.text("") if "" in texts else None
        found: list[str | None] = []
        for text in texts:
            try:
                found.append(hours[text[:_HOUR]] + minutes[text[_HOUR:]] if text else blank)
            except KeyError:
                found.append(self.text(text))
        latest = self._latest_text
        if latest is not None and any(text is not None and text > latest for text in found):
            # Which one it is, the cells are asked one by one.
            raise BadValue("in the future, and it tells of what was done", self.expected)
        return found

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
            return self._not_to_come(self._utc_by(offset))
        utc, note = self._times.to_utc(local)
        if note:
            self._notes.append(f"{self._field.column}: {note}")
        # An hour in which a change of clocks falls has no one answer and is never remembered.
        elif (
            text[_HOUR:].startswith(":")
            and date_forms.read_iso(text) == local
            and self._times.is_steady(local)
        ):
            self.hours.remember(text, local, utc)
        return self._not_to_come(utc)

    def _not_to_come(self, moment: datetime | None) -> datetime | None:
        if moment is not None and self._latest is not None and moment > self._latest:
            raise BadValue("in the future, and it tells of what was done", self.expected)
        return moment


class LocalDays:
    """Reads the local day of cells that `moments` can read; None for a blank one."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments
        self._days = moments.hours.days

    def read(self, text: str) -> date | None:
        """The day of one cell."""
        if not text:
            return None
        day = self._days.get(text[:_HOUR])
        if day is None:
            local = self._moments.local(text)
            if local is None:
                return None
            day = local.date()
            if date_forms.read_iso(text) is not None and len(self._days) < _ROOM:
                self._days[text[:_HOUR]] = day
        return day

    def read_many(self, texts: Sequence[str]) -> list[date | None]:
        """The days of a whole column."""
        days = self._days
        try:
            return [days[text[:_HOUR]] for text in texts]
        except KeyError:
            return [self.read(text) for text in texts]
