"""What is kept of all wearers is dropped as soon as anything changes that it was worked out of."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from db.actions import badge_entries as entries
from db.actions import badges as actions
from db.badge_cases import cases
from db.queries import badges
from db.schema.badge_desk import badge_verdict
from db.schema.feeds import feed_file, row_correction
from tests.db.badge_ward import ANNA, BEN, LIMITS, NOW, Q3, READINGS, SEPTEMBER, Ward


@pytest.fixture
def ward(database_url: str, tmp_path: Path) -> Ward:
    ward = Ward(database_url, tmp_path)
    ward.receive("report.csv", *READINGS)
    return ward


def version(ward: Ward) -> tuple[object, ...]:
    with ward.read() as connection:
        return badges.version(connection)


def messages_of_exams(ward: Ward) -> None:
    with ward.database.write() as connection:
        moment = NOW.replace(tzinfo=None)
        connection.execute(
            insert(feed_file).values(
                sha256="0" * 64, name="exams.hl7", source="hl7", size_bytes=1, outcome="loaded", first_seen_at=moment,
                last_seen_at=moment, started_at=moment, ended_at=moment,
            )
        )  # fmt: skip


def a_report(ward: Ward) -> None:
    ward.receive("next.csv", ("00017", "ANNA", "CHEST", Q3, "1.40,1.40,1.40", "S1", "1"))


def a_decision(ward: Ward) -> None:
    with ward.read() as connection:
        case = next(case for case in cases(connection, LIMITS) if case.verdict == "level_1")
    actions.acknowledge(ward.database, case.id, "", jurisdiction=LIMITS, actor=ward.rso, now=NOW)


def an_adjustment(ward: Ward) -> None:
    badge = entries.Badge("CHEST", "S2", date(2026, 7, 1), SEPTEMBER)
    entries.adjust(
        ward.database, BEN, badge, {"dde": 10}, "lost", programme=ward.programme, actor=ward.rso, now=NOW
    )


def a_dose_elsewhere(ward: Ward) -> None:
    entries.enter_external_dose(
        ward.database, BEN, employer="Other", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31), quantity="body",
        usv=100, document="letter", programme=ward.programme, actor=ward.rso, now=NOW,
    )  # fmt: skip


def an_assignment(ward: Ward) -> None:
    given = {"use": "CHEST", "starts_on": date(2026, 1, 1), "ends_on": None, "department": "Ward"}
    entries.assign(ward.database, ANNA, given, actor=ward.rso, now=NOW)


def a_link(ward: Ward) -> None:
    entries.link_account(ward.database, ANNA, "deputy", actor=ward.rso, now=NOW)


def a_notice(ward: Ward) -> None:
    entries.note_told(ward.database, ANNA, SEPTEMBER, date(2026, 11, 1), actor=ward.rso, now=NOW)


def a_verdict_that_ends(ward: Ward) -> None:
    with ward.database.write() as connection:
        oldest = select(badge_verdict.c.id).order_by(badge_verdict.c.id).limit(1).scalar_subquery()
        connection.execute(
            update(badge_verdict)
            .where(badge_verdict.c.id == oldest)
            .values(superseded_at=NOW.replace(tzinfo=None))
        )


def a_corrected_row(ward: Ward) -> None:
    with ward.database.write() as connection:
        connection.execute(
            insert(row_correction).values(
                file_id=connection.scalar(select(feed_file.c.id).limit(1)), line_number=2,
                corrected_at=NOW.replace(tzinfo=None), actor="rso", outcome="loaded", changed_columns="Current DDE",
                sealed_before=b"x", sealed_after=b"y",
            )
        )  # fmt: skip


CHANGES = (
    messages_of_exams,
    a_report,
    a_decision,
    an_adjustment,
    a_dose_elsewhere,
    an_assignment,
    a_link,
    a_notice,
    a_verdict_that_ends,
    a_corrected_row,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_kept_is_worked_out_anew_after(ward: Ward, change: Callable[[Ward], None]) -> None:
    before = version(ward)
    assert version(ward) == before
    change(ward)
    assert version(ward) != before


def test_a_link_that_ends_changes_the_version_too(ward: Ward) -> None:
    a_link(ward)
    before = version(ward)
    entries.link_account(ward.database, ANNA, "", actor=ward.rso, now=NOW)
    assert version(ward) != before


def test_the_same_question_of_the_same_version_is_worked_out_once() -> None:
    made: list[int] = []

    def build() -> int:
        made.append(1)
        return len(made)

    of = ("a version of this test alone",)
    assert [badges.remembered(of, "sum", build) for _ in range(3)] == [1, 1, 1]
    assert badges.remembered(of, "another", build) == 2
    assert badges.remembered(("the next version",), "sum", build) == 3
