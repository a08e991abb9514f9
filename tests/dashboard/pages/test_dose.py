"""The dose page: what it says of medians and levels, in which filter, to whom, and what it says without."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.pages.dose import words
from dashboard.pages.dose.question import Offered, understood
from dashboard.pages.dose.view import labelled
from db.privacy import Keyring
from db.schema.accounts import ROLES, audit_event
from db.settings import Settings
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import Hospital, everything, texts, together
from tests.dashboard.signing_in import callback_body, send
from tests.etl.lines import line_to

REFERENCE = Path(__file__).parents[3] / "db" / "reference"
HEAD = (
    "study_instance_uid,accession_number,event_uid,patient_id,modality,room,started_at,protocol,view,"
    "patient_age_years,dap_gy_cm2,rejected"
)


def exposed(study: str, count: int, room: str, protocol: str, view: str, dap: float) -> list[str]:
    """One exposure in each of `count` studies, over the first nine days of November."""
    return [
        f"{study}.{n},{study}-{n},{study}.{n}.1,P{n},DX,{room},2026-11-0{n % 9 + 1} 10:00,{protocol},{view},50,{dap},no"
        for n in range(count)
    ]


# The filters' fields while nothing is chosen.
USUAL = ("", "", "*", "*", "*", "adults", "*")
EXPOSURES = (
    HEAD,
    *exposed("1.2.1", 20, "Room 3", "L SPINE LAT", "LAT", 2.8),
    *exposed("1.2.2", 20, "Room 1", "ABDOMEN AP", "AP", 1.0),
    *exposed("1.2.3", 3, "Room 1", "<b>ZZ 9</b>", "AP", 1.0),
)


@pytest.fixture
def hospital(database_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    hospital = Hospital(settings_for(database_url), tmp_path)
    files = [REFERENCE / name for name in ("reference_levels.csv", "exam_names.csv")]
    outcomes = load_files(files, line_to(hospital.database, now=hospital.now))
    assert [outcome.outcome for outcome in outcomes] == ["loaded", "loaded"]
    return hospital


def receive(hospital: Hospital, *lines: str) -> None:
    path = hospital.folder / "doses_2026-11-24.csv"
    path.write_text("".join(f"{line}\n" for line in lines or EXPOSURES), encoding="utf-8")
    (outcome,) = load_files([path], line_to(hospital.database, now=hospital.now))
    assert outcome.outcome == "loaded", outcome.reason


def test_the_title_is_what_the_figure_shows(hospital: Hospital) -> None:
    receive(hospital)
    said = together(hospital.as_role("physicist").page("/dose"))
    assert "Lumbar spine LAT is over its DRL; one exam type is under" in said
    assert "DRL 2.50 Gy·cm², n = 20, Nov" in said
    assert "112 % of DRL" in said
    assert "Compares the department's median, never one patient." in said
    assert "Not yet confirmed against the document" in said
    assert "1 name has no exam type" in said


def test_text_from_a_file_stays_text(hospital: Hospital) -> None:
    receive(hospital)
    assert "<b>ZZ 9</b>" in hospital.as_role("physicist").page("/dose")


def test_a_filter_narrows_the_figure_and_stands_in_the_address(hospital: Hospital) -> None:
    receive(hospital)
    days = ("2026-09-01", "2026-11-09")
    fields = (*days, "Room 1", "*", "*", "*", "Radiography")
    answer = hospital.as_role("physicist").shown("dose-body", *fields)
    said = together(texts(answer["dose-body"]["children"]))
    assert "Lumbar spine" not in said
    assert (
        "Without reference levels: each is for adults or for some children, and this includes both." in said
    )
    assert answer["dose-address"]["search"] == "?from=2026-09-01&room=Room+1&age=%2A&group=Radiography"
    assert answer["dose-reset"]["hidden"] is False
    linked = hospital.as_role("physicist").page("/dose", answer["dose-address"]["search"])
    assert "Lumbar spine LAT" not in linked


def test_exam_type_class_and_age_band_narrow_the_figure_and_a_child_has_no_level_for_adults(
    hospital: Hospital,
) -> None:
    child = "1.2.9.1,1.2.9-1,1.2.9.1.1,P9,DX,Room 3,2026-11-03 10:00,L SPINE LAT,LAT,7,0.5,no"
    receive(hospital, *EXPOSURES, child)
    physicist = hospital.as_role("physicist")
    answer = physicist.shown("dose-body", "", "", "*", "Lumbar spine", "*", "5 to 9", "*")
    said = together(texts(answer["dose-body"]["children"]))
    assert answer["dose-address"]["search"] == "?type=Lumbar+spine&age=5+to+9"
    assert "Abdomen" not in said
    assert "n = 1, Nov" in said
    assert "DRL 2.50" not in said
    assert "No reference level of UK is on file for these children; one for adults is no comparison." in said
    assert "43 of another age" in said
    assert "of all exam types and classes" in said
    linked = together(physicist.page("/dose", answer["dose-address"]["search"]))
    assert "n = 1, Nov" in linked
    # Of a band of adults the level for adults stays.
    adults = together(physicist.page("/dose", "?age=16+to+64&type=Lumbar+spine"))
    assert "DRL 2.50 Gy·cm², n = 20, Nov" in adults


def test_nothing_in_the_filter_is_not_the_same_as_nothing_received(hospital: Hospital) -> None:
    physicist = hospital.as_role("physicist")
    assert "No dose has arrived yet, so there is nothing to compare" in together(physicist.page("/dose"))
    receive(hospital)
    said = together(physicist.page("/dose", "?group=CT"))
    assert "No exposure fits these filters" in said or "No exposure of this filter has an exam type" in said
    assert "Reset filters" in said


@pytest.mark.parametrize("nonsense", ["", "**", "Room 99", "1; DROP TABLE exam", "\u0663"])
def test_what_is_not_on_offer_means_all(hospital: Hospital, nonsense: str) -> None:
    receive(hospital)
    answer = hospital.as_role("physicist").shown("dose-body", *[nonsense] * 7)
    assert "Lumbar spine LAT" in together(texts(answer["dose-body"]["children"]))
    assert answer["dose-address"]["search"] == ""


def test_the_page_says_in_words_that_the_data_end_long_ago(hospital: Hospital) -> None:
    receive(hospital, *(line.replace("2026-11", "2025-11") for line in EXPOSURES))
    said = together(hospital.as_role("physicist").page("/dose"))
    assert "Dec 2024 to Nov 2025: ends with the newest data, 9 Nov 2025, 380 d ago." in said


def test_when_the_database_fails_the_page_says_so_and_the_old_picture_stays(hospital: Hospital) -> None:
    receive(hospital)
    physicist = hospital.as_role("physicist")
    hospital.break_table("irradiation_event")
    said = together(physicist.page("/dose"))
    assert "The dose page could not be loaded" in said
    assert "Reference" in said
    answer = physicist.shown("dose-body", *USUAL)
    assert set(answer) == {"dose-notice"}
    assert "could not be renewed at 12:00" in together(texts(answer["dose-notice"]["children"]))
    hospital.mend_table("irradiation_event")
    assert physicist.shown("dose-body", *USUAL)["dose-notice"]["children"] is None


@pytest.mark.parametrize("role", ["manager", "rso", "physicist", "technologist"])
def test_these_roles_see_typical_doses(hospital: Hospital, role: str) -> None:
    assert hospital.as_role(role).status("/dose") == 200


@pytest.mark.parametrize("role", ["clerk", "coordinator", "intern", "admin"])
def test_these_roles_do_not(hospital: Hospital, role: str) -> None:
    assert hospital.as_role(role).status("/dose") == 403


# --- words and questions -------------------------------------------------------------------------------------


def ranked(*verdicts: str) -> pd.DataFrame:
    rows = [{"exam_type": f"Exam {n}", "projection": "AP", "verdict": v} for n, v in enumerate(verdicts)]
    return pd.DataFrame(rows, columns=["exam_type", "projection", "verdict"])


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        ([], "Are typical doses below the reference levels?"),
        (["Over DRL", "Below", "Under half"], "Exam 0 AP is over its DRL; two exam types are under"),
        (["Over DRL", "n = 3"], "Exam 0 AP is over its DRL; one has too few exams for a verdict"),
        (["Over DRL", "Over DRL"], "Two exam types are over their DRL"),
        (["Below", "No reference level on file"], "One exam type is under the reference level"),
        (["n = 3"], "One exam type has too few exams for a verdict"),
        (["No reference level on file"] * 3, "No reference level is on file for these three exam types"),
    ],
)  # fmt: skip
def test_the_finding_counts_each_verdict(verdicts: list[str], title: str) -> None:
    assert words.finding(ranked(*verdicts)) == title


YEAR = (date(2025, 12, 1), date(2026, 11, 24))


def test_only_what_is_away_from_its_default_stands_in_the_address() -> None:
    offered = Offered(rooms=("Room 3 & 4",))
    assert not understood({}, YEAR, offered).search
    assert understood({"room": "Room 3 & 4"}, YEAR, offered).search == "?room=Room+3+%26+4"
    assert not understood({"from": "2025-12-01", "to": "2026-11-24", "age": "adults"}, YEAR, offered).search
    assert understood({"age": "*", "view": "index"}, YEAR, offered).search == "?view=index&age=%2A"


def test_up_to_the_newest_data_the_last_month_is_whole_and_else_days_are_days() -> None:
    def counted(**wanted: str) -> tuple[date, date]:
        of = understood(wanted, YEAR, Offered()).counted
        return of.start, of.end

    assert counted() == (date(2025, 12, 1), date(2026, 11, 30))
    assert counted(**{"from": "2026-03-05", "to": "2026-04-10"}) == (date(2026, 3, 5), date(2026, 4, 10))
    assert counted(to="2027-01-05") == (date(2025, 12, 1), date(2027, 1, 31))
    # An end before its start, and what is no day, count as not chosen.
    assert counted(**{"from": "2026-12-24", "to": "2026-12-01"}) == counted()
    assert counted(**{"from": "yesterday"}) == counted()


def test_ct_says_which_of_its_two_measures_it_means() -> None:
    frame = pd.DataFrame(
        [
            {"exam_group": "CT", "measure": "DLP per exam", "exam_type": "CT Head", "projection": ""},
            {
                "exam_group": "Radiography",
                "measure": "DAP per radiograph",
                "exam_type": "Hand",
                "projection": "PA",
            },
        ]
    )
    assert labelled(frame)["exam_type"].tolist() == ["CT Head, DLP", "Hand PA"]


def test_fluoroscopy_alone_is_drawn_once_for_each_of_its_measures(hospital: Hospital) -> None:
    receive(
        hospital,
        f"{HEAD},dose_rp_mgy",
        *(
            f"1.2.5.{n},5-{n},1.2.5.{n}.1,P{n},RF,Room 4,2026-11-03 10:00,SWALLOW,,50,2.0,no,30"
            for n in range(20)
        ),
    )
    hospital.receive(
        "exam_names_2026-11-25.csv",
        "match,text,exam_type,projection,jurisdiction,edition,source,valid_from,confirmed,note",
        "protocol,SWALLOW,Barium swallow,,local,made up,made up,2026-01-01,no,",
    )
    said = texts(hospital.as_role("physicist").page("/dose", "?group=Fluoroscopy"))
    assert {f"Barium swallow, {measure}" for measure in ("DAP", "Dose at RP")} <= set(said)


def test_what_is_left_out_is_said_with_its_number() -> None:
    nothing = dict.fromkeys(
        [
            "rejected_or_quality_control",
            "unknown_age",
            "under_16",
            "another_age",
            "another_population",
            "no_exam_type",
            "unknown_dose",
        ],
        0,
    )
    assert words.left_out_line(nothing) == "No exposure is left out."
    assert (
        words.left_out_line(nothing | {"under_16": 2}).replace("\u00a0", " ")
        == "Left out, in exposures: 2 under 16."
    )


EXAMS = (
    "accession_number,study_instance_uid,exam_description,modality,room,started_at,status",
    *(f"1.2.1-{n},1.2.1.{n},L spine,DX,Room 3,2026-11-0{n % 9 + 1} 09:00,final" for n in range(19)),
    "LOST-1,9.9.9,Hand of nobody,DX,Room 2,2026-11-05 09:00,final",
)


def test_it_says_how_many_exams_have_their_dose_and_what_has_found_no_counterpart(hospital: Hospital) -> None:
    receive(hospital)
    hospital.receive("exams_2026-11-24.csv", *EXAMS)
    said = together(hospital.as_role("physicist").page("/dose", "?view=complete"))
    assert "95 % of exams that give a dose have one on file" in said
    assert "1 exam without a dose" in said
    assert "Hand of nobody" in said
    # 43 studies have a dose, 19 of them an exam.
    assert "24 doses without an exam" in said


def test_rows_of_exams_are_for_those_who_may_see_them(hospital: Hospital) -> None:
    receive(hospital)
    hospital.receive("exams_2026-11-24.csv", *EXAMS)
    said = together(hospital.as_role("technologist").page("/dose", "?view=complete"))
    assert "1 exam without a dose" in said
    assert "Hand of nobody" not in said


def test_the_words_of_the_reject_log_that_nobody_has_mapped_are_a_work_list(hospital: Hospital) -> None:
    receive(hospital)
    log = (
        "room,rejected_at,image_number,accession_number,projection,reject_reason,"
        "technologist,student,supervision,repeated"
    )
    rows = [f"Room 1,2026-11-20 10:00,{n},A{n},CHEST PA,Foo,Ada,Elin,direct,yes" for n in range(2)]
    hospital.receive("log_2026-11-21.csv", log, *rows)
    for role, sees in (("physicist", True), ("technologist", False)):
        said = together(hospital.as_role(role).page("/dose", "?view=complete"))
        assert "2 rejected exposures with a reason that is not mapped" in said
        assert ("Foo" in said) is sees
    assert "2 rejected exposures have a reason that is not mapped" in together(
        hospital.as_role("physicist").page("/")
    )


# --- the number of one exam ---


def receive_sealed(hospital: Hospital, settings: Settings) -> str:
    """Doses and exams, hashed and sealed with the application's own key. Returns the key of the exam without a dose."""
    keyring = Keyring(settings.secret_key, settings.data_key, settings.id_rule)
    line = line_to(hospital.database, now=hospital.now)
    site = dataclasses.replace(line.site, keyring=keyring, vault=settings.vault)
    paths = [hospital.folder / "doses_2026-11-24.csv", hospital.folder / "exams_2026-11-24.csv"]
    for path, lines in zip(paths, (EXPOSURES, EXAMS), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcomes = list(load_files(paths, dataclasses.replace(line, site=site)))
    assert [outcome.outcome for outcome in outcomes] == ["loaded", "loaded"]
    return keyring.hash_id("accession", "LOST-1")


def ask_for_number(hospital: Hospital, role: str, key: str, clicks: int = 1) -> TestResponse:
    app, visitor = hospital.app, hospital.as_role(role)
    button = {"type": "dose-reveal", "exam": key}
    body = callback_body(app, "dose-revealed.children")
    body["inputs"] = [[{"id": button, "property": "n_clicks", "value": clicks}]]
    body["changedPropIds"] = [f"{json.dumps(button, sort_keys=True, separators=(',', ':'))}.n_clicks"]
    return send(visitor.client, body)


def looks(hospital: Hospital) -> list[tuple[str, str, str, str]]:
    columns = audit_event.c
    query = select(columns.actor_role, columns.object_kind, columns.object_id, columns.outcome)
    with hospital.database.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(query.where(columns.action == "exam.reveal").order_by(columns.id))
        ]


