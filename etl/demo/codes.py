"""Which codes stand on the made-up boxes? GTINs of the range that GS1 keeps for demonstrations (952)."""

from db.labels import gtin_14
from etl.demo.lots import items

_DEMONSTRATION = "0952"


def gtin_of(item_code: str, packaging: int = 0) -> str:
    """The GTIN of an item; `packaging` 1 is the carton that several come in."""
    number = next(place for place, item in enumerate(items(), 1) if item.item_code == item_code)
    return _with_check_digit(f"{packaging}{_DEMONSTRATION[1:]}{number:09d}")


def _with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if gtin_14(digits + last))
