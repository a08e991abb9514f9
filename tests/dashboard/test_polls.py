"""Timers of one role share what was worked out a moment ago; nobody else, and nobody who opens a page, is told it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from dashboard import polls
from dashboard.pages import home
from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, texts, together
from tests.dashboard.pages.test_home import TODAY, receive_exams
from tests.dashboard.signing_in import callback_body, send


@pytest.fixture
def hospital(
    sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Hospital:
    monkeypatch.setattr(polls, "TOLD_AGAIN_FOR_S", 20.0)
    made = Hospital(settings_for(sqlite_url), tmp_path)
    receive_exams(made, TODAY, [8, 9], "2026-11-24_1130")
    return made


def asked(hospital: Hospital, role: str, shown: str | None = None, *, times: int = 1) -> Any:
    """What the timer of a role's home is answered, which has asked so many times."""
    return answered(hospital, role, "home-body", [times], [shown], "home-timer.n_intervals")


def answered(hospital: Hospital, role: str, part: str, inputs: Any, state: Any, changed: str) -> Any:
    app = hospital.app
    output = next(name for name in app.callback_map if f"{part}.children" in name)
    body = {**callback_body(app, output, inputs, state), "changedPropIds": [changed]}
    response = send(hospital.as_role(role).client, body)
    assert response.status_code == 200, response.text
    return response.get_json()["response"]


def said(answer: Any) -> str:
    return together(texts(answer["home-body"]["children"]))


def test_the_second_of_a_role_is_told_what_the_first_was_and_after_a_while_what_is_new(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(hospital, "manager")
    receive_exams(hospital, TODAY, [8, 9, 10], "2026-11-24_1150")
    assert asked(hospital, "manager", times=7) == first
    monkeypatch.setattr(polls, "TOLD_AGAIN_FOR_S", 0.0)
    later = asked(hospital, "manager", times=8)
    assert said(later) != said(first)


def test_another_role_and_another_question_get_answers_of_their_own(hospital: Hospital) -> None:
    manager = said(asked(hospital, "manager"))
    technologist = said(asked(hospital, "technologist"))
    assert manager != technologist
    shown = asked(hospital, "manager")["home-shown"]["data"]
    # Whose page shows this already is not sent it again.
    assert "home-body" not in asked(hospital, "manager", shown)


def test_who_opens_the_page_sees_what_is_true_now(hospital: Hospital) -> None:
    before = said(asked(hospital, "manager"))
    receive_exams(hospital, TODAY, [8, 9, 10], "2026-11-24_1150")
    assert said(asked(hospital, "manager")) == before
    page = together(hospital.as_role("manager").page("/"))
    assert before not in page


def test_what_failed_is_not_told_again(hospital: Hospital) -> None:
    hospital.break_table("exam")
    failed = asked(hospital, "manager")
    assert "could not be renewed" in together(texts(failed["home-notice"]["children"]))
    hospital.mend_table("exam")
    assert "home-body" in asked(hospital, "manager")


def test_who_is_no_longer_signed_in_is_not_told_what_was_kept(hospital: Hospital) -> None:
    asked(hospital, "manager")
    app = hospital.app
    output = next(name for name in app.callback_map if "home-body.children" in name)
    body = {**callback_body(app, output, [1], [None]), "changedPropIds": ["home-timer.n_intervals"]}
    assert send(app.server.test_client(), body).status_code in (401, 403)


def test_while_one_works_it_out_anew_the_others_are_told_the_last_one(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(hospital, "manager")
    monkeypatch.setattr(polls, "_is_young", lambda _, within_s=None: within_s is not None)
    working, may_end = Event(), Event()
    real = home._parts

    def slow(*given: Any, **named: Any) -> Any:
        working.set()
        assert may_end.wait(20)
        return real(*given, **named)

    monkeypatch.setattr(home, "_parts", slow)
    with ThreadPoolExecutor(1) as pool:
        anew = pool.submit(asked, hospital, "manager", times=2)
        assert working.wait(20)
        assert asked(hospital, "manager", times=3) == first
        may_end.set()
        assert said(anew.result()) == said(first)
