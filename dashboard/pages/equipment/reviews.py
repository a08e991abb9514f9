"""What waits for a review, and which failed check is not corrected and documented yet?"""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day
from dashboard.pages.equipment import record_forms
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, known_rows, known_values, review_cell
from dashboard.pages.equipment.words import limits_text, value_text, verdict_chip
from db.database import Connection
from db.qc.limits import Limits
from db.queries import equipment
from db.wording import many


def review_view(connection: Connection, who: Viewer, result_id: int | None) -> list[Component]:
    """What waits for a review, the clock of failed checks, and the one result that is being looked at."""
    waiting = equipment.unreviewed(connection)
    failures = equipment.failures_open(connection, who.today, who.days)
    titles = equipment.check_titles(connection)
    parts: list[Component] = []
    known = {**{row["id"]: row for row in known_rows(waiting)}, **{row["id"]: row for row in failures}}
    # A failure whose clock runs stands there, with its review: one list for each result.
    waiting = waiting[~waiting["id"].isin([row["id"] for row in failures])]
    chosen = known.get(result_id)
    if chosen is None and result_id is not None:
        chosen = equipment.result_of(connection, result_id)
    if chosen is not None and who.allowed("equipment.review"):
        found = value_text(chosen["value"], chosen["value_text"])
        check = titles.get(chosen["test"], chosen["test"])
        parts.append(
            columns(
                record_forms.review_form(chosen, f"{check} of {chosen['unit']}: {found}"),
                record_forms.correction_form(chosen)
                if chosen["verdict"] == "action"
                else tile("Judged by", html.P(limits_text(Limits.of(known_values(chosen))))),
                "1:1",
            )
        )
    parts.append(_failures(failures, titles, who))
    parts.append(_waiting(waiting, titles, who))
    corrected = equipment.corrections(connection, who.today)
    if corrected:
        parts.append(_corrected(corrected, titles, who))
    return parts


def _failures(failures: list[dict[str, Any]], titles: dict[str, str], who: Viewer) -> Component:
    if not failures:
        return tile(
            "No failed check waits for its correction",
            empty("good", "All failures are corrected and documented", f"Each has {who.days} days."),
        )
    rows = [
        {
            "unit": row["unit"],
            "check": titles.get(row["test"], row["test"]),
            "failed": format_day(row["local_date"], who.today),
            "left": state_chip("action", f"{-row['days_left']}{NBSP}d over")
            if row["days_left"] < 0
            else state_chip("warn" if row["days_left"] <= 7 else "due", f"{row['days_left']}{NBSP}d left"),
            "by": who.person(row["performed_by"]),
            "reviewed": html.Span((row["review_state"] or "not yet").capitalize()),
            "open": link_button("Open", address(view="review", result=row["id"])),
        }
        for row in failures
    ]
    made = table(
        rows,
        [Column("unit", "Unit", on_phone="head"), Column("check", "Check", on_phone="wide"), Column("failed", "Failed"),
         Column("left", "Clock"), Column("by", "Found by"), Column("reviewed", "Reviewed"),
         Column("open", "", "action")],
        title="Failed checks",
        cards=True,
    )  # fmt: skip
    return tile(
        f"{len(rows)} failed {'check' if len(rows) == 1 else 'checks'} not corrected and documented",
        made,
        subtitle=f"To be corrected and documented within {who.days} days of the result (the site's number)",
    )


def _waiting(waiting: Any, titles: dict[str, str], who: Viewer) -> Component:
    if waiting.empty:
        return tile(
            "No other result waits for review",
            empty("good", "No other result waits for review", "Passed results need none."),
        )
    rows = [
        {
            "unit": row["unit"],
            "check": titles.get(row["test"], row["test"]),
            "at": who.moment(row["performed_at"]),
            "result": verdict_chip(row["verdict"]),
            "review": review_cell(row, who),
        }
        for row in known_rows(waiting.head(30))
    ]
    made = table(
        rows,
        [Column("unit", "Unit", on_phone="head"), Column("check", "Check", on_phone="wide"), Column("at", "Done"),
         Column("result", "Result"), Column("review", "", "action")],
        title="Waiting for review",
        cards=True,
        count_note=f"{len(rows)} of {len(waiting)} results, newest first",
    )  # fmt: skip
    return tile(
        f"{many(len(waiting), 'other result')} past a limit or without one "
        f"{'waits' if len(waiting) == 1 else 'wait'} for review",
        made,
    )


def _corrected(rows: list[dict[str, Any]], titles: dict[str, str], who: Viewer) -> Component:
    """What was done about earlier failures, by whom, and after how many days."""
    late = sum(row["days"] > who.days for row in rows)
    made = table(
        [
            {
                "unit": row["unit"],
                "check": titles.get(row["test"], row["test"]),
                "failed": format_day(row["local_date"], who.today),
                "after": state_chip("warn" if row["days"] > who.days else "ok", f"{row['days']}{NBSP}d"),
                "what": row["what"],
                "by": who.person(row["corrected_by"]),
            }
            for row in rows
        ],
        [Column("unit", "Unit", on_phone="head"), Column("check", "Check", on_phone="wide"), Column("failed", "Failed"),
         Column("after", "Documented after"), Column("what", "What was corrected", on_phone="wide"),
         Column("by", "By")],
        title="Corrected failures",
        cards=True,
    )  # fmt: skip
    return tile(
        f"{many(len(rows), 'failure')} of the last year corrected and documented"
        + (f", {late} after more than {who.days} days" if late else ""),
        made,
    )
