"""Is a median below its reference level, and how is that said in words?"""

import pandas as pd

from dashboard.blocks.children import rows_of
from dashboard.blocks.chip import State
from dashboard.formats import NBSP, format_count, is_unknown

# A median of fewer exams says little (ICRP publication 135 asks for at least 20 patients).
MINIMUM_N = 20


def verdict(median: float | None, drl: float | None, n: int, minimum_n: int = MINIMUM_N) -> tuple[State, str]:
    """State and words for a median against its reference level, both in the same unit."""
    if is_unknown(drl):
        return "unknown", "No level on file"
    if n < minimum_n or is_unknown(median):
        return "unknown", f"n = {format_count(n)}".replace(" ", NBSP)
    share = float(median or 0) / float(drl or 0)
    if share > 1:
        return "warn", "Over DRL"
    return ("due", "Under half") if share < 0.5 else ("ok", "Below")


def drl_finding(frame: pd.DataFrame, minimum_n: int = MINIMUM_N) -> str:
    """The title above the charts: which exam types are over their DRL in their latest month, and how many are not."""
    words = [
        (row.exam_type, verdict(row.median, row.drl, row.n, minimum_n))
        for row in rows_of(latest_months(frame))
    ]
    over = [name for name, (state, _) in words if state == "warn"]
    under = sum(state in {"ok", "due"} for _, (state, _) in words)
    unjudged = len(words) - len(over) - under
    if not words:
        return "Are typical doses below the reference levels?"
    parts = []
    if len(over) == 1:
        parts.append(f"{over[0]} is over its DRL")
    elif over:
        parts.append(f"{_number_word(len(over))} exam types are over their DRL")
    if under:
        parts.append(f"{_number_word(under)} {_plural(under)} under" if over else _all_under(under))
    if unjudged:
        has = "has" if unjudged == 1 else "have"
        parts.append(f"{_number_word(unjudged)} {has} too few exams or no level to judge by")
    text = ", ".join(["; ".join(parts[:2]), *parts[2:]]) if over else "; ".join(parts)
    return text[0].upper() + text[1:]


def _plural(count: int) -> str:
    return "exam type is" if count == 1 else "exam types are"


def _all_under(count: int) -> str:
    return (
        "one exam type is under its DRL"
        if count == 1
        else f"{_number_word(count)} exam types are under their DRL"
    )


def _number_word(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else format_count(count)


def latest_months(frame: pd.DataFrame) -> pd.DataFrame:
    """Each exam type's last month that has exams."""
    return frame.sort_values("month").groupby("exam_type", as_index=False, sort=True).tail(1)


def worst_first(frame: pd.DataFrame, minimum_n: int) -> list[str]:
    """Furthest over the DRL first; those without a verdict, for want of exams or of a level, last."""
    latest = latest_months(frame).copy()
    share = latest["median"] / latest["drl"]
    latest["share"] = share.where(latest["n"] >= minimum_n)
    latest = latest.sort_values(
        ["share", "n", "exam_type"], ascending=[False, False, True], na_position="last"
    )
    return [str(name) for name in latest["exam_type"]]
