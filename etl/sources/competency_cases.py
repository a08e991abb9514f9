"""Which of the department's exams could serve for which requirement? By description, room, patient class and age."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

COMPETENCY_CASES = Source(
    name="competency_cases",
    title="Cases for competencies",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("competency_case",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("exam_text",),
    fields=(
        Text("requirement"),
        Text("exam_text"),
        Text("room_text", blank=""),
        Text("patient_class", blank=""),
        Number("youngest_years", low=0, high=130),
        Number("below_years", low=0, high=131),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
