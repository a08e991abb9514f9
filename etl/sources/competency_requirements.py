"""What must an intern have done? A programme's list in one edition, each line with its groups and its source.

Another programme's list, or the next edition, is another file; an intern is tied to one edition by the roster.
"""

from datetime import timedelta

from db.schema.competency import LEVELS, REQUIREMENT_KINDS
from etl.fields import Date, Text, Whole, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

COMPETENCY_REQUIREMENTS = Source(
    name="competency_requirements",
    title="Requirements of interns",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("competency_requirement",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("requirement_kind",),
    fields=(
        Text("requirement"),
        Text("category"),
        Words("requirement_kind", words={kind: kind for kind in REQUIREMENT_KINDS}),
        Text("requirement_groups", blank=""),
        Words("may_be_simulated", words={"yes": True, "no": False}),
        Whole("logged_needed", low=0, high=1000),
        Words("logged_level", words={level: level for level in LEVELS}),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
