"""Which moment does a file's name tell? One without is dated by its last change, which says little of its content."""

import re
from datetime import datetime

_DAY_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[_T -](?P<hour>\d\d)[-_.:]?(?P<minute>\d\d)(?:[-_.:]?(?P<second>\d\d))?)?(?!\d)",
    re.ASCII,
)


def day_in(name: str) -> datetime | None:
    """The local moment in a file's name: a day (`2026-11-24`, `20261124`), with `_HHMM` or `_HHMMSS` if it has one.

    Else its midnight; None where the name has no day.
    """
    for match in _DAY_IN_NAME.finditer(name):
        parts = {part: int(text) for part, text in match.groupdict().items() if text and part != "dash"}
        try:
            return datetime(**parts)  # type: ignore[arg-type]  # the names are those of the arguments
        except ValueError:
            continue
    return None
