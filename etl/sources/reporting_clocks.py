"""How soon must a dose over a legal limit be reported? Clocks as rows of the rule that sets them."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

REPORTING_CLOCKS = Source(
    name="reporting_clocks",
    title="Reporting clocks",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("reporting_clock",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("clock"),
        Number("within_hours", low=0, high=100_000),
        Words("starts_by", words={"year": "year", "event": "event"}),
        Text("quantity"),
        Number("threshold_value", low=0, high=1_000_000),
        Text("unit"),
        Text("condition"),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
