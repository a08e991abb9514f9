"""The numbers behind each tile as a table for another program: plain columns, units in their names."""

from collections.abc import Callable, Sequence

import pandas as pd

from dashboard.pages.exams import drill
from dashboard.pages.exams import picture as read
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.rejects import population
from dashboard.pages.exams.turnaround import in_order, stages
from db.database import Connection
from db.queries import exams, rejects

ROWS = "rows"
Frame = Callable[[Connection, Picture], pd.DataFrame]


def frame_of(connection: Connection, picture: Picture, name: str) -> pd.DataFrame | None:
    """The rows of the tile of that name, or None where there is no such tile."""
    make = _FRAMES.get(name)
    return None if make is None else make(connection, picture)


def _today(connection: Connection, picture: Picture) -> pd.DataFrame:
    day = exams.exam_day(connection, picture.now, picture.zone)
    if day is None:
        return pd.DataFrame(columns=["by", "name", "done", "low", "median", "high", "days"])
    return exams.today_by(connection, day.day, picture.zone, day.until)


def _day(connection: Connection, picture: Picture) -> pd.DataFrame:
    day = exams.exam_day(connection, picture.now, picture.zone)
    if day is None:
        return pd.DataFrame(columns=["day", "hour", "done", "low", "median", "high"])
    return day.by_hour[["hour", "done", "low", "median", "high"]].assign(day=day.day)


def _hours(_: Connection, picture: Picture) -> pd.DataFrame:
    chosen = picture.asked.selection
    cells, _without = exams.by_hour_and_weekday(picture.exams, chosen.start, chosen.end, picture.zone)
    cells["weekday"] = [exams.WEEKDAYS[place] for place in cells["weekday"]]
    return cells


def _words(name: str) -> Frame:
    return lambda _, picture: exams.by_word(picture.exams, name)


def _turnaround(
    connection: Connection, picture: Picture, steps: Sequence[exams.Step] = exams.STEPS
) -> pd.DataFrame:
    return in_order(exams.turnaround(picture.exams, exams.targets(connection, picture.today), steps))


def _step(measure: str) -> Frame:
    return lambda connection, picture: _turnaround(connection, picture, [exams.step(measure)])


def _rooms(_: Connection, picture: Picture) -> pd.DataFrame:
    assert picture.in_rooms is not None
    return exams.room_use(picture.in_rooms)


def _rates(make: Callable[[rejects.Exposures], pd.DataFrame]) -> Frame:
    return lambda connection, picture: make(read.shot(connection, picture))


def _people(connection: Connection, picture: Picture) -> pd.DataFrame:
    of = read.shot(connection, picture)
    groups, _hidden = rejects.rates_by_group(of, rejects.technologist_groups(connection))
    return pd.concat(
        [groups.assign(by="technologist_group"), rejects.rates_by_student(of).assign(by="student")],
        ignore_index=True,
    )


_FRAMES: dict[str, Frame] = {
    "today": _today,
    "day": _day,
    "hours": _hours,
    **{name: _words(name) for name in ("room", "modality", "patient_class")},
    "contrast": lambda _, picture: exams.contrast_use(picture.exams),
    "targets": lambda connection, picture: exams.targets(connection, picture.today),
    "reject-levels": lambda connection, picture: rejects.levels(
        connection, picture.today, population(picture)
    ),
    "stages": lambda connection, picture: stages(_turnaround(connection, picture)).drop(columns=["key"]),
    **{one.measure: _step(one.measure) for one in exams.STEPS},
    "open": lambda connection, picture: exams.by_age(
        exams.unread(connection, read.until(connection, picture))
    ),
    **dict.fromkeys(("busy", "change", "rooms"), _rooms),
    "reject-months": _rates(lambda of: rejects.p_chart(of)[0]),
    "reject-reasons": _rates(rejects.reasons),
    "reject-rooms": _rates(lambda of: rejects.rates_by(of, "room")),
    "reject-views": _rates(rejects.rates_by_view),
    "reject-people": _people,
    ROWS: drill.all_rows,
}
