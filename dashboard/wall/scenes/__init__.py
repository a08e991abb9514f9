"""The scenes by name: each one function from a question to a picture, with no memory and no clock of its own."""

from collections.abc import Callable, Mapping

from dashboard.wall.asked import Asked
from dashboard.wall.fact import Scene
from dashboard.wall.scenes import dose, messages, people, rooms, supplies, today
from db.playlist import SCENES

MAKERS: Mapping[str, Callable[[Asked], Scene]] = {
    "today": today.scene,
    "rooms": rooms.scene,
    "dose": dose.scene,
    "supplies": supplies.scene,
    "people": people.scene,
    "messages": messages.scene,
}

if set(MAKERS) != set(SCENES):
    raise LookupError("the playlist and the wall know different scenes")
