"""Which protective garments are there: one row per apron or shield, by its serial number."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_KINDS = {
    "apron": "apron",
    "lead apron": "apron",
    "thyroid shield": "thyroid shield",
    "thyroid collar": "thyroid shield",
    "gloves": "gloves",
    "glasses": "glasses",
    "other": "other",
}

GARMENTS = Source(
    name="garments",
    title="Garments",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("garment",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=365),
    fields=(
        Text("serial_number", identity=True),
        Text("item_code", identity=True),
        Text("garment_name"),
        Words("garment_kind", words=_KINDS),
        Text("location"),
        Number("lead_mm", low=0, high=10),
        Date("in_use_since"),
        Date("retired_on"),
    ),
)
