"""Which lots lie where, and how many are left on a day? Deliveries by the calendar, used up first-expired-first-out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from etl.demo.catalogue import table
from etl.demo.chance import chance

# A lot that has been used up stays in the files, at 0, for as long: without the row its last count would stand.
_SHOWN_EMPTY_DAYS = 63


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the store; `unit_price` None where nobody has entered one."""

    item_code: str
    item_name: str
    item_class: str
    unit_price: float | None
    weekly_use: float
    weeks_between: int
    shelf_days: int
    locations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one lot at one place; `expiry` is the last day of use, None where it is not known."""

    item: Item
    lot_number: str
    expiry: date | None
    location: str
    quantity: int


@lru_cache
def items() -> tuple[Item, ...]:
    """All items of the store."""
    return tuple(
        Item(
            row["item_code"],
            row["item_name"],
            row["item_class"],
            float(row["unit_price"]) if row["unit_price"] else None,
            float(row["weekly_use"]),
            int(row["weeks_between"]),
            int(row["shelf_days"]),
            tuple(row["locations"].split(";")),
        )
        for row in table("items")
    )


@lru_cache(maxsize=256)
def lots_at(seed: int, day: date, story_day: date) -> tuple[Lot, ...]:
    """All lots on a day, those just used up included."""
    found = list(_story_lots(day, story_day))
    for item in items():
        found += _delivered(seed, item, day)
    return tuple(found)


def _story_lots(day: date, story_day: date) -> Iterator[Lot]:
    """The lots that somebody must look at: expired, about to expire, without number or date."""
    by_code = {item.item_code: item for item in items()}
    weeks_before = (story_day - day).days / 7
    for row in table("story_lots"):
        left = max(0, round(float(row["quantity"]) + float(row["weekly_use"]) * weeks_before))
        expiry = _expiry(row["days_to_expiry"], story_day)
        yield Lot(by_code[row["item_code"]], row["lot_number"], expiry, row["location"], left)


def _expiry(days: str, story_day: date) -> date | None:
    if days == "none":
        return None
    if days == "leap":
        return _next_leap_day(story_day + timedelta(days=200))
    return story_day + timedelta(days=int(days))


def _next_leap_day(after: date) -> date:
    day = after
    while (day.month, day.day) != (2, 29):
        day += timedelta(days=1)
    return day


def _delivered(seed: int, item: Item, day: date) -> Iterator[Lot]:
    """Each delivery is one lot: it lies until the one before is used up, then lasts until the next."""
    every = timedelta(weeks=item.weeks_between)
    shift = chance(seed, "deliveries", item.item_code).randrange(item.weeks_between)
    round_number = (day.toordinal() // 7 + shift) // item.weeks_between
    # Enough rounds back to meet every lot that is still shown.
    rounds_back = 2 + _SHOWN_EMPTY_DAYS // every.days
    for number in range(round_number - rounds_back, round_number + 1):
        arrived = date.fromordinal((number * item.weeks_between - shift) * 7)
        draw = chance(seed, "lot", item.item_code, number)
        quantity = max(1, round(item.weekly_use * item.weeks_between * draw.uniform(0.9, 1.15)))
        begun = arrived + every * 0.8
        empty = begun + every
        lot = (
            _lot_number(draw.random(), number, item),
            arrived + timedelta(days=round(item.shelf_days * draw.uniform(0.75, 1))),
        )
        if day < arrived or day > empty + timedelta(days=_SHOWN_EMPTY_DAYS):
            continue
        left = round(quantity * min(1.0, max(0.0, (empty - day) / every)))
        place = item.locations[number % len(item.locations)]
        # What is past its date is taken away; only the lots with a story were forgotten.
        yield Lot(item, lot[0], lot[1], place, left if day <= lot[1] else 0)


def _lot_number(pick: float, number: int, item: Item) -> str:
    forms = ("{n:07d}", "{l}{n:05d}", "{n:05d}/{m}", "{m}{l}{k}", "{l}{m}-{k}")
    n = int(pick * 1_000_003) % 99999
    letters = item.item_code[:2]
    return forms[sum(map(ord, item.item_code)) % len(forms)].format(
        n=n, l=letters, m=number % 1000, k=n % 97 + 10
    )
