"""When do two names of a device or RIS mean the same? Case, underscores and hyphens aside; `*` stands for anything."""

import re
from functools import lru_cache


@lru_cache(maxsize=10_000)
def plain_name(text: str) -> str:
    """Upper case, one space between words, underscores and hyphens as spaces: devices differ in these alone."""
    return re.sub(r"[\s_\-]+", " ", text).strip().upper()


@lru_cache(maxsize=10_000)
def wildcard(text: str) -> re.Pattern[str]:
    """The pattern for plain names that a text with `*` in it stands for; ask with `fullmatch`.

    Remembered, for the tables of names are read anew with every load, and compiling them takes longer than loading.
    """
    # Made plain before it is cut: the space in "HIP *" is what tells it from "HIPPO".
    return re.compile(".*".join(re.escape(piece) for piece in plain_name(text).split("*")))
