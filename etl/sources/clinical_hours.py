"""When was an intern in clinic or in class? One row per stay, as a tracker's time records export it.

A row without an end is kept: nobody clocked out, and its hours are unknown.
"""

from datetime import timedelta

from etl.fields import LocalDay, LocalTime, NotBefore, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source
from etl.training_words import ACTIVITIES

CLINICAL_HOURS = Source(
    name="clinical_hours",
    title="Interns' hours",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("clinical_hours",)},
    order=FILE_AS_OF,
    as_of=("started_at",),
    stale_after=timedelta(days=8),
    known_by=("started_at",),
    rules=(NotBefore(later="ended_at", earlier="started_at"),),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        LocalTime("started_at", header=("started_at", "clock_in")),
        LocalTime("ended_at", header=("ended_at", "clock_out")),
        LocalDay("local_date", of=("started_at",)),
        Words("activity", words=ACTIVITIES),
        Text("site", header=("site", "clinical_site")),
        Text("shift"),
        Text("approved_by", private=True),
        Text("comment", header=("comment", "comments"), private=True),
    ),
)
