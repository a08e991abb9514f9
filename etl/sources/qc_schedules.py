"""When is a check of a unit due, and since when does that hold? A rule of RFC 5545, its anchor and its grace."""

from datetime import timedelta

from etl.fields import Date, Text
from etl.layout import Tabular
from etl.limit_fields import RULE_FIELDS
from etl.source import FILE_AS_OF, Source

QC_SCHEDULES = Source(
    name="qc_schedules",
    title="QC schedules",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("qc_schedule",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("unit", identity=True),
        Text("test", identity=True),
        Date("valid_from"),
        Date("anchor"),
        *RULE_FIELDS,
        Text("schedule_source"),
    ),
)
