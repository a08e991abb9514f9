"""The RSO's desk in the running application: decide, sign, enter; what each role sees, and what the trail says."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.actions.badge_entries import link_account
from db.audit import COMMAND_LINE
from db.badge_cases import cases
from db.badge_signatures import report_state
from db.queries import badges
from db.schema.accounts import ROLES, account, audit_event
from db.schema.badges import wearer
from db.schema.feeds import feed_file
from db.schema.interns import intern
from db.settings import Settings
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import Hospital, everything, texts, together
from tests.dashboard.pages.interns_school import enrol
from tests.dashboard.pages.test_badges import ON_ONE_ENGINE
from tests.dashboard.signing_in import PASSWORD, callback_body, send
from tests.dashboard.test_headers import ALWAYS
from tests.db.no_trail import no_trail
from tests.etl.lines import line_to

REFERENCE = Path(__file__).parents[3] / "db" / "reference"
HEAD = (
    "Account Number,Account Name,Series Code,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
    "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode"
)
Q3 = "2026-07-01,2026-09-30"
REPORT = (
    HEAD,
    f"100,Made-up,RAD,00017,ANNA A,CHEST,{Q3},1.25,1.20,1.20,S2,0,",
    f"100,Made-up,RAD,00092,BEN B,CHEST,{Q3},4.00,3.00,3.00,S5,0,",
    f"100,Made-up,RAD,00148,CARO Ł,CHEST,{Q3},,,,S6,0,Not returned",
    "100,Made-up,RAD,00500,DORA D,FETAL,2026-09-01,2026-09-30,0.20,0.20,0.20,S7,0,",
    f"100,Made-up,RAD,00500,DORA D,CHEST,{Q3},0.20,0.20,0.20,S8,0,",
)
ROSTER = (
    "account_number,participant_number,use,starts_on,department,is_intern",
    *(f"100,{number},CHEST,2026-01-01,{area},no" for number, area in
      (("00017", "Cath lab"), ("00092", "Cath lab"), ("00148", "Ward"), ("00500", "Ward"))),
)  # fmt: skip
SEPTEMBER = date(2026, 9, 30)
PAPERS = ("annual.pdf", "annual.csv", "quarter.pdf", "quarter.csv", "reminders.pdf")
OTHERS = [role for role in ROLES if role != "rso"]


@pytest.fixture
def hospital(database_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    hospital = Hospital(settings_for(database_url), tmp_path)
    names = ("dose_limits.csv", "alara_levels.csv", "reporting_clocks.csv", "effective_dose_rules.csv")
    list(load_files([REFERENCE / name for name in names], line_to(hospital.database, now=hospital.now)))
    assert hospital.receive("landauer_2026-10-20.csv", *REPORT) == "loaded"
    assert hospital.receive("badge_roster_2026-10-20.csv", *ROSTER) == "loaded"
    return hospital


def wearer_id(hospital: Hospital, number: str) -> int:
    with hospital.database.read() as connection:
        return int(connection.scalar(select(wearer.c.id).where(wearer.c.participant_number == number)) or 0)


def press(hospital: Hospital, role: str, button: str, state: dict[str, Any]) -> dict[str, Any]:
    """Press a button of the page as a browser would, with these values of the fields beside it."""
    app, visitor = hospital.app, hospital.as_role(role)
    output = next(
        name
        for name, declared in app.callback_map.items()
        if button in [spec["id"] for spec in declared["inputs"]]
    )
    declared = app.callback_map[output]
    inputs = [1 if spec["id"] == button else 0 for spec in declared["inputs"]]
    body = callback_body(app, output, inputs, [state.get(spec["id"], "") for spec in declared["state"]])
    body["changedPropIds"] = [f"{button}.n_clicks"]
    answer = send(visitor.client, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()["response"]
    return found


def said(answer: dict[str, Any]) -> str:
    return together([part for value in answer.values() for part in texts(list(value.values()))])


def events(hospital: Hospital) -> list[tuple[str, str | None, str | None]]:
    columns = audit_event.c
    query = select(columns.action, columns.object_kind, columns.object_id).order_by(columns.id)
    with hospital.database.read() as connection:
        return [tuple(row) for row in connection.execute(query) if row.action.startswith("badges.")]


def case_id(hospital: Hospital, number: str) -> list[Any]:
    with hospital.database.read() as connection:
        (case,) = [
            one
            for one in cases(connection, "US-NRC")
            if one.participant_number == number and one.quantity == "body"
        ]
    return [case.id, case.verdict]


def decide_all(hospital: Hospital) -> None:
    press(hospital, "rso", "badges-decide", {"badges-case": case_id(hospital, "00017"), "badges-done": 0})
    finding = {
        "badges-case": case_id(hospital, "00092"), "badges-done": 1, "badges-real": "yes", "badges-cause": "long case",
        "badges-corrective": "shield", "badges-informed": "2026-11-20",
    }  # fmt: skip
    press(hospital, "rso", "badges-decide", finding)


def shown_digest(hospital: Hospital) -> list[Any]:
    with hospital.database.read() as connection:
        digest, unknown = report_state(connection, SEPTEMBER).digest, badges.unknown_of(connection, SEPTEMBER)
    return [SEPTEMBER.isoformat(), digest, unknown]


def sign(hospital: Hospital, password: str = PASSWORD, *, known: bool = True) -> str:
    state = {
        "badges-digest": shown_digest(hospital), "badges-password": password, "badges-known": known, "badges-done": 0,
    }  # fmt: skip
    answer = press(hospital, "rso", "badges-sign", state)
    assert answer["badges-password"]["value"] == ""
    return said(answer)


@ON_ONE_ENGINE
def test_the_queue_says_what_waits_and_why_the_report_cannot_be_signed(hospital: Hospital) -> None:
    found = together(hospital.as_role("rso").page("/badges"))
    assert "2 readings over a level wait for review" in found
    assert "Level II: 4.00 mSv against 3.75 mSv for this wear period" in found
    assert "Sign when 2 readings are decided" in found
    assert "September 2026: 2 of 4 readings reviewed" in found


def test_deciding_and_signing_by_the_buttons_of_the_page(hospital: Hospital) -> None:
    empty = {"badges-case": case_id(hospital, "00092"), "badges-done": 0, "badges-real": "yes"}
    assert "finding and its cause" in said(press(hospital, "rso", "badges-decide", empty))
    decide_all(hospital)
    page = together(hospital.as_role("rso").page("/badges"))
    assert "All 2 readings over a level are decided" in page
    assert "Signing means: I have reviewed every reading" in page
    assert "The password is not right; nothing was signed." in sign(hospital, "something else")
    assert "The report is signed" in sign(hospital)
    page = together(hospital.as_role("rso").page("/badges"))
    assert "September 2026 is signed" in page
    assert "by Made-up rso (rso)" in page


@ON_ONE_ENGINE
def test_the_selector_counts_what_is_signed_and_the_first_of_a_newer_report_are_told(
    hospital: Hospital,
) -> None:
    october = "2026-10-01,2026-12-31"
    right = f"100,Made-up,RAD,00017,ANNA A,CHEST,{october},0.10,0.10,0.10,S9,0,"
    assert hospital.receive("landauer_2026-11-20.csv", HEAD, right) == "loaded"
    page = together(hospital.as_role("rso").page("/badges"))
    # Of five badges one is fetal: it is in no count.
    assert "September 2026, 4 badges" in page
    assert "December 2026, 1 badge " in page
    assert "Of a newer report only 1 badge of December 2026 came yet; choose it above." in page


@ON_ONE_ENGINE
def test_the_officers_own_badge_waits_for_a_deputy_on_home_too(hospital: Hospital) -> None:
    hospital.as_role("rso")
    link_account(hospital.database, ("100", "00092"), "rso", actor=COMMAND_LINE, now=hospital.now)
    home = together(hospital.as_role("rso").page("/"))
    assert "Badges, deputy RSO." in home
    assert "Badges, RSO." in home


@ON_ONE_ENGINE
def test_a_report_with_unknown_doses_is_signed_only_by_who_ticks_that_they_know(hospital: Hospital) -> None:
    decide_all(hospital)
    page = together(hospital.as_role("rso").page("/badges"))
    assert "September 2026: 4 of 4 readings reviewed, 1 dose unknown" in page
    assert "I know that 1 dose of this report is unknown, not zero" in page
    assert "Tick that you know of the 1 dose that nobody knows." in sign(hospital, known=False)
    assert "The report is signed" in sign(hospital)
    page = together(hospital.as_role("rso").page("/badges"))
    assert "4 readings, 1 dose unknown, released to their wearers" in page
    assert "unknown and not as zero" in page


def test_the_wearers_record_takes_entries_and_says_what_is_wrong(hospital: Hospital) -> None:
    ben = str(wearer_id(hospital, "00092"))
    page = together(hospital.as_role("rso").page("/badges/wearer", f"?wearer={ben}"))
    assert "No dose of this wearer was estimated or adjusted." in page
    state = {
        "record-wearer": ben, "record-badge": "CHEST|S5|2026-07-01|2026-09-30", "record-how": "set",
        "record-dde": "0.3", "record-reason": "",
    }  # fmt: skip
    assert "Give the reason" in said(press(hospital, "rso", "record-adjust", state))
    assert "three decimals" in said(
        press(hospital, "rso", "record-adjust", state | {"record-dde": "0.00001", "record-reason": "x"})
    )
    answer = said(press(hospital, "rso", "record-adjust", state | {"record-reason": "worn on the bag"}))
    assert "The dose is on record" in answer
    assert "worn on the bag" in answer
    assert "1 reading over a level waits" in together(hospital.as_role("rso").page("/badges"))


@ON_ONE_ENGINE
def test_a_declaration_is_on_the_record_page_and_nowhere_else(hospital: Hospital) -> None:
    dora = str(wearer_id(hospital, "00500"))
    state = {"record-wearer": dora, "record-declared": "2026-10-01", "record-conception": "2026-07-10"}
    answer = said(press(hospital, "rso", "record-declare", state))
    assert "for you alone" in answer
    assert "Is the declared pregnancy within its limits?" in answer
    assert ("badges.record", None, None) in events(hospital)
    for role in OTHERS:
        visitor = hospital.as_role(role)
        for path in ("/", "/feeds", "/staff-doses", "/own-dose"):
            if visitor.status(path) == 200:
                sent = everything(visitor.page(path)).lower()
                assert not any(word in sent for word in ("pregnan", "dora", "fetal", "00500")), (role, path)
    for path in ("/badges/missing", "/badges"):
        assert "pregnan" not in everything(hospital.as_role("rso").page(path)).lower()
    ended = press(hospital, "rso", "record-end", {"record-wearer": dora, "record-ended": "2026-11-01"})
    assert "No pregnancy is declared" in said(ended)


@ON_ONE_ENGINE
def test_home_counts_the_readings_that_wait_and_nothing_else_among_them(hospital: Hospital) -> None:
    roster = [f"100,{number},CHEST,2026-01-01,Cath lab,yes" for number in ("00017", "00092")]
    assert hospital.receive("badge_roster_2026-10-21.csv", ROSTER[0], *roster) == "loaded"
    with hospital.database.write() as connection:
        connection.execute(update(feed_file).values(first_seen_at=datetime(2026, 10, 1)))
    home = together(hospital.as_role("rso").page("/"))
    assert "not told a dose within 30 days" in home
    with hospital.database.read() as connection:
        waiting = len([case for case in cases(connection, "US-NRC") if not case.is_closed])
    assert waiting
    assert f"Readings to review {waiting} To review Report to 30 Sep" in home


def test_a_correction_that_could_not_be_read_stands_beside_the_dose_that_it_did_not_replace(
    hospital: Hospital,
) -> None:
    negative = f"100,Made-up,RAD,00092,BEN B,CHEST,{Q3},-0.10,3.00,3.00,S5,1,"
    right = f"100,Made-up,RAD,00017,ANNA A,CHEST,{Q3},1.25,1.20,1.20,S2,1,"
    assert hospital.receive("landauer_2026-11-20.csv", HEAD, negative, right) == "loaded"
    page = together(hospital.as_role("rso").page("/badges"))
    assert "1 row of badge reports or roster set aside: in no sum, and nothing is replaced by it." in page
    assert "1 row set aside" in page
    assert "Every dose of the last 12 months is known" not in page


def test_nobody_but_the_rso_opens_the_desk_or_takes_its_papers(hospital: Hospital) -> None:
    ben = wearer_id(hospital, "00092")
    for role in OTHERS:
        visitor = hospital.as_role(role)
        for path in ("/badges", "/badges/missing", "/badges/wearer"):
            assert visitor.status(path) == 403, (role, path)
        for name in PAPERS:
            answer = visitor.client.get(f"/badges/paper/{name}?wearer={ben}&year=2026&quarter=2026-Q3")
            assert answer.status_code == 403, (role, name)
            assert b"BEN" not in answer.data
        for name in ("badge_readings", "badge_sums"):
            assert visitor.client.get(f"/export/{name}.csv").status_code == 403, (role, name)
        assert visitor.client.get("/own-dose/paper/annual.csv").status_code == 404, role


@ON_ONE_ENGINE
def test_the_sums_leave_the_page_by_its_button_and_say_nothing_of_a_fetal_badge(hospital: Hospital) -> None:
    rso = hospital.as_role("rso")
    page = rso.page("/badges")
    assert "Sums as CSV" in together(page)
    answer = rso.client.get("/export/badge_sums.csv").text
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert {row["quantity"] for row in rows} == {"body", "lens", "skin"}
    (ben,) = [row for row in rows if (row["participant_number"], row["quantity"]) == ("00092", "body")]
    assert (ben["period_msv"], ben["verdict"], ben["level_msv"]) == ("4", "Level II", "3.75")
    (caro,) = [row for row in rows if (row["participant_number"], row["quantity"]) == ("00148", "body")]
    assert (caro["year_msv"], caro["year_unknown"]) == ("", "1")
    with hospital.database.read() as connection:
        event = connection.execute(select(audit_event).order_by(audit_event.c.id.desc())).mappings().first()
    assert event is not None
    assert (event["action"], event["object_id"], event["actor"]) == ("export", "badge_sums", "rso")


def test_a_wearer_sees_their_own_released_doses_and_takes_their_own_year(hospital: Hospital) -> None:
    visitor = hospital.as_role("clerk")
    assert "No badge is tied to your account" in together(visitor.page("/own-dose"))
    link_account(hospital.database, ("100", "00092"), "clerk", actor=COMMAND_LINE, now=hospital.now)
    assert "None of your doses is released yet" in together(visitor.page("/own-dose"))
    unreleased = visitor.client.get("/own-dose/paper/annual.csv?number=0&year=2026").text
    assert "4.00" not in unreleased
    decide_all(hospital)
    sign(hospital)
    page = together(visitor.page("/own-dose"))
    assert "4.00" in page
    assert "ANNA" not in page
    released = visitor.client.get("/own-dose/paper/annual.csv?number=0&year=2026").text
    assert "4.00" in released
    assert visitor.client.get("/own-dose/paper/annual.csv?number=1&year=2026").status_code == 404


@ON_ONE_ENGINE
def test_the_manager_sees_groups_of_five_or_more_and_no_smaller_one(hospital: Hospital) -> None:
    manager = hospital.as_role("manager")
    assert "No department has five wearers on the roster" in together(manager.page("/staff-doses"))
    more = [
        f"100,Made-up,RAD,{number},W {number},CHEST,{Q3},0.{number},M,M,T{number},0,"
        for number in range(10, 15)
    ]
    assert hospital.receive("more.csv", HEAD, *more) == "loaded"
    rows = [f"100,{number},CHEST,2026-01-01,Radiography,no" for number in range(10, 15)]
    assert hospital.receive("badge_roster_2026-10-21.csv", ROSTER[0], *rows) == "loaded"
    page = together(manager.page("/staff-doses"))
    assert "Radiography has the highest median: 0.12 mSv" in page
    assert "Cath lab" not in page
    assert "Ward" not in page
    assert not any(f"W {number}" in page for number in range(10, 15))


# --- papers ---


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@ON_ONE_ENGINE
def test_the_annual_report_has_the_boxes_of_the_form_and_leaves_identity_empty(hospital: Hospital) -> None:
    ben = wearer_id(hospital, "00092")
    rso = hospital.as_role("rso")
    answer = rso.client.get(f"/badges/paper/annual.csv?wearer={ben}&year=2026")
    rows = {row[0]: row[1:] for row in rows_of(answer.text)}
    assert rows["1"][1] == "BEN B"
    assert rows["2"][1:] == ["", "", "not held here"]
    assert rows["5"][1:] == ["", "", "not held here"]
    # 4.00 mSv is 0.4 rem.
    assert rows["11"][:3] == ["Deep dose equivalent (DDE)", "4.00", "0.4000"]
    assert rows["14"][1] == "not monitored"
    assert rows["17"][1] == "4.00"
    pdf = rso.client.get(f"/badges/paper/annual.pdf?wearer={ben}&year=2026")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert rso.client.get("/badges/paper/annual.pdf?wearer=999999").status_code == 404
    assert rso.client.get("/badges/paper/nothing.pdf").status_code == 404


@ON_ONE_ENGINE
def test_every_paper_is_kept_nowhere_and_carries_the_headers_of_a_page(hospital: Hospital) -> None:
    rso, clerk = hospital.as_role("rso").client, hospital.as_role("clerk").client
    link_account(hospital.database, ("100", "00092"), "clerk", actor=COMMAND_LINE, now=hospital.now)
    ask = f"?wearer={wearer_id(hospital, '00092')}&year=2026&quarter=2026-Q3&number=0"
    answers = [rso.get(f"/badges/paper/{name}{ask}") for name in PAPERS]
    answers += [clerk.get(f"/own-dose/paper/{name}{ask}") for name in PAPERS if name.startswith("annual")]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        for header, value in ALWAYS.items():
            assert answer.headers.get(header) == value, header


def test_the_quarters_list_says_verdict_decision_and_signature_as_the_page_does(hospital: Hospital) -> None:
    decide_all(hospital)
    sign(hospital)
    rso = hospital.as_role("rso")
    header, *rows = rows_of(rso.client.get("/badges/paper/quarter.csv?quarter=2026-Q3").text)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    body = {row["participant_number"]: row for row in found if row["quantity"] == "body"}
    assert (body["00092"]["verdict"], body["00092"]["decision"], body["00092"]["level_msv"]) == (
        "Level II", "investigated", "3.75",
    )  # fmt: skip
    assert (body["00148"]["verdict"], body["00148"]["dose_msv"]) == ("Unknown", "")
    assert body["00017"]["report_signed_by"] == "Made-up rso"
    assert not [row for row in found if "FETAL" in row["position"]]
    pdf = rso.client.get("/badges/paper/quarter.pdf?quarter=2026-Q3")
    assert pdf.data.startswith(b"%PDF-")
    assert rso.client.get("/badges/paper/reminders.pdf").data.startswith(b"%PDF-")


# --- the trail ---


@ON_ONE_ENGINE
def test_each_look_at_a_persons_dose_is_an_event(hospital: Hospital) -> None:
    rso, ben = hospital.as_role("rso"), wearer_id(hospital, "00092")
    rso.page("/badges", f"?wearer={ben}&series=body~CHEST")
    rso.page("/badges/wearer", f"?wearer={ben}")
    rso.client.get(f"/badges/paper/annual.pdf?wearer={ben}&year=2026")
    rso.page("/badges/missing")
    # The attention list tells doses of persons too.
    rso.page("/")
    assert events(hospital) == [
        ("badges.list", "badge report", "2026-09"),
        ("badges.view", "wearer", str(ben)),
        ("badges.view", "wearer", str(ben)),
        ("badges.paper", "annual report", f"{ben} 2026"),
        ("badges.list", "missing badges", "2026-11-24"),
        ("badges.list", "home", "2026-11-24"),
    ]


@ON_ONE_ENGINE
def test_a_coordinators_look_at_an_interns_dose_is_an_event(hospital: Hospital) -> None:
    decide_all(hospital)
    sign(hospital)
    enrol(hospital)
    link_account(hospital.database, ("100", "00092"), "intern", actor=COMMAND_LINE, now=hospital.now)
    with hospital.database.read() as connection:
        ada = connection.scalar(select(intern.c.id).where(intern.c.intern == "Ada Trainee"))
        tied = connection.scalar(select(account.c.id).where(account.c.username == "intern"))
    at = f"?view=person&person={ada}"
    assert "4.00" not in together(hospital.as_role("coordinator").page("/interns", at))
    at = f"{at}&part=hours"
    page = together(hospital.as_role("coordinator").page("/interns", at))
    assert "4.00" in page
    assert events(hospital)[-1] == ("badges.view", "intern's dose", str(tied))
    before = len(events(hospital))
    hospital.as_role("technologist").page("/interns", at)
    assert len(events(hospital)) == before


@ON_ONE_ENGINE
def test_whoever_looks_at_a_person_while_the_trail_cannot_be_written_sees_nobody(hospital: Hospital) -> None:
    """Each page, as each role that may see persons: one whose look is an event shows nothing without it."""
    enrol(hospital)
    refused = set()
    for role in ("rso", "coordinator", "technologist", "intern"):
        visitor = hospital.as_role(role)
        for page in ("/", "/badges", "/badges/missing", "/interns", "/development", "/own-dose"):
            if visitor.status(page) != 200:
                continue
            before = told(hospital)
            visitor.page(page)
            if told(hospital) > before:
                with no_trail():
                    words = together(visitor.page(page))
                assert "could not be loaded" in words, (role, page)
                assert not any(name in words for name in ("BEN B", "ANNA A", "Ada Trainee", "Bea Trainee"))
                refused.add((role, page))
    assert refused >= {
        ("rso", "/"), ("rso", "/badges"), ("coordinator", "/interns"), ("technologist", "/interns"),
        ("intern", "/interns"), ("coordinator", "/development"),
    }  # fmt: skip


def told(hospital: Hospital) -> int:
    with hospital.database.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(audit_event)) or 0)


@ON_ONE_ENGINE
def test_no_name_and_no_number_of_a_person_stands_in_the_trail(hospital: Hospital) -> None:
    ben = str(wearer_id(hospital, "00092"))
    decide_all(hospital)
    state = {
        "record-wearer": ben, "record-badge": "CHEST|S5|2026-07-01|2026-09-30", "record-how": "set",
        "record-dde": "0.3", "record-reason": "worn on the bag",
    }  # fmt: skip
    press(hospital, "rso", "record-adjust", state)
    with hospital.database.read() as connection:
        trail = json.dumps([list(map(str, row)) for row in connection.execute(select(audit_event))])
    assert not any(word in trail for word in ("BEN", "ANNA", "00092", "00017", "bag", "long case"))


@ON_ONE_ENGINE
def test_an_empty_form_of_an_investigation_is_asked_for_its_first_part(hospital: Hospital) -> None:
    asked = {"badges-case": case_id(hospital, "00092"), "badges-done": 0}
    assert "Say whether the reading is real" in said(press(hospital, "rso", "badges-decide", asked))


@ON_ONE_ENGINE
def test_the_rso_leaves_their_own_badge_to_a_deputy(hospital: Hospital) -> None:
    rso = hospital.as_role("rso")
    link_account(hospital.database, ("100", "00092"), "rso", actor=COMMAND_LINE, now=hospital.now)
    ben = wearer_id(hospital, "00092")
    page = together(rso.page("/badges", f"?wearer={ben}&series=body~CHEST"))
    assert "This is your own badge: a deputy with an account of their own reviews it." in page
    finding = {
        "badges-case": case_id(hospital, "00092"), "badges-done": 0, "badges-real": "yes", "badges-cause": "x",
        "badges-corrective": "y", "badges-informed": "2026-11-20",
    }  # fmt: skip
    assert "a deputy has to review it" in said(press(hospital, "rso", "badges-decide", finding))
