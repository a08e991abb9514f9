"""Which item does a code on a box mean? Linked, or made, by whoever holds the box."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from db.audit import Actor, in_utc, record
from db.labels import barcode_of
from db.schema.supplies import ITEM_KINDS, item, item_barcode

_EPOCH = datetime(1970, 1, 1)


class CodeRefused(Exception):
    """A code or an item that cannot be entered; the message says what would be right."""


def link_code(
    connection: Connection, code: str, item_code: str, units_per_pack: float, *, actor: Actor, now: datetime
) -> None:
    """Let a code stand for an item, as a package of that many units. Raises CodeRefused."""
    barcode = barcode_of(code)
    if not barcode or len(barcode) > 80:
        raise CodeRefused("There is no code to link.")
    if not 0 < units_per_pack <= 1_000_000:
        raise CodeRefused("A package holds a number of units above 0.")
    if connection.scalar(select(item.c.id).where(item.c.item_code == item_code)) is None:
        raise CodeRefused("There is no such item.")
    taken = connection.scalars(
        select(item_barcode.c.item_code).where(item_barcode.c.barcode == barcode)
    ).all()
    if taken:
        raise CodeRefused(f"The code stands for {taken[0]} already.")
    connection.execute(
        insert(item_barcode).values(
            item_code=item_code, barcode=barcode, units_per_pack=units_per_pack, source_order=_order(now)
        )
    )
    record(connection, actor, "stock.link", now=now, object_kind="item", object_id=item_code, detail=barcode)


def unlink_code(connection: Connection, code: str, item_code: str, *, actor: Actor, now: datetime) -> None:
    """Take a link back. Raises CodeRefused when there is none that was made by hand."""
    barcode = barcode_of(code)
    gone = connection.execute(
        delete(item_barcode).where(
            item_barcode.c.item_code == item_code,
            item_barcode.c.barcode == barcode,
            item_barcode.c.file_id.is_(None),
        )
    )
    if not gone.rowcount:
        raise CodeRefused("There is no such link made by hand.")
    record(
        connection, actor, "stock.unlink", now=now, object_kind="item", object_id=item_code, detail=barcode
    )


def make_item(
    connection: Connection,
    item_code: str,
    item_name: str,
    item_kind: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter an item that no list has brought yet. Raises CodeRefused."""
    code, name = item_code.strip(), item_name.strip()
    if not code or len(code) > 60 or not name or len(name) > 250:
        raise CodeRefused("An item needs a code of at most 60 characters, and a name.")
    if item_kind not in ITEM_KINDS:
        raise CodeRefused(f"An item is one of {', '.join(ITEM_KINDS)}.")
    if connection.scalar(select(item.c.id).where(item.c.item_code == code)) is not None:
        raise CodeRefused("There is an item with this code already: link the box to it.")
    connection.execute(
        insert(item).values(item_code=code, item_name=name, item_kind=item_kind, source_order=_order(now))
    )
    record(connection, actor, "stock.item", now=now, object_kind="item", object_id=code, detail=name)


def _order(now: datetime) -> int:
    return (in_utc(now) - _EPOCH) // timedelta(microseconds=1)
