"""By which words an exam is known to be portable or of trauma: patterns with `*`, for the site to edit."""

from datetime import timedelta

from etl.fields import Date, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

EXAM_TRAITS = Source(
    name="exam_traits",
    title="Words for portable and trauma exams",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("exam_trait",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Words("trait", words={name: name for name in ("portable", "trauma")}),
        Words("found_in", words={name: name for name in ("exam", "room", "priority", "patient_class")}),
        Text("text"),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
