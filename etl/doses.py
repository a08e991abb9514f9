"""What did a badge's report say of one quantity? A dose, below the minimum, unused, absent, damaged, not measured."""

from collections.abc import Mapping
from decimal import Decimal

from etl.convert import BadValue
from etl.fields import Dose
from etl.numbers import compile_number

Answer = tuple[str | None, str, int | None]


class DoseReader:
    """Reads one quantity of a badge row to its text, its flag and whole microsieverts."""

    def __init__(self, field: Dose) -> None:
        self._field = field
        self._number = compile_number(field.decimal, "", field.unit, field.units[field.unit])
        words = ", ".join(word for word in field.notes.cells if word)
        self.expected = f"a dose in {field.unit} (at most whole microsieverts), {words}, or blank"
        self._cells = {word.casefold(): flag for word, flag in field.notes.cells.items()}

    def read(self, text: str, note: str, use: str, others: tuple[str, ...]) -> Answer:
        """Return (text, flag, microsieverts); `others` are the cells of the badge's other doses. Raises BadValue."""
        text, notes = text.strip(), self._field.notes
        note, use = note.casefold(), use.strip().upper()
        if not text and self._never_given(use):
            return None, "not_measured", None
        if self._mentions(note, notes.damaged) and (not text or self._cells.get(text.casefold()) is not None):
            # Damaged in the post or in processing: `M` then only says that nothing could be read.
            return text or None, "damaged", None
        if not text:
            return None, self._blank(note, others), None
        if flag := self._cells.get(text.casefold()):
            return text, flag, None
        return (
            text,
            "estimated" if self._mentions(note, notes.estimated) else "value",
            self._microsieverts(text),
        )

    def _never_given(self, use: str) -> bool:
        notes = self._field.notes
        return use in notes.without_figures or (use in notes.extremities and not self._field.on_extremities)

    def _blank(self, note: str, others: tuple[str, ...]) -> str:
        notes = self._field.notes
        if self._mentions(note, notes.unused):
            return "unused"
        if not self._mentions(note, notes.absent) and any(other.strip() for other in others):
            return "not_measured"
        return "absent"

    def _microsieverts(self, text: str) -> int:
        dose = self._number.exact(text)
        if dose is None:
            raise BadValue("not a dose of the form that is expected", self.expected)
        if dose != dose.to_integral_value():
            raise BadValue("finer than a microsievert, which would have to be rounded", self.expected)
        if not 0 <= dose <= Decimal(self._field.high_usv):
            raise BadValue(f"not between 0 and {self._field.high_usv // 1000} mSv", self.expected)
        return int(dose)

    @staticmethod
    def _mentions(note: str, words: tuple[str, ...]) -> bool:
        return any(word in note for word in words)


def answer_columns(name: str, answer: Answer) -> Mapping[str, object]:
    """The three columns of a quantity."""
    return {f"{name}_text": answer[0], f"{name}_flag": answer[1], f"{name}_usv": answer[2]}
