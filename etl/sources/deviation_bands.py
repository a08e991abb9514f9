"""How far may a deviation index lie from 0? Bands, for the site to edit."""

from datetime import timedelta

from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

DEVIATION_BANDS = Source(
    name="deviation_bands",
    title="Bands of the deviation index",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("deviation_band",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    fields=(
        Words("band", words={"near": "near", "far": "far"}),
        Number("low", low=-30, high=0),
        Number("high", low=0, high=30),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
