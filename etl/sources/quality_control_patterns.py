"""By which words a study of a phantom or for quality control is known: patterns with `*`, for the site to edit.

Patients' numbers are held as keyed hashes: one that is given exactly is known among all that came in, a pattern of
numbers with `*` knows the dose objects that are read from then on.
"""

from datetime import timedelta

from etl.fields import Date, Identifier, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

QUALITY_CONTROL_PATTERNS = Source(
    name="quality_control_patterns",
    title="Words for phantoms and quality control",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("quality_control_pattern",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Words("match", words={name: name for name in ("exam", "protocol", "room", "patient")}),
        Text("text"),
        Identifier("patient_key", same_as="text", kind="patient", private=True),
        Words("counts", words={"yes": True, "no": False}),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
