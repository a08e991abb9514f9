"""Staff doses in a layout like Mirion's exposure reports: one row per badge, doses in mrem.

The columns are those that such reports are said to have; no real export was at hand. A site's own names, and mSv in
place of mrem, go into feeds.toml. The service has subtracted the control badge.
"""

from datetime import timedelta

from etl.badge_words import CONTROLS, EXTREMITIES, USES, WITHOUT_FIGURES
from etl.fields import Date, Dose, DoseNotes, NotBefore, Text, Whole, Words
from etl.layout import Tabular
from etl.source import Source

_NOTES = DoseNotes(
    note="note",
    use="use",
    unused=("unused", "not worn"),
    damaged=("damaged", "unreadable"),
    absent=("not returned", "unreturned", "lost", "absent"),
    estimated=("estimate", "adjusted"),
    cells={"M": "M", "ND": "M", "UNUSED": "unused", "ABSENT": "absent", "DAMAGED": "damaged"},
    without_figures=WITHOUT_FIGURES,
    extremities=EXTREMITIES,
)
_DOSES = ("dde", "lde", "sde")

MIRION = Source(
    name="mirion",
    title="Badge reports, Mirion",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(multiline=("note",)),
    writes={"": ("wearer", "badge_reading")},
    order="version",
    as_of=("reported_on", "wear_end"),
    stale_after=timedelta(days=100),
    rules=(NotBefore(later="wear_end", earlier="wear_start"),),
    fields=(
        Text("account_number", header=("Account",), identity=True),
        Text("account_name", header=("Facility",)),
        Text("series_code", header=("Group",), identity=True),
        Text("participant_number", header=("Wearer ID",), identity=True, private=True),
        Text("participant_name", header=("Wearer Name",), private=True),
        Text("dosimeter", header=("Dosimeter Type",)),
        Words("use", header=("Body Region",), words=USES, others=True),
        Words("is_control", same_as="use", words=CONTROLS, otherwise=False),
        Date("wear_start", header=("Wear Start",)),
        Date("wear_end", header=("Wear End",)),
        Dose("dde", header=("Deep mrem",), unit="mrem", notes=_NOTES, siblings=_DOSES, private=True),
        Dose("lde", header=("Eye mrem",), unit="mrem", notes=_NOTES, siblings=_DOSES, private=True),
        Dose(
            "sde",
            header=("Shallow mrem",),
            unit="mrem",
            notes=_NOTES,
            siblings=_DOSES,
            private=True,
            on_extremities=True,
        ),
        Date("reported_on", header=("Report Date",)),
        Text("serial_number", header=("Dosimeter Serial",), identity=True),
        Whole("version", header=("Revision",), high=999),
        Text("note", header=("Comment",), multiline=True, private=True),
    ),
)
