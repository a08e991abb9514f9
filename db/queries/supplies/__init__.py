"""What is in stock, where, and until when may it be used?"""

from db.queries.supplies.attention import attention
from db.queries.supplies.bookings import booking_named, newest_booking, recent_bookings
from db.queries.supplies.counting import RunningCount, count_lines, places_counted, running_count
from db.queries.supplies.digest import Scope, scopes
from db.queries.supplies.exports import lots_export, pick_list_export, reorder_export
from db.queries.supplies.garments import criteria, garments_due
from db.queries.supplies.lot_counts import expired_in_walking_order, stock_by_bin, stock_by_place
from db.queries.supplies.lot_rows import BIN_NAMES
from db.queries.supplies.lots import (
    count_lots,
    lots,
    lots_expiring,
    lots_of_item,
    places_and_classes,
    worth,
)
from db.queries.supplies.memory import Store, whole_store
from db.queries.supplies.on_hand import on_hand, was_ever_counted
from db.queries.supplies.orders import most_urgent, order_position, reorder_list
from db.queries.supplies.pick import pick_list
from db.queries.supplies.recalls import recalled_stock, recalls
from db.queries.supplies.risk import at_risk_within, expiring_within, lots_at_risk, risk_by_month, suggestions
from db.queries.supplies.scan import (
    Found,
    Item,
    is_code_recalled,
    item_named,
    items_like,
    items_of_code,
    known_places,
    look_up,
    was_lot_here,
)
from db.queries.supplies.usage import usage, usage_by_place

__all__ = [
    "BIN_NAMES",
    "Found",
    "Item",
    "RunningCount",
    "Scope",
    "Store",
    "at_risk_within",
    "attention",
    "booking_named",
    "count_lines",
    "count_lots",
    "criteria",
    "expired_in_walking_order",
    "expiring_within",
    "garments_due",
    "is_code_recalled",
    "item_named",
    "items_like",
    "items_of_code",
    "known_places",
    "look_up",
    "lots",
    "lots_at_risk",
    "lots_expiring",
    "lots_export",
    "lots_of_item",
    "most_urgent",
    "newest_booking",
    "on_hand",
    "order_position",
    "pick_list",
    "pick_list_export",
    "places_and_classes",
    "places_counted",
    "recalled_stock",
    "recalls",
    "recent_bookings",
    "reorder_export",
    "reorder_list",
    "risk_by_month",
    "running_count",
    "scopes",
    "stock_by_bin",
    "stock_by_place",
    "suggestions",
    "usage",
    "usage_by_place",
    "was_ever_counted",
    "was_lot_here",
    "whole_store",
    "worth",
]
