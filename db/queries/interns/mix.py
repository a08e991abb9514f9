"""What did an intern really do? Exams and rejects of the RIS and the consoles that name the intern."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, func, select

from db.database import frame
from db.schema.exams import exam
from db.schema.rejects import rejected_exposure


def case_mix(connection: Connection, ris_name: str | None, since: date, today: date) -> pd.DataFrame:
    """Exams that name the intern, by exam: number, without a recorded supervisor, newest day, and rejected exposures.

    Columns: exam, exams, unsupervised (no supervisor recorded), newest, rejects. Exams called off are left out; a
    reject is counted by the intern whom the console names, and stands with the exam that it belongs to, if it does.
    """
    columns = ["exam", "exams", "unsupervised", "newest", "rejects"]
    if not ris_name:
        return pd.DataFrame(columns=columns)
    name = func.coalesce(exam.c.exam_description, exam.c.exam_code, "")
    done: Any = (
        select(
            name.label("exam"),
            func.count().label("exams"),
            func.sum(case((func.coalesce(exam.c.supervisor, "") == "", 1), else_=0)).label("unsupervised"),
            func.max(exam.c.local_date).label("newest"),
        )
        .where(
            exam.c.student == ris_name,
            exam.c.local_date >= since,
            exam.c.local_date <= today,
            exam.c.status.not_in(("cancelled", "no_show")),
        )
        .group_by(name)
    )
    exams = frame(connection, done)
    rejected = rejected_exposure
    aside: Any = (
        select(func.coalesce(rejected.c.exam_description, "").label("exam"), func.count().label("rejects"))
        .where(rejected.c.student == ris_name, rejected.c.local_date >= since, rejected.c.local_date <= today)
        .group_by(func.coalesce(rejected.c.exam_description, ""))
    )
    rejects = frame(connection, aside)
    made = exams.merge(rejects, on="exam", how="left")
    made["rejects"] = made["rejects"].fillna(0).astype(int)
    return made.sort_values(["exams", "exam"], ascending=[False, True], ignore_index=True)[columns]
