"""What is in stock, where, and until when may it be used?"""

from db.queries.supplies.attention import attention
from db.queries.supplies.lots import (
    BIN_NAMES,
    expired_by_location,
    lots,
    lots_expiring,
    lots_export,
    places_and_classes,
    stock_by_bin,
)
from db.queries.supplies.on_hand import on_hand

__all__ = [
    "BIN_NAMES",
    "attention",
    "expired_by_location",
    "lots",
    "lots_expiring",
    "lots_export",
    "on_hand",
    "places_and_classes",
    "stock_by_bin",
]
