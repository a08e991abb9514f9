"""What happened to the badges of the made-up department that somebody must look at? Told around its newest report."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from etl.demo.wear import DAMAGED, DDE, LDE, SDE, UNUSED, Reading, months_later

# Participant number, use, months before the newest report at the story day -> what became of the badge.
_Key = tuple[str, str, int]
_LEVEL_II = {DDE: 394, LDE: 371, SDE: 388}
# A month's Level I is a third of the quarter's 1.25 mSv.
_LEVEL_I = {DDE: 71, LDE: 74, SDE: 73}
_FIRST_READ_AS = {DDE: 92, LDE: 95, SDE: 93}
_CORRECTED_TO = {DDE: 18, LDE: 19, SDE: 18}
# The service's year to date of this wearer is higher than its periods add up to, by 0.30 mSv.
VENDOR_DIFFERS = ("00148", "RFINGER")
VENDOR_DIFFERS_BY = 30


def _dose(doses: dict[str, int]) -> Callable[[Reading], Iterator[Reading]]:
    def told(reading: Reading) -> Iterator[Reading]:
        yield replace(reading, doses=doses, note="")

    return told


def _no_dose(note: str) -> Callable[[Reading], Iterator[Reading]]:
    def told(reading: Reading) -> Iterator[Reading]:
        yield replace(reading, doses=None, note=note)

    return told


def _not_returned(_: Reading) -> Iterator[Reading]:
    yield from ()


def _late(reading: Reading) -> Iterator[Reading]:
    yield replace(reading, reported_with=months_later(reading.month, 1), doses=reading.doses or {}, note="")


def _corrected(reading: Reading) -> Iterator[Reading]:
    yield replace(reading, doses=_FIRST_READ_AS, note="")
    later = months_later(reading.month, 1)
    yield replace(reading, doses=_CORRECTED_TO, note="", version=1, reported_with=later)


_STORIES: dict[_Key, Callable[[Reading], Iterator[Reading]]] = {
    ("00217", "COLLAR", 0): _dose(_LEVEL_II),
    ("00217", "LENS", 0): _dose({DDE: 0, LDE: 231, SDE: 231}),
    ("00305", "COLLAR", 0): _dose(_LEVEL_I),
    ("00188", "COLLAR", 0): _no_dose(DAMAGED),
    ("00266", "COLLAR", 0): _no_dose(UNUSED),
    ("00266", "COLLAR", 2): _late,
    ("00092", "COLLAR", 3): _corrected,
    ("00071", "COLLAR", 5): _not_returned,
    ("00217", "COLLAR", 5): _not_returned,
    ("00217", "LENS", 5): _not_returned,
}


def told(reading: Reading, newest_at_story: date) -> Iterator[Reading]:
    """The reading as the reports give it: once, not at all, later than its month, or twice in two versions."""
    ago = (newest_at_story.year - reading.month.year) * 12 + newest_at_story.month - reading.month.month
    story = _STORIES.get((reading.wearer.participant_number, reading.use, ago))
    if story is None:
        yield reading
    else:
        yield from story(reading)
