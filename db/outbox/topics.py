"""What is there to be told of, and who may be told? A topic that is not here cannot be written or received."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message is about. `role` gets it where nobody has chosen to; only accounts of `roles` may choose it."""

    title: str
    role: str
    roles: frozenset[str]


def _topic(title: str, role: str, *others: str) -> Topic:
    return Topic(title, role, frozenset({role, *others}))


TOPICS: Mapping[str, Topic] = {
    # Whoever sees to the units, such as biomedical engineering, receives it as a mail address or a webhook.
    "equipment.fault": _topic(
        "Equipment: faults for biomedical engineering", "manager", "physicist", "technologist"
    ),
    # Whoever opens one works on the server: the officer, who does not, must know.
    "access.emergency": _topic("Access: an account was opened for an emergency", "rso", "admin", "manager"),
    "supplies.digest": _topic("Supplies: what to clear, use and order", "clerk", "manager"),
    "supplies.recall": _topic("Supplies: recalled stock on the shelf", "clerk", "manager"),
}
