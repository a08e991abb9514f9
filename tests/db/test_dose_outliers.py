"""Which exams must somebody explain? Found by rules when their doses come in, closed by a person alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from db.actions.dose import DoseRefused, annotate, close_outlier, withdraw_annotation
from db.audit import Actor
from db.database import Database
from db.dose_outliers import usual_before
from db.queries import dose
from db.schema.accounts import audit_event
from db.schema.dose_outliers import dose_outlier
from db.schema.equipment import fault
from db.selection import Selection
from etl.pipeline import load_files
from tests.etl.lines import line_to

WHO = Actor("physicist", "physicist", 4)
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SAID = "local,1,made up,2020-01-01,no,"
NAMES = f"match,text,exam_type,projection,jurisdiction,edition,source,valid_from,confirmed,note\n\
protocol,KNEE,Knee,AP,{SAID}\nprotocol,SWALLOW,Barium swallow,,{SAID}\n"
RULES = "exam_type,measure,rule_kind,rule_value,jurisdiction,edition,source,valid_from,confirmed,note\n"
DOSES = (
    "study_instance_uid,accession_number,event_uid,modality,room,started_at,event_type,protocol,patient_age_years,\
dap_gy_cm2,dose_rp_mgy,irradiation_duration_ms\n"
)


def load(database, folder, **texts):
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}_2026-11-24.csv")
        paths[-1].write_text(text, encoding="utf-8")
    outcomes = list(load_files(paths, line_to(database)))
    assert {one.outcome for one in outcomes} == {"loaded"}, outcomes


def knee(number, day, dap, age=50):
    return f"1.2.{number},A{number},1.2.{number}.1,DX,Room 1,{day} 10:00,,KNEE,{age},{dap},,\n"


@pytest.fixture
def database(database_url, tmp_path):
    database = Database(database_url)
    # October: 20 knees, of which the middle is 2; the mean of the tenth and eleventh, 2 and 2.
    october = "".join(knee(n, "2026-10-05", dap) for n, dap in enumerate([1] * 9 + [2] * 3 + [3] * 8))
    rules = f"*,DAP per radiograph,factor,3,{SAID}\n*,Fluoroscopy time per exam,level,30,{SAID}\n\
Barium swallow,Dose at RP per exam,level,100,{SAID}\n*,Dose at RP per exam,level,1,{SAID}\n"
    load(database, tmp_path, exam_names=NAMES, outlier_rules=RULES + rules, october=DOSES + october)
    yield database
    database.close()


def found(database):
    with database.read() as connection:
        rows = connection.execute(select(dose_outlier).order_by(dose_outlier.c.id)).all()
    return [(row.exam_type, row.measure, row.rule_kind, row.dose, row.threshold) for row in rows]


def test_a_factor_is_held_against_the_months_before_and_adults_alone(database, tmp_path):
    assert found(database) == []
    rows = knee(50, "2026-11-03", 6) + knee(51, "2026-11-03", 6.1) + knee(52, "2026-11-03", 9, 15.9)
    load(database, tmp_path, november=DOSES + rows + knee(53, "2026-11-03", 9, ""))
    # Exactly three times the usual is not more than three times.
    assert found(database) == [("Knee", "DAP per radiograph", "factor", 6.1, 6.0)]


def test_time_and_air_kerma_add_up_over_the_exam_and_an_exam_types_own_rule_comes_first(database, tmp_path):
    run = "1.2.9{0},B{0},1.2.9{0}.{1},RF,Room 4,2026-11-04 10:00,Fluoroscopy,SWALLOW,3,1,{2},{3}\n"
    rows = run.format(1, 1, 60, 1_000_000) + run.format(1, 2, 41, 801_000) + run.format(2, 1, 99, 1_800_000)
    load(database, tmp_path, november=DOSES + rows)
    # 1801 s are 30.02 min; 1800 s are 30 and not more. 101 mGy are over the swallow's own 100, 99 are not.
    assert [(measure, kind, round(dose, 3), level) for _, measure, kind, dose, level in found(database)] == [
        ("Dose at RP per exam", "level", 101.0, 100.0),
        ("Fluoroscopy time per exam", "level", 30.017, 30.0),
    ]


def test_nothing_closes_by_itself_and_a_person_only_with_a_reason(database, tmp_path):
    load(database, tmp_path, november=DOSES + knee(50, "2026-11-03", 9))
    # A correction that takes the dose below the level leaves it standing, as it was found.
    load(database, tmp_path, novembers=DOSES + knee(50, "2026-11-03", 1))
    today = date(2026, 11, 24)
    with database.write() as connection:
        (row,) = dose.open_outliers(connection, today).to_dict("records")
        assert (row["days_open"], row["dose"], round(row["times"], 2)) == (0, 9.0, 1.5)
        with pytest.raises(DoseRefused, match="Choose a reason"):
            close_outlier(connection, row["id"], "", "it was so", actor=WHO, now=NOW)
        with pytest.raises(DoseRefused, match="characters"):
            close_outlier(connection, row["id"], "size", " ok ", actor=WHO, now=NOW)
        close_outlier(connection, row["id"], "size", "a patient of  180 kg", actor=WHO, now=NOW)
        with pytest.raises(DoseRefused, match="physicist has closed"):
            close_outlier(connection, row["id"], "other", "another view of it", actor=WHO, now=NOW)
        assert dose.open_outliers(connection, today).empty
        (closed,) = dose.closed_outliers(connection).to_dict("records")
        assert (closed["reason"], closed["words"], closed["actor"]) == (
            "size",
            "a patient of 180 kg",
            "physicist",
        )
        events = connection.execute(select(audit_event.c.action, audit_event.c.detail)).all()
        assert ("dose.close", "size") in [tuple(event) for event in events]


def test_outliers_that_are_open_need_attention(database, tmp_path):
    load(database, tmp_path, november=DOSES + knee(50, "2026-11-03", 9))
    with database.read() as connection:
        (row,) = [row for row in dose.attention(connection, "UK", date(2026, 11, 27)) if row.word == "Open"]
    assert row.finding == "1 dose outlier waits for an explanation"
    assert row.since == date(2026, 11, 24)


def test_what_comes_late_is_found_too_and_told_apart_from_the_work_of_the_day(database, tmp_path):
    run = "1.2.9{0},B{0},1.2.9{0}.1,RF,Room 4,{1} 10:00,Fluoroscopy,SWALLOW,3,1,{2},60000\n"
    # A feed that stood still: 24 October is 31 days ago, the 23rd 32. And the first load of a year: air kerma over its
    # level has to be followed, however old it is; a knee of July has no month before it, so nobody can say.
    rows = knee(60, "2026-11-10", 7) + run.format(1, "2026-10-24", 150) + run.format(2, "2026-10-23", 130)
    rows += run.format(3, "2025-12-01", 120) + knee(61, "2026-07-10", 50)
    load(database, tmp_path, late=DOSES + rows)
    today = date(2026, 11, 25)
    with database.read() as connection:
        in_time = dose.open_outliers(connection, today, late=False)
        late = dose.open_outliers(connection, today, late=True)
        rooms = dose.count_by_room(connection, Selection(date(2026, 1, 1), today))
        assert dose.open_count(connection) == (2, 2, date(2026, 11, 24))
        (row,) = [row for row in dose.attention(connection, "UK", today) if row.word == "Open"]
    assert [row["dose"] for row in in_time.to_dict("records")] == [150.0, 7.0]
    assert [(row["dose"], row["days_open"]) for row in late.to_dict("records")] == [(130.0, 1), (120.0, 1)]
    assert rooms[["room", "n", "n_late"]].to_numpy().tolist() == [["Room 4", 1, 2], ["Room 1", 1, 0]]
    assert row.finding == "2 dose outliers wait for an explanation"
    assert "2 more were older than 31 days when their dose came in" in row.detail


def test_the_usual_is_the_middle_of_twelve_months_before_the_exams_own():
    months = [
        (date(2025, 10, 1), 9.0),
        (date(2025, 11, 1), 1.0),
        (date(2026, 9, 1), 2.0),
        (date(2026, 10, 1), 4.0),
    ]
    assert usual_before([*months, (date(2026, 11, 1), 50.0)], date(2026, 11, 3)) == 2.0
    assert usual_before(months[:1], date(2026, 11, 3)) is None


def test_a_note_stands_on_its_day_until_it_is_withdrawn(database):
    today = date(2026, 11, 24)
    with database.write() as connection:
        for day, words in ((None, "new grid"), (date(2026, 11, 25), "new grid"), (today, "x")):
            with pytest.raises(DoseRefused):
                annotate(connection, day, words, actor=WHO, now=NOW, today=today)
        number = annotate(connection, today, "new  grid in use", "Room 1", actor=WHO, now=NOW, today=today)
        november = Selection(date(2026, 11, 1), today)
        (note,) = dose.happened(connection, november).to_dict("records")
        assert (note["words"], note["room"], note["kind"]) == ("new grid in use", "Room 1", "note")
        assert dose.happened(connection, replace(november, room="Room 2")).empty
        withdraw_annotation(connection, number, actor=WHO, now=NOW)
        with pytest.raises(DoseRefused, match="withdrawn already"):
            withdraw_annotation(connection, number, actor=WHO, now=NOW)
        assert dose.happened(connection, november).empty


def test_checks_service_faults_and_new_protocols_stand_on_their_days_in_their_rooms(database, tmp_path):
    names = NAMES + f"protocol,KNEE NEW,Knee,AP,{SAID}\n"
    results = "unit,test,performed_at,value,limit_kind,reference,act_low,tol_low,tol_high,act_high\n"
    checks = "Unit A,kvp_accuracy,2026-11-05 08:00,{},percent,80,-10,-5,5,10\nUnit A,kvp_accuracy,2026-11-{} 08:00,80,"
    load(
        database,
        tmp_path,
        names=names,
        equipment_list="unit,room,unit_kind\nUnit A,Room 1,radiography\n",
        results=results + checks.format(90, "06") + "percent,80,-10,-5,5,10\n",
        service="unit,event_kind,started_at,ended_at,is_down\n"
        "Unit A,detector_swap,2026-11-09 20:00,2026-11-10 23:00,yes\nUnit B,repair,2026-11-09 08:00,,no\n",
        november=DOSES + knee(60, "2026-11-12", 1).replace("KNEE", "KNEE NEW") + knee(61, "2026-11-11", 1),
    )
    with database.write() as connection:
        connection.execute(
            insert(fault).values(
                unit="Unit A", fault_kind="Tube", effect="down", reported_by="ada", state="returned", version=1,
                # In New York still the evening of the 13th.
                reported_at=datetime(2026, 11, 14, 3), returned_at=datetime(2026, 11, 15, 15),
            )
        )  # fmt: skip
        of = Selection(date(2026, 11, 1), date(2026, 11, 30), room="Room 1", exam_type="Knee")
        found = dose.happened(connection, of, "DAP per radiograph", ZoneInfo("America/New_York"))
    assert [(f"{row.day:%d}", row.kind, row.words, row.room) for row in found.itertuples()] == [
        ("05", "QC", "kvp accuracy out of limits", "Room 1"),
        ("09", "service", "detector swap, unit down", "Room 1"),
        ("12", "protocol", "first KNEE NEW", ""),
        ("13", "fault", "Tube, unit down", "Room 1"),
    ]
    assert [str(row.until) for row in found.itertuples() if row.until] == ["2026-11-10", "2026-11-15"]
