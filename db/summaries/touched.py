"""Which months, rooms and exam types did this transaction touch? Noted in a temporary table, by the raw table.

It belongs to the connection and takes part in its transaction: what is rolled back was never touched.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    MetaData,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.schema import CreateTable

from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam
from db.schema.feeds import row_history
from db.schema.rejects import rejected_exposure
from db.stats import month_start

# By these names a summary says what touches it. The last are exams whose doses changed, not they themselves.
EXAM, EVENT, REJECT, EXAM_DOSE = "exam", "irradiation_event", "rejected_exposure", "exam_dose"
RAW = {EXAM: exam, EVENT: irradiation_event, REJECT: rejected_exposure}
_AT_ONCE = 500

touched = Table(
    "touched_by_this_transaction",
    MetaData(),
    Column("raw", String, nullable=False),
    Column("month", Date, nullable=False),
    Column("room", String, nullable=False),
    Column("exam_type", String, nullable=False),
    prefixes=["TEMPORARY"],
)


def prepare(connection: Connection) -> None:
    """Make the temporary table where this connection has none yet."""
    connection.execute(CreateTable(touched, if_not_exists=True))


def clear(connection: Connection) -> None:
    """Forget what was touched."""
    connection.execute(delete(touched))


def touch_rows(connection: Connection, raw: str, condition: ColumnElement[bool]) -> None:
    """Touch the rows of a raw table that meet a condition, the doses and rejects of such exams, and exposures rejected.

    To be called before a change and after it: the cells that a row leaves change as well as those that it comes to.
    """
    _note(connection, _places(RAW[raw], raw, condition))
    if raw == EXAM:
        _touch_doses_of(connection, condition)
    if raw == REJECT:
        _touch_rejected(connection, condition)


def touch_file(connection: Connection, file_id: int, written: Collection[str]) -> None:
    """Touch what a file brought into these tables, and where its rows stood before it corrected them."""
    for raw in (EXAM, REJECT):
        if raw in written:
            touch_rows(connection, raw, RAW[raw].c.file_id == file_id)
            _touch_history(connection, raw, file_id)


def touch_exams(connection: Connection, file_id: int, exam_keys: Collection[str]) -> None:
    """Touch these exams, put together anew after a file's messages; also where they stood before."""
    for some in _portions(exam_keys):
        touch_rows(connection, EXAM, exam.c.exam_key.in_(some))
    _touch_history(connection, EXAM, file_id)


def touch_studies(connection: Connection, study_keys: Collection[str]) -> None:
    """Touch all exposures of these studies, and the exams whose doses they are."""
    for some in _portions(study_keys):
        touch_rows(connection, EVENT, irradiation_event.c.study_key.in_(some))
        # Its own month and type may be of two of its exposures.
        _note(connection, _places(dose_study, EVENT, dose_study.c.study_key.in_(some)))
        of_study = select(dose_study.c.exam_key).where(dose_study.c.study_key.in_(some))
        _note(
            connection,
            _places(exam, EXAM_DOSE, or_(exam.c.exam_key.in_(of_study), exam.c.study_key.in_(some))),
        )


@contextmanager
def changing(connection: Connection, *raws: str) -> Iterator[None]:
    """For a change that may concern any row of these tables: where they stood is touched, and where they stand then."""
    for raw in raws:
        touch_all(connection, raw)
    yield
    for raw in raws:
        touch_all(connection, raw)


def touch_all(connection: Connection, raw: str) -> None:
    """Touch every row of a raw table."""
    _note(connection, _places(RAW[raw], raw))
    if raw == EVENT:
        _note(connection, _places(dose_study, EVENT))


def touch_everything(connection: Connection) -> None:
    """Touch all there is, for a summary that is made for the first time."""
    for raw in RAW:
        touch_all(connection, raw)
    _note(connection, _places(exam, EXAM_DOSE))


def _places(table: Table, raw: str, condition: ColumnElement[bool] | None = None) -> Select[Any]:
    query = select(
        literal(raw).label("raw"),
        month_start(table.c.local_date).label("month"),
        func.coalesce(table.c.room, "").label("room"),
        func.coalesce(table.c.exam_type, "").label("exam_type"),
    ).where(table.c.local_date.is_not(None))
    return (query if condition is None else query.where(condition)).distinct()


def _note(connection: Connection, places: Select[Any]) -> None:
    prepare(connection)
    connection.execute(insert(touched).from_select(["raw", "month", "room", "exam_type"], places))


def _touch_history(connection: Connection, raw: str, file_id: int) -> None:
    """Touch the places that a file's rows, or those it replaced, had before."""
    old = row_history.c.old_values
    said = [old[name].as_string().label(name) for name in ("local_date", "room", "exam_type")]
    rows = connection.execute(
        select(*said)
        .where(row_history.c.replaced_by_file_id == file_id, row_history.c.table_name == raw)
        .distinct()
    )
    places = {
        (date.fromisoformat(row.local_date).replace(day=1), row.room or "", row.exam_type or "")
        for row in rows
        if row.local_date
    }
    if places:
        prepare(connection)
        values = [{"raw": raw, "month": m, "room": r, "exam_type": t} for m, r, t in sorted(places)]
        # The same places as far as the doses of those exams are concerned: their class or age may be another now.
        connection.execute(insert(touched), values + [value | {"raw": EXAM_DOSE} for value in values])
    # What belonged to them by a number that they had before.
    before = "event_key" if raw == REJECT else "study_key"
    keys = select(old[before].as_string()).where(
        row_history.c.replaced_by_file_id == file_id, row_history.c.table_name == raw
    )
    lost = {key for key in connection.scalars(keys) if key}
    theirs = [(EVENT, irradiation_event)]
    if raw == EXAM:
        theirs += [(EVENT, dose_study), (REJECT, rejected_exposure)]
    for other, table in theirs:
        for some in _portions(lost):
            _note(connection, _places(table, other, table.c[before].in_(some)))


def _touch_doses_of(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Touch the exposures and rejects of some exams: an exam says of which class its patient was."""
    _note(connection, _places(exam, EXAM_DOSE, condition))
    for raw in (EVENT, REJECT):
        table = RAW[raw]
        if connection.scalar(select(table.c.id).limit(1)) is None:
            continue
        for name in ("exam_key", "study_key"):
            mine = exam.c[name]
            keys = select(mine).where(condition, mine.is_not(None))
            # Not their own consequences: nothing else depends on whose they are.
            _note(connection, _places(table, raw, table.c[name].in_(keys)))
            if raw == EVENT:
                _note(connection, _places(dose_study, EVENT, dose_study.c[name].in_(keys)))


def _touch_rejected(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Touch the exposures that rows of the reject log are about: what the log names was not accepted."""
    if connection.scalar(select(irradiation_event.c.id).limit(1)) is not None:
        keys = select(rejected_exposure.c.event_key).where(
            condition, rejected_exposure.c.event_key.is_not(None)
        )
        _note(connection, _places(irradiation_event, EVENT, irradiation_event.c.event_key.in_(keys)))


def _portions(keys: Collection[str]) -> list[list[str]]:
    ordered = sorted(keys)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
