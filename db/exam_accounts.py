"""What is known of an exam, from all that tell of it? Messages tell a part each, in any order; a table tells all.

Each account stays (`exam_account`), and the exam is put together from them anew whenever one comes: of each value the
last one told counts, by the time of the message and never by that of its arrival. The first final report stays the
first. What no account tells of the patient's class, the visit does; a merged patient's exams go to the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, insert, or_, select, update

from db.exam_names import ExamNames
from db.row_history import plain_value
from db.schema.exams import exam, exam_account, patient_merge, patient_visit
from db.schema.feeds import row_history

Row = dict[str, Any]
# A row of a table, among the accounts of its exam.
TABLE = ""
# An exam that no table has told of yet gives way to one that does, whatever its day.
_ANY_TABLE_IS_NEWER = -(2**62)
_FIRST = ("preliminary_at", "reported_at")
_REPORTED = ("preliminary", "final")
# By which time an exam belongs to a day: as a source's `local_date` says it, of all accounts together.
_DAY_BY = ("started_at", "scheduled_at", "ordered_at", "arrived_at", "ended_at", "reported_at", "told_at")
_SAID = tuple(
    c.name
    for c in exam_account.columns
    if c.name in exam.columns and c.name not in ("id", "exam_key", "file_id", "line_number", "source_order")
)
_WRITTEN = (*_SAID, "exam_type", "message_count", "file_id", "line_number", "source_order")
_EPOCH = datetime(1970, 1, 1)
# A visit's class is that of exams from the day before it (an order may precede the admission) on.
_VISIT_BEGINS = timedelta(days=1)
_BATCH = 500


def touched_exams(connection: Connection, file_id: int) -> set[str]:
    """The exams that must be put together anew after a file has come in."""
    keys = set(connection.scalars(select(exam_account.c.exam_key).where(exam_account.c.file_id == file_id)))
    # Where no message ever came a table stands as it is, and costs nothing more.
    if connection.scalar(select(exam_account.c.id).limit(1)) is not None:
        told = exists().where(exam_account.c.exam_key == exam.c.exam_key)
        keys.update(connection.scalars(_of_file(file_id).where(exam.c.message_count.is_(None), told)))
    if connection.scalar(select(patient_visit.c.id).limit(1)) is not None:
        seen = exists().where(patient_visit.c.patient_key == exam.c.patient_key)
        keys.update(connection.scalars(_of_file(file_id).where(exam.c.patient_class.is_(None), seen)))
        keys.update(_around_visits(connection, file_id))
    if connection.scalar(select(patient_merge.c.id).limit(1)) is not None:
        merged = exists().where(patient_merge.c.old_patient_key == exam.c.patient_key)
        keys.update(connection.scalars(_of_file(file_id).where(merged)))
        old = select(patient_merge.c.old_patient_key).where(patient_merge.c.file_id == file_id)
        keys.update(connection.scalars(select(exam.c.exam_key).where(exam.c.patient_key.in_(old))))
    return keys


def _of_file(file_id: int) -> Select[Any]:
    return select(exam.c.exam_key).where(exam.c.file_id == file_id)


def _around_visits(connection: Connection, file_id: int) -> set[str]:
    keys: set[str] = set()
    visits = connection.execute(
        select(patient_visit.c.patient_key, patient_visit.c.told_at).where(patient_visit.c.file_id == file_id)
    ).all()
    survivors = survivors_of(connection, {row.patient_key for row in visits})
    for row in visits:
        keys.update(
            connection.scalars(
                select(exam.c.exam_key).where(
                    exam.c.patient_key == survivors.get(row.patient_key, row.patient_key),
                    exam.c.local_date >= (row.told_at - _VISIT_BEGINS).date(),
                    or_(exam.c.patient_class.is_(None), exam.c.message_count.is_not(None)),
                )
            )
        )
    return keys


def survivors_of(connection: Connection, patient_keys: Iterable[str]) -> dict[str, str]:
    """For each patient that was merged away: the one that remains in the end."""
    into: dict[str, str] = {}
    wanted = {key for key in patient_keys if key}
    while wanted:
        found = {
            row.old_patient_key: row.patient_key
            for row in connection.execute(
                select(patient_merge.c.old_patient_key, patient_merge.c.patient_key).where(
                    patient_merge.c.old_patient_key.in_(wanted)
                )
            )
        }
        into |= found
        wanted = set(found.values()) - into.keys()
    return {key: _end_of(key, into) for key in into}


def _end_of(key: str, into: dict[str, str]) -> str:
    passed = {key}
    while key in into and into[key] not in passed:
        key = into[key]
        passed.add(key)
    return key


def settle(
    connection: Connection, exam_keys: Iterable[str], names: ExamNames, file_id: int, now: datetime
) -> None:
    """Put these exams together anew; what a row said before goes to its history. `now` is naive UTC."""
    keys = sorted(exam_keys)
    for start in range(0, len(keys), _BATCH):
        _settle_batch(connection, keys[start : start + _BATCH], names, file_id, now)


def _settle_batch(
    connection: Connection, keys: Sequence[str], names: ExamNames, file_id: int, now: datetime
) -> None:
    rows = connection.execute(select(exam).where(exam.c.exam_key.in_(keys))).mappings()
    present: dict[str, Row] = {row["exam_key"]: dict(row) for row in rows}
    _keep_tables(connection, [row for row in present.values() if row["message_count"] is None])
    accounts: dict[str, list[Row]] = defaultdict(list)
    for account in connection.execute(
        select(exam_account).where(exam_account.c.exam_key.in_(keys))
    ).mappings():
        accounts[account["exam_key"]].append(dict(account))
    survivors = survivors_of(
        connection, {row["patient_key"] for told in accounts.values() for row in told if row["patient_key"]}
    )
    made = [together(key, accounts[key]) for key in keys if accounts[key]]
    for row in made:
        row["patient_key"] = survivors.get(row["patient_key"], row["patient_key"])
        row["exam_type"] = (
            names.of("exam", row["exam_description"])[0] or names.of("exam", row["exam_code"])[0]
        )
    _class_by_visit(connection, made)
    new = [row for row in made if row["exam_key"] not in present]
    if new:
        connection.execute(insert(exam), new)
    changed = [row for row in made if row["exam_key"] in present and _differs(row, present[row["exam_key"]])]
    if not changed:
        return
    connection.execute(
        insert(row_history),
        [
            {
                "table_name": "exam",
                "row_id": old["id"],
                "old_values": {name: plain_value(value) for name, value in old.items() if name != "id"},
                "replaced_by_file_id": file_id,
                "replaced_at": now,
            }
            for old in (present[row["exam_key"]] for row in changed)
        ],
    )
    connection.execute(
        update(exam)
        .where(exam.c.exam_key == bindparam("a_key"))
        .values({name: bindparam(f"a_{name}") for name in _WRITTEN}),
        [{"a_key": row["exam_key"], **{f"a_{name}": row[name] for name in _WRITTEN}} for row in changed],
    )


def _keep_tables(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep what a table said of these exams as an account of its own, before messages are folded into them."""
    if not rows:
        return
    connection.execute(
        exam_account.delete().where(
            exam_account.c.exam_key.in_([row["exam_key"] for row in rows]),
            exam_account.c.message_key == TABLE,
        )
    )
    provenance = ("exam_key", "file_id", "line_number", "source_order")
    connection.execute(
        insert(exam_account),
        [
            {
                **{name: row[name] for name in (*_SAID, *provenance)},
                "message_key": TABLE,
                "place": 0,
                "told_at": _EPOCH + timedelta(microseconds=row["source_order"]),
            }
            for row in rows
        ],
    )


