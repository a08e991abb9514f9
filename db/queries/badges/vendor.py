"""Do our sums agree with the service's own? Theirs are compared and never added up.

The service's figures are a person's and not a badge's: each row of a person repeats them. DDE is that of the body
badge, LDE that of the lens badge where one was read, SDE the larger of both in each period; a hand has its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import pandas as pd
from sqlalchemy import Connection, RowMapping, false, select

from db.badge_doses import Entry, SeriesKey, series, total
from db.badge_effective import badge_of_record
from db.badge_people import WearerKey
from db.badge_periods import Dose, Reading, month_end, place_of, quarter_start
from db.badge_readings import names
from db.schema.badges import badge_reading

_QUANTITIES = ("dde", "lde", "sde")
_DAY = timedelta(days=1)
COLUMNS = (
    "wearer_id", "account_number", "participant_number", "participant_name", "use", "wear_end", "quantity", "span",
    "ours_msv", "theirs_msv",
)  # fmt: skip


def vendor_differences(connection: Connection, as_of: date) -> pd.DataFrame:
    """Where the service's quarter, year or lifetime figure differs from what the periods add up to.

    Compared per participant and quantity at the last period that ends in a report's month, over the readings as the
    service gave them (estimates of ours are left out), by where each period ends. M, unused and blanks count as 0 on
    both sides; where the service gives no figure nothing is compared. Lifetime is compared by how it grew since the
    last report of the year before: what was received before anything was held here is the service's to know.
    """
    end = month_end(as_of)
    rows = _rows(connection, date(end.year - 1, 1, 1), end)
    first_of_month = end.replace(day=1)
    found = [
        {"account_number": key[0], "participant_number": key[1], **difference}
        for key, theirs in rows.items()
        if theirs[-1]["wear_end"] >= first_of_month
        for difference in _of_person(theirs, first_of_month)
    ]
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame(found).merge(
        names(connection), on=["account_number", "participant_number"], how="left"
    )
    return table[list(COLUMNS)].sort_values(
        ["participant_number", "use", "quantity", "span"], ignore_index=True
    )


def _rows(connection: Connection, since: date, until: date) -> dict[WearerKey, list[RowMapping]]:
    """Each person's rows as the service gave them, oldest first; badges that nobody wears and fetal ones left out."""
    columns = badge_reading.c
    wanted = [
        "account_number", "participant_number", "use", "serial_number", "wear_start", "wear_end",
        *(f"{name}_{part}" for name in _QUANTITIES for part in ("flag", "usv", "text")),
        *(f"vendor_{span}_{name}_text" for span in ("quarter", "year", "life") for name in _QUANTITIES),
    ]  # fmt: skip
    query = (
        select(*(columns[name] for name in wanted))
        .where(columns.is_control.is_(false()), columns.wear_end >= since, columns.wear_end <= until)
        .order_by(columns.wear_end, columns.reported_on, columns.version, columns.serial_number)
    )
    found: dict[WearerKey, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        if place_of(row["use"]) not in (None, "fetal"):
            found[row["account_number"], row["participant_number"]].append(row)
    return found


def _of_person(rows: Sequence[RowMapping], first_of_month: date) -> Iterator[dict[str, object]]:
    found = series([_reading(row) for row in rows], calendar={})
    unit = _usv_per_unit(rows)
    for use, quantity, entries in _compared(found, rows):
        own = [row for row in rows if (place_of(row["use"]) == "extremity") == (place_of(use) == "extremity")]
        if place_of(use) == "extremity":
            own = [row for row in own if row["use"] == use]
        for span, ours, theirs, last in _spans(own, quantity, entries, unit, first_of_month):
            if ours != theirs:
                yield {
                    "use": use, "wear_end": last, "quantity": quantity, "span": span,
                    "ours_msv": ours / 1000, "theirs_msv": theirs / 1000,
                }  # fmt: skip


def _compared(
    found: dict[SeriesKey, list[Entry]], rows: Sequence[RowMapping]
) -> Iterator[tuple[str, str, list[Entry]]]:
    """What the service sums up, with the badge that speaks for it: (use, quantity, periods)."""
    by_quantity = {(key.quantity, key.position): entries for key, entries in found.items()}
    record = badge_of_record([key.position for key in found if key.quantity == "body"])
    eye = next((key.position for key in found if key.quantity == "lens" and key.position != record), None)
    lens = eye if eye and place_of(eye) == "lens" else record
    if record and ("body", record) in by_quantity:
        yield record, "dde", by_quantity["body", record]
    if lens and ("lens", lens) in by_quantity:
        yield lens, "lde", by_quantity["lens", lens]
    if record:
        yield record, "sde", _largest_of_each_period(rows)
    for key, entries in found.items():
        if key.quantity == "extremity":
            yield key.position, "sde", entries


def _largest_of_each_period(rows: Iterable[RowMapping]) -> list[Entry]:
    """The skin dose as the service sums it: of trunk and lens badges of a period the larger one."""
    per_use: dict[date, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if place_of(row["use"]) in ("body", "lens"):
            per_use[row["wear_end"]][row["use"]] += row["sde_usv"] or 0
    return [Entry(end, end, "", "value", max(doses.values())) for end, doses in per_use.items()]


def _spans(
    rows: Sequence[RowMapping], quantity: str, entries: Sequence[Entry], unit: int, first_of_month: date
) -> Iterator[tuple[str, int, int, date]]:
    """Per span our sum and theirs in µSv, at the last row that gives a figure; only where both can be said."""
    for span in ("quarter", "year", "life"):
        told = [
            (row["wear_end"], usv)
            for row in rows
            if (usv := _usv(row[f"vendor_{span}_{quantity}_text"], unit)) is not None
        ]
        if not told or told[-1][0] < first_of_month:
            continue
        last, theirs = told[-1]
        new_year = date(last.year, 1, 1)
        since, before = (quarter_start(last) if span == "quarter" else new_year), 0
        if span == "life":
            earlier = [figure for figure in told if figure[0] < new_year]
            if not earlier:
                continue
            # From the report of that figure on, which need not be the last one of the year.
            since, before = earlier[-1][0] + _DAY, earlier[-1][1]
        yield span, before + total(entries, since - _DAY, last).usv, theirs, last


def _reading(row: RowMapping) -> Reading:
    dde, lde, sde = (Dose(row[f"{name}_flag"], row[f"{name}_usv"]) for name in _QUANTITIES)
    badge = (row["account_number"], row["participant_number"], row["use"], row["wear_start"], row["wear_end"])
    return Reading(*badge, dde, lde, sde, row["serial_number"])


def _usv_per_unit(rows: Iterable[RowMapping]) -> int:
    """Microsieverts per unit of the report's figures: 1000 where they are in mSv, 10 in mrem, by its own doses."""
    for row in rows:
        for name in _QUANTITIES:
            number = _number(row[f"{name}_text"])
            if number and row[f"{name}_usv"]:
                return round(row[f"{name}_usv"] / number)
    return 1000


def _usv(text: str | None, unit: int) -> int | None:
    if text is None or not text.strip():
        return None
    if text.strip().upper() == "M":
        return 0
    number = _number(text)
    return None if number is None else int(number * unit)


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text.strip()) if text and text.strip() else None
    except InvalidOperation:
        return None
