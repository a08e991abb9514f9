"""One chart of one exam type: which measure and projection, against which level, and its medians."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard.blocks.trend import Line
from dashboard.formats import is_unknown
from dashboard.pages.dose.level_lists import of_chart
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.words import written
from db.database import Connection
from db.queries import dose
from db.selection import Selection, month_end


@dataclass(frozen=True)
class Chart:
    """One measure and projection of one exam type, with the selection narrowed to it; `drl` is None without a level."""

    of: Selection
    exam_type: str
    measure: str
    projection: str
    unit: str
    drl: float | None
    others: list[tuple[str, str]]

    @property
    def label(self) -> str:
        """How it is called: "Lumbar spine LAT"."""
        return dose.exam_label(self.exam_type, self.projection)

    @property
    def noun(self) -> str:
        """What one row of it is."""
        return "exam" if self.measure.endswith("per exam") else "exposure"

    def write(self, value: Any) -> str:
        """A dose without its unit."""
        return written(self.measure, value)

    def lines(self) -> list[Line]:
        """The reference level in force, as a line."""
        if self.drl is None:
            return []
        return [Line(self.drl, f"DRL {self.write(self.drl)}", "limit")]

    def key(self, kind: str, of: Any) -> str:
        """Which rows are meant, as the address says it."""
        return "|".join((self.exam_type, self.measure, self.projection, kind, str(of)))


def chart_of(connection: Connection, picture: Picture) -> tuple[Chart, pd.DataFrame] | None:
    """The chart that is asked for, or the one nearest to its level, with its medians by month; None where none fits."""
    asked = picture.asked
    medians = dose.median_by_month(connection, picture.of, asked.group)
    ranked = dose.against_reference(medians, picture.levels)
    if ranked.empty:
        return None
    wanted = [row for row in ranked.to_dict("records") if of_chart(row) == asked.of]
    row = wanted[0] if wanted else ranked.iloc[0].to_dict()
    # The exam type of a chart that nobody chose is the one that the ranking puts first.
    exam_type = row["exam_type"]
    alike = ranked[ranked["exam_type"] == exam_type].to_dict("records")
    others = [(of_chart(one), f"{one['projection']} {one['measure']}".strip()) for one in alike]
    chart = Chart(
        replace(picture.of, exam_type=exam_type),
        exam_type,
        row["measure"],
        row["projection"],
        row["unit"],
        None if is_unknown(row["drl"]) else float(row["drl"]),
        others,
    )
    key = ["exam_type", "measure", "projection"]
    mine = medians[(medians[key] == [chart.exam_type, chart.measure, chart.projection]).all(axis=1)]
    return chart, mine.reset_index(drop=True)


def year_before(connection: Connection, chart: Chart, group: str) -> pd.DataFrame:
    """The medians of the same months a year before, each moved to the month that it is compared with."""
    start = _a_year_before(chart.of.start.replace(day=1))
    of = replace(chart.of, start=start, end=month_end(_a_year_before(chart.of.end.replace(day=1))))
    found = dose.median_by_month(connection, of, group)
    mine = found[(found["measure"] == chart.measure) & (found["projection"] == chart.projection)]
    return mine.assign(month=mine["month"] + pd.DateOffset(years=1)).reset_index(drop=True)


def _a_year_before(first: date) -> date:
    return first.replace(year=first.year - 1)


def events_of(connection: Connection, picture: Picture, chart: Chart) -> pd.DataFrame:
    """What happened in its days and in the rooms in which it is done (see db.queries.dose.happened)."""
    done = dose.median_by(connection, chart.of, "room", chart.measure, chart.projection)
    return dose.happened(connection, chart.of, chart.measure, picture.zone, set(done["room"]))
