"""Which badge readings are in force, for other programs? Estimates and adjustments stand in the reading's place."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)

from db.schema.badge_desk import dose_adjustment
from db.schema.badges import badge_reading
from db.stats import byte_order

_reading = badge_reading.c
_QUANTITIES = ("dde", "lde", "sde")
_BADGE = ("account_number", "participant_number", "use", "serial_number", "wear_start", "wear_end")


def badge_readings() -> Select[Any]:
    """One row per reading in force: the newest version of each badge, control badges left out.

    Columns: participant_number, use, wear_start, wear_end, dde_msv, lde_msv, sde_msv, dde_flag, lde_flag, sde_flag,
    version, serial_number, note. A dose stands only where its flag is value or estimated. A badge that never came and
    was estimated has no serial number and no version.
    """
    decisions = _decisions_in_force()
    rows = union_all(_read(decisions), _never_came(decisions)).subquery()
    keys = ("participant_number", "use")
    return select(*(column for column in rows.c if column.name != "account_number")).order_by(
        *(byte_order(rows.c[name]) for name in keys),
        rows.c.wear_start,
        rows.c.wear_end,
        byte_order(rows.c.serial_number),
        byte_order(rows.c.account_number),
    )


def _decisions_in_force() -> Subquery:
    """The last decision on each badge and period, unless it takes the earlier ones back."""
    columns = dose_adjustment.c
    last = select(func.max(columns.id)).group_by(*(columns[name] for name in _BADGE))
    return (
        select(dose_adjustment)
        .where(columns.id.in_(last), columns.withdraws.is_(false()))
        .subquery("decision")
    )


def _read(decisions: Subquery) -> Select[Any]:
    same = and_(decisions.c.serial_number != "", *(decisions.c[name] == _reading[name] for name in _BADGE))
    joined: FromClause = badge_reading.outerjoin(decisions, same)
    doses: list[ColumnElement[Any]] = []
    flags: list[ColumnElement[Any]] = []
    for name in _QUANTITIES:
        decided = decisions.c[f"{name}_usv"]
        doses.append(
            (cast(func.coalesce(decided, _reading[f"{name}_usv"]), Double) / 1000.0).label(f"{name}_msv")
        )
        flags.append(
            case((decided.is_not(None), literal("estimated")), else_=_reading[f"{name}_flag"]).label(
                f"{name}_flag"
            )
        )
    head = [
        _reading[name] for name in ("account_number", "participant_number", "use", "wear_start", "wear_end")
    ]
    tail = [_reading[name] for name in ("version", "serial_number", "note")]
    return select(*head, *doses, *flags, *tail).select_from(joined).where(_reading.is_control.is_(false()))


def _never_came(decisions: Subquery) -> Select[Any]:
    """Estimates of badges that never came, until one comes."""
    columns = decisions.c
    came = exists().where(
        _reading.account_number == columns.account_number,
        _reading.participant_number == columns.participant_number,
        _reading.use == columns.use,
        _reading.wear_start <= columns.wear_end,
        _reading.wear_end >= columns.wear_start,
    )
    doses = [(cast(columns[f"{name}_usv"], Double) / 1000.0).label(f"{name}_msv") for name in _QUANTITIES]
    flags = [
        case((columns[f"{name}_usv"].is_(None), literal("not_measured")), else_=literal("estimated")).label(
            f"{name}_flag"
        )
        for name in _QUANTITIES
    ]
    head = [
        columns[name] for name in ("account_number", "participant_number", "use", "wear_start", "wear_end")
    ]
    version = cast(null(), _reading.version.type).label("version")
    return select(*head, *doses, *flags, version, columns.serial_number, columns.reason.label("note")).where(
        columns.serial_number == "",
        ~came,
    )
