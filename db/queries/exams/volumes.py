"""How many exams of which kind, when are they done, and with which contrast medium?"""

from datetime import date, timedelta, tzinfo

import numpy as np
import pandas as pd

from db.columns import Array, Columns
from db.exam_columns import NEVER
from db.local_clock import local_seconds

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def by_word(exams: Columns, name: str) -> pd.DataFrame:
    """Exams done per word of a column (room, modality, patient_class, ...): `name` (empty where it is not said), `n`,
    and the share of all; most first."""
    counted = exams.counts(name)
    found = pd.DataFrame({"name": list(counted), "n": list(counted.values())})
    found["share"] = found["n"] / max(len(exams), 1)
    return found.sort_values(["n", "name"], ascending=[False, True], ignore_index=True)


def by_hour_and_weekday(exams: Columns, start: date, end: date, zone: tzinfo) -> tuple[pd.DataFrame, int]:
    """Exams begun in each hour of the hospital's clock on each day of the week, and how many have no begin.

    The frame has `weekday` (0 is Monday), `hour` (0 to 23), `n`, `days` (how many such days the period has) and
    `mean`, n by days. In the night on which the clocks go back the hour that comes twice holds both. An exam that
    begins after its own local day, past midnight, counts where it begins.
    """
    begun = exams["began"]
    begun = begun[begun != NEVER]
    days, hours = local_clock(begun, zone)
    counted = np.bincount((days % 7) * 24 + hours, minlength=7 * 24)
    per_weekday = [0] * 7
    for place in range((end - start).days + 1):
        per_weekday[(start + timedelta(days=place)).weekday()] += 1
    rows = pd.DataFrame(
        {
            "weekday": np.repeat(np.arange(7), 24),
            "hour": np.tile(np.arange(24), 7),
            "n": counted,
            "days": np.repeat(per_weekday, 24),
        }
    )
    rows["mean"] = np.where(rows["days"] > 0, rows["n"] / rows["days"].clip(lower=1), np.nan)
    return rows, len(exams) - len(begun)


def local_clock(moments: Array, zone: tzinfo) -> tuple[Array, Array]:
    """The weekday (0 is Monday) and hour of the hospital's clock of moments in seconds since 1970."""
    seconds = local_seconds(moments, zone)
    # 1 January 1970 was a Thursday.
    return (seconds // 86400 + 3) % 7, seconds % 86400 // 3600


def trait_shares(exams: Columns) -> pd.DataFrame:
    """How many exams are portable, and how many of trauma: `trait`, `n`, `of`, `share`."""
    rows = [(trait, int(exams.flags(trait).sum()), len(exams)) for trait in ("portable", "trauma")]
    found = pd.DataFrame(rows, columns=["trait", "n", "of"])
    found["share"] = found["n"] / found["of"].where(found["of"] > 0)
    return found


def contrast_use(exams: Columns) -> pd.DataFrame:
    """Per contrast agent: `exams`, `volume_ml` in all, `median_ml`, and `without_volume`, exams that give none.

    Exams without an agent had no contrast as far as anybody said; they are not listed.
    """
    agents, volumes = exams["contrast_agent"], exams["contrast_ml"].astype(float)
    rows = []
    for code, agent in enumerate(exams.words["contrast_agent"]):
        given = volumes[agents == code]
        known = given[~np.isnan(given)]
        if len(given):
            median = float(np.median(known)) if len(known) else np.nan
            rows.append((agent, len(given), float(known.sum()), median, len(given) - len(known)))
    found = pd.DataFrame(rows, columns=["agent", "exams", "volume_ml", "median_ml", "without_volume"])
    return found.sort_values(["exams", "agent"], ascending=[False, True], ignore_index=True)
