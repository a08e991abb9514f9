"""Who is in training, by which edition, from when to when? One row per intern, as the programme keeps the roster."""

from datetime import timedelta

from etl.fields import Date, NotBefore, Number, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

INTERNS = Source(
    name="interns",
    title="Intern roster",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("intern",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=200),
    known_by=("cohort",),
    rules=(NotBefore(later="ends_on", earlier="starts_on"),),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        Text("programme", header=("programme", "program")),
        Text("cohort"),
        Text("edition"),
        Date("starts_on"),
        Date("ends_on"),
        Text("ris_name", private=True),
        Number("clinic_hours_needed", low=0, high=20_000),
    ),
)
