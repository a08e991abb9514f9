"""Which exposures were rejected, for which reasons, and which words does nobody know?"""

import pandas as pd
from sqlalchemy import Connection, and_, case, func, select

from db.attention import AttentionRow
from db.database import frame
from db.reject_reasons import meanings
from db.schema.rejects import rejected_exposure

_row = rejected_exposure.c


def unmapped_reasons(connection: Connection) -> pd.DataFrame:
    """The words of the reject log that no row of the reasons' tables knows: reason_text and n, most first."""
    found = frame(
        connection,
        select(_row.reason_text, func.count().label("n"))
        .where(_row.reason_code.is_(None), _row.reason_text.is_not(None))
        .group_by(_row.reason_text),
    )
    return found.sort_values(["n", "reason_text"], ascending=[False, True], ignore_index=True)


def counted(connection: Connection) -> dict[str, int]:
    """How many rows of the reject log are rejects of patients' exposures (AAPM TG-305), and what the others are.

    Keys: rejected; not_counted (test and phantom images, no patient), unmapped (nobody knows the words), without (no
    reason given). A repeat, an extra image that was sent, is in none of them.
    """
    meant = meanings()
    kind = case(
        (_row.reason_text.is_(None), "without"),
        (_row.reason_code.is_(None), "unmapped"),
        (meant.c.counts == 0, "not_counted"),
        else_="rejected",
    )
    labelled = (
        select(kind.label("kind"))
        .join_from(
            rejected_exposure,
            meant,
            and_(meant.c.scheme == _row.reason_scheme, meant.c.code == _row.reason_code),
            isouter=True,
        )
        .subquery()
    )
    rows = connection.execute(select(labelled.c.kind, func.count().label("n")).group_by(labelled.c.kind))
    return dict.fromkeys(("rejected", "not_counted", "unmapped", "without"), 0) | {
        row.kind: row.n for row in rows
    }


def attention(connection: Connection) -> list[AttentionRow]:
    """Rejected exposures whose reason nobody has mapped: they are in no rate by reason until somebody does."""
    words = unmapped_reasons(connection)
    if words.empty:
        return []
    total, number = int(words["n"].sum()), len(words)
    exposure = "exposure has" if total == 1 else "exposures have"
    return [
        AttentionRow(
            feed="dose",
            state="unknown",
            word="No reason",
            finding=f"{total} rejected {exposure} a reason that is not mapped",
            detail=f"{number} {'word' if number == 1 else 'words'} of the reject log; the table of reasons does not "
            "know them",
            since=None,
            path="/dose",
            permission="dose.view",
            weight=0.0,
        )
    ]
