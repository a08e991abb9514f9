"""How is a date or time written? Forms such as `%d.%m.%Y %H:%M`, read strictly: nothing is guessed or rounded."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

# Every form has a fixed width unless the `-` says that leading zeros are left out; then a lost digit is noticed.
_DIRECTIVES = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>\d\d)",
    "%-m": r"(?P<month>[1-9]|1\d)",
    "%b": r"(?P<name>[A-Za-z]{3})",
    "%d": r"(?P<day>\d\d)",
    "%-d": r"(?P<day>[1-9]|[1-3]\d)",
    "%H": r"(?P<hour>\d\d)",
    "%-H": r"(?P<hour>\d|[12]\d)",
    "%I": r"(?P<half>\d\d)",
    "%-I": r"(?P<half>[1-9]|1\d)",
    "%p": r"(?P<noon>[AaPp][Mm])",
    "%M": r"(?P<minute>\d\d)",
    "%S": r"(?P<second>\d\d)",
    "%f": r"(?P<fraction>\d{1,6})",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{3}(?:\d{3})?)?)?)?", re.ASCII)
_EXAMPLE = datetime(2031, 11, 24, 16, 5, 30)


@lru_cache(maxsize=64)
def compile_form(form: str) -> Callable[[str], datetime | None]:
    """Return a reader of one form: the datetime, or None when the text is not exactly of that form or impossible.

    Raises ValueError when the form itself has an unknown part; two-digit years are one, since their century is a guess.
    """
    pattern = re.compile(_regex(form), re.ASCII)

    def read(text: str) -> datetime | None:
        match = pattern.fullmatch(text)
        return _assemble(match.groupdict()) if match else None

    return read


def read_iso(text: str) -> datetime | None:
    """Read `YYYY-MM-DD`, alone or with ` HH:MM`, `:SS` and a fraction; None for anything else."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def example(form: str) -> str:
    """Show a form by an example."""
    return date_text(_EXAMPLE, form)


def date_text(moment: datetime | date, form: str) -> str:
    """Write a date or time in a form."""
    return moment.strftime(form)


def _regex(form: str) -> str:
    parts = re.split(r"(%-?.)", form)
    regex = []
    for part in parts:
        if not part.startswith("%"):
            regex.append(re.escape(part))
        elif part in _DIRECTIVES:
            regex.append(_DIRECTIVES[part])
        else:
            raise ValueError(f"date form {form!r} has {part!r}; known are {', '.join(_DIRECTIVES)}")
    if (
        len(set(parts) & {"%Y"}) != 1
        or not {"%m", "%-m", "%b"} & set(parts)
        or not {"%d", "%-d"} & set(parts)
    ):
        raise ValueError(f"date form {form!r} must have a year of four digits (%Y), a month and a day")
    if bool({"%I", "%-I"} & set(parts)) != ("%p" in parts):
        raise ValueError(f"date form {form!r} must have %I and %p together, or neither")
    return "".join(regex)


def _assemble(parts: dict[str, str | None]) -> datetime | None:
    month = parts.get("month")
    if name := parts.get("name"):
        if name.lower() not in _MONTHS:
            return None
        month = str(_MONTHS.index(name.lower()) + 1)
    hour = int(parts.get("hour") or 0)
    if half := parts.get("half"):
        if not 1 <= int(half) <= 12:
            return None
        hour = int(half) % 12 + (12 if (parts.get("noon") or "").lower() == "pm" else 0)
    try:
        return datetime(
            int(parts["year"] or 0),
            int(month or 0),
            int(parts["day"] or 0),
            hour,
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
            int((parts.get("fraction") or "0").ljust(6, "0")),
        )
    except ValueError:
        return None
