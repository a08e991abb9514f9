"""What stands in a file? Readers open it and give its rows as they are; they know layouts, not meanings."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from db.file_names import day_in
from etl.local_time import local_times
from etl.readers.tables import Table, open_table

__all__ = ["Table", "file_as_of", "moment_in_name", "open_table"]


def file_as_of(path: Path, zone: ZoneInfo) -> datetime:
    """The moment that a file speaks of, in naive UTC: by its name, else the time at which it was last written."""
    named = moment_in_name(path.name, zone)
    if named is not None:
        return named
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written.replace(tzinfo=None, microsecond=0)


def moment_in_name(name: str, zone: ZoneInfo) -> datetime | None:
    """The moment in a file's name, in naive UTC: a day (`2026-11-24`, `20261124`), with `_HHMM` or `_HHMMSS` if it has
    one; local time, else midnight. None where it names none."""
    local = day_in(name)
    return local_times(zone).to_utc(local)[0] if local else None
