"""A device's or RIS's text is mapped by the site's table alone; what the table does not name stays unmapped."""

from datetime import date

import pytest
from sqlalchemy import insert

from db import ledger
from db.clock import now_utc
from db.database import Database
from db.exam_names import read_exam_names
from db.schema.reference import exam_name

ROWS = [
    ("protocol", "Chest* PA", "Chest", "PA"),
    ("protocol", "Chest", "Chest", ""),
    ("protocol", "HIP *", "Hip", ""),
    ("protocol", "CT *HEAD*", "CT Head", ""),
    ("exam", "CT CHEST*", "CT Chest", ""),
    ("exam", "XR LUMBAR SPINE", "Lumbar spine", ""),
    ("region", "Chest", "Chest", ""),
    ("view", "lateral", "", "LAT"),
]


@pytest.fixture
def names(database_url):
    database = Database(database_url)
    with database.write() as connection:
        file_id = ledger.open_file(
            connection, ledger.Arrival("a" * 64, "made_up.csv", 1), "exam_names", now_utc()
        )
        for line, (match, text, exam_type, projection) in enumerate(ROWS):
            connection.execute(
                insert(exam_name).values(
                    match=match,
                    text=text,
                    exam_type=exam_type,
                    projection=projection,
                    jurisdiction="local",
                    edition="made up",
                    source="made up",
                    valid_from=date(2000, 1, 1),
                    confirmed=False,
                    file_id=file_id,
                    line_number=line,
                    source_order=0,
                )
            )
    with database.read() as connection:
        yield read_exam_names(connection)
    database.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chest_pa", ("Chest", "PA")),
        ("CHEST WITH GRID  PA", ("Chest", "PA")),
        ("chest", ("Chest", None)),
        ("CHEST PAED", (None, None)),
        ("HIP LEFT", ("Hip", None)),
        ("HIPPO", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_protocol_is_mapped_by_exact_words_then_patterns(names, text, found):
    assert names.of("protocol", text) == found


def test_the_view_of_the_device_wins_over_the_one_in_a_name(names):
    assert names.of_event("DX", "Chest PA", None, "lateral", None) == ("Chest", "LAT")


def test_without_a_protocol_the_region_then_the_exam_says_it(names):
    assert names.of_event("DX", "unknown words", "Chest", None, None) == ("Chest", None)
    assert names.of_event("DX", None, None, None, "XR Lumbar Spine") == ("Lumbar spine", None)


def test_a_ct_of_the_chest_is_never_taken_for_a_radiograph(names):
    assert names.of_event("CT", "Thorax routine", "Chest", None, None) == ("CT Chest", None)
    assert names.of_event("CT", "Head routine", None, None, None) == ("CT Head", None)
    assert names.of_event("CT", "chest pa", "Pelvis", None, None)[0] == "CT Chest"
    assert names.of_event("CT", "words", "Pelvis", None, None) == (None, None)
