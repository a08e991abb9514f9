"""Do our sums agree with the service's own? Theirs are compared and never added up."""

from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation

import pandas as pd
from sqlalchemy import Connection, RowMapping, false, select

from db.badge_periods import month_end, quarter_start
from db.badge_readings import names
from db.schema.badges import badge_reading

_QUANTITIES = ("dde", "lde", "sde")
_SPANS = ("quarter", "year")
COLUMNS = (
    "wearer_id", "account_number", "participant_number", "participant_name", "use", "wear_end", "quantity", "span",
    "ours_msv", "theirs_msv",
)  # fmt: skip


def vendor_differences(connection: Connection, as_of: date) -> pd.DataFrame:
    """Where the service's quarter or year to date differs from what its own readings of one use add up to.

    Compared per participant, use and quantity at the last period that ends in a report's month, over the readings as
    the service gave them (estimates of ours are left out of it), by where each period ends. M, unused and blanks count
    as 0 on both sides; where the service gives no figure nothing is compared.
    """
    end = month_end(as_of)
    columns = badge_reading.c
    wanted = ["account_number", "participant_number", "use", "serial_number", "wear_start", "wear_end"]
    query = select(
        *(columns[name] for name in wanted),
        *(columns[f"{name}_usv"] for name in _QUANTITIES),
        *(columns[f"vendor_{span}_{name}_text"] for span in _SPANS for name in _QUANTITIES),
    ).where(
        columns.is_control.is_(false()), columns.wear_end <= end, columns.wear_end >= date(end.year, 1, 1)
    )
    worn: dict[tuple[str, str, str], list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query.order_by(columns.wear_end, columns.serial_number)).mappings():
        if "FETAL" not in row["use"].upper():
            worn[row["account_number"], row["participant_number"], row["use"]].append(row)
    found = []
    for (account, participant, use), rows in worn.items():
        last = rows[-1]
        if last["wear_end"] < end.replace(day=1):
            continue
        for span, since in (("quarter", quarter_start(last["wear_end"])), ("year", date(end.year, 1, 1))):
            for name in _QUANTITIES:
                theirs = _usv(last[f"vendor_{span}_{name}_text"])
                ours = sum(row[f"{name}_usv"] or 0 for row in rows if row["wear_end"] >= since)
                if theirs is not None and theirs != ours:
                    found.append(
                        {
                            "account_number": account, "participant_number": participant, "use": use,
                            "wear_end": last["wear_end"], "quantity": name, "span": span,
                            "ours_msv": ours / 1000, "theirs_msv": theirs / 1000,
                        }
                    )  # fmt: skip
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame(found).merge(
        names(connection), on=["account_number", "participant_number"], how="left"
    )
    return table[list(COLUMNS)].sort_values(
        ["participant_number", "use", "quantity", "span"], ignore_index=True
    )


def _usv(text: str | None) -> int | None:
    if text is None or not text.strip():
        return None
    if str(text).strip().upper() == "M":
        return 0
    try:
        return int(Decimal(str(text).strip()) * 1000)
    except InvalidOperation:
        return None
