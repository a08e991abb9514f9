"""Of a fault everybody is told what is wrong with the machine, and nothing that somebody wrote."""

import pytest

from db.actions.equipment.faults import FAULT_KINDS
from db.fault_words import UNNAMED, fault_words


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("No exposure", "Tube warm-up failed twice, called Mr Smith", "tube warm-up failed"),
        ("repair", "No exposure, battery fault", "battery fault"),
        ("No exposure", None, "no exposure"),
        ("preventive maintenance", "Half-yearly, new tube", "planned maintenance"),
        ("detector swap", "New detector", "detector change"),
        ("repair", "Table does not move", "table fault"),
        ("Other", "Mrs Canary fell, ask Dr Secret", UNNAMED),
        ("Dr Secret's visit", "", UNNAMED),
        # A part of a longer word is not that word.
        ("Other", "Mrs Constable came in a hurry", UNNAMED),
    ],
)
def test_what_is_wrong_is_told_in_words_of_a_list(kind: str, said: str | None, told: str) -> None:
    assert fault_words(kind, said) == told


def test_every_kind_of_the_form_has_words() -> None:
    assert [kind for kind in FAULT_KINDS if fault_words(kind, None) == UNNAMED] == ["Other"]
