"""Staff doses as Landauer reports them: one row per dosimeter, 33 columns, doses in mSv.

Identity number and birth date stand in the report and are never read. The service has subtracted the control badge.
"""

from datetime import timedelta

from etl.badge_words import CONTROLS, EXTREMITIES, USES, WITHOUT_FIGURES
from etl.fields import Date, Dose, DoseNotes, NotBefore, Text, Whole, Words
from etl.layout import Tabular
from etl.source import Source

_NOTES = DoseNotes(
    note="note",
    use="use",
    unused=("unused",),
    damaged=("damaged", "no evaluation possible"),
    absent=("absent", "not returned", "lost"),
    estimated=("estimate",),
    cells={"M": "M", "UNUSED": "unused", "ABSENT": "absent", "DAMAGED": "damaged"},
    without_figures=WITHOUT_FIGURES,
    extremities=EXTREMITIES,
)
_DOSES = ("dde", "lde", "sde")

LANDAUER = Source(
    name="landauer",
    title="Badge reports",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(multiline=("note",)),
    writes={"": ("wearer", "badge_reading")},
    order="version",
    as_of=("reported_on", "wear_end"),
    stale_after=timedelta(days=100),
    rules=(NotBefore(later="wear_end", earlier="wear_start"),),
    fields=(
        Text("account_number", header=("Account Number",), identity=True),
        Text("account_name", header=("Account Name",)),
        Text("series_code", header=("Series Code",), identity=True),
        Text("participant_number", header=("Participant Number",), identity=True, private=True),
        Text("participant_name", header=("Participant Name",), private=True),
        Text("dosimeter", header=("Dosimeter",)),
        Words("use", header=("Use",), words=USES, others=True),
        Words("is_control", same_as="use", words=CONTROLS, otherwise=False),
        Text("radiation_quality", header=("Rad Quality",)),
        Date("wear_start", header=("Period Begin Date",)),
        Date("wear_end", header=("Period End Date",)),
        Dose("dde", header=("Current DDE",), notes=_NOTES, siblings=_DOSES, private=True),
        Dose("lde", header=("Current LDE",), notes=_NOTES, siblings=_DOSES, private=True),
        Dose(
            "sde", header=("Current SDE",), notes=_NOTES, siblings=_DOSES, private=True, on_extremities=True
        ),
        Text("vendor_quarter_dde_text", header=("Quarter DDE",), private=True),
        Text("vendor_quarter_lde_text", header=("Quarter LDE",), private=True),
        Text("vendor_quarter_sde_text", header=("Quarter SDE",), private=True),
        Text("vendor_year_dde_text", header=("YTD DDE",), private=True),
        Text("vendor_year_lde_text", header=("YTD LDE",), private=True),
        Text("vendor_year_sde_text", header=("YTD SDE",), private=True),
        Text("vendor_life_dde_text", header=("Life DDE",), private=True),
        Text("vendor_life_lde_text", header=("Life LDE",), private=True),
        Text("vendor_life_sde_text", header=("Life SDE",), private=True),
        Date("reported_on", header=("Import Date",)),
        Text("serial_number", header=("Serial Number",), identity=True),
        Whole("version", header=("Version",), high=999),
        Text("note", header=("NoteCode",), multiline=True, private=True),
    ),
)