@pytest.mark.parametrize("role", ["physicist", "rso"])
def test_the_number_of_one_exam_is_shown_to_those_who_may_and_every_look_is_noted(
    database_url: str, settings_for: Callable[..., Settings], tmp_path: Path, role: str
) -> None:
    settings = settings_for(database_url)
    hospital = Hospital(settings, tmp_path)
    key = receive_sealed(hospital, settings)
    page = hospital.as_role(role).page("/dose", "?view=complete")
    assert "Show number" in together(page)
    assert "LOST-1" not in everything(page)
    assert looks(hospital) == []
    answer = ask_for_number(hospital, role, key)
    assert answer.status_code == 200
    assert "LOST-1" in answer.text
    unknown = ask_for_number(hospital, role, "f" * 32)
    assert "no number is kept of this exam" in unknown.text
    assert looks(hospital) == [
        (role, "exam", key, "success"),
        (role, "exam", "f" * 32, "failure"),
    ]
    # A button that is drawn anew calls without a click: nothing is shown, nothing is noted.
    assert "LOST-1" not in ask_for_number(hospital, role, key, clicks=0).text
    assert len(looks(hospital)) == 2


def test_nobody_else_gets_the_number_of_an_exam(
    sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = settings_for(sqlite_url)
    hospital = Hospital(settings, tmp_path)
    key = receive_sealed(hospital, settings)
    for role in ROLES:
        if role in {"physicist", "rso"}:
            continue
        answer = ask_for_number(hospital, role, key)
        assert answer.status_code == 403, role
        assert "LOST-1" not in answer.text
    assert "Show number" not in together(hospital.as_role("manager").page("/dose", "?view=complete"))
    assert looks(hospital) == []


def test_a_site_that_switches_the_vault_off_shows_no_number(
    sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = settings_for(sqlite_url, vault=False)
    hospital = Hospital(settings, tmp_path)
    key = receive_sealed(hospital, settings)
    page = together(hospital.as_role("physicist").page("/dose", "?view=complete"))
    assert "Hand of nobody" in page
    assert "Show number" not in page
    assert "LOST-1" not in ask_for_number(hospital, "physicist", key).text


def test_without_exams_completeness_is_unknown_and_not_nothing(hospital: Hospital) -> None:
    receive(hospital)
    said = together(hospital.as_role("physicist").page("/dose", "?view=complete"))
    assert "The RIS has told of no exam of these days that gives a dose" in said
