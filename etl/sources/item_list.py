"""Which items there are: code, name, class, price and the codes on their boxes, without any stock.

An item with several codes (one for each, one for a box of ten) stands in several rows.
"""

from datetime import timedelta

from etl.fields import Barcode, Number, Text, Whole, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_OPENBOXES_PRODUCTS = {
    "columns": {
        "item_code": "ProductCode",
        "item_name": "Name",
        "item_class": "Category",
        "unit_price": "UnitCost",
        "barcode": "UPC",
    }
}

_KINDS = {
    "supply": "supply",
    "consumable": "supply",
    "medication": "medication",
    "medicine": "medication",
    "drug": "medication",
    "contrast": "contrast",
    "contrast medium": "contrast",
    "contrast agent": "contrast",
    "garment": "garment",
    "protective garment": "garment",
}

ITEM_LIST = Source(
    name="item_list",
    title="Item list",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("item_barcode", "item")},
    order=FILE_AS_OF,
    known_by=("item_name",),
    stale_after=timedelta(days=365),
    known_layouts={"OpenBoxes products": _OPENBOXES_PRODUCTS},
    fields=(
        Text("item_code", identity=True),
        Text("item_name"),
        Text("item_class"),
        Words("item_kind", words=_KINDS),
        Number("unit_price", low=0, high=10_000_000),
        Whole("open_days", high=3650),
        Barcode("barcode", header=("gtin", "barcode"), identity=True, blank=""),
        Number("units_per_pack", header=("pack_quantity", "units_per_pack"), low=0.001, high=1_000_000),
    ),
)
