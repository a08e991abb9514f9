"""How sure is a rate? The interval of Wilson (1927), and the limits of a p-chart."""

from math import sqrt

# The quantile of the standard normal distribution for a two-sided interval of 95 %.
Z_95 = 1.959963984540054
# Fewer than this say too little for a rate.
FEWEST = 30


def wilson(hits: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Low and high end of the interval of a share; NaN where there is nothing to take a share of."""
    if n <= 0:
        return float("nan"), float("nan")
    share = hits / n
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def p_chart_limits(centre: float, n: int) -> tuple[float, float]:
    """Lower and upper control limit of a share of n (Shewhart): three standard errors around the centre, in 0 to 1."""
    if n <= 0:
        return float("nan"), float("nan")
    half = 3 * sqrt(centre * (1 - centre) / n)
    return max(0.0, centre - half), min(1.0, centre + half)
