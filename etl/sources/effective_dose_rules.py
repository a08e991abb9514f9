"""By which rule does a badge outside the apron tell the effective dose? Factors as rows, each with its source."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

EFFECTIVE_DOSE_RULES = Source(
    name="effective_dose_rules",
    title="Effective dose rules",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("effective_dose_rule",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("waist_factor",),
    fields=(
        Text("rule"),
        Number("collar_factor", low=0, high=10),
        Number("waist_factor", low=0, high=10),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
