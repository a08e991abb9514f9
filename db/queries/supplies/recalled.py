"""Which lots in stock are recalled? By the item's own code or by a code on its box, and by lot."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from db.schema.stock import stock_level
from db.schema.supplies import item_barcode, recall


def recalled_lots_select(item_code: str | None = None) -> Select[Any]:
    """The different (recall_number, item_code, lot_number) that are, or were, in stock and that a recall names.

    A recall without a lot means all lots. Lots are compared without capitals and blanks: a list is typed by people.
    """
    level = stock_level
    wanted = [level.c.item_code == item_code] if item_code is not None else []
    same_lot = or_(
        recall.c.lot_number == "",
        func.upper(func.trim(recall.c.lot_number)) == func.upper(level.c.lot_number),
    )
    by_code = (
        select(recall.c.recall_number, level.c.item_code, level.c.lot_number)
        .join(recall, recall.c.item_code == level.c.item_code)
        .where(recall.c.item_code != "", same_lot, *wanted)
    )
    by_barcode = (
        select(recall.c.recall_number, level.c.item_code, level.c.lot_number)
        .join(item_barcode, item_barcode.c.item_code == level.c.item_code)
        .join(recall, recall.c.barcode == item_barcode.c.barcode)
        .where(recall.c.barcode != "", same_lot, *wanted)
    )
    return select(by_code.union(by_barcode).subquery("named"))
