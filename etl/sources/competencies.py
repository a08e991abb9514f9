"""Which competencies were judged, by whom and how? One row per attempt, as a tracker of interns exports them.

Attempts are rows like passes. Without an evaluator a row is set aside: nobody has signed it.
"""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source
from etl.training_words import OUTCOMES, PATIENT_GROUPS, YES_NO

COMPETENCIES = Source(
    name="competencies",
    title="Competencies",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("competency_record",)},
    order=FILE_AS_OF,
    as_of=("evaluated_on",),
    stale_after=timedelta(days=21),
    known_by=("outcome",),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        Text("requirement", header=("requirement", "competency", "procedure")),
        Date("evaluated_on", header=("evaluated_on", "competency_date")),
        Text("record_number", header=("record_number", "competency_number"), identity=True, blank=""),
        Words("outcome", header=("outcome", "result"), words=OUTCOMES),
        Number("score_percent", header=("score_percent", "score"), low=0, high=100),
        Words("is_simulated", header=("simulated", "is_simulated"), words=YES_NO),
        Text("evaluator", private=True),
        Text("log_number", identity=True),
        Words("patient_group", header=("patient_group", "patient_type"), words=PATIENT_GROUPS),
        Text("room"),
        Text("site", header=("site", "clinical_site")),
        Text("comment", header=("comment", "comments"), private=True),
    ),
)
