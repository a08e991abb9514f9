"""What follows from an exposure's own values and from those beside it: how an image found its event, and what its
deviation index should be."""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

Row = dict[str, Any]
# Clocks of one device differ by a second between its report and its images.
_SAME_MOMENT = timedelta(seconds=2)
# A stored index is rounded to a tenth, and so may be the exposure indices behind it.
DEVIATION_TOLERANCE = 0.15
EVENT, IMAGE, TIME, UNMATCHED = "event", "image", "time", "unmatched"


def images_joined(events: Sequence[Row]) -> dict[int, str | None]:
    """How each image header of a study found an event of its report: by event UID, by acquired image (113795), by
    device and time; or that it found none.

    Only where the study has a report (or an export): an image by itself has nothing to be joined to (None).
    """
    reported = [event for event in events if event["report_kind"] != "image"]
    images = [event for event in events if event["report_kind"] == "image"]
    if not reported:
        return {event["id"]: None for event in images}
    keys = {event["event_key"] for event in reported}
    objects = {event["image_key"] for event in reported if event["image_key"]}
    moments = [(event["started_at"], event["room"]) for event in reported if event["started_at"]]
    joined: dict[int, str | None] = {}
    for image in images:
        if image["event_key"] in keys:
            joined[image["id"]] = EVENT
        elif image["image_key"] in objects:
            joined[image["id"]] = IMAGE
        else:
            joined[image["id"]] = TIME if _has_moment(image, moments) else UNMATCHED
    return joined


def _has_moment(image: Row, moments: Iterable[tuple[Any, Any]]) -> bool:
    return image["started_at"] is not None and any(
        abs(moment - image["started_at"]) <= _SAME_MOMENT
        # A device that does not give its name is not known to be another one.
        and (room is None or image["room"] is None or room == image["room"])
        for moment, room in moments
    )


def deviation(event: Row) -> tuple[float | None, bool | None]:
    """The deviation index by its definition (IEC 62494-1): 10 log10(EI / target EI); and whether the one that is
    stored says otherwise. None where EI or target is missing."""
    index, target, stored = (
        event["exposure_index"],
        event["target_exposure_index"],
        event["deviation_index"],
    )
    if not index or not target or index < 0 or target < 0:
        return None, None
    # Nine digits: the last ones of a logarithm differ between machines.
    computed = float(f"{10 * math.log10(index / target):.9g}")
    return computed, None if stored is None else abs(stored - computed) > DEVIATION_TOLERANCE