def together(exam_key: str, accounts: Sequence[Row]) -> Row:
    """One exam from its accounts: the last word on each value, by the time at which it was told."""
    # Of a message with several orders for one exam the first is the exam's own.
    told = sorted(accounts, key=lambda row: (row["told_at"], -row["place"], row["message_key"]))
    source = {name: _teller(told, name) for name in _SAID}
    row: Row = {name: teller[name] if teller else None for name, teller in source.items()}
    for name in _FIRST:
        row[name] = min((one[name] for one in told if one[name] is not None), default=None)
    day_by = next(
        (teller for name in _DAY_BY if (teller := _teller(told, name)) and teller["local_date"]), None
    )
    if day_by is not None:
        row["local_date"] = day_by["local_date"]
        if day_by["patient_age_years"] is not None:
            row["patient_age_years"] = day_by["patient_age_years"]
    row["clock_change_note"] = _notes(told, source)
    row["status"] = _status(told) or _status_by_times(row)
    table = next((one for one in told if one["message_key"] == TABLE), None)
    standing = table or told[-1]
    return {
        **row,
        "exam_key": exam_key,
        "message_count": len(told) - (table is not None),
        "file_id": standing["file_id"],
        "line_number": standing["line_number"],
        "source_order": table["source_order"] if table else _ANY_TABLE_IS_NEWER,
    }


