"""By which numbers is training judged, and what stands on the onboarding checklist? For the programme to edit."""

from datetime import timedelta

from db.schema.development import GROUPS, SETTINGS
from etl.fields import Date, Number, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

TRAINING_SETTINGS = Source(
    name="training_settings",
    title="Numbers and checklist of training",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("training_setting",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    known_by=("setting_value",),
    fields=(
        Words("setting", words={name: name for name in SETTINGS}),
        Text("title"),
        Words("applies_to", words={name: name for name in (*GROUPS, "all")}),
        Number("setting_value", low=0, high=10_000),
        Text("unit"),
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
