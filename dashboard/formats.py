"""How are numbers, doses, dates and ages written?

A value that is missing (None, NaN, NaT, NA) is the word `unknown`, never a dash, a blank or 0. Units stand after a
no-break space, thousands are parted by one, the decimal sign is a point and minus is the true minus sign.
"""

import math
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import pandas as pd

NBSP = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "unknown"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_unknown(value: Any) -> bool:
    """Whether a single value is missing: None, NaN, NaT or NA."""
    return value is None or bool(pd.isna(value))


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, never parted by a line break; the word `unknown` gets no unit."""
    return text if not unit or text == UNKNOWN else f"{text}{NBSP}{unit}"


def format_number(value: Any, decimals: int, unit: str = "", *, signed: bool = False) -> str:
    """`1 248.5 mGy`: that many decimals, thousands parted, with + before what is above 0 when `signed`."""
    if is_unknown(value):
        return UNKNOWN
    number = float(value)
    digits = f"{abs(number):,.{decimals}f}".replace(",", NBSP)
    is_zero = not digits.strip(f"0.{NBSP}")
    sign = "" if is_zero else MINUS if number < 0 else "+" if signed else ""
    return with_unit(sign + digits, unit)


def format_count(value: Any) -> str:
    """`1 248`: a whole number of things."""
    return format_number(value, 0)


def format_significant(value: Any, digits: int, unit: str = "") -> str:
    """`2.95`, `0.0880`, `1 230`: that many significant digits, trailing zeros kept."""
    if is_unknown(value):
        return UNKNOWN
    number = float(value)
    if number == 0:
        return with_unit("0", unit)
    decimals = digits - 1 - math.floor(math.log10(abs(number)))
    rounded = round(number, decimals)
    # 9.996 becomes 10.0, which has one decimal less than its first digit asked for.
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return format_number(rounded, max(decimals, 0), unit)


def format_dap(dap_gy_cm2: Any, unit: str = "Gy\u00b7cm\u00b2") -> str:
    """`2.95 Gy·cm²`: dose area product, 3 significant digits; `unit=""` in a column whose head has it."""
    return format_significant(dap_gy_cm2, 3, unit)


def format_agd(agd_mgy: Any, unit: str = "mGy") -> str:
    """`1.42 mGy`: average glandular dose, 3 significant digits."""
    return format_significant(agd_mgy, 3, unit)


def format_ctdivol(ctdivol_mgy: Any, unit: str = "mGy") -> str:
    """`12.4 mGy`: CTDIvol, 1 decimal."""
    return format_number(ctdivol_mgy, 1, unit)


def format_dlp(dlp_mgy_cm: Any, unit: str = "mGy\u00b7cm") -> str:
    """`412 mGy·cm`: dose length product, no decimals."""
    return format_number(dlp_mgy_cm, 0, unit)


def format_deviation_index(deviation_index: Any) -> str:
    """`+4.1`: deviation index (IEC 62494-1), signed, 1 decimal."""
    return format_number(deviation_index, 1, signed=True)


def format_msv(dose_msv: Any, unit: str = "mSv", *, minimal: bool = False) -> str:
    """`0.41 mSv`: a badge dose, 2 decimals; `M` when it is below the minimum that the service reports, never 0.00."""
    return "M" if minimal else format_number(dose_msv, 2, unit)


def format_percent(share: Any, n: int | None = None) -> str:
    """`87 %` of a share from 0 to 1: no decimals under n = 200 (or with n unknown), else one."""
    return format_number(_hundredfold(share), _percent_decimals(n), "%")


def format_rate(share: Any, low: Any, high: Any, n: int | None = None) -> str:
    """`6.2 % (5.6 to 6.9)`: a share from 0 to 1 with its interval."""
    decimals = _percent_decimals(n)
    bounds = [format_number(_hundredfold(bound), decimals) for bound in (low, high)]
    return f"{format_percent(share, n)} ({bounds[0]} to {bounds[1]})"


def _percent_decimals(n: int | None) -> int:
    return 0 if n is None or n < 200 else 1


def _hundredfold(share: Any) -> float | None:
    return None if is_unknown(share) else float(share) * 100


def format_money(amount: Any, currency: str = "\u20ac") -> str:
    """`€1 248`; with cents only under 10."""
    if is_unknown(amount):
        return UNKNOWN
    digits = format_number(abs(float(amount)), 0 if abs(float(amount)) >= 10 else 2)
    return f"{MINUS if float(amount) < 0 else ''}{currency}{digits}"


def format_range(low: Any, high: Any, decimals: int = 0, unit: str = "") -> str:
    """`5.6 to 6.9`."""
    return f"{format_number(low, decimals)} to {format_number(high, decimals, unit)}"


# --- days and times --------------------------------------------------------------------------------------------


def format_day(day: date | None, today: date | None = None) -> str:
    """`24 Nov` within the year of `today`; `24 Nov 2026` in another year, or without a `today` (documents, lots)."""
    if day is None or is_unknown(day):
        return UNKNOWN
    text = f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"
    return text if today is not None and day.year == today.year else f"{text}{NBSP}{day.year}"


def format_weekday(day: date) -> str:
    """`Tuesday`, whatever language the machine speaks."""
    return _WEEKDAYS[day.weekday()]


def format_month(month: date | None, today: date | None = None) -> str:
    """`Nov` within the year of `today`, else `Nov 2026`."""
    if month is None or is_unknown(month):
        return UNKNOWN
    name = _MONTHS[month.month - 1]
    return name if today is not None and month.year == today.year else f"{name}{NBSP}{month.year}"


def format_time(moment: datetime | None, zone: tzinfo) -> str:
    """`14:32`: 24 hours, in the hospital's time zone. The moment must know its own zone."""
    return UNKNOWN if moment is None or is_unknown(moment) else f"{_local(moment, zone):%H:%M}"


def format_moment(moment: datetime | None, now: datetime, zone: tzinfo) -> str:
    """`14:32` on the same hospital day as `now`, else `18 Nov` (with the year in another year)."""
    if moment is None or is_unknown(moment):
        return UNKNOWN
    local, today = _local(moment, zone), _local(now, zone).date()
    return f"{local:%H:%M}" if local.date() == today else format_day(local.date(), today)


def format_long_day(now: datetime, zone: tzinfo) -> str:
    """`Tuesday 24 Nov 2026, 14:32`: the line that says when a page was made."""
    local = _local(now, zone)
    return f"{_WEEKDAYS[local.weekday()]} {format_day(local.date())}, {local:%H:%M}"


def format_age(age: timedelta | None) -> str:
    """`4 h 52 min`, `1 d 3 h`, `15 d`: two units at most, the second only under three days."""
    if age is None or is_unknown(age):
        return UNKNOWN
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return f"under 1{NBSP}min"
    hours, rest = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days >= 3:
        parts = [(days, "d")]
    elif days:
        parts = [(days, "d"), (hours_left, "h")]
    else:
        parts = [(hours, "h"), (rest, "min")]
    return " ".join(f"{format_count(amount)}{NBSP}{unit}" for amount, unit in parts if amount)


def format_days(days: int | None) -> str:
    """`15 d`: a number of whole days, as between two dates."""
    return format_number(days, 0, "d")


def _local(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown in the hospital's time.")
    return moment.astimezone(zone)
