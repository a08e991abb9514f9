"""By which rules is a list of competencies complete? All of a group, some of it, any of it, a cap on simulations."""

from datetime import timedelta

from db.schema.competency import RULE_KINDS
from etl.fields import Date, Text, Whole, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

COMPETENCY_RULES = Source(
    name="competency_rules",
    title="Rules of competencies",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("competency_rule",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("rule_kind",),
    fields=(
        Text("rule"),
        Text("rule_title"),
        Words("rule_kind", words={kind: kind for kind in RULE_KINDS}),
        Text("applies_to"),
        Whole("needed", low=0, high=1000),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
