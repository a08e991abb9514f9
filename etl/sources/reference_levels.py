"""Diagnostic reference levels by exam, projection and population: medians are held against them, never a patient."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

REFERENCE_LEVELS = Source(
    name="reference_levels",
    title="Diagnostic reference levels",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("drl",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Text("exam_type"),
        Text("projection"),
        Text("metric"),
        Text("population"),
        Number("drl_value", low=0, high=1_000_000),
        Text("unit"),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
