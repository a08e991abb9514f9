"""X-ray radiation dose structured reports, of projection, fluoroscopy, mammography and CT units."""

from datetime import timedelta

from etl.source import Source

RDSR = Source(
    name="rdsr",
    title="Dose reports",
    takes=("*.dcm", "*"),
    writes={"report": ("dose_report",), "event": ("irradiation_event",)},
    # Every value has its code and unit in the file: which goes where stands in the reader's own tables.
    fields=(),
    order="content_at",
    as_of=("content_at",),
    stale_after=timedelta(days=1),
)
