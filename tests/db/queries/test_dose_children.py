"""A child is compared with a level for children of its age or weight, and with nothing else, on both engines."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select

from db.ages import AGE_BANDS
from db.database import Database
from db.populations import fitting, population_of
from db.queries import dose
from db.schema.dose import dose_report, irradiation_event
from db.schema.feeds import feed_file
from db.selection import ADULTS, Selection
from etl.pipeline import load_files
from tests.etl.lines import line_to

START, END = date(2026, 11, 1), date(2026, 11, 30)
SAID = "EU,RP 185 (2018),made up,2018-01-01,no,"
NAMES = f"match,text,exam_type,projection,jurisdiction,edition,source,valid_from,confirmed,note\n\
protocol,CHEST,Chest,AP,{SAID}\nprotocol,SKULL,Skull,AP,{SAID}\n"
LEVELS = (
    f"exam_type,projection,metric,population,drl_value,unit,jurisdiction,edition,source,valid_from,confirmed,note\n\
Chest,AP/PA,KAP,5-<15 kg,22,mGy.cm2,{SAID}\nChest,AP/PA,KAP,15-<30 kg,50,mGy.cm2,{SAID}\n\
Chest,AP,DAP per radiograph,adult,0.15,Gy.cm2,{SAID}\nSkull,AP/PA,KAP,1-<6 y,295,mGy.cm2,{SAID}\n\
Skull,AP/PA,KAP,>=6 y,350,mGy.cm2,{SAID}\nSkull,AP,ESD per view (with backscatter),5 y,1.5,mGy,{SAID}\n"
)
DOSES = "study_instance_uid,event_uid,modality,room,started_at,protocol,patient_age_years,dap_gy_cm2\n"


def taken(number, protocol, age, dap):
    return f"1.2.{number},1.2.{number}.1,DX,Room 1,2026-11-03 10:00,{protocol},{age},{dap}\n"


@pytest.fixture
def connection(database_url, tmp_path):
    database = Database(database_url)
    # 21 children of 4 years with chests of 0.010 to 0.030; one of 15 kg, one adult of 12 kg (a slip of somebody's).
    rows = "".join(taken(n, "CHEST", 4, (10 + n) / 1000) for n in range(21))
    rows += taken(21, "CHEST", 4, 9) + taken(22, "CHEST", 40, 9) + taken(23, "CHEST", 4, 9)
    rows += taken(30, "SKULL", 6, 0.3) + taken(31, "SKULL", 5.99, 0.2) + taken(32, "SKULL", 16, 9)
    paths = []
    for name, text in {"exam_names": NAMES, "reference_levels": LEVELS, "dose": DOSES + rows}.items():
        paths.append(tmp_path / f"{name}_2026-11-24.csv")
        paths[-1].write_text(text, encoding="utf-8")
    assert {one.outcome for one in load_files(paths, line_to(database))} == {"loaded"}
    with database.write() as writing:
        weigh(writing)
        yield writing
    database.close()


def weigh(connection):
    """What an image header beside each chest but the last would tell: a weight."""
    event = irradiation_event.c
    query = select(event.study_key, event.patient_age_years, event.dap_gy_cm2).where(
        event.exam_type == "Chest"
    )
    weights = iter((15.0, None))
    for row in connection.execute(query.order_by(event.line_number)).all():
        weight = next(weights) if (row.patient_age_years, row.dap_gy_cm2) == (4, 9) else 12.0
        moment = dict.fromkeys(
            ("first_seen_at", "last_seen_at", "started_at", "ended_at"), datetime(2026, 11, 24)
        )
        made = {"sha256": row.study_key, "name": row.study_key, "source": "image_header", "size_bytes": 1}
        file_id = connection.execute(
            insert(feed_file).values(**made, **moment, outcome="loaded")
        ).inserted_primary_key
        told = {"report_kind": "header", "study_key": row.study_key, "modality": "DX", "in_force": True}
        told |= {"patient_weight_kg": weight, "file_id": file_id[0], "line_number": 1, "source_order": "1"}
        connection.execute(insert(dose_report).values(**told))


def levels(connection, population):
    found = dose.reference_levels(connection, "EU", END, population)
    return {(row["exam_type"], row["projection"]): row["drl"] for row in found.to_dict("records")}


def medians(connection, population, exam_type):
    found = dose.median_by_month(connection, Selection(START, END, exam_type=exam_type, age_band=population))
    ranked = dose.against_reference(found, dose.reference_levels(connection, "EU", END, population))
    return [(row["n"], round(row["median"], 4), row["verdict"]) for row in ranked.to_dict("records")]


def test_a_child_is_compared_with_the_level_of_its_own_weight_or_age_and_an_adult_with_none_of_them(
    connection,
):
    # 0.010 to 0.030: the middle one of 21 is 0.020, under the 0.022 of 5 to 15 kg. 15 kg are of the next one.
    assert medians(connection, "5-<15 kg", "Chest") == [(21, 0.02, "Below")]
    assert medians(connection, "15-<30 kg", "Chest") == [(1, 9.0, "n = 1")]
    # By age alone there are 23, for whom no level is on file: they are not of one weight.
    assert medians(connection, "1 to 4", "Chest") == [(23, 0.021, "No reference level on file")]
    assert medians(connection, ADULTS, "Chest") == [(1, 9.0, "n = 1")]
    assert medians(connection, "", "Chest")[0][2] == "No reference level on file"
    # Skulls go by age: six years are of the level from six on, sixteen of none, though it names no end.
    assert medians(connection, ">=6 y", "Skull") == [(1, 0.3, "n = 1")]
    assert medians(connection, "1-<6 y", "Skull") == [(1, 0.2, "n = 1")]


def test_a_level_fits_a_band_of_the_page_where_it_holds_for_each_age_of_it(connection):
    skull = ("Skull", "AP")
    assert levels(connection, "10 to 15")[skull] == 0.35
    assert levels(connection, "1 to 4")[skull] == 0.295
    # Five years have one level and six another; entrance doses and standard children are compared with nothing.
    assert skull not in levels(connection, "5 to 9")
    assert levels(connection, "under 1") == levels(connection, "") == levels(connection, "5 y") == {}
    assert levels(connection, ADULTS) == levels(connection, "65 and over") == {("Chest", "AP"): 0.15}
    names = [one.name for one in dose.populations_on_file(connection, "EU", END)]
    assert names == ["1-<6 y", ">=6 y", "5-<15 kg", "15-<30 kg"]
    assert dose.populations_on_file(connection, "UK", END) == []


def test_the_rows_and_what_is_left_out_are_those_of_the_same_children(connection):
    of = Selection(START, END, exam_type="Chest", age_band="5-<15 kg")
    behind = dose.Behind(of, "DAP per radiograph", "AP")
    assert dose.row_count(connection, behind) == 21
    found = dose.rows_behind(connection, behind, 0, 50)
    assert found["dose"].max() == 0.03
    counted = dose.left_out(connection, of)
    assert (counted["shown"], counted["another_population"], counted["under_16"]) == (21, 6, 0)


def test_the_words_of_a_table_mean_a_stretch_or_nothing():
    found = {name: population_of(name) for name in ("<5 kg", "3 mo-<1 y", ">=6 y", "50-<80 kg")}
    assert [(one.low, one.high, one.words) for one in found.values() if one] == [
        (0, 5, "under 5 kg"),
        (0.25, 1, "3 months to under 1 year"),
        (6, float("inf"), "from 6 years"),
        (50, 80, "50 to under 80 kg"),
    ]
    for name in ("adult", "adult phantom", "5 y", "newborn", "15-<5 kg", "1-<6 kg y", "1 y-<6 kg", ""):
        assert population_of(name) is None, name
    # No level of children is ever put to adults, nor one of adults to children, whatever its name.
    adults = {ADULTS, "16 to 64", "65 and over"}
    for band in [ADULTS, "", *(name for name, _ in AGE_BANDS)]:
        assert fitting("adult", band) == (band in adults)
        assert not (band in adults and any(fitting(name, band) for name in found))
