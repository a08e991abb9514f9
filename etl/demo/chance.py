"""How do numbers that look random stay the same whenever the department is written? Each piece has its own seed."""

import hashlib
import math
import random


def chance(seed: int, *about: object) -> random.Random:
    """Return the generator of one piece of the department, such as (day, feed): no piece depends on another's draws."""
    return random.Random("/".join(map(str, (seed, *about))))


def made_up_uid(seed: int, *about: object) -> str:
    """Return a UID under 2.25, the root that needs no registration (PS3.5 B.2); the same words give the same UID."""
    words = "/".join(map(str, ("radops demo", seed, *about)))
    return f"2.25.{int.from_bytes(hashlib.sha256(words.encode()).digest()[:16])}"


def spread(draw: random.Random, sigma: float) -> float:
    """Return a log-normal factor around a median of 1."""
    return math.exp(draw.gauss(0, sigma))


def poisson(draw: random.Random, mean: float) -> int:
    """Return a count with this mean; for larger means the normal approximation is close enough."""
    if mean > 30:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def significant(value: float, digits: int = 4) -> float:
    """Round to so many significant digits, as devices write their doses."""
    return float(f"{value:.{digits}g}")
