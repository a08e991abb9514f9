"""What does the hospital's clock show at a moment? For hundreds of thousands of moments at once."""

from datetime import tzinfo
from typing import Any

import numpy as np
import pandas as pd

from db.columns import Array

_HALF_HOUR = 1800


def local_seconds(moments: Array, zone: tzinfo) -> Array:
    """Seconds since 1970 as the hospital's clock counts them, of moments in seconds since 1970 (UTC)."""
    if not len(moments):
        return np.zeros(0, dtype=np.int64)
    # No zone changes but at the full or half hour: each half hour is looked up once, however many exams begin in it.
    first = int(moments.min()) // _HALF_HOUR
    grid = np.arange(first, int(moments.max()) // _HALF_HOUR + 1, dtype=np.int64) * _HALF_HOUR
    local: Any = pd.DatetimeIndex(pd.to_datetime(grid, unit="s", utc=True)).tz_convert(zone)
    shift = (local.tz_localize(None).asi8 - local.tz_convert("UTC").tz_localize(None).asi8) // _per_second(
        local
    )
    found: Array = moments + shift[moments // _HALF_HOUR - first]
    return found


def _per_second(index: Any) -> int:
    return {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[index.unit]
