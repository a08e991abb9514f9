"""What each item costs: one row per item and supplier, for one unit or for a package of several."""

from datetime import timedelta

from etl.fields import LocalTime, Number, Text
from etl.layout import Tabular
from etl.source import Source

_OPENBOXES_SUPPLIERS = {
    "columns": {
        "item_code": "Product Code",
        "supplier": "Supplier Name",
        "unit_price": "Contract price (Each)",
        "pack_price": "Package Price",
        "pack_units": "Quantity per Package",
        "supplier_item_code": "Supplier Item No",
    }
}

PRICES = Source(
    name="prices",
    title="Prices",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("item_price",)},
    order="priced_at",
    as_of=("priced_at",),
    known_by=("supplier",),
    stale_after=timedelta(days=365),
    known_layouts={"OpenBoxes product suppliers": _OPENBOXES_SUPPLIERS},
    fields=(
        Text("item_code", identity=True),
        Text("supplier", blank=""),
        LocalTime("priced_at", day_alone=True, else_file=True),
        Number("unit_price", low=0, high=10_000_000),
        Number("pack_price", low=0, high=10_000_000),
        Number("pack_units", low=0.001, high=1_000_000),
        Text("supplier_item_code", identity=True),
    ),
)
