"""How much of each item should be there: minimum, reorder point and maximum, lead time and package.

All quantities are in the units that stock is counted in, package sizes too.
"""

from datetime import timedelta

from etl.fields import Number, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_MOST_UNITS = 1_000_000_000

_OPENBOXES_LEVELS = {
    "columns": {
        "item_code": "Product code",
        "min_units": "Min quantity",
        "reorder_units": "Reorder quantity",
        "max_units": "Max quantity",
        "lead_time_days": "Expected Lead Time Days",
        "order_pack_units": "Package Size",
        "preferred_location": "Preferred bin location",
    }
}

STOCK_TARGETS = Source(
    name="stock_targets",
    title="Targets",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("stock_target",)},
    order=FILE_AS_OF,
    known_by=("min_units",),
    stale_after=timedelta(days=365),
    known_layouts={"OpenBoxes inventory levels": _OPENBOXES_LEVELS},
    fields=(
        Text("item_code", identity=True),
        Number("min_units", low=0, high=_MOST_UNITS),
        Number("reorder_units", low=0, high=_MOST_UNITS),
        Number("max_units", low=0, high=_MOST_UNITS),
        Number("lead_time_days", low=0, high=3650),
        Number("order_pack_units", low=0.001, high=_MOST_UNITS),
        Number("on_order_units", low=0, high=_MOST_UNITS),
        Text("preferred_location"),
    ),
)
