"""The interns page as its readers see it: whose records each may look at, what they may enter, and what comes of it."""

import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from db.queries import interns
from db.queries.interns import intern_at, scope_of
from db.schema.accounts import account, audit_event
from db.schema.interns import (
    clinical_hours,
    competency_record,
    competency_standing,
    exam_log,
    intern,
    training_signature,
)
from db.settings import Settings, read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import Hospital, Visitor, together
from tests.dashboard.pages.interns_school import enrol, tie
from tests.dashboard.signing_in import PASSWORD
from tests.servers.databases import DatabaseMaker

PAGE = "/interns"


@pytest.fixture
def empty_hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


@pytest.fixture(scope="module")
def enrolled(make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the school in it; each test works on a copy."""
    url, folder = make_module_database("sqlite"), tmp_path_factory.mktemp("school")
    made = enrol(
        Hospital(read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(folder)}), folder)
    )
    copy = folder / "school.db"
    made.database.close()
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


@pytest.fixture
def school(enrolled: Path, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    path = tmp_path / "school.db"
    shutil.copy(enrolled, path)
    found = Hospital(settings_for(f"sqlite:///{path}"), tmp_path)
    found.add_known("intern", "technologist", "coordinator")
    return found


def number_of(school: Hospital, name: str) -> int:
    with school.database.read() as connection:
        found = connection.scalar(select(intern.c.id).where(intern.c.intern == name))
    assert found is not None
    return found


def state_of(school: Hospital, name: str, requirement: str) -> tuple[str, int]:
    table = competency_standing.c
    with school.database.read() as connection:
        row = connection.execute(
            select(table.state, table.logged).where(table.intern == name, table.requirement == requirement)
        ).one()
    return row.state, row.logged


def test_before_anything_has_come_the_page_says_what_to_load(empty_hospital: Hospital) -> None:
    words = together(empty_hospital.as_role("coordinator").page(PAGE))
    assert "No intern is on the roster" in words
    assert "intern_supervisors" in words


def test_the_coordinator_sees_all_a_supervisor_those_assigned_and_an_intern_only_themselves(
    school: Hospital,
) -> None:
    all_of_them = together(school.as_role("coordinator").page(PAGE))
    assert "Ada Trainee" in all_of_them
    assert "Bea Trainee" in all_of_them
    for role in ("technologist", "intern"):
        for query in ("", "?view=matrix", "?view=rules", "?view=sign", "?view=log"):
            words = together(school.as_role(role).page(PAGE, query))
            assert "Bea Trainee" not in words, (role, query)
            assert "Patella" not in words or query or role == "intern"
    assert "Next for you: Hip, ask to be judged" in together(school.as_role("intern").page(PAGE))


def test_who_walks_the_numbers_of_others_gets_nothing(school: Hospital) -> None:
    bea = number_of(school, "Bea Trainee")
    strange = together(school.as_role("technologist").page(PAGE, "?view=person&person=99999"))
    others = together(school.as_role("technologist").page(PAGE, f"?view=person&person={bea}"))
    assert "There is no such intern" in others
    assert others == strange
    own = together(school.as_role("intern").page(PAGE))
    for query in (f"?view=person&person={bea}", "?view=person&person=1%20OR%201=1", "?view=person&person=0"):
        assert together(school.as_role("intern").page(PAGE, query)) == own
    assert "1 judgement" not in own
    # The same a thousand times over, where the page asks: never a row that is not the reader's to see.
    both = {"Ada Trainee", "Bea Trainee"}
    for role, may_see in (
        ("intern", {"Ada Trainee"}),
        ("technologist", {"Ada Trainee"}),
        ("coordinator", both),
    ):
        assert walked(school, role) == may_see
    clerk = school.as_role("clerk").client
    for number in range(50):
        assert clerk.get(f"/own-dose/paper/annual.csv?number={number}").status_code == 404
        assert clerk.get(f"/badges/paper/annual.csv?wearer={number}").status_code == 403


def walked(school: Hospital, role: str) -> set[str]:
    """The interns that a role finds under the numbers from 1 to 1,000."""
    with school.database.read() as connection:
        tied = connection.scalar(select(account.c.id).where(account.c.username == role))
        scope = scope_of(connection, role, tied, school.now.date())
        rows = (intern_at(connection, scope, number) for number in range(1, 1001))
        return {row.intern for row in rows if row is not None}


def test_each_look_at_interns_is_an_event_that_names_nobody(school: Hospital) -> None:
    ada = number_of(school, "Ada Trainee")
    school.as_role("coordinator").page(PAGE)
    school.as_role("coordinator").page(PAGE, "?view=matrix")
    school.as_role("technologist").page(PAGE, f"?view=person&person={ada}")
    school.as_role("intern").page(PAGE)
    told = audit_event.c
    with school.database.read() as connection:
        found = connection.execute(
            select(told.actor, told.action, told.object_kind, told.object_id)
            .where(told.action.in_(["interns.list", "interns.view"]))
            .order_by(told.id)
        )
        assert [tuple(row) for row in found] == [
            ("coordinator", "interns.list", "list of interns", "overview"),
            ("coordinator", "interns.list", "list of interns", "matrix"),
            ("technologist", "interns.view", "intern", str(ada)),
            ("intern", "interns.view", "intern", str(ada)),
        ]


def test_an_account_that_is_tied_to_nobody_sees_nobody(school: Hospital) -> None:
    with school.database.write() as connection:
        tie(connection, school, "intern", "intern", "Bea Trainee")
    assert "Bea Trainee" not in together(school.as_role("technologist").page(PAGE))
    mine = together(school.as_role("intern").page(PAGE))
    assert "Femur" in mine
    assert "Hip, ask to be judged" not in mine


def test_an_assignment_that_has_ended_shows_nothing_any_more(school: Hospital) -> None:
    school.receive(
        "intern_supervisors_2026-11-24.csv", "intern,supervisor,starts_on,ends_on",
        "Ada Trainee,R. Tech,2026-01-05,2026-11-23",
    )  # fmt: skip
    assert "Nobody is assigned to you today" in together(school.as_role("technologist").page(PAGE))


def test_the_matrix_says_each_state_in_words(school: Hospital) -> None:
    words = together(school.as_role("coordinator").page(PAGE, "?view=matrix"))
    for expected in ("To judge", "1 of 3", "Missing", "Done", "Simulated", "List unconfirmed", "0 of 15"):
        assert expected in words, expected


def test_the_exams_of_the_department_say_where_the_cases_are(school: Hospital) -> None:
    days = [f"2026-11-1{n}" for n in range(5)]
    head = "accession_number,exam_description,modality,room,patient_class,started_at,ended_at,status,student"
    school.receive(
        "ris_2026-11-24.csv", head,
        *(f"A{n},XR Hip 2 views,DX,Room 3,emergency,{day} 09:00,{day} 09:10,completed," for n, day in enumerate(days)),
        "A7,XR Hip 2 views,DX,Room 2,outpatient,2026-11-12 15:00,2026-11-12 15:10,completed,ADA",
    )  # fmt: skip
    words = together(school.as_role("intern").page(PAGE))
    assert "6 in 30 days, mostly Room 3, mornings" in words
    assert "5 in 30 days, mostly Room 3, mornings" in words
    assert "whether cross-table is not told" in words
    words = together(school.as_role("intern").page(PAGE, "?view=work"))
    assert "1 exam really done" in words
    assert "nobody knows: it does not mean that nobody was there" in words
    # Ada and Bea both lack it, and there are three cases for each.
    with school.database.read() as connection:
        today, zone = date(2026, 11, 24), school.settings.zone
        short = interns.shortages(connection, interns.Scope(None), date(2026, 10, 25), today, zone)
        of_ada = interns.shortages(
            connection, interns.Scope(frozenset({"Ada Trainee"})), date(2026, 10, 25), today, zone
        )
    (hip,) = [one for one in short if one.requirement == "Hip"]
    assert hip.cases is not None
    assert (hip.interns, hip.cases.count, hip.cases.room) == (2, 6, "Room 3")
    assert {one.interns for one in of_ada} == {1}
    assert "Which cases are short?" in together(school.as_role("coordinator").page(PAGE))
    assert "Is the pace kept?" in together(school.as_role("intern").page(PAGE))


def log(
    visitor: Visitor,
    *,
    what: str = "Ribs",
    day: str = "2026-11-24",
    level: str = "performed",
    repeats: object = 0,
    supervisor: object = "R. Tech",
    key: object = None,
    corrects: object = "",
) -> str:
    about = {"key": secrets.token_hex(16) if key is None else key}
    given = [what, level, day, "09:30", "direct", supervisor, repeats, "", "Room 1", "", corrects, about]
    answer = visitor.shown("interns-log-said", 1, state=given)
    return (
        together([answer["interns-log-said"]["children"]]) if answer["interns-log-said"]["children"] else ""
    )


def sign(visitor: Visitor, numbers: list[int], password: str = PASSWORD) -> str:
    answer = visitor.shown("interns-sign-said", 1, state=[numbers, password])
    return (
        together([answer["interns-sign-said"]["children"]]) if answer["interns-sign-said"]["children"] else ""
    )


def judge(visitor: Visitor, person: int, what: str, *rest: object, password: str = PASSWORD) -> str:
    answer = visitor.shown("interns-judge-said", 1, state=[person, what, *rest, password])
    return (
        together([answer["interns-judge-said"]["children"]])
        if answer["interns-judge-said"]["children"]
        else ""
    )


def waiting(school: Hospital) -> list[int]:
    with school.database.read() as connection:
        return list(connection.scalars(select(exam_log.c.id).where(exam_log.c.is_approved.is_(False))))


def actions_of(school: Hospital) -> list[tuple[str, str]]:
    table = audit_event.c
    with school.database.read() as connection:
        rows = connection.execute(
            select(table.action, table.outcome).where(table.action.like("interns.%")).order_by(table.id)
        )
        looks = ("interns.list", "interns.view")
        return [(row.action, row.outcome) for row in rows if row.action not in looks]


def test_what_an_intern_logs_counts_once_the_supervisor_has_signed_it(school: Hospital) -> None:
    assert log(school.as_role("intern")) == ""
    assert state_of(school, "Ada Trainee", "Ribs") == ("logged", 1)
    assert "1 logged procedure to sign" in together(school.as_role("technologist").page(PAGE, "?view=sign"))
    (number,) = waiting(school)
    assert "not right" in sign(school.as_role("technologist"), [number], "a wrong one")
    assert state_of(school, "Ada Trainee", "Ribs") == ("logged", 1)
    assert sign(school.as_role("technologist"), [number]) == ""
    assert state_of(school, "Ada Trainee", "Ribs") == ("logged", 2)
    assert "signed or corrected already" in sign(school.as_role("technologist"), [number])
    with school.database.read() as connection:
        (signed,) = connection.execute(select(training_signature)).all()
    assert (signed.signer, signed.signed_id) == ("Made-up technologist", number)
    assert "supervised" in signed.meaning
    assert actions_of(school)[2:] == [
        ("interns.log", "success"), ("interns.sign", "failure"), ("interns.sign", "success"),
    ]  # fmt: skip


def test_a_log_that_was_wrong_is_corrected_by_a_new_row_that_is_signed_anew(school: Hospital) -> None:
    ada, supervisor = school.as_role("intern"), school.as_role("technologist")
    assert log(ada) == ""
    (first,) = waiting(school)
    assert log(ada, what="Femur", corrects=str(first)) == ""
    # What is corrected waits for no signature, and cannot be signed or corrected again.
    words = together(supervisor.page(PAGE, "?view=sign"))
    assert "Ada Trainee: Femur" in words
    assert "Ada Trainee: Ribs" not in words
    assert "signed or corrected already" in sign(supervisor, [first])
    assert "not yours to correct" in log(ada, corrects=str(first))
    (second,) = [number for number in waiting(school) if number != first]
    assert sign(supervisor, [second]) == ""
    assert state_of(school, "Ada Trainee", "Femur") == ("logged", 1)
    # Signed, and wrong all the same: it counts no longer at once.
    assert "Femur, 24 Nov 09:30, signed" in together(ada.page(PAGE, "?view=log"))
    assert log(ada, corrects=str(second)) == ""
    assert state_of(school, "Ada Trainee", "Femur") == ("missing", 0)
    assert "Femur 24 Nov 09:30 Performed direct corrected since" in together(ada.page(PAGE, "?view=work"))
    with school.database.read() as connection:
        of_file = connection.scalar(select(exam_log.c.id).where(exam_log.c.file_id.is_not(None)))
    # What a tracker holds is corrected there.
    assert "not yours to correct" in log(ada, corrects=of_file)


def test_nobody_signs_for_an_intern_who_is_not_assigned(school: Hospital) -> None:
    with school.database.write() as connection:
        tie(connection, school, "intern", "intern", "Bea Trainee")
    assert log(school.as_role("intern"), what="Femur", supervisor="") == ""
    assert "not yours to sign" in sign(school.as_role("technologist"), waiting(school))
    bea = number_of(school, "Bea Trainee")
    said = judge(school.as_role("technologist"), bea, "offered:Femur", "passed", 90, "no", "")
    assert "not assigned to you" in said


def test_an_entry_that_cannot_be_right_is_refused_in_words(school: Hospital) -> None:
    intern_account = school.as_role("intern")
    assert "Choose a procedure" in log(intern_account, what="Appendectomy")
    assert "within the last 14 days" in log(intern_account, day="2026-10-01")
    assert "within the last 14 days" in log(intern_account, day="2026-11-25")
    assert "observed, assisted or performed" in log(intern_account, level="watched")
    for repeats in (-1, 2**40, True, 1.5, "many", 101):
        assert "repeats is not possible" in log(intern_account, repeats=repeats)
    for day in ("2026-W48-2", "20261124", "24.11.2026"):
        assert "within the last 14 days" in log(intern_account, day=day)
    # Only who supervises this intern today may be named.
    assert "Choose one of those who supervise you" in log(intern_account, supervisor="Somebody Else")
    for key in ("", "x" * 32, 7):
        assert "out of date" in log(intern_account, key=key)
    assert waiting(school) == []


def test_the_same_log_sent_twice_counts_once(school: Hospital) -> None:
    intern_account = school.as_role("intern")
    assert log(intern_account, key="a" * 32) == ""
    assert log(intern_account, key="a" * 32) == ""
    assert len(waiting(school)) == 1


def test_a_competency_is_judged_when_it_is_offered_with_a_comment_where_it_is_low(school: Hospital) -> None:
    supervisor, ada = school.as_role("technologist"), number_of(school, "Ada Trainee")
    assert "not offered" in judge(supervisor, ada, "offered:Ribs", "passed", 95, "no", "")
    assert "needs a comment" in judge(supervisor, ada, "offered:Hip", "attempted", 60, "no", "")
    for score in ("1_0", "\u0663", "1e2", "nan", True, [90]):
        assert "not a number" in judge(supervisor, ada, "offered:Hip", "passed", score, "no", "")
    assert judge(supervisor, ada, "offered:Hip", "attempted", 60, "no", "Marker missing") == ""
    assert state_of(school, "Ada Trainee", "Hip") == ("offered", 3)
    assert judge(supervisor, ada, "offered:Hip", "passed", "92,5", "no", "") == ""
    assert state_of(school, "Ada Trainee", "Hip") == ("done", 3)
    assert "not offered" in judge(supervisor, ada, "offered:Hip", "passed", 92, "no", "")


def test_a_correction_is_a_new_row_and_the_old_one_counts_no_longer(school: Hospital) -> None:
    supervisor, ada = school.as_role("technologist"), number_of(school, "Ada Trainee")
    assert judge(supervisor, ada, "offered:Hip", "passed", 92, "no", "") == ""
    with school.database.read() as connection:
        first = connection.scalar(
            select(competency_record.c.id).where(competency_record.c.intern == "Ada Trainee")
        )
    assert "what was wrong" in judge(supervisor, ada, f"correct:{first}:Hip", "passed", 92, "no", "")
    assert judge(supervisor, ada, f"correct:{first}:Hip", "attempted", None, "no", "Wrong intern") == ""
    assert state_of(school, "Ada Trainee", "Hip") == ("offered", 3)
    with school.database.read() as connection:
        rows = connection.execute(
            select(competency_record)
            .where(competency_record.c.intern == "Ada Trainee")
            .order_by(competency_record.c.id)
        ).all()
    assert [(row.outcome, row.corrects_id) for row in rows] == [("passed", None), ("attempted", first)]
    assert "corrected already" in judge(supervisor, ada, f"correct:{first}:Hip", "passed", 90, "no", "Again")
    assert "counts no longer" in together(supervisor.page(PAGE, f"?view=person&person={ada}&part=work"))


def test_the_record_names_who_judged_and_who_signed_and_says_that_it_is_not_complete(
    school: Hospital,
) -> None:
    ada = number_of(school, "Ada Trainee")
    assert judge(school.as_role("technologist"), ada, "offered:Hip", "passed", 92, "no", "") == ""
    answer = school.as_role("coordinator").client.get(f"/interns/paper/completion.csv?person={ada}")
    rows = {line.split(",")[0]: line for line in answer.text.splitlines()}
    assert rows["Hip"] == "Hip,Spine and Pelvis,done,3,3,no,2026-11-24,Made-up technologist,2026-11-24 12:00"
    assert "15 of the 34 electives,Rules,missing,0,15,no,,," in answer.text
    pdf = school.as_role("coordinator").client.get(f"/interns/paper/completion.pdf?person={ada}")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    cohort = school.as_role("coordinator").client.get("/interns/cohort/report.csv").text.splitlines()
    assert len(cohort) == 3
    assert school.as_role("coordinator").client.get("/interns/cohort/report.pdf").data.startswith(b"%PDF")
    assert ("interns.paper", "success") in actions_of(school)


def test_nobody_takes_the_papers_of_an_intern_whom_they_may_not_look_at(school: Hospital) -> None:
    ada, bea = number_of(school, "Ada Trainee"), number_of(school, "Bea Trainee")
    for role in ("technologist", "intern"):
        client = school.as_role(role).client
        assert client.get(f"/interns/paper/completion.csv?person={ada}").status_code == 200, role
        for number in (bea, 99999, "", "1%20OR%201=1") if role == "technologist" else (bea, 99999):
            assert client.get(f"/interns/paper/completion.csv?person={number}").status_code == 404, (
                role,
                number,
            )
        assert client.get("/interns/cohort/report.csv").status_code == 403, role
        assert client.get("/export/competency_progress.csv").status_code == 403, role
    own = school.as_role("intern").client.get("/interns/paper/completion.csv").text
    assert "Patella,Lower Extremity,done" not in own


def test_rules_that_were_not_kept_are_listed_with_their_rows_and_silence_is_its_own_state(
    school: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.receive(
        "exam_log_2026-11-22.csv",
        "intern,requirement,performed_at,record_number,participation,supervision,supervisor,repeats,repeat_supervision",
        "Ada Trainee,Hip,2026-11-20 09:00,L-20,performed,indirect,R. Tech,0,",
        "Ada Trainee,Chest (mobile),2026-11-20 10:00,L-21,performed,indirect,R. Tech,1,indirect",
        "Bea Trainee,Patella,2026-11-20 10:00,L-22,performed,indirect,R. Tech,0,",
    )
    school.receive(
        "clinical_hours_2026-11-22.csv", "intern,started_at,ended_at,activity",
        "Ada Trainee,2026-11-20 07:00,2026-11-20 18:30,clinic", "Ada Trainee,2026-11-19 07:00,,clinic",
        "Bea Trainee,2026-11-20 07:00,2026-11-20 15:00,clinic",
    )  # fmt: skip
    words = together(school.as_role("coordinator").page(PAGE, "?view=rules"))
    assert "3 times a rule of supervision was not kept" in words
    assert (
        "Direct supervision until competent 20 Nov Ada Trainee Hip indirect supervision, no competency yet"
        in words
    )
    assert "Patella indirect" not in words
    assert "5 times the records do not say how it was supervised" in words
    assert "Day 20 Nov 11.5" in words
    assert "Bea" not in together(school.as_role("intern").page(PAGE, "?view=rules"))
    # Of many interns one cohort is looked through after the other.
    school.receive(
        "interns_2026-11-23.csv", "intern,cohort,edition,starts_on,ends_on",
        "Bea Trainee,2028,ARRT Radiography 2022,2026-01-05,2028-12-17",
    )  # fmt: skip
    monkeypatch.setattr("dashboard.pages.interns.rules._MOST_AT_ONCE", 1)
    words = together(school.as_role("coordinator").page(PAGE, "?view=rules&cohort=2028"))
    assert "2027, 1 2028, 1" in words
    assert "Bea Trainee" in words
    assert "Ada Trainee" not in words
    assert "Ada Trainee" in together(school.as_role("coordinator").page(PAGE, "?view=rules&cohort=none"))


def log_hours(
    visitor: Visitor, since: str, until: str, day: str = "2026-11-23", activity: str = "clinic"
) -> str:
    about = {"key": secrets.token_hex(16)}
    answer = visitor.shown("interns-hours-said", 1, state=[activity, day, since, until, about])[
        "interns-hours-said"
    ]
    return together([answer["children"]]) if answer["children"] else ""


def test_hours_that_an_intern_logs_count_once_the_supervisor_has_signed_them(school: Hospital) -> None:
    ada, supervisor = school.as_role("intern"), school.as_role("technologist")
    assert log_hours(ada, "07:00", "15:30") == ""
    assert "somewhere else" in log_hours(ada, "09:00", "10:00")
    assert "within the last 14 days" in log_hours(ada, "07:00", "15:00", day="2026-11-25")
    assert "clinic or class" in log_hours(ada, "16:00", "17:00", activity="beach")
    assert "No hours have come" in together(ada.page(PAGE, "?view=rules"))
    assert "23 Nov 07:00 to 15:30" in together(supervisor.page(PAGE, "?view=sign"))
    with school.database.read() as connection:
        number = connection.scalar(select(clinical_hours.c.id))
    wrong = supervisor.shown("interns-stays-said", 1, state=[[number], "a wrong one"])
    assert "not right" in together([wrong["interns-stays-said"]["children"]])
    signed = supervisor.shown("interns-stays-said", 1, state=[[number], PASSWORD])
    assert signed["interns-stays-said"]["children"] is None
    again = supervisor.shown("interns-stays-said", 1, state=[[number], PASSWORD])
    assert "signed already" in together([again["interns-stays-said"]["children"]])
    words = together(ada.page(PAGE, "?view=rules"))
    assert "Ada Trainee 8" in words
    assert "No day or week was over its limit" in words


def test_the_page_of_an_intern_tells_of_rejects_hours_badge_and_evaluations(school: Hospital) -> None:
    school.receive(
        "evaluations_2026-11-20.csv", "intern,evaluated_on,evaluation_kind,evaluator,score_percent,comment",
        "Ada Trainee,2026-11-19,mid-term,R. Tech,88.5,Works safely",
    )  # fmt: skip
    school.receive(
        "development_2026-11-20.csv", "person,person_group,kind,title,done_on,expires_on,hours",
        "Ada Trainee,intern,onboarding,BLS,2024-11-20,2026-11-20,", "Bea Trainee,intern,meeting,Of Bea,2026-11-20,,",
        "Ada Trainee,intern,shadowing,Chest readers,2026-11-19,,1.5",
    )  # fmt: skip
    ada = number_of(school, "Ada Trainee")
    expected = {
        "work": ("What can be learned from rejects?", "No exposure of the last year names this intern", "1 evaluation",
                 "Works safely"),
        "hours": ("Where were the hours of clinic?", "No hours have come", "The account is tied to no badge"),
        "learning": ("Missing or ended: ", "BLS Ended 20 Nov 2024 20 Nov", "shadowed 1 time, 1.5 h"),
    }  # fmt: skip
    for part, said in expected.items():
        own = together(school.as_role("intern").page(PAGE, f"?view={part}"))
        looked = {
            role: together(school.as_role(role).page(PAGE, f"?view=person&person={ada}&part={part}"))
            for role in ("coordinator", "technologist")
        }
        for words in said:
            assert words in own, words
            assert words in looked["coordinator"], words
            # Who supervises has no need of the dose.
            assert (words in looked["technologist"]) == ("badge" not in words), words
        assert "Of Bea" not in own
