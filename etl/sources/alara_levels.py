"""Investigation levels of staff dose by programme: levels are a site's own choice, so each row says whose it is."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

ALARA_LEVELS = Source(
    name="alara_levels",
    title="Investigation levels of staff dose",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("alara_level",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("programme"),
        Text("quantity"),
        Text("level"),
        Text("period"),
        Number("level_value", low=0, high=1_000_000),
        Text("unit"),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
