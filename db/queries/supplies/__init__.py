"""What is in stock, where, and until when may it be used?"""

from db.queries.supplies.attention import attention
from db.queries.supplies.lots import (
    BIN_NAMES,
    count_lots,
    expired_by_location,
    lots,
    lots_expiring,
    lots_export,
    places_and_classes,
    stock_by_bin,
    stock_by_place,
    worth,
)
from db.queries.supplies.on_hand import on_hand, was_ever_counted

__all__ = [
    "BIN_NAMES",
    "attention",
    "count_lots",
    "expired_by_location",
    "lots",
    "lots_expiring",
    "lots_export",
    "on_hand",
    "places_and_classes",
    "stock_by_bin",
    "stock_by_place",
    "was_ever_counted",
    "worth",
]
