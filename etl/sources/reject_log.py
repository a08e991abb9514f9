"""Rejected exposures, as a console or a reject program exports them: one row per exposure that was not sent.

A repeat, an extra image that was sent, is not in it (AAPM TG-305); `repeated` says whether the exposure was made again.
"""

from etl.fields import Identifier, LocalDay, LocalTime, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_YES_NO = {
    "yes": True,
    "no": False,
    "y": True,
    "n": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}
_SUPERVISION = {"direct": "direct", "indirect": "indirect", "none": "none"}

REJECT_LOG = Source(
    name="reject_log",
    title="Reject log",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("rejected_exposure",)},
    order=FILE_AS_OF,
    as_of=("rejected_at",),
    known_by=("reason_text",),
    fields=(
        Text("room"),
        LocalTime("rejected_at"),
        LocalDay("local_date", of=("rejected_at",)),
        # Two rejects of one room in the same second need the console's own number to be told apart.
        Text("image_number", identity=True, blank="", private=True),
        Identifier("exam_key", header=("accession_number",), kind="accession", private=True),
        Identifier("study_key", header=("study_instance_uid",), kind="study", uid=True, private=True),
        Identifier("event_key", header=("event_uid",), kind="event", uid=True, private=True),
        Text("modality"),
        Text("exam_description"),
        Text("protocol", header=("projection", "protocol")),
        Text("reason_text", header=("reject_reason", "reason")),
        Text("technologist", private=True),
        Text("student", private=True),
        Text("supervisor", private=True),
        Words("supervision", words=_SUPERVISION),
        Words("repeated", words=_YES_NO),
    ),
)
