"""Which units are there? One row per X-ray unit, with its opening hours, from which its uptime is counted."""

from datetime import timedelta

from etl.fields import Date, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

EQUIPMENT_LIST = Source(
    name="equipment_list",
    title="Units",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("equipment",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("unit_kind",),
    fields=(
        Text("unit", identity=True),
        Text("room"),
        Text("unit_kind"),
        Text("manufacturer"),
        Text("model_name"),
        Text("serial_number", identity=True),
        Date("manufactured_on"),
        Date("installed_on"),
        Text("weekday_hours"),
        Text("saturday_hours"),
        Text("sunday_hours"),
        Words("is_active", words={"yes": True, "no": False}),
    ),
)
