"""What inspections of protective garments found before they were recorded here: one row per garment and day."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import Source

_FINE = {"pass": True, "ok": True, "yes": True, "fail": False, "defect": False, "no": False}

GARMENT_INSPECTIONS = Source(
    name="garment_inspections",
    title="Garment checks",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("garment_inspection",)},
    order="inspected_on",
    as_of=("inspected_on",),
    stale_after=timedelta(days=400),
    fields=(
        Text("serial_number", identity=True),
        Date("inspected_on"),
        Words("visual_ok", header=("visual", "visual_ok"), words=_FINE),
        Words("tactile_ok", header=("tactile", "tactile_ok"), words=_FINE),
        Text("defect_zone"),
        Number("defect_area_mm2", low=0, high=1_000_000),
        Words("result", words={"pass": "pass", "reject": "reject", "fail": "reject"}),
        Text("inspector"),
        Text("note", multiline=True),
    ),
)
