"""A large file is being written and SQLite lets nobody else write: who signs in is told so, and what reads goes on.

The load is a real one in a thread of its own, held in the middle of its transaction.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dash import Dash
from sqlalchemy import event, func, select

from dashboard.app import create_app
from db import attempts
from db.actions import sign_in as signing
from db.database import Busy, Database
from db.schema.accounts import audit_event, login_failure, session
from db.schema.feeds import feed_file
from db.settings import Settings
from etl.pipeline import load_files
from etl.write import SMALL_ROWS
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import Clock, database_of, form_token, open_page, signed_in, try_to_sign_in
from tests.etl.lines import line_to

PATIENCE_S = 0.2


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (attempts, signing):
        monkeypatch.setattr(module, "PATIENCE_S", PATIENCE_S)


@contextmanager
def load_held_at(statement: str, url: str, folder: Path, rows: int = 5) -> Iterator[None]:
    """A load that has come to this statement and goes on when the block ends."""
    loading, reached, go_on = Database(url), threading.Event(), threading.Event()

    def hold(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith(statement):
            reached.set()
            go_on.wait(30)

    event.listen(loading.engine, "before_cursor_execute", hold)
    path = folder / "stock.csv"
    lines = "".join(f"A{number},Needle,L1,2027-06-30,Rack 1,12\n" for number in range(rows))
    path.write_text(f"item_code,item_name,lot_number,expiry,location,quantity\n{lines}", encoding="utf-8")
    outcomes: list[str] = []
    thread = threading.Thread(
        target=lambda: outcomes.extend(one.outcome for one in load_files([path], line_to(loading)))
    )
    thread.start()
    try:
        assert reached.wait(30)
        yield
    finally:
        go_on.set()
        thread.join(60)
        loading.close()
    assert outcomes == ["loaded"]


def rows_of(database: Database, *tables: object) -> list[int]:
    with database.read() as connection:
        return [int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in tables]  # type: ignore[arg-type]


def test_who_signs_in_while_a_file_is_written_is_told_so_soon_and_nothing_counts_as_a_try(
    gate_app: Dash, tmp_path: Path
) -> None:
    database, client = database_of(gate_app), signed_in(gate_app, "rso")
    stranger = gate_app.server.test_client()
    before = rows_of(database, session, login_failure, audit_event)
    token = form_token(client.get("/password"))
    with load_held_at("INSERT INTO feed_file", database.url, tmp_path):
        began = time.monotonic()
        answer = try_to_sign_in(stranger, "clerk")
        assert time.monotonic() - began < 10 * PATIENCE_S
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "A large file is being written just now. Try again in a minute" in answer.text
        assert 'name="password"' in answer.text
        passwords = {"present": "x" * 12, "new": "y" * 12, "again": "y" * 12, "csrf_token": token}
        assert "A large file is being written" in client.post("/password", data=passwords).text
        leaving = client.post("/logout", data={"csrf_token": token})
        assert (leaving.status_code, "Try again in a minute" in leaving.text) == (503, True)
        # Who is signed in reads on, and stays signed in.
        assert open_page(gate_app, client, "/").status_code == 200
        assert rows_of(database, session, login_failure, audit_event) == before
    assert try_to_sign_in(stranger, "clerk").status_code == 302


def test_a_server_that_starts_again_while_a_file_is_written_does_not_wait_for_it(
    gate_app: Dash, settings_for: Callable[..., Settings], clock: Clock, tmp_path: Path
) -> None:
    url = database_of(gate_app).url
    again = Database(url, PATIENCE_S)
    with load_held_at("INSERT INTO feed_file", url, tmp_path):
        create_app(settings_for(url, site="Northfield General"), again, clock, pages=GATE_PAGES)
        with pytest.raises(Busy):  # one with another setting has something to write
            create_app(settings_for(url, site="Southfield"), again, clock, pages=GATE_PAGES)


def test_a_large_file_is_read_and_staged_while_others_write(gate_app: Dash, tmp_path: Path) -> None:
    """Only what brings its rows in keeps others from writing: who signs in during the rest does not even wait."""
    database = database_of(gate_app)
    with load_held_at("INSERT INTO stage_stock_count", database.url, tmp_path, rows=SMALL_ROWS + 1):
        assert try_to_sign_in(gate_app.server.test_client(), "clerk").status_code == 302
    assert rows_of(database, feed_file) == [1]
