"""By what is a check of a unit judged, and since when? Limits are the site's: each row says where they come from."""

from datetime import timedelta

from etl.fields import Date, LimitsFit, Text
from etl.layout import Tabular
from etl.limit_fields import WORD_FIELDS, limit_fields
from etl.source import FILE_AS_OF, Source

QC_LIMITS = Source(
    name="qc_limits",
    title="QC limits",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("qc_limit",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("limit_kind",),
    rules=(LimitsFit(),),
    fields=(
        Text("unit", identity=True),
        Text("test", identity=True),
        Date("valid_from"),
        *limit_fields(),
        *WORD_FIELDS,
        Text("limit_source"),
    ),
)
