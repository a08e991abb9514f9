"""What did interns and staff do to be fit for their work? Credentials, onboarding, shadowing, meetings, education."""

from datetime import timedelta

from etl.fields import Date, NotBefore, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source
from etl.training_words import DEVELOPMENT_KINDS, PERSON_GROUPS

DEVELOPMENT = Source(
    name="development",
    title="Credentials and development",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("development_record",)},
    order=FILE_AS_OF,
    as_of=("done_on",),
    stale_after=timedelta(days=40),
    known_by=("expires_on",),
    rules=(NotBefore(later="expires_on", earlier="done_on"),),
    fields=(
        Text("person", header=("person", "employee"), identity=True, private=True),
        Words("person_group", header=("person_group", "group"), words=PERSON_GROUPS),
        Words("kind", words=DEVELOPMENT_KINDS),
        Text("title", header=("title", "item", "activity")),
        Text("record_number", header=("record_number", "certificate_number"), identity=True, blank=""),
        Date("done_on", header=("done_on", "issued_on", "completed_on")),
        Date("expires_on", header=("expires_on", "expiry", "expiration")),
        Number("hours", low=0, high=1_000),
        Text("note", header=("note", "notes"), private=True),
    ),
)
