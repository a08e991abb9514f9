"""How do the sentences of attention rows say counts, days, spans and money? As the pages write them (a no-break space
before a unit), without knowing the pages."""

from datetime import date, timedelta

NBSP = "\u00a0"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def many(number: int, noun: str) -> str:
    """`1 lot`, `6 lots`: for nouns that take an s."""
    return f"{number:,}".replace(",", NBSP) + f"{NBSP}{noun}{'' if number == 1 else 's'}"


def day_text(day: date, today: date) -> str:
    """`24 Nov`, in another year than `today` `24 Nov 2025`. Not strftime, which follows the machine's language."""
    text = f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text}{NBSP}{day.year}"


def span_text(span: timedelta) -> str:
    """`4 h 52 min`, `1 d 3 h`, `15 d`: two units at most, the smaller one only under three days."""
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days >= 3:
        parts = [(days, "d")]
    elif days:
        parts = [(days, "d"), (hours, "h")]
    else:
        parts = [(hours, "h"), (minutes % 60, "min")]
    return " ".join(f"{number}{NBSP}{unit}" for number, unit in parts if number) or f"under 1{NBSP}min"


def dose_text(usv: int, kind: str, unknown: int) -> str:
    """A sum of doses (db.badge_doses.DoseSum) in mSv, in the one wording of pages, papers and lists.

    `2.31`, `M`, `Unused`; `at least 2.31, 1 unknown` where a part is not known; `unknown` where nothing is, and
    `no badge` where there was none. Missing never looks like 0.
    """
    if kind == "none":
        return "unknown" if unknown else "no badge"
    return f"{at_least(unknown)}{known_text(usv, kind)}" + (f", {unknown}{NBSP}unknown" if unknown else "")


def known_text(usv: int, kind: str) -> str:
    """What of a sum is known, without a word on the rest: `2.31`, `M`, `Unused`."""
    return {"M": "M", "unused": "Unused"}.get(kind) or f"{usv / 1000:.2f}"


def unknown_words(number: int | None) -> str:
    """`, 21 doses unknown` behind a count of readings; nothing where there is none, or nobody said."""
    return f", {many(number, 'dose')} unknown" if number else ""


def at_least(unknown: float) -> str:
    """`at least ` before a number of which a part is not known."""
    return f"at{NBSP}least{NBSP}" if unknown else ""


def money_text(amount: float, currency: str) -> str:
    """`€1 248`: whole units of the currency."""
    return f"{currency}{amount:,.0f}".replace(",", NBSP)
