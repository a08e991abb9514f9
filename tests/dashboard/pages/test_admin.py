"""The administrator's page: accounts with the password again, roles, the server, and the audit trail."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.permission_words import who_may, words_of
from dashboard.roles import PERMISSIONS, PUBLIC, SIGNED_IN
from db.actions.accounts import create_account
from db.actions.audit import prove_what_was_asked
from db.attempts import FREE_TRIES
from db.audit import Actor, record
from db.audit_seal import seal_new
from db.audit_state import BEGUN, asked_for
from db.queries.accounts import account_named
from db.queries.audit import Wanted, events
from db.settings import read_settings
from db.site import note_fact
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import NOON, Hospital, Visitor, texts, together
from tests.dashboard.signing_in import PASSWORD, callback_body, send, try_to_sign_in
from tests.servers.databases import DatabaseMaker

NEW = "neun Kraniche ziehen weit"
DECIDE, ADD = "admin-facts.children", "admin-list.children"
BUTTONS = ("admin-role-do", "admin-password-do", "admin-tie-do", "admin-state-do")


@pytest.fixture(scope="module")
def hospital(make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    folder: Path = tmp_path_factory.mktemp("var")
    environment = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(folder),
        "RADOPS_SMTP_PASSWORD": "never-to-be-shown",
    }
    made = Hospital(read_settings(environment), folder)
    made.add("clerk", "rso")
    return made


@pytest.fixture(scope="module")
def admin(hospital: Hospital) -> Visitor:
    return hospital.as_role("admin")


def asked(visitor: Visitor, output: str, body: dict[str, Any]) -> str:
    response = send(visitor.client, body)
    assert response.status_code == 200, response.text
    answer = response.get_json()["response"]
    return together([text for part in answer.values() for text in texts(part.get("children"))])


def decided(
    visitor: Visitor, button: str, username: str, *, own: str = PASSWORD, role: str = "", new: str = "",
    kind: str = "", name: str = "",
) -> str:  # fmt: skip
    """What the page says after this button of an account was pressed."""
    app = visitor.hospital.app
    output = next(key for key in app.callback_map if DECIDE in key)
    body = callback_body(app, output, [0, 0, 0, 0], [username, own, role, new, kind, name])
    body["inputs"][BUTTONS.index(button)]["value"] = 1
    body["changedPropIds"] = [f"{button}.n_clicks"]
    return asked(visitor, output, body)


def added(visitor: Visitor, username: str, role: str, *, first: str = NEW, own: str = PASSWORD) -> str:
    app = visitor.hospital.app
    output = next(key for key in app.callback_map if ADD in key)
    return asked(visitor, output, callback_body(app, output, [1], [username, "Made up", role, first, own]))


def trail(hospital: Hospital, **wanted: Any) -> list[tuple[str, str, str, str | None]]:
    with hospital.database.read() as connection:
        found = events(connection, Wanted(**wanted), 20)
    return [tuple(row) for row in found[["actor", "action", "outcome", "detail"]].to_numpy().tolist()]


def role_of(hospital: Hospital, username: str) -> str:
    with hospital.database.read() as connection:
        found = account_named(connection, username)
    assert found is not None
    return f"{found.role}{' disabled' if found.disabled else ''}"


def test_an_account_is_added_changed_barred_and_let_in_each_with_its_event(
    hospital: Hospital, admin: Visitor
) -> None:
    assert "jdoe may sign in as inventory clerk" in added(admin, "jdoe", "clerk")
    assert try_to_sign_in(hospital.app.server.test_client(), "jdoe", NEW).status_code == 302
    assert "jdoe is technologist now" in decided(admin, "admin-role-do", "jdoe", role="technologist")
    assert "new password" in decided(admin, "admin-password-do", "jdoe", new="acht Reiher stehen still")
    assert "can no longer sign in" in decided(admin, "admin-state-do", "jdoe")
    assert role_of(hospital, "jdoe") == "technologist disabled"
    assert "may sign in again" in decided(admin, "admin-state-do", "jdoe")
    told = trail(hospital, object_kind="account", object_id="jdoe", actor="admin")
    assert [row[1] for row in reversed(told)] == [
        "account.create",
        "account.role",
        "account.password",
        "account.disable",
        "account.enable",
    ]


def test_without_the_own_password_nothing_changes_and_the_try_is_told(
    hospital: Hospital, admin: Visitor
) -> None:
    for button, more in (
        ("admin-role-do", {"role": "admin"}),
        ("admin-state-do", {}),
        ("admin-password-do", {"new": NEW}),
    ):
        said = decided(admin, button, "clerk", own="not the one" + button, **more)
        assert "nothing was changed" in said
        decided(admin, "admin-role-do", "clerk", role="clerk")  # the right one clears the failures
    assert role_of(hospital, "clerk") == "clerk"
    assert "nothing was changed" in added(admin, "intruder", "admin", own="")
    failed = trail(hospital, actor="admin", outcome="failure", action="account")
    assert len(failed) == 4
    assert {row[3] for row in failed} == {"wrong password"}
    assert NEW not in repr(trail(hospital))


@pytest.mark.parametrize(
    ("username", "role", "first", "words"),
    [
        ("clerk", "clerk", NEW, "already"),
        ("J Doe", "clerk", NEW, "user name has"),
        ("jane", "boss", NEW, "no role boss"),
        ("jane", "clerk", "short", "12"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    admin: Visitor, username: str, role: str, first: str, words: str
) -> None:
    assert words in added(admin, username, role, first=first)


def test_the_last_administrator_stays_and_nobody_is_tied_to_somebody_unknown(
    hospital: Hospital, admin: Visitor
) -> None:
    assert "last administrator" in decided(admin, "admin-state-do", "admin")
    assert "last administrator" in decided(admin, "admin-role-do", "admin", role="clerk")
    assert role_of(hospital, "admin") == "admin"
    assert "no account clerk in the role" in decided(
        admin, "admin-tie-do", "clerk", kind="intern", name="Nobody"
    )
    assert "Choose whether" in decided(admin, "admin-tie-do", "clerk", kind="")
    assert "no such account" in decided(admin, "admin-role-do", "gone", role="clerk")


def test_the_list_says_who_was_seen_who_waits_and_who_is_barred(hospital: Hospital, admin: Visitor) -> None:
    for _ in range(FREE_TRIES + 1):
        try_to_sign_in(hospital.app.server.test_client(), "rso", "wrong as it can be")
    page = together(admin.page("/admin"))
    assert "1 account must wait after wrong passwords" in page
    assert "Has to wait" in page
    one = together(admin.page("/admin", "?view=account&account=rso"))
    assert "rso: radiation safety officer, has to wait" in one
    assert "There is no such account" in together(admin.page("/admin", "?view=account&account=zz"))


def test_roles_are_told_in_words_from_the_table_that_decides(admin: Visitor) -> None:
    named = PERMISSIONS - {PUBLIC, SIGNED_IN}
    assert {name for name, _, _ in who_may()} == named
    assert all(words_of(name) for name in named)
    page = together(admin.page("/admin", "?view=roles"))
    assert "Reveal the accession number of one exam" in page
    assert "dose.reveal" in page


def test_the_server_tells_its_settings_and_no_secret(hospital: Hospital, admin: Visitor) -> None:
    page = together(admin.page("/admin", "?view=server"))
    assert "RADOPS_IDLE_MINUTES" in page
    for secret in (hospital.settings.secret_key, hospital.settings.data_key, "never-to-be-shown"):
        assert secret
        assert secret not in page
    assert "No screen shows anything" in page
    assert "No file has arrived yet" in page


def test_a_setting_that_is_another_than_at_the_last_start_is_an_event(hospital: Hospital) -> None:
    environment = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": hospital.settings.database_url,
        "RADOPS_VAR": str(hospital.folder),
        "RADOPS_SMTP_PASSWORD": "another one, never to be shown",
        "RADOPS_IDLE_MINUTES": "10",
    }
    Hospital(read_settings(environment), hospital.folder)
    Hospital(read_settings(environment), hospital.folder)
    told = trail(hospital, action="setting.change")
    assert [(row[0], row[3]) for row in told] == [
        ("web server", "changed"),
        ("web server", "from 15 to 10"),
    ]


# --- the trail -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(hospital: Hospital) -> None:
    """Three events of one wearer and one of another, seals over all, and a quiet clerk."""
    with hospital.database.write() as connection:
        for number, (who, wearer, address) in enumerate(
            [("rso", "7", "10.1.1.1"), ("rso", "17", "10.1.1.1"), ("coordinator", "7", "10.2.1.1")]
        ):
            record(
                connection, Actor(who, who, None, address), "badges.view", now=NOON.replace(day=1 + number),
                object_kind="wearer", object_id=wearer,
            )  # fmt: skip
    seal_new(hospital.database, hospital.app.server.extensions["radops.context"].keyring, NOON)


FIELDS = ("who", "action", "kind", "object", "outcome", "from", "until", "at", "text")


@pytest.mark.parametrize(
    ("asked_for", "number"),
    [
        ({"kind": "wearer"}, 3),
        ({"object": "7"}, 2),
        ({"object": "7", "who": "rso"}, 1),
        ({"action": "badges"}, 3),
        ({"at": "10.1."}, 2),
        ({"kind": "wearer", "from": "2026-11-02", "until": "2026-11-02"}, 1),
        ({"kind": "wearer", "outcome": "failure"}, 0),
        ({"text": "<script>"}, 0),
        ({"who": "nobody at all", "kind": "wearer"}, 3),
    ],
)
@pytest.mark.usefixtures("told")
def test_events_are_searched_by_who_what_which_when_from_where(
    admin: Visitor, asked_for: dict[str, str], number: int
) -> None:
    found = admin.shown("admin-events", *(asked_for.get(name, "") for name in FIELDS), "", state=[""])
    title = texts(found["admin-events"]["children"])[0]
    words = {0: "No event matches", 1: "One event"}
    assert title == words.get(number, f"{number} events, newest first")
    if number:
        app = admin.hospital.app
        body = callback_body(
            app, "admin-events-grid.getRowsResponse", [{"startRow": 0}], [found["admin-shown"]["data"]]
        )
        rows = send(admin.client, body).get_json()["response"]["admin-events-grid"]["getRowsResponse"]
        assert rows["rowCount"] == len(rows["rowData"]) == number
        assert rows["rowData"] == sorted(rows["rowData"], key=lambda row: row["happened_at"], reverse=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("told")
def test_what_is_taken_along_is_what_was_asked_for_and_an_event_itself(
    hospital: Hospital, admin: Visitor, kind: str
) -> None:
    app = hospital.app
    body = callback_body(app, "admin-download.data", [], ["?view=audit&kind=wearer"])
    place = {"type": "admin-take", "name": "events", "kind": kind}
    body["inputs"][0] = [{"id": place, "property": "n_clicks", "value": 1}]
    body["changedPropIds"] = [f'{{"kind":"{kind}","name":"events","type":"admin-take"}}.n_clicks']
    found = send(admin.client, body).get_json()["response"]["admin-download"]["data"]
    assert found["filename"] == f"radops-audit-events-2026-11-24.{kind}"
    content = base64.b64decode(found["content"])
    if kind == "csv":
        assert content.decode().count("wearer") == 3
    assert trail(hospital, action="export")[0] == ("admin", "export", "success", "object_kind wearer")


@pytest.mark.usefixtures("told")
def test_the_trail_says_how_far_it_is_sealed_and_is_gone_through_on_demand(
    hospital: Hospital, admin: Visitor
) -> None:
    page = together(admin.page("/admin", "?view=audit"))
    assert "Sealed up to 2026-11-24" in page
    assert "Never verified" in page
    assert "six years" in page
    output = next(key for key in hospital.app.callback_map if "admin-seal.children" in key)

    def told(*given: int, later: timedelta = timedelta(0)) -> tuple[str, bool]:
        body = callback_body(hospital.app, output, given)
        body["changedPropIds"] = ["admin-verify.n_clicks" if given[0] else "admin-seal-timer.n_intervals"]
        hospital.now += later
        answer = send(admin.client, body).get_json()["response"]
        hospital.now -= later
        return together(texts(answer["admin-seal"]["children"])), answer["admin-seal-timer"]["disabled"]

    said, at_rest = told(1, 0)
    assert "Begins soon" in said
    assert "One is asked for" in said
    assert not at_rest
    told(1, 0)
    assert [row[:2] for row in trail(hospital, action="audit.ask")] == [("admin", "audit.ask")]
    assert "Not taken up" in told(0, 1, later=timedelta(minutes=2))[0]
    with hospital.database.write() as connection:
        waiting = asked_for(connection)
        assert waiting is not None
        note_fact(connection, BEGUN, f"{waiting.event_id} {NOON.isoformat()}")
    running, _ = told(0, 1, later=timedelta(minutes=2))
    assert "Being verified" in running
    assert "Since 2026-11-24 17:00:00" in running
    keyring = hospital.app.server.extensions["radops.context"].keyring
    prove_what_was_asked(hospital.database, keyring, hospital.folder, lambda: hospital.now)
    said, at_rest = told(0, 2)
    assert "Whole" in said
    assert at_rest
    assert trail(hospital, action="audit.verify")[0][:3] == ("admin", "audit.verify", "success")


def test_nobody_but_the_administrator_asks_for_any_of_it(hospital: Hospital) -> None:
    clerk = hospital.as_role("clerk")
    assert clerk.status("/admin") == 403
    for output in hospital.app.callback_map:
        if "admin-" in output:
            assert send(clerk.client, callback_body(hospital.app, output)).status_code == 403, output


def test_a_database_that_does_not_answer_is_told(hospital: Hospital, admin: Visitor) -> None:
    hospital.break_table("training_link")
    try:
        assert "could not be loaded" in together(admin.page("/admin"))
    finally:
        hospital.mend_table("training_link")


def test_a_name_that_reads_as_markup_stays_a_name(hospital: Hospital, admin: Visitor) -> None:
    with hospital.database.write() as connection:
        create_account(
            connection, "shout", "<b>Loud</b>", "clerk", NEW, actor=Actor("test"), now=NOON
        )  # fmt: skip
    assert "<b>Loud</b>" in admin.page("/admin")
