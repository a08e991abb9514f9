"""Names are the same when they differ in case, underscores and hyphens alone; a star swallows no border of a word."""

import pytest

from db.plain_names import plain_name, wildcard


@pytest.mark.parametrize("text", ["Chest_PA", "CHEST-PA", " chest   pa ", "Chest\tPA"])
def test_a_name_is_the_same_however_a_device_spells_it(text: str) -> None:
    assert plain_name(text) == "CHEST PA"


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("QC *", ["QC weekly", "qc_flat field"], ["QCHEST", "QC"]),
        ("* QA", ["Daily QA", "daily-qa"], ["AQUA QAX", "SQA"]),
        ("* QC *", ["Room 3 QC flat"], ["MQCX study", "ABQC 12"]),
        ("HIP *", ["HIP AP"], ["HIPPO"]),
        ("C.P*", ["C.P. chest"], ["CHP"]),
    ],
)
def test_a_star_stands_for_anything_but_no_border_between_words_is_lost(
    pattern: str, meant: list[str], not_meant: list[str]
) -> None:
    assert all(wildcard(pattern).fullmatch(plain_name(text)) for text in meant)
    assert not any(wildcard(pattern).fullmatch(plain_name(text)) for text in not_meant)
