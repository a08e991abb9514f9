"""What was received, used, moved and thrown away: one row per movement, each with the sender's own number.

The quantity is what moved, never below 0; the kind says which way.
"""

from datetime import date

from etl.fields import LocalTime, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

_KINDS = {
    "receive": "receive",
    "receipt": "receive",
    "received": "receive",
    "return": "return",
    "use": "use",
    "used": "use",
    "issue": "use",
    "issued": "use",
    "consumption": "use",
    "move_in": "move_in",
    "transfer in": "move_in",
    "move_out": "move_out",
    "transfer out": "move_out",
    "discard": "discard",
    "discarded": "discard",
    "waste": "discard",
    "expired": "discard",
    "damaged": "discard",
    "found": "found",
    "missing": "missing",
    "lost": "missing",
}

MOVEMENTS = Source(
    name="movements",
    title="Movements",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("stock_movement",)},
    order=FILE_AS_OF,
    as_of=("moved_at",),
    fields=(
        Text("movement_id", identity=True),
        Text("item_code", identity=True),
        Text("lot_number", identity=True, blank=""),
        Text("location"),
        Words("kind", words=_KINDS),
        Number("quantity", low=0, high=1_000_000_000),
        LocalTime("moved_at", low=date(1990, 1, 1), day_alone=True, past=True),
        Text("reason"),
    ),
)
