"""The RSO's decisions: who may decide what, what is kept, and what the trail says, on both engines."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.actions import badge_entries as entries
from db.actions import badges as actions
from db.actions.badge_entries import Badge, EntryRefused
from db.actions.badges import BadgeRefused
from db.badge_cases import cases
from db.badge_signatures import report_state
from db.badge_verdicts import Programme
from db.queries import badges
from db.schema.badge_desk import badge_verdict, dose_adjustment
from db.schema.badges import badge_reading
from etl.pipeline import load_files
from tests.db.badge_ward import ANNA, BEN, CARO, LIMITS, NOW, PASSWORD, Q2, Q3, READINGS, SEPTEMBER, Ward

# Where the refusal stands before any statement, or the order is made in Python.
ON_ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RULES: dict[str, Any] = {"jurisdiction": LIMITS, "now": NOW}


@pytest.fixture
def ward(database_url: str, tmp_path: Path) -> Ward:
    ward = Ward(database_url, tmp_path)
    ward.receive("report.csv", *READINGS)
    return ward


def acknowledge(ward: Ward, case_id: int, who: Any = None) -> None:
    actions.acknowledge(ward.database, case_id, "", actor=who or ward.rso, **RULES)


def investigate(ward: Ward, case_id: int, who: Any = None, **said: Any) -> None:
    asked: dict[str, Any] = {
        "is_real": "yes", "cause": "long case", "corrective_action": "shield moved",
        "informed_on": date(2026, 11, 20), "committee_on": None,
    } | said  # fmt: skip
    actions.investigate(ward.database, case_id, actor=who or ward.rso, **asked, **RULES)


def sign(ward: Ward, password: str = PASSWORD, digest: str = "", who: Any = None, unknown: int = 0) -> None:
    actions.sign(
        ward.database,
        ward.keyring,
        SEPTEMBER,
        digest or ward.digest(),
        password,
        unknown=unknown,
        actor=who or ward.rso,
        **RULES,
    )


def test_a_report_opens_a_case_for_each_reading_over_a_level_and_only_once(ward: Ward) -> None:
    found = {(case.participant_number, case.quantity): case.verdict for case in ward.cases()}
    assert found == {("00017", "body"): "level_1", ("00092", "body"): "level_2", ("00092", "lens"): "level_1"}
    ward.receive("again.csv", *READINGS, ("00999", "NEW", "CHEST", Q3, "M,M,M", "S9", "0"))
    assert len(ward.cases()) == 3
    with ward.read() as connection:
        assert connection.scalar(select(func.max(badge_verdict.c.sequence))) == 0


@ON_ONE_ENGINE
def test_the_largest_share_of_the_limit_stands_first(ward: Ward) -> None:
    assert [(case.participant_number, case.quantity) for case in ward.cases()] == [
        ("00092", "body"), ("00092", "lens"), ("00017", "body"),
    ]  # fmt: skip


def test_level_i_is_acknowledged_and_level_ii_needs_an_investigation(ward: Ward) -> None:
    anna, ben = ward.case_of(ANNA), ward.case_of(BEN)
    acknowledge(ward, anna.id)
    assert ward.case_of(ANNA).is_closed
    with pytest.raises(BadgeRefused, match="needs an investigation"):
        acknowledge(ward, ben.id)
    investigate(ward, ben.id)
    assert ward.case_of(BEN).is_closed
    assert [(e[0], e[1], e[2]) for e in ward.events()] == [
        ("badges.acknowledged", "rso", str(anna.id)),
        ("badges.investigated", "rso", str(ben.id)),
    ]


@ON_ONE_ENGINE
def test_an_investigation_without_a_part_is_refused(ward: Ward) -> None:
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"is_real": ""}, "real"),
        ({"cause": " "}, "cause"),
        ({"corrective_action": ""}, "done about it"),
        ({"informed_on": None}, "informed"),
    ]
    case = ward.case_of(BEN)
    for said, missing in refusals:
        with pytest.raises(BadgeRefused, match=missing):
            investigate(ward, case.id, **said)
    assert ward.events() == []


def test_nobody_decides_on_their_own_badge_and_a_deputy_does(ward: Ward) -> None:
    entries.link_account(ward.database, ANNA, "rso", actor=ward.deputy, now=NOW)
    case = ward.case_of(ANNA)
    with pytest.raises(BadgeRefused, match="deputy"):
        acknowledge(ward, case.id)
    with pytest.raises(EntryRefused, match="deputy"):
        adjust(ward, ANNA, "S1", dde=100)
    acknowledge(ward, case.id, ward.deputy)
    assert ward.case_of(ANNA).decisions[0].entered_by == "deputy"


@ON_ONE_ENGINE
def test_nobody_gets_rid_of_the_tie_to_their_own_badge_or_enters_anything_on_it(ward: Ward) -> None:
    who: dict[str, Any] = {"actor": ward.rso, "now": NOW}
    entries.link_account(ward.database, ANNA, "rso", actor=ward.deputy, now=NOW)
    with pytest.raises(EntryRefused, match="deputy"):
        entries.link_account(ward.database, ANNA, "", **who)
    with pytest.raises(EntryRefused, match="deputy"):
        entries.enter_external_dose(
            ward.database, ANNA, employer="Elsewhere", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30),
            quantity="body", usv=1000, document="letter", programme=ward.programme, **who,
        )  # fmt: skip
    with pytest.raises(EntryRefused, match="deputy"):
        entries.assign(ward.database, ANNA, {"use": "CHEST", "starts_on": date(2026, 1, 1)}, **who)
    entries.link_account(ward.database, ANNA, "", actor=ward.deputy, now=NOW)


def test_a_case_is_decided_once(ward: Ward) -> None:
    case = ward.case_of(ANNA)
    acknowledge(ward, case.id)
    with pytest.raises(BadgeRefused, match="already"):
        acknowledge(ward, case.id, ward.deputy)


def test_a_correction_opens_a_new_case_and_keeps_the_old_one_with_its_decision(ward: Ward) -> None:
    old = ward.case_of(ANNA)
    acknowledge(ward, old.id)
    ward.receive("corrected.csv", ("00017", "ANNA", "CHEST", Q3, "3.90,3.90,3.90", "S1", "1"))
    new = ward.case_of(ANNA)
    assert (new.verdict, new.sequence, new.is_closed, new.decisions) == ("level_2", 1, False, ())
    with pytest.raises(BadgeRefused, match="changed"):
        acknowledge(ward, old.id)
    ward.receive("corrected again.csv", ("00017", "ANNA", "CHEST", Q3, "0.10,0.10,0.10", "S1", "2"))
    assert ANNA not in [case.wearer_key for case in ward.cases()]
    with ward.read() as connection:
        columns = badge_verdict.c
        query = select(columns.verdict).where(
            columns.participant_number == "00017", columns.quantity == "body"
        )
        assert list(connection.scalars(query.order_by(columns.sequence))) == ["level_1", "level_2", "below"]


def test_changing_a_level_later_flags_nothing_anew(ward: Ward) -> None:
    path = ward.folder / "alara.csv"
    path.write_text(
        "programme,quantity,level,period,level_value,unit,jurisdiction,edition,source,valid_from,confirmed,note\n"
        '"Typical US hospital (10%/30% of annual limit, divided by 4)",whole body DDE/EDE,I,calendar quarter,5,mrem,'
        "US,10 CFR 20 arithmetic,stricter,2000-01-01,no,\n"
    )
    from etl.pipeline import load_files

    (outcome,) = load_files([path], ward.line)
    assert (outcome.outcome, outcome.rows_loaded) == ("loaded", 1)
    assert CARO not in [case.wearer_key for case in ward.cases()]
    # A reading that comes from now on is judged by the level of now: 0.05 mSv a quarter.
    ward.receive("later.csv", ("00148", "CARO", "WAIST", Q3, "0.06,0.06,0.06", "S8", "0"))
    assert ward.case_of(CARO).level_usv == 50


# --- over the limit ---


def test_over_the_limit_is_its_own_state_with_clocks_and_is_closed_by_report_and_finding(ward: Ward) -> None:
    ward.receive("over.csv", ("00148", "CARO", "CHEST", Q3, "50.00,50.00,50.00", "S4", "1"))
    case = ward.case_of(CARO)
    # 0.10 + 50.00 = 50.10 mSv, above 50.
    assert (case.verdict, case.year_usv, case.limit_usv) == ("over_limit", 50_100, 50_000)
    assert [(clock.clock, clock.within_hours) for clock in case.unreported] == [("30 days", 720)]
    assert ward.cases()[0].wearer_key == CARO
    with pytest.raises(BadgeRefused, match="needs an investigation"):
        acknowledge(ward, case.id)
    investigate(ward, case.id)
    assert not ward.case_of(CARO).is_closed
    with pytest.raises(BadgeRefused, match="No such clock"):
        actions.report(ward.database, case.id, "24 hours", "by telephone", actor=ward.rso, **RULES)
    actions.report(ward.database, case.id, "30 days", "letter to the state", actor=ward.rso, **RULES)
    assert ward.case_of(CARO).is_closed


def test_dose_elsewhere_counts_towards_the_limit_and_a_quarter_without_a_record_cuts_it(ward: Ward) -> None:
    elsewhere: dict[str, Any] = {
        "employer": "Other hospital", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31),
        "quantity": "body", "document": "Form 4", "programme": ward.programme, "actor": ward.rso, "now": NOW,
    }  # fmt: skip
    entries.enter_external_dose(ward.database, CARO, usv=49_800, **elsewhere)
    case = ward.case_of(CARO)
    # 49.80 elsewhere, 0.10 and 0.20 here: 50.10.
    assert (case.verdict, case.year_usv) == ("over_limit", 50_100)
    with ward.read() as connection:
        (known,) = badges_external(connection, CARO)
    entries.withdraw_external_dose(
        ward.database, CARO, known, programme=ward.programme, actor=ward.rso, now=NOW
    )
    assert CARO not in [one.wearer_key for one in ward.cases()]
    entries.enter_external_dose(ward.database, CARO, usv=None, **elsewhere)
    with ward.read() as connection:
        rules = badges.rules_in_force(connection, LIMITS, "Typical US hospital", SEPTEMBER)
        table = badges.wearers(connection, SEPTEMBER, rules)
    row = table[(table["participant_number"] == "00148") & (table["quantity"] == "body")].iloc[0]
    # 50 - 12.5 for the one quarter without a record (10 CFR 20.2104(e)).
    assert row["limit_usv"] == 37_500


def badges_external(connection: Any, key: tuple[str, str]) -> list[int]:
    from db.badge_people import external_doses

    return [one.id for one in external_doses(connection, key)[key]]


# --- estimates ---


def adjust(
    ward: Ward, key: tuple[str, str], serial: str, reason: str = "worn on the bag", **doses: int
) -> None:
    badge = Badge("CHEST", serial, date(2026, 7, 1), SEPTEMBER)
    entries.adjust(
        ward.database, key, badge, doses, reason, programme=ward.programme, actor=ward.rso, now=NOW
    )


def test_an_adjustment_is_a_new_row_and_the_reading_stays(ward: Ward) -> None:
    adjust(ward, BEN, "S2", dde=1000, lde=1000)
    assert BEN not in [case.wearer_key for case in ward.cases()]
    adjust(ward, BEN, "S2", "counted again", dde=1500)
    case = ward.case_of(BEN)
    assert (case.flag, case.dose_usv, case.verdict) == ("estimated", 1500, "level_1")
    with ward.read() as connection:
        reading = connection.execute(select(badge_reading).where(badge_reading.c.serial_number == "S2")).one()
        assert (reading.dde_usv, reading.dde_flag) == (4000, "value")
        assert connection.scalar(select(func.count()).select_from(dose_adjustment)) == 2
    entries.adjust(
        ward.database, BEN, Badge("CHEST", "S2", date(2026, 7, 1), SEPTEMBER), {}, "mistaken",
        programme=ward.programme, actor=ward.rso, now=NOW, withdraws=True,
    )  # fmt: skip
    assert ward.case_of(BEN).dose_usv == 4000


def test_the_quarters_list_has_the_year_as_it_stands_now_and_the_verdict_as_it_was(ward: Ward) -> None:
    with ward.read() as connection:
        before = badges.quarter_list(connection, SEPTEMBER, LIMITS).rows
    # Caro's second quarter is adjusted; her third keeps its verdict, but not the year that it was given with.
    entries.adjust(
        ward.database, CARO, Badge("CHEST", "S3", date(2026, 4, 1), date(2026, 6, 30)), {"dde": 250}, "read again",
        programme=ward.programme, actor=ward.rso, now=NOW,
    )  # fmt: skip
    with ward.read() as connection:
        after = badges.quarter_list(connection, SEPTEMBER, LIMITS).rows
    caro = [
        rows[(rows["participant_number"] == CARO[1]) & (rows["quantity"] == "body")]
        for rows in (before, after)
    ]
    assert [rows["year_msv"].tolist() for rows in caro] == [[0.3], [0.45]]
    assert [rows["verdict"].tolist() for rows in caro] == [["Below Level I"], ["Below Level I"]]


def test_an_estimate_of_a_badge_that_never_came_gives_way_to_the_real_one(ward: Ward) -> None:
    badge = Badge("CHEST", "", date(2026, 4, 1), date(2026, 6, 30))
    entries.adjust(
        ward.database, ANNA, badge, {"dde": 2000}, "mean of twelve months", programme=ward.programme,
        actor=ward.rso, now=NOW,
    )  # fmt: skip

    def year() -> tuple[int, int]:
        with ward.read() as connection:
            found = badges.sums(badges.periods(connection, ANNA, "body", "CHEST", SEPTEMBER), SEPTEMBER)
        return found["year"].usv, found["year"].estimated

    assert year() == (3300, 1)
    ward.receive("late.csv", ("00017", "ANNA", "CHEST", "2026-04-01,2026-06-30", "0.40,0.40,0.40", "S7", "0"))
    assert year() == (1700, 0)


@ON_ONE_ENGINE
def test_an_adjustment_without_reason_or_dose_is_refused(ward: Ward) -> None:
    with pytest.raises(EntryRefused, match="reason"):
        adjust(ward, BEN, "S2", " ", dde=1)
    with pytest.raises(EntryRefused, match="at least one"):
        adjust(ward, BEN, "S2")
    assert ward.events() == []


# --- signing ---


def decide_all(ward: Ward) -> None:
    for case in ward.cases():
        if case.verdict == "level_1":
            acknowledge(ward, case.id)
        else:
            investigate(ward, case.id)


def test_a_report_is_signed_with_name_time_meaning_and_password_once_nothing_waits(ward: Ward) -> None:
    with pytest.raises(BadgeRefused, match="3 readings at or over a level still wait"):
        sign(ward)
    decide_all(ward)
    with pytest.raises(BadgeRefused, match="password is not right"):
        sign(ward, "not my password at all")
    sign(ward)
    with ward.read() as connection:
        state = report_state(connection, SEPTEMBER)
    assert state.signed is not None
    # Of six, one is of another quarter and the fetal badge is in no count.
    assert (state.signed.signer, state.signed.readings, state.signed.meaning) == (
        "Made-up rso", 4, actions.MEANING,
    )  # fmt: skip
    assert state.signed.entered_at == NOW.replace(tzinfo=None)
    outcomes = [(event[0], event[3]) for event in ward.events() if event[0] == "badges.sign"]
    assert outcomes == [("badges.sign", "failure"), ("badges.sign", "success")]
    with pytest.raises(BadgeRefused, match="signed already"):
        sign(ward)


_LENS = ("00017", "ANNA", "LENS", Q3, ",20.01,", "S7", "0")
_OWN_LIMITS = (
    "jurisdiction,population,quantity,period,limit_value,unit,edition,source,valid_from,confirmed,note\n"
    "Northland (made up),worker,effective dose,year,6,mSv,1,Act 1,2020-01-01,yes,\n"
    "Northland (made up),worker,equivalent dose lens,year,1500,mrem,1,Act 2,2020-01-01,yes,\n"
    "Northland (made up),worker,equivalent dose lens,year,20.5,mSv,2,Act 3,2026-10-01,yes,\n"
)
_OWN_CLOCKS = (
    "clock,within_hours,starts_by,quantity,threshold_value,unit,condition,jurisdiction,edition,source,valid_from,"
    "confirmed,note\n"
    "3 days,72,year,any,,,a dose over a limit,Northland (made up),1,Act 4,2020-01-01,yes,\n"
)


@pytest.mark.parametrize(
    ("limits", "over", "clocks"),
    [
        ("US-NRC", set(), set()),
        ("EU", {20_000}, {"without delay"}),
        ("Northland (made up)", {15_000}, {"3 days"}),
    ],
)
def test_the_site_picks_the_limits_of_a_country_or_its_own(
    ward: Ward, limits: str, over: set[int], clocks: set[str]
) -> None:
    for name, text in (("dose_limits_own.csv", _OWN_LIMITS), ("reporting_clocks_own.csv", _OWN_CLOCKS)):
        path = ward.folder / name
        path.write_text(text, encoding="utf-8")
        (outcome,) = load_files([path], ward.line)
        assert outcome.outcome == "loaded", outcome.reason
    ward.line = replace(ward.line, programme=Programme(limits=limits))
    ward.receive("lens.csv", _LENS)
    with ward.read() as connection:
        found = [one for one in cases(connection, limits) if one.verdict == "over_limit"]
    # 20.01 mSv of the third quarter: the US limit is 150, the EU's 20, Northland's 15 until October and 20.5 from then.
    assert {one.limit_usv for one in found} == over
    assert {clock.clock for one in found for clock in one.unreported} == clocks
    assert {one.quantity for one in found} <= {"lens"}


def test_unknown_doses_are_acknowledged_with_the_signature_and_stand_in_its_meaning(ward: Ward) -> None:
    ward.receive("lost.csv", ("00777", "EDA", "CHEST", Q2, "M,M,M", "S8", "0"))
    decide_all(ward)
    with pytest.raises(BadgeRefused, match="1\u00a0dose of this report is unknown, and not 0"):
        sign(ward)
    sign(ward, unknown=1)
    with ward.read() as connection:
        signed = report_state(connection, SEPTEMBER).signed
        listed = badges.quarter_list(connection, SEPTEMBER, "US-NRC")
    assert signed is not None
    assert signed.unknown_doses == 1
    assert signed.meaning.startswith(f"{actions.MEANING} I know that 1\u00a0dose of it is unknown")
    assert set(listed.rows["report_signed_meaning"]) == {signed.meaning}
    assert listed.unknown[SEPTEMBER] == 1


def test_a_signature_holds_for_the_readings_that_were_shown(ward: Ward) -> None:
    decide_all(ward)
    shown = ward.digest()
    ward.receive("more.csv", ("00148", "CARO", "CHEST", Q3, "0.21,0.21,0.21", "S4", "1"))
    with pytest.raises(BadgeRefused, match="changed since"):
        sign(ward, digest=shown)
    sign(ward)
    ward.receive("even more.csv", ("00148", "CARO", "CHEST", Q3, "0.22,0.22,0.22", "S4", "2"))
    with ward.read() as connection:
        state = report_state(connection, SEPTEMBER)
        assert state.signed is None
        assert state.changed_since is not None
        assert badges.released_reports(connection) == []


def test_a_wearer_sees_their_own_doses_after_release_and_no_fetal_badge(ward: Ward) -> None:
    dora = ("100", "00500")
    entries.link_account(ward.database, dora, "deputy", actor=ward.rso, now=NOW)
    with ward.read() as connection:
        (own,) = badges.own_doses(connection, ward.deputy.account_id)
    assert (own.entries, own.report) == ({}, None)
    decide_all(ward)
    sign(ward)
    with ward.read() as connection:
        (own,) = badges.own_doses(connection, ward.deputy.account_id)
        assert badges.own_doses(connection, ward.rso.account_id) == []
    assert {(key.participant_number, key.quantity, key.position) for key in own.entries} == {
        ("00500", "body", "CHEST"), ("00500", "lens", "CHEST"), ("00500", "skin", "CHEST"),
    }  # fmt: skip
    entries.link_account(ward.database, dora, "", actor=ward.rso, now=NOW)
    with ward.read() as connection:
        assert badges.own_doses(connection, ward.deputy.account_id) == []
