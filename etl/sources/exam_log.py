"""What did the interns log? One row per procedure (or per count of them), as a tracker of interns exports it.

Two procedures of the same kind at the same moment need the tracker's own number to be told apart.
"""

from datetime import timedelta

from etl.fields import LocalDay, LocalTime, Text, Whole, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source
from etl.training_words import LEVELS, PATIENT_GROUPS, SUPERVISION, YES_NO

EXAM_LOG = Source(
    name="exam_log",
    title="Interns' exam log",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("exam_log",)},
    order=FILE_AS_OF,
    as_of=("performed_at",),
    stale_after=timedelta(days=8),
    known_by=("participation",),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        Text("requirement", header=("requirement", "procedure")),
        LocalTime("performed_at", header=("performed_at", "exam_date"), day_alone=True),
        LocalDay("local_date", of=("performed_at",)),
        Text("record_number", header=("record_number", "log_number"), identity=True, blank=""),
        Whole("exam_count", header=("exam_count", "exams"), low=1, high=1000),
        Words("participation", header=("participation", "level"), words=LEVELS),
        Words("supervision", words=SUPERVISION),
        Text("supervisor", header=("supervisor", "preceptor"), private=True),
        Whole("repeats", high=100),
        Words("repeat_supervision", words=SUPERVISION),
        Words("is_simulated", header=("simulated", "is_simulated"), words=YES_NO),
        Words("is_approved", header=("approved", "is_approved"), words=YES_NO),
        Words("patient_group", header=("patient_group", "patient_type"), words=PATIENT_GROUPS),
        Text("room"),
        Text("site", header=("site", "clinical_site")),
        Text("comment", header=("comment", "comments"), private=True),
    ),
)
