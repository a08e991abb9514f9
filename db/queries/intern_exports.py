"""How does each intern stand with each requirement on a day? The rows behind the matrix, for other programs."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from db.competency.standing import progress_on, standing_rows

_COLUMNS = (
    "intern", "edition", "requirement", "category", "state", "logged", "needed", "simulated", "completed_on",
)  # fmt: skip


def competency_progress(connection: Connection, today: date) -> pd.DataFrame:
    """One row per intern and requirement of the intern's edition, then one per rule, from the records up to `today`.

    `state`: done, simulated (done by a simulation that counts), offered, logged or missing. `logged` counts procedures
    at the level that the list asks for, `needed` how many it takes until the competency is offered. `simulated`: the
    credit, or where there is none the only pass, is a simulation. Of a rule (category Rules) `logged` is how many
    competencies it has and `needed` how many it asks for; a cap is done while it is kept.
    """
    made = [
        (
            row["intern"], row["edition"], row["requirement"], row["category"], row["state"], row["logged"],
            row["needed"], row["is_simulated"], row["completed_on"],
        )
        for name, edition, progress, _ in progress_on(connection, today)
        for row in standing_rows(name, edition, progress)
    ]  # fmt: skip
    return pd.DataFrame(made, columns=list(_COLUMNS), dtype=object)
