"""Who supervises whom, from when to when? One row per intern and supervisor; nobody else may look or sign."""

from datetime import timedelta

from etl.fields import Date, NotBefore, Text
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

INTERN_SUPERVISORS = Source(
    name="intern_supervisors",
    title="Supervisors of interns",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("intern_supervisor",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=200),
    rules=(NotBefore(later="ends_on", earlier="starts_on"),),
    fields=(
        Text("intern", header=("intern", "student"), identity=True, private=True),
        Text("supervisor", header=("supervisor", "preceptor"), private=True),
        Date("starts_on"),
        Date("ends_on"),
    ),
)
