"""What is expired, what expires soon, and what must be ordered? Numbers of lots and items, which are nobody's."""

from datetime import UTC

from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Fact, Scene, State
from db.queries import supplies
from db.wording import many

_FEEDS = ("stock", "movements")
_SOON_DAYS = 30


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    connection, today = asked.connection, asked.today
    booked = supplies.newest_booking(connection)
    age = asked.age("Stock", *_FEEDS, entered=None if booked is None else booked.replace(tzinfo=UTC))
    if not supplies.was_ever_counted(connection):
        never = Fact("Supplies", "Unknown", age, state="unknown", lines=("No stock has been received",))
        return Scene("supplies", "Supplies", (never,), "No stock has been received", "unknown")
    expired = supplies.lots(connection, today, bins=("expired",))
    soon = supplies.count_lots(supplies.lots_expiring(connection, today, _SOON_DAYS))
    position = supplies.whole_store(connection, today).position
    below = int((position["usable"] < position["min_units"]).sum())
    to_order = int((position["order_units"] > 0).sum())
    found = supplies.recalls(connection)
    recalled = int((found["on_hand"] > 0).sum())
    number = supplies.count_lots(expired)
    places = list(dict.fromkeys(supplies.expired_in_walking_order(expired)["location"]))
    facts = (
        _fact("Expired, still on the shelf", number, "lot", age, "action", "Expired",
              f"at {_named(places)}" if number else "Nothing to take away"),
        _fact("Expire within 30 days", soon, "lot", age, "due", "Use first", "Today included"),
        _fact("Below minimum", below, "item", age, "warn", "Low", "Usable stock against its minimum"),
        _fact("To order", to_order, "item", age, "due", "Order", "Stock and orders under the reorder point"),
        _fact("Recalled, in stock here", recalled, "recall", age, "action", "Recalled", "Do not use"),
    )  # fmt: skip
    return Scene("supplies", "Supplies", facts, *_message(recalled, number, places, below))


def _fact(title: str, number: int, noun: str, age: Age, state: State, word: str, line: str) -> Fact:
    if not number:
        return Fact(title, "0", age, unit=f"{noun}s", state="ok", word="None")
    unit = noun if number == 1 else f"{noun}s"
    return Fact(title, f"{number}", age, unit=unit, state=state, word=word, lines=(line,))


def _named(places: list[str]) -> str:
    return ", ".join(places[:2]) + (f" and {len(places) - 2} more" if len(places) > 2 else "")


def _message(recalled: int, expired: int, places: list[str], below: int) -> tuple[str, State]:
    if recalled:
        return f"{many(recalled, 'recall')} with stock here: do not use, ask the inventory clerk", "action"
    if expired:
        return f"{many(expired, 'lot')} expired: take them off the shelf at {_named(places)}", "action"
    if below:
        return f"{many(below, 'item')} below minimum: tell the inventory clerk", "warn"
    return "", ""
