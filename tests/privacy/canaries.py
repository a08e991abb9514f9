"""Strings that stand for what nobody may find again: the 18 identifiers of HIPAA (45 CFR 164.514(b)(2)(i)).

Each can be told from all others, and from anything that a page or a database holds by itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """One of the 18: its letter in the rule, what it is, the header of a file that has it, and the canary."""

    letter: str
    what: str
    header: str
    canary: str


# The digits are in no sample, and no hash is made of k, q or z.
EIGHTEEN: tuple[Identifier, ...] = (
    Identifier("A", "name", "Patient full name", "KQZZYSTEIN^ZUZANNA"),
    Identifier("B", "place smaller than a state", "Patient street", "17 Kqzwidle Lane"),
    Identifier("C", "day of birth", "Patient born on", "1923-07-19"),
    Identifier("D", "telephone", "Patient phone", "+1-555-917-4401"),
    Identifier("E", "fax", "Patient fax", "+1-555-917-4402"),
    Identifier("F", "mail address", "Patient mail", "kqzuza@kqzmail.example"),
    Identifier("G", "social security number", "Patient SSN", "917-44-0317"),
    Identifier("H", "medical record number", "Patient MRN", "KQZMRN44017"),
    Identifier("I", "health plan number", "Health plan id", "KQZPLAN4409"),
    Identifier("J", "account number", "Patient account", "KQZACCT4410"),
    Identifier("K", "certificate or licence", "Patient licence", "KQZLIC4411"),
    Identifier("L", "vehicle", "Number plate", "KQZ-4412"),
    Identifier("M", "device of the patient", "Implant serial", "KQZIMPL4413"),
    Identifier("N", "web address", "Patient portal", "https://kqzportal.example/4414"),
    Identifier("O", "network address", "Patient device address", "203.0.113.217"),
    Identifier("P", "biometric", "Finger print", "KQZFINGER4416"),
    Identifier("Q", "photograph", "Portrait file", "kqz_portrait_4417.jpg"),
    Identifier("R", "any other unique number", "Research number", "KQZSTUDY4418"),
)

# In cells that radops reads, and keeps as a hash, sealed, or not at all.
ACCESSION = "KQZACC4419"
PATIENT_ID = "KQZMRN44017"
STUDY_UID = "1.2.826.0.1.3680043.917.4420"
EVENT_UID = "1.2.826.0.1.3680043.917.4421"
MESSAGE_ID = "KQZMSG4422"
BORN = "1923-07-19"
REPORT_TEXT = "KQZREPORT4423 impression"
HOSTILE_FILE = "KQZFILE4424"

NEVER: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(one.canary for one in EIGHTEEN),
            ACCESSION,
            STUDY_UID,
            EVENT_UID,
            REPORT_TEXT,
            "KQZZYSTEIN",
            "19230719",
        )
    )
)


class Marks:
    """A short mark for each column that files fill with text: where it is found again says where the text went."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def of(self, column: str) -> str:
        """The mark of a column, the same in every source: what belongs together in files meets on pages."""
        return f"Kqz{self.place(column)}"

    def place(self, column: str) -> int:
        """The number of a column, in the order in which columns were first asked for."""
        return self._places.setdefault(column, len(self._places) + 100)

    def columns(self) -> dict[str, str]:
        """Each mark in lower case, and its column."""
        return {f"kqz{place}": column for column, place in self._places.items()}


def found_in(text: str | bytes) -> list[str]:
    """The canaries of NEVER that stand in a text or in bytes, in whatever case."""
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    low = plain.lower()
    return [canary for canary in NEVER if canary.lower() in low]
