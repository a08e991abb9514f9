"""When was a unit cleaned, and was there a case of isolation? One row per cleaning or case."""

from datetime import timedelta

from etl.fields import LocalTime, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

CLEANING_LOG = Source(
    name="cleaning_log",
    title="Cleaning log",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("cleaning_log",)},
    order=FILE_AS_OF,
    as_of=("done_at",),
    stale_after=timedelta(days=3),
    fields=(
        Text("unit", identity=True),
        LocalTime("done_at"),
        Words("cleaning", words={kind: kind for kind in ("between", "terminal", "isolation")}),
        Text("precaution"),
        Text("done_by"),
        Text("note"),
    ),
)
