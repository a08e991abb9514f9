"""Which exposures of patients were rejected, and why?"""

from sqlalchemy import Boolean, Column, Date, DateTime, Index, String, Table

from db.schema.base import identity, metadata, natural_key_on, provenance

# An exposure that was made and not sent to the radiologist (AAPM TG-305). A repeat, an image beyond the expected set
# that was sent, is another thing and stands in no row here; `repeated` only says whether a new exposure followed.
rejected_exposure = Table(
    "rejected_exposure",
    metadata,
    identity(),
    Column("room", String(80), nullable=False),
    Column("rejected_at", DateTime, nullable=False),
    # The console's own number of the image; blank where it gives none.
    Column("image_number", String(60), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("exam_key", String(32), index=True),
    Column("study_key", String(32)),
    Column("event_key", String(32), index=True),
    Column("modality", String(16)),
    Column("exam_description", String(200)),
    Column("protocol", String(200)),
    Column("exam_type", String(80), info={"derived": True}),
    Column("projection", String(40), info={"derived": True}),
    # As the console or the person put it; what it means is worked out, and null where nobody has said yet.
    Column("reason_text", String(200)),
    Column("reason_scheme", String(40), info={"derived": True}),
    Column("reason_code", String(40), info={"derived": True}),
    Column("technologist", String(80)),
    Column("student", String(80)),
    Column("supervisor", String(80)),
    Column("supervision", String(20)),
    Column("repeated", Boolean(create_constraint=False)),
    Column("clock_change_note", String(200)),
    *provenance(),
    natural_key_on("room", "rejected_at", "image_number"),
    Index("ix_rejected_exposure_local_date", "local_date"),
)
