"""Which units can be used, which cannot and since when, and which checks are due? Worst first.

Kinds, counts and words of a list of ours are told: what somebody wrote about a fault or a repair may name a person.
"""

from dashboard.formats import format_moment
from dashboard.wall.asked import Asked
from dashboard.wall.fact import MOST_FACTS, Age, Fact, Scene, State
from db.fault_words import fault_words
from db.queries import equipment
from db.wording import day_text, many

_STATES: dict[str, tuple[State, str]] = {
    "down": ("action", "Down"),
    "limited": ("warn", "Limited"),
    "in_qc": ("warn", "In QC"),
    "unknown": ("unknown", "Unknown"),
    "in_service": ("ok", "In service"),
}


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    cards = equipment.board(asked.connection, asked.now, asked.zone)
    entered = equipment.entered_last(asked.connection)
    age = asked.age("Equipment", "qc_results", "service_events", entered=entered.get("qc_results"))
    if not cards:
        never = Fact("Units", "Unknown", age, state="unknown", lines=("No list of units has been received",))
        return Scene("rooms", "Rooms", (never,), "Nothing is known of any unit", "unknown")
    # With more units than a wall holds, the last place counts those left out; they are no worse than any shown.
    shown = cards if len(cards) <= MOST_FACTS else cards[: MOST_FACTS - 1]
    facts = [_unit(card, asked, age) for card in shown]
    if len(cards) > len(shown):
        facts.append(_rest(cards[len(shown) :], age))
    down = [card for card in cards if card.state == "down"]
    if down:
        first = down[0]
        text = f"{first.unit} down{_since(first, asked)}, {_reason(first)}"
        if len(down) > 1:
            text += f". {many(len(down) - 1, 'other unit')} down too"
        return Scene("rooms", "Rooms", tuple(facts), text, "action")
    return Scene("rooms", "Rooms", tuple(facts))


def _unit(card: equipment.UnitCard, asked: Asked, age: Age) -> Fact:
    state, word = _STATES[card.state]
    said = [_checks(card, asked), card.unit_kind or ""]
    if card.state in ("down", "limited", "in_qc"):
        overdue = f", {many(card.overdue, 'check')} overdue" if card.overdue else ""
        said = [_begun(_reason(card)), _begun(f"{_since(card, asked)}{overdue}".strip(" ,"))]
    return Fact(
        card.unit,
        # What counts on is the time since it went down; every other unit says its state.
        "" if card.state == "down" and card.since else word,
        age,
        state=state,
        word=word if card.state == "down" and card.since else "",
        lines=tuple(line for line in said if line),
        since=card.since if card.state == "down" else None,
    )


def _reason(card: equipment.UnitCard) -> str:
    """Why a unit is not as it should be, without a word of what somebody wrote about it."""
    if card.state == "in_qc":
        return "repaired, checks before return"
    if card.said is None and card.state == "limited":
        # A check past its limit, by its name in the list of checks.
        return card.why
    return fault_words(card.why, card.said)


def _begun(text: str) -> str:
    """With a capital, as a line of its own begins; kVp and the like stay as they are."""
    return text[:1].upper() + text[1:] if text[1:2].islower() else text


def _since(card: equipment.UnitCard, asked: Asked) -> str:
    return f" since {format_moment(card.since, asked.now, asked.zone)}" if card.since else ""


def _checks(card: equipment.UnitCard, asked: Asked) -> str:
    if card.overdue:
        return f"{many(card.overdue, 'check')} overdue"
    if card.next_due_on is None:
        return "No check scheduled"
    if card.next_due_on <= asked.today:
        return "Check due today"
    return f"Next check {day_text(card.next_due_on, asked.today)}"


def _rest(cards: list[equipment.UnitCard], age: Age) -> Fact:
    worst, word = _STATES[cards[0].state]
    overdue = sum(card.overdue for card in cards)
    # Sorted worst first: the first one left out tells how bad the others can be at most.
    same = all(card.state == cards[0].state for card in cards)
    return Fact(
        f"{len(cards)} more units",
        word if same else f"{word} at worst",
        age,
        state=worst,
        lines=(f"{many(overdue, 'check')} overdue" if overdue else "No check overdue",),
    )
