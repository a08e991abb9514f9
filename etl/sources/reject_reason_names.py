"""Which reason of the list a console's or a person's words mean: exact words, or a pattern with `*`."""

from datetime import timedelta

from etl.fields import Date, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

REJECT_REASON_NAMES = Source(
    name="reject_reason_names",
    title="Words for reasons of rejecting",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("reject_reason_name",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("text"),
        Text("scheme"),
        Text("code", identity=True),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
