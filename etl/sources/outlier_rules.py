"""From which dose on must a person explain an exam? By exam type and measure, as the site wants it."""

from datetime import timedelta

from db.dose_measures import MEASURES
from db.schema.dose_outliers import RULE_KINDS
from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

OUTLIER_RULES = Source(
    name="outlier_rules",
    title="Rules for outliers of dose",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("outlier_rule",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("exam_type"),
        Words("measure", words={measure.name: measure.name for measure in MEASURES}),
        Words("rule_kind", words={kind: kind for kind in RULE_KINDS}),
        Number("rule_value", low=0, high=1_000_000),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
