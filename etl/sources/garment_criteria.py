"""When a protective garment is rejected: the largest defect allowed, by kind of garment and zone."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

GARMENT_CRITERIA = Source(
    name="garment_criteria",
    title="Reject criteria of protective garments",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("garment_criterion",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Words(
            "garment_kind",
            words={kind: kind for kind in ("apron", "thyroid shield", "gloves", "glasses", "other")},
        ),
        Text("defect_zone"),
        Number("max_defect_area_mm2", low=0, high=1_000_000),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
