"""Which checks does a room for radiography need? A starter list for the site to edit, each row with its source."""

from datetime import timedelta

from etl.fields import Date, LimitsFit, Text, Words
from etl.layout import Tabular
from etl.limit_fields import RULE_FIELDS, WORD_FIELDS, limit_fields
from etl.source import FILE_AS_OF, Source

QC_TESTS = Source(
    name="qc_tests",
    title="Checks of equipment",
    takes=("*.csv", "*.xlsx"),
    table=Tabular(),
    writes={"": ("qc_test",)},
    order=FILE_AS_OF,
    stale_after=timedelta(days=730),
    rules=(LimitsFit(),),
    fields=(
        Text("test", identity=True),
        Text("test_title"),
        Text("category"),
        Words("answer", words={"number": "number", "words": "words"}),
        Text("value_unit"),
        Words("after_service", words={"yes": True, "no": False}),
        *RULE_FIELDS,
        *limit_fields(),
        *WORD_FIELDS,
        Text("jurisdiction"),
        Text("edition"),
        Text("source"),
        Date("valid_from"),
        Words("confirmed", words={"yes": True, "no": False}),
        Text("note"),
    ),
)
