"""How the page says what the frames hold: the finding above the figure, and what the figure leaves out."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from dashboard.formats import (
    NBSP,
    format_agd,
    format_count,
    format_ctdivol,
    format_dap,
    format_dlp,
    format_significant,
)
from db.populations import population_of
from db.selection import Selection

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What stands in the list beside the figure, where the width of a chip is short.
SHORT = {"No reference level on file": "No level on file"}
_WRITE: dict[str, Callable[[Any, str], str]] = {
    "DAP per radiograph": format_dap,
    "DAP per exam": format_dap,
    "DLP per exam": format_dlp,
    "CTDIvol per acquisition": format_ctdivol,
    "AGD per image": format_agd,
}
STATE = {"Over DRL": "warn", "Below": "ok", "Under half": "due"}


def finding(ranked: pd.DataFrame) -> str:
    """The title of the figure, from the same rows: which exam types are over their level, and how many are not.

    `ranked` is what db.queries.dose.against_reference gives.
    """
    if ranked.empty:
        return "Are typical doses below the reference levels?"
    verdicts = ranked["verdict"]
    over = ranked[verdicts == "Over DRL"]
    under = int(verdicts.isin(["Below", "Under half"]).sum())
    without = int((verdicts == "No reference level on file").sum())
    few = len(ranked) - len(over) - under - without
    parts = []
    if len(over):
        parts.append(_over(over))
    if under:
        parts.append(f"{_number(under)} {_are(under)} under" + ("" if len(over) else " the reference level"))
    if few:
        have = _have(few) if parts else f"{_types(few)} {_have(few)}"
        parts.append(f"{_number(few)} {have} too few exams for a verdict")
    # Those without a level are the measure line's affair, unless there is nothing else to say.
    if not parts:
        parts = [f"no reference level is on file for {_these(without)}"]
    text = f"{parts[0]}; {', '.join(parts[1:])}" if parts[1:] else parts[0]
    return text[0].upper() + text[1:]


def _over(over: pd.DataFrame) -> str:
    if len(over) > 1:
        return f"{_number(len(over))} exam types are over their DRL"
    row = over.iloc[0]
    return f"{row['exam_type']} {row['projection']}".strip() + " is over its DRL"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else format_count(count)


def _are(count: int) -> str:
    return f"{_types(count)} {'is' if count == 1 else 'are'}"


def _types(count: int) -> str:
    return "exam type" if count == 1 else "exam types"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _these(count: int) -> str:
    return "this exam type" if count == 1 else f"these {_number(count)} exam types"


def measure_line(ranked: pd.DataFrame, days: str) -> str:
    """What is drawn: measure, scope, and the days, which say how old their end is when that is not today."""
    without = int(ranked["drl"].isna().sum())
    if without == len(ranked):
        measure = "Monthly median in the exam's own unit, with the middle half."
    else:
        measure = (
            "Monthly median per radiograph as a share of the DRL, with the middle half. Bold: latest median."
        )
        if without:
            measure += (
                f" {_number(without).capitalize()} {_types(without)} {_have(without)} no level on file."
            )
    return f"{measure} {days}"


def source_line(levels: pd.DataFrame, jurisdiction: str, chosen: Selection) -> str:
    """Whose levels they are, whether anybody has checked them, and what they must not be used for."""
    if not chosen.age_band:
        return "Without reference levels: each is for adults or for some children, and this includes both."
    if levels.empty and chosen.has_children:
        return f"No reference level of {jurisdiction} is on file for these children; one for adults is no comparison."
    if levels.empty:
        return f"No reference level of {jurisdiction} is on file for these measures."
    editions = ", ".join(sorted(levels["edition"].unique()))
    checked = (
        "" if levels["confirmed"].all() else " Not yet confirmed against the document by this department."
    )
    return (
        f"DRL: {', '.join(sorted(levels['jurisdiction'].unique()))}, {editions}, {_of_whom(levels)}, per radiograph."
        f"{checked} "
        "Compares the department's median, never one patient."
    )


def _of_whom(levels: pd.DataFrame) -> str:
    """Of which patients the levels speak: `adult`, or `children of 5 to under 15 kg`."""
    names = sorted(levels["population"].unique())
    found = [population.words for name in names if (population := population_of(name)) is not None]
    return f"children of {', '.join(found)}" if found else ", ".join(names)


def left_out_line(left_out: Mapping[str, int], *, narrower: bool = False) -> str:
    """What the medians leave out, in exposures.

    `narrower`: the figure shows only some kinds, exam types or classes, by which nothing is counted here.
    """
    words = {
        "rejected_or_quality_control": "rejected or quality control",
        "unknown_age": "of unknown age",
        "under_16": "under 16",
        "another_age": "of another age",
        "another_population": "of other patients or of unknown age or weight",
        "no_exam_type": "without exam type",
        "unknown_dose": "with unknown dose",
    }
    parts = [f"{format_count(left_out[key])}{NBSP}{text}" for key, text in words.items() if left_out[key]]
    if not parts:
        return "No exposure is left out."
    scope = ", of all exam types and classes" if narrower else ""
    return f"Left out, in exposures{scope}: {', '.join(parts)}."


def written(measure: str, value: Any) -> str:
    """A dose of this measure in its unit, without the unit."""
    write = _WRITE.get(measure)
    return write(value, "") if write else format_significant(value, 3)
