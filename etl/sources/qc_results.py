"""What did the checks find? One row per unit, check and moment, with the value or the answer in words.

Reference and limits in the file hold where the site has set none of its own. pylinac's JSON comes as such rows too.
"""

from datetime import timedelta

from etl.fields import LimitsFit, LocalDay, LocalTime, Number, Text, Words
from etl.layout import Tabular
from etl.limit_fields import limit_fields
from etl.source import FILE_AS_OF, Source

QC_RESULTS = Source(
    name="qc_results",
    title="QC results",
    takes=("*.csv", "*.xlsx", "*.xls", "*.json"),
    table=Tabular(),
    writes={"": ("qc_result",)},
    order=FILE_AS_OF,
    as_of=("performed_at",),
    stale_after=timedelta(days=4),
    rules=(LimitsFit("told_"),),
    fields=(
        Text("unit", identity=True),
        Text("test", identity=True),
        LocalTime("performed_at", day_alone=True),
        LocalDay("local_date", of=("performed_at",)),
        Number("value", low=-1e12, high=1e12),
        Text("value_text"),
        Text("performed_by"),
        Text("comment"),
        Words("is_complete", words={"yes": True, "no": False}),
        *limit_fields("told_"),
    ),
)
