"""Who is to wear which badge, from when to when? The department's own list, one row per person and badge.

With it a badge that does not come is missed because somebody was to wear it; without it, only because one came before.
"""

from datetime import timedelta

from etl.badge_words import USES
from etl.fields import Date, NotBefore, Text, Whole, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

BADGE_ROSTER = Source(
    name="badge_roster",
    title="Badge roster",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("badge_assignment",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=400),
    rules=(NotBefore(later="ends_on", earlier="starts_on"),),
    fields=(
        Text("account_number", identity=True),
        Text("participant_number", identity=True, private=True),
        Words("use", words=USES, others=True),
        Date("starts_on"),
        Date("ends_on"),
        Whole("wear_months", low=1, high=12),
        Text("department"),
        Text("work_group"),
        Text("ris_name", private=True),
        Words("is_intern", words={"yes": True, "no": False}),
        Date("adult_on"),
    ),
)
