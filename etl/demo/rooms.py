"""Which rooms does the made-up department have, how do they report dose, and what changed in them?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

MANUFACTURER = "Demo Imaging (made up)"
# Room 3 got a new detector two weeks before the day around which the stories are told.
SWAP_ROOM = "Room 3"
SWAP_DAYS_BEFORE = 15
_SWAP_FACTOR = 1.25
# Room 2's detector reads more and more for the same dose, from six weeks before that day on.
DRIFT_ROOM = "Room 2"
_DRIFT_DAYS, _DRIFT_FACTOR = 42, 1.38
# The mobile unit's software was updated nine days before that day; it stores the deviation index with the wrong sign.
SIGN_ROOM = "Mobile 1"
_SIGN_DAYS = 9


@dataclass(frozen=True, slots=True)
class Room:
    """One unit; `dose_factor` is how its doses stand to the department's median."""

    name: str
    modality: str
    model_name: str
    serial_number: str
    dose_factor: float
    # A unit without dose reports tells its doses in the headers of its images alone.
    sends_reports: bool
    sends_images: bool


ROOMS = {
    room.name: room
    for room in (
        Room("Room 1", "DX", "Demo DR Ceiling", "DEMO-1001", 1.02, sends_reports=True, sends_images=True),
        Room("Room 2", "DX", "Demo DR Floor", "DEMO-1002", 1.1, sends_reports=False, sends_images=True),
        Room("Room 3", "DX", "Demo DR Ceiling", "DEMO-1003", 0.98, sends_reports=True, sends_images=False),
        Room("Room 4", "RF", "Demo Fluoro", "DEMO-1004", 1.0, sends_reports=True, sends_images=False),
        Room("Room 5", "CT", "Demo CT 64", "DEMO-1005", 1.0, sends_reports=True, sends_images=False),
        Room("Room 6", "DX", "Demo DR Wall", "DEMO-1007", 0.94, sends_reports=True, sends_images=False),
        Room("Mobile 1", "DX", "Demo Mobile DR", "DEMO-1006", 1.0, sends_reports=False, sends_images=True),
        Room("Mobile 2", "DX", "Demo Mobile DR", "DEMO-1008", 1.05, sends_reports=False, sends_images=True),
    )
}
MOBILES = ("Mobile 1", "Mobile 2")


def room_of_house(name: str, house: int) -> Room:
    """A room of one of the houses: the same kind of unit, under a name and a serial number of its own."""
    room = ROOMS[name]
    if house == 0:
        return room
    letter = chr(ord("A") + house)
    return replace(room, name=f"{name} {letter}", serial_number=f"{room.serial_number}-{letter}")


def swap_day(story_day: date) -> date:
    """The day from which Room 3 works with its new detector."""
    return story_day - timedelta(days=SWAP_DAYS_BEFORE)


def story_factor(room: str, protocol: str, day: date, story_day: date) -> float:
    """How a room's story changes the dose of a projection on a day: lumbar spine LAT rises with the new detector."""
    swapped = room == SWAP_ROOM and day >= swap_day(story_day)
    return _SWAP_FACTOR if swapped and protocol == "L-Spine LAT" else 1.0


def detector_drift(room: str, day: date, story_day: date) -> float:
    """By what factor a room's detector reads too much on a day; its exposure index shows it, its dose does not."""
    since = _DRIFT_DAYS - (story_day - day).days
    return (
        1.0 if room != DRIFT_ROOM or since <= 0 else 1 + (_DRIFT_FACTOR - 1) * min(since / _DRIFT_DAYS, 1.0)
    )


def deviation_sign(room: str, day: date, story_day: date) -> int:
    """-1 where a room's software stores the deviation index with the wrong sign on a day, else 1."""
    return -1 if room == SIGN_ROOM and (story_day - day).days <= _SIGN_DAYS else 1