def _teller(told: Sequence[Row], name: str) -> Row | None:
    return next((row for row in reversed(told) if row[name] is not None), None)


def _status(told: Sequence[Row]) -> str | None:
    """The last status told, but an order message never takes a report back; only a cancellation does."""
    status: str | None = None
    for row in told:
        said = row["status"]
        if said is None or (status == "final" and said == "preliminary"):
            continue
        if status in _REPORTED and said not in (*_REPORTED, "cancelled"):
            continue
        status = said
    return status


def _status_by_times(row: Row) -> str:
    steps = {
        "reported_at": "final",
        "preliminary_at": "preliminary",
        "ended_at": "completed",
        "started_at": "in_progress",
        "arrived_at": "arrived",
        "scheduled_at": "scheduled",
    }
    return next((status for name, status in steps.items() if row[name] is not None), "ordered")


def _notes(told: Sequence[Row], source: dict[str, Row | None]) -> str | None:
    """The notes on clock changes of those times that stand."""
    notes = [
        note
        for row in told
        for note in (row["clock_change_note"] or "").split("; ")
        if note and source.get(note.partition(":")[0]) is row
    ]
    return "; ".join(notes)[:200] or None


def _class_by_visit(connection: Connection, rows: Sequence[Row]) -> None:
    """Where nothing tells the patient's class, that of the visit at the time of the exam."""
    without = [row for row in rows if row["patient_class"] is None and row["patient_key"]]
    if not without:
        return
    patients = {row["patient_key"] for row in without}
    merged = connection.execute(
        select(patient_merge.c.old_patient_key, patient_merge.c.patient_key).where(
            patient_merge.c.patient_key.in_(patients)
        )
    ).all()
    owner = {key: key for key in patients} | dict(merged)
    visits: dict[str, list[Any]] = defaultdict(list)
    for visit in connection.execute(
        select(patient_visit)
        .where(and_(patient_visit.c.patient_key.in_(owner), patient_visit.c.patient_class.is_not(None)))
        .order_by(patient_visit.c.told_at, patient_visit.c.message_key)
    ):
        visits[owner[visit.patient_key]].append(visit)
    for row in without:
        moment = row["started_at"] or row["scheduled_at"] or row["arrived_at"] or row["ordered_at"]
        before = [visit for visit in visits[row["patient_key"]] if moment and visit.told_at <= moment]
        if before and not before[-1].is_end:
            row["patient_class"] = before[-1].patient_class


def _differs(row: Row, present: Row) -> bool:
    return any(row[name] != present[name] for name in _WRITTEN)
