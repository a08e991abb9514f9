"""Legal limits of staff dose: rows of law and guidance, each with its source; a site adds or corrects its own."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

DOSE_LIMITS = Source(
    name="dose_limits",
    title="Staff dose limits",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("dose_limit",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("jurisdiction"),
        Text("population"),
        Text("quantity"),
        Text("period"),
        Number("limit_value", low=0, high=1_000_000),
        Text("unit"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
