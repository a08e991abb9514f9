"""Which canonical exam and projection a text of a device or RIS means: exact words, or a pattern with `*`."""

from datetime import timedelta

from etl.fields import Date, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

EXAM_NAMES = Source(
    name="exam_names",
    title="Names of exams, protocols, regions and views",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("exam_name",)},
    order=FILE_AS_OF,
    # Without it the file would be one of patterns for something else.
    known_by=("exam_type",),
    stale_after=timedelta(days=730),
    fields=(
        Words("match", words={"exam": "exam", "protocol": "protocol", "region": "region", "view": "view"}),
        Text("text"),
        # Blank where the text tells the projection alone, or the exam alone.
        Text("exam_type", blank=""),
        Text("projection", blank=""),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
