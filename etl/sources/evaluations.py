"""How were the interns judged as a whole? Mid-term, final and affective evaluations: one row each."""

from datetime import timedelta

from etl.fields import Date, Number, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

EVALUATIONS = Source(
    name="evaluations",
    title="Interns' evaluations",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("evaluation",)},
    order=FILE_AS_OF,
    as_of=("evaluated_on",),
    stale_after=timedelta(days=200),
    known_by=("evaluation_kind",),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        Date("evaluated_on", header=("evaluated_on", "evaluation_date")),
        Text("evaluation_kind", header=("evaluation_kind", "evaluation")),
        Text("evaluator", private=True),
        Number("score_percent", header=("score_percent", "score"), low=0, high=100),
        Text("comment", header=("comment", "comments"), private=True),
    ),
)
