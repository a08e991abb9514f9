"""Why an exposure is rejected: the DICOM list (PS3.16 CID 7011) and a local one, with what counts as a reject."""

from datetime import timedelta

from etl.fields import Date, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

REJECT_REASONS = Source(
    name="reject_reasons",
    title="Reasons for rejecting an exposure",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("reject_reason",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("scheme"),
        Text("code", identity=True),
        Text("reason"),
        Text("reason_group"),
        Words("counts_as_reject", words={"yes": True, "no": False}),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
