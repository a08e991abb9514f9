"""What must not be used any more: one row per recalled item and lot; without a lot all lots are meant.

An item is named by the code on its box or by its own code; a row that names neither is shown and matches nothing.
"""

from datetime import timedelta

from etl.fields import Barcode, Date, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

RECALLS = Source(
    name="recalls",
    title="Recalls",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("recall",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=31),
    fields=(
        Text("recall_number", identity=True),
        Barcode("barcode", header=("gtin", "barcode"), identity=True, blank=""),
        Text("item_code", identity=True, blank=""),
        Text("lot_number", identity=True, blank=""),
        Date("issued_on"),
        Text("title"),
        Text("advice", multiline=True),
    ),
)
