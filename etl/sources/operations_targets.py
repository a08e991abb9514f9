"""How long a step of an exam may take, and how many exposures may be rejected: targets, for the site to edit."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_MEASURES = ("order_to_begin", "exam_duration", "end_to_final", "order_to_final", "reject_rate")

OPERATIONS_TARGETS = Source(
    name="operations_targets",
    title="Targets of turnaround and rejects",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("operations_target",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Words("measure", words={name: name for name in _MEASURES}),
        Words("level", words={name: name for name in ("target", "action", "low")}),
        Words("population", words={name: name for name in ("any", "adult", "child")}),
        Words("priority", words={"any": "any"}, others=True),
        Words("patient_class", words={"any": "any"}, others=True),
        # Minutes of a step, or per cent of the exposures: the unit says which.
        Number("target_value", low=0, high=100_000),
        Words("unit", words={"min": "min", "%": "%"}),
        Number("wanted_percent", low=0, high=100),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
