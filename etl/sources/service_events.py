"""When was a unit serviced, and could it not be used? One row per event of the biomedical engineers' or maker's log."""

from datetime import timedelta

from etl.fields import LocalTime, NotBefore, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

SERVICE_EVENTS = Source(
    name="service_events",
    title="Service log",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("service_event",)},
    order=FILE_AS_OF,
    as_of=("ended_at", "started_at"),
    stale_after=timedelta(days=8),
    rules=(NotBefore(later="ended_at", earlier="started_at"),),
    fields=(
        Text("unit", identity=True),
        Text("event_kind"),
        LocalTime("started_at", day_alone=True),
        LocalTime("ended_at", day_alone=True),
        Words("is_down", words={"yes": True, "no": False}),
        Text("event_number", identity=True),
        Text("description"),
        Text("cause"),
        Text("engineer"),
        Number("cost", low=0, high=100_000_000),
    ),
)
