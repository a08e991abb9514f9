"""What is on the shelf: one row per item, lot and location, with the quantity counted there.

Without a lot or an expiry a row still counts: the gap is shown, not filled. A file is `partial` (it says nothing of
what it does not name) unless the site says that it is `complete` for its locations.
"""

from datetime import date

from etl.fields import Constant, Date, LocalTime, Number, Text
from etl.layout import Tabular
from etl.source import Source

# OpenBoxes' inventory import and export: counted is "Physical QOH"; "OB QOH" is what the system believed before.
_OPENBOXES_INVENTORY = {
    "columns": {
        "item_code": "Product code",
        "item_name": "Product name",
        "lot_number": "Lot number",
        "expiry": "Expiration date",
        "location": "Bin location",
        "quantity": "Physical QOH",
    },
    "dates": "%m/%d/%Y",
}

STOCK = Source(
    name="stock",
    title="Stock",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("item", "lot", "stock_count")},
    order="counted_at",
    ordered_whole=True,
    as_of=("counted_at",),
    known_layouts={"OpenBoxes inventory": _OPENBOXES_INVENTORY},
    fields=(
        Text("item_code", identity=True),
        Text("item_name"),
        Text("item_class"),
        Number("unit_price", low=0, high=10_000_000),
        Text("lot_number", identity=True, blank=""),
        Date("opened_on"),
        Date("expiry", low=date(1990, 1, 1), high=date(2150, 12, 31), unknown=("9999-12-31", "2999-12-31")),
        Text("location"),
        Number("quantity", low=0, high=1_000_000_000),
        LocalTime("counted_at", day_alone=True, else_file=True, past=True),
        Constant("snapshot", value="partial", choices=("partial", "complete")),
    ),
)
