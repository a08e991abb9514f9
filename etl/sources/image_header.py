"""Headers of radiography and mammography images, where a unit sends no dose report."""

from datetime import timedelta

from etl.source import Source

IMAGE_HEADER = Source(
    name="image_header",
    title="Image headers",
    takes=("*.dcm", "*"),
    writes={"report": ("dose_report",), "event": ("irradiation_event",)},
    # Every value has its attribute in the file: which goes where stands in the reader's own tables.
    fields=(),
    order="content_at",
    as_of=("content_at",),
    stale_after=timedelta(days=1),
)
