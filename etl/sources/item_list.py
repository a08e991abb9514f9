"""Which items there are: code, name, class and price, without any stock."""

from datetime import timedelta

from etl.fields import Number, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_OPENBOXES_PRODUCTS = {
    "columns": {
        "item_code": "ProductCode",
        "item_name": "Name",
        "item_class": "Category",
        "unit_price": "UnitCost",
    }
}

ITEM_LIST = Source(
    name="item_list",
    title="Item list",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("item",)},
    order=FILE_AS_OF,
    known_by=("item_name",),
    stale_after=timedelta(days=365),
    known_layouts={"OpenBoxes products": _OPENBOXES_PRODUCTS},
    fields=(
        Text("item_code", identity=True),
        Text("item_name"),
        Text("item_class"),
        Number("unit_price", low=0, high=10_000_000),
    ),
)
