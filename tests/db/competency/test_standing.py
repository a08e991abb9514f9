"""From files to the export and to what the page reads, on both engines: the same states, at any day, loaded twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from db.database import Database, frame
from db.queries import interns
from db.queries.intern_exports import competency_progress
from db.schema.interns import competency_record, competency_standing, intern_progress
from tests.db.competency.lists import names, passed, plain_electives
from tests.db.competency.records import School

TODAY = date(2026, 11, 24)
HEADER = [
    "intern",
    "edition",
    "requirement",
    "category",
    "state",
    "logged",
    "needed",
    "simulated",
    "completed_on",
]


@pytest.fixture
def school(database_url: str, tmp_path: Path) -> Iterator[School]:
    database = Database(database_url)
    yield School(database, tmp_path)
    database.close()


def exported(school: School, today: date = TODAY) -> pd.DataFrame:
    with school.database.read() as connection:
        return competency_progress(connection, today)


def of(rows: pd.DataFrame, intern: str, requirement: str) -> tuple[object, ...]:
    (found,) = rows[(rows["intern"] == intern) & (rows["requirement"] == requirement)].to_dict("records")
    return found["state"], found["logged"], found["needed"], found["simulated"], found["completed_on"]


def test_three_interns_come_out_as_they_were_worked_out_by_hand(school: School) -> None:
    care, mandatory, others = names("patient_care"), names("mandatory"), plain_electives()
    fluoroscopy = names("fluoroscopy")
    school.enrol("Ahead", "Behind", "Nearly")
    school.judge(
        "Ahead", passed(*care, *mandatory[:30], *others[:7], "Skull", *fluoroscopy[:2]), "competencies_a.csv"
    )
    school.judge("Behind", passed(*care[:4], *mandatory[10:15]), "competencies_b.csv")
    # Small Bowel and Esophagus are the third and fourth of fluoroscopy: neither Upper GI nor enema.
    nearly = passed(*care, *mandatory, *others[:12], "Skull", *fluoroscopy[2:4])
    school.judge("Nearly", nearly, "competencies_c.csv")
    school.log([("Behind", "Chest Routine", f"2026-11-1{n} 09:00", "performed") for n in (1, 2)])
    rows = exported(school)
    assert list(rows.columns) == HEADER
    assert list(rows.groupby("intern").size()) == [87, 87, 87]
    counts = rows[rows["category"] != "Rules"].groupby(["intern", "state"]).size().to_dict()
    assert counts == {
        ("Ahead", "done"): 50, ("Ahead", "missing"): 30, ("Behind", "done"): 9, ("Behind", "logged"): 1,
        ("Behind", "missing"): 70, ("Nearly", "done"): 61, ("Nearly", "missing"): 19,
    }  # fmt: skip
    open_rules = rows[(rows["category"] == "Rules") & (rows["state"] == "missing")]
    assert list(open_rules[open_rules["intern"] == "Nearly"]["requirement"]) == ["Upper GI or Contrast Enema"]
    assert of(rows, "Behind", "Chest Routine") == ("logged", 2, 3, False, None)
    assert of(rows, "Ahead", "15 of the 34 electives") == ("missing", 10, 15, False, None)
    assert of(rows, "Nearly", "15 of the 34 electives")[:3] == ("done", 15, 15)
    with school.database.read() as connection:
        sums = frame(connection, select(intern_progress).order_by(intern_progress.c.intern))
        urgent = interns.overview(connection, interns.Scope(None), TODAY)
    assert list(zip(sums["intern"], sums["required"], sums["remaining"], strict=True)) == [
        ("Ahead", 61, 11), ("Behind", 61, 52), ("Nearly", 61, 1),
    ]  # fmt: skip
    # 323 of 711 days have gone: the line stands at 27.7. Who needs help stands first, who is nearly done last.
    told = [(one.intern, one.track.state, one.track.achieved, round(one.track.expected, 1), round(one.track.lag_weeks))
            for one in urgent if one.track is not None]  # fmt: skip
    assert told == [
        ("Behind", "behind", 9, 27.7, 31), ("Ahead", "on_track", 50, 27.7, -37), ("Nearly", "on_track", 60, 27.7, -54),
    ]  # fmt: skip
    assert urgent[2].open_rules == ("Upper GI or Contrast Enema",)


def test_what_the_page_reads_is_what_the_export_says(school: School) -> None:
    school.enrol("Ada")
    school.judge("Ada", passed("Hip", "Ribs"))
    school.log([("Ada", "chest routine", f"2026-11-1{n} 09:00", "performed") for n in range(3)])
    with school.database.read() as connection:
        kept = frame(connection, select(competency_standing).order_by(competency_standing.c.place))
    rows = exported(school)
    for ours, theirs in {"state": "state", "logged": "logged", "is_simulated": "simulated"}.items():
        assert list(kept[ours]) == list(rows[theirs])
    assert of(rows, "Ada", "Chest Routine")[0] == "offered"


def test_the_export_of_an_earlier_day_knows_nothing_of_what_came_after(school: School) -> None:
    school.enrol("Ada")
    school.judge("Ada", passed("Hip", since=date(2026, 6, 1)))
    school.log([("Ada", "Hip", f"2026-0{month}-01 09:00", "performed") for month in (3, 4, 5)])
    assert of(exported(school, date(2026, 2, 1)), "Ada", "Hip") == ("missing", 0, 3, False, None)
    assert of(exported(school, date(2026, 4, 1)), "Ada", "Hip") == ("logged", 2, 3, False, None)
    assert of(exported(school, date(2026, 5, 31)), "Ada", "Hip") == ("offered", 3, 3, False, None)
    assert of(exported(school, date(2026, 6, 1)), "Ada", "Hip") == ("done", 3, 3, False, date(2026, 6, 1))


def test_the_same_files_twice_change_nothing(school: School) -> None:
    def load_all() -> list[int]:
        return [
            school.enrol("Ada").rows_loaded,
            school.judge("Ada", passed("Hip", "Ribs")).rows_loaded,
            school.log([("Ada", "Hip", "2026-11-01 09:00", "performed")]).rows_loaded,
        ]

    assert load_all() == [1, 2, 1]
    first = exported(school)
    assert load_all() == [0, 0, 0]
    assert exported(school).equals(first)


def test_an_attempt_gives_no_credit_and_is_kept(school: School) -> None:
    school.enrol("Ada")
    header = "intern,requirement,evaluated_on,record_number,outcome,score,evaluator,comments"
    school.receive(
        "competencies_2026-11-20.csv", header, ["Ada,Hip,2026-11-02,1,attempted,61,R. Tech,marker missing"]
    )
    assert of(exported(school), "Ada", "Hip") == ("missing", 0, 3, False, None)
    with school.database.read() as connection:
        (kept,) = connection.execute(select(competency_record)).all()
    assert (kept.outcome, kept.score_percent, kept.comment) == ("attempted", 61, "marker missing")


def test_a_competency_that_nobody_signed_is_set_aside(school: School) -> None:
    school.enrol("Ada")
    header = "intern,requirement,evaluated_on,record_number,outcome,evaluator"
    rows = ["Ada,Hip,2026-11-02,1,passed,", "Ada,Ribs,2026-11-02,2,passed,R. Tech"]
    outcome = school.receive("competencies_2026-11-20.csv", header, rows)
    assert (outcome.rows_loaded, outcome.rows_quarantined) == (1, 1)
    assert of(exported(school), "Ada", "Hip")[0] == "missing"


def test_only_procedures_at_the_level_asked_for_are_counted_and_unapproved_ones_are_not(
    school: School,
) -> None:
    school.enrol("Ada")
    school.log(
        [("Ada", "Hip", "2026-11-01 09:00", "performed"), ("Ada", "Hip", "2026-11-02 09:00", "observed")]
    )
    header = "student,procedure,exam_date,log_number,exams,level,approved"
    rows = ["Ada,Hip,2026-11-03,7,2,performed,no", "Ada,Hip,2026-11-04,8,1,performed,yes"]
    school.receive("exam_log_2026-11-21.csv", header, rows)
    assert of(exported(school), "Ada", "Hip")[:3] == ("logged", 2, 3)


def test_a_record_that_names_nothing_in_the_edition_is_told_and_counted_nowhere(school: School) -> None:
    school.enrol("Ada")
    school.judge("Ada", passed("Hip", "Zygomatic Arches"))
    with school.database.read() as connection:
        (found,) = connection.execute(select(intern_progress)).all()
    assert (found.remaining, found.unknown_records) == (60, 1)


def test_an_intern_whose_edition_is_not_loaded_has_no_rows(school: School) -> None:
    school.enrol("Ada", edition="ARRT Radiography 2027")
    assert exported(school).empty


def test_another_programmes_list_loads_by_the_same_source_and_judges_its_interns(school: School) -> None:
    school.enrol("Ada", edition="Small list")
    school.judge("Ada", passed("Chest", "Skull"))
    listed = (
        "requirement,category,requirement_kind,requirement_groups,may_be_simulated,logged_needed,logged_level"
    )
    told = "jurisdiction,edition,source,valid_from,confirmed"
    of_list = "local,Small list,Handbook,2026-01-01,yes"
    school.receive(
        "competency_requirements_2026-11-20.csv",
        f"{listed},{told}",
        [f"Chest,Trunk,mandatory,,no,2,performed,{of_list}", f"Skull,Head,elective,,no,2,performed,{of_list}",
         f"Orbits,Head,elective,,no,2,performed,{of_list}"],
    )  # fmt: skip
    school.receive(
        "competency_rules_2026-11-20.csv",
        f"rule,rule_title,rule_kind,applies_to,needed,{told}",
        [f"all,All,all_of,mandatory,,{of_list}", f"one,1 elective,n_of,elective,1,{of_list}"],
    )
    rows = exported(school)
    assert list(rows["state"]) == ["done", "done", "missing", "done", "done"]
    with school.database.read() as connection:
        (found,) = connection.execute(select(intern_progress)).all()
    assert (found.required, found.is_complete) == (2, True)


def test_a_trackers_own_columns_load_by_mapping_alone(school: School) -> None:
    school.enrol("Ada")
    header = "Student,Procedure,Exam Date,Log Number,Level,Preceptor,Supervision,Patient Type,Clinical Site"
    outcome = school.receive(
        "trajecsys_2026-11-20.csv", header, ["Ada,Hip,2026-11-03,77,Performed,R. Tech,Indirect,Geri,Main"]
    )
    assert (outcome.source, outcome.rows_loaded) == ("exam_log", 1)
    assert of(exported(school), "Ada", "Hip")[:2] == ("logged", 1)
