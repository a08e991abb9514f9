"""Which counts of people may everybody read? None under five, nor one that gives such a count away. Pure.

A count of 1 to 4 people is told as "under 5". Nobody is nobody's secret: 0 is told. Whoever knows how many there are
altogether could take the told parts of a whole away from that, so where one part is small another is hidden with it,
under the same word: which of the two is the small one is not to be seen. So much is hidden that the whole may be told
beside its parts. Shares are told as exactly as their counts.
"""

import math
from collections.abc import Mapping, Sequence

LEAST = 5
UNDER = f"under {LEAST}"
HIDDEN = "hidden"


def is_small(people: float) -> bool:
    """Whether this is a count that nobody may read."""
    return 0 < people < LEAST


def told(people: int) -> str:
    """A count that stands for itself: `17`, `0`, or `under 5`."""
    return UNDER if is_small(people) else f"{people}"


def told_parts(parts: Mapping[str, int]) -> dict[str, str]:
    """The parts of a whole, each as it may be told, whether or not anybody knows the whole.

    Beside a small part the smallest of the others from five on is hidden too. Of fewer than five altogether each part
    is "under 5", and it is not told which of them are empty.
    """
    if is_small(sum(parts.values())):
        return dict.fromkeys(parts, UNDER)
    hidden = {name for name, number in parts.items() if is_small(number)}
    others = [number for number in parts.values() if number >= LEAST]
    if hidden and others:
        # All that are as small as the smallest: which of them was taken would otherwise say what is hidden with it.
        hidden |= {name for name, number in parts.items() if number == min(others)}
    return {name: HIDDEN if name in hidden else told(number) for name, number in parts.items()}


def told_beside(part: int, rest: int) -> str:
    """One of two parts of a whole that everybody may know: exact only where the other one is not under five.

    Else its share as a bound (`over 89 %`), or nothing where the whole is too small for one: of six people one and five
    would not look like three and three.
    """
    if is_small(part + rest):
        return UNDER
    if part and rest and part + rest < 2 * LEAST:
        return HIDDEN
    if is_small(part):
        return UNDER
    return f"{part}" if not is_small(rest) else told_share(part, part + rest) or HIDDEN


def told_share(part: int, whole: int) -> str | None:
    """`87 %` of a whole; a bound where the part or the rest is under five, None where the whole is too small for one.

    The bound is made of the whole alone, so that it is the same for one person as for four.
    """
    if whole < LEAST or (whole < 2 * LEAST and 0 < part < whole):
        return None
    if is_small(part):
        return f"under {math.ceil(100 * LEAST / whole)} %"
    if is_small(whole - part):
        return f"over {math.floor(100 * (whole - LEAST) / whole)} %"
    return f"{100 * part / whole:.0f} %"


def told_median(values: Sequence[float]) -> float | None:
    """The median of at least five people's values, else None."""
    if len(values) < LEAST:
        return None
    middle = sorted(values)
    half = len(middle) // 2
    return float(middle[half]) if len(middle) % 2 else (middle[half - 1] + middle[half]) / 2


def coarse(points: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The points of a running count, thinned until no step between two of them is 1 to 4 people.

    The last point is told (it is the count itself), unless it is small; the ones before it yield.
    """
    kept = [point for point in points[:1] if not is_small(point[1])]
    for point in points[1:]:
        if not kept and is_small(point[1]):
            continue
        if not kept or not is_small(point[1] - kept[-1][1]):
            kept.append(point)
    last = points[-1] if points else None
    if last is None or is_small(last[1]):
        return kept
    while kept and kept[-1] != last and is_small(last[1] - kept[-1][1]):
        kept.pop()
    return kept if kept and kept[-1] == last else [*kept, last]
