"""`radops check` fails on each fault that a server may have, and names it."""

import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

import radops
from commands import checking, fit_server
from db.database import Database
from db.site import note_fact

STALE = "accession_number,status,exam_description,started_at\nA1,completed,Chest PA,2019-11-20 08:00\n"
FIT = {"RADOPS_TLS": "on", "RADOPS_TIME_ZONE": "Europe/Vienna"}


class Server:
    """A server that is fit, and what may be done to it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.set = folder, monkeypatch.setenv
        self.patch = monkeypatch

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def run(self, *words: object, answer: str | None = None) -> str:
        return CliRunner().invoke(radops.main, [str(word) for word in words], input=answer).stdout

    def found(self) -> tuple[int, dict[str, dict[str, object]]]:
        result = CliRunner().invoke(radops.main, ["check", "--json"])
        return result.exit_code, {row["name"]: row for row in json.loads(result.stdout)["checks"]}

    def execute(self, *statements: str) -> None:
        with (
            closing(Database(f"sqlite:///{self.var / 'radops.db'}")) as database,
            database.write() as connection,
        ):
            for statement in statements:
                connection.execute(text(statement))


KEYS = {"RADOPS_SECRET_KEY": secrets.token_urlsafe(48), "RADOPS_DATA_KEY": secrets.token_urlsafe(48)}


def settle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The environment of a server that is fit."""
    monkeypatch.chdir(folder)
    for name in ("DATABASE_URL", "RADOPS_DEMO_PASSWORD", "RADOPS_FEEDS", "RADOPS_HOSTS", "RADOPS_INBOX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**FIT, **KEYS, "RADOPS_VAR": str(folder / "var")}.items():
        monkeypatch.setenv(name, value)
    return Server(folder, monkeypatch)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What such a server has made: each test takes a copy."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = settle(folder, monkeypatch)
        word = "a made-up password of tests"
        made.run("migrate")
        made.run("user", "add", "boss", "--role", "admin", "--name", "Boss", answer=f"{word}\n{word}\n")
        made.run("audit", "seal")
    return folder


@pytest.fixture
def server(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    folder = tmp_path / "server"
    shutil.copytree(settled, folder)
    return settle(folder, monkeypatch)


def of_no_word(server: Server) -> None:
    with (
        closing(Database(f"sqlite:///{server.var / 'radops.db'}")) as database,
        database.write() as connection,
    ):
        note_fact(connection, "made_up", "yes")


def of_a_stranger(server: Server) -> None:
    late_feed(server)
    server.execute("UPDATE feed_file SET source = 'of a later version' WHERE source = 'ris_csv'")


def late_feed(server: Server) -> None:
    path = server.folder / "ris_2019-11-20.csv"
    path.write_text(STALE, encoding="utf-8")
    server.run("load", path)
    server.run("audit", "seal")


def altered_event(server: Server) -> None:
    server.execute(
        "DROP TRIGGER audit_event_stays",
        "UPDATE audit_event SET actor = 'nobody'",
        """CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
           BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END""",
    )


def open_folder(server: Server) -> None:
    server.var.chmod(0o755)


def open_key(server: Server) -> None:
    path = server.var / "keys" / "old"
    path.parent.mkdir()
    path.touch()
    path.chmod(0o644)


FAULTS: dict[str, tuple[str, Callable[[Server], object]]] = {
    "short key": ("keys", lambda s: s.set("RADOPS_SECRET_KEY", "short")),
    "example key": ("keys", lambda s: s.set("RADOPS_SECRET_KEY", "changeme" * 6)),
    "derived data key": ("a data key of its own", lambda s: s.set("RADOPS_DATA_KEY", "")),
    "tools over MCP": ("debugging and other doors", lambda s: s.set("DASH_MCP_ENABLED", "true")),
    "debugging": ("debugging and other doors", lambda s: s.set("FLASK_DEBUG", "1")),
    "hot reload": ("debugging and other doors", lambda s: s.set("DASH_HOT_RELOAD", "1")),
    "demo password": ("no demo password", lambda s: s.set("RADOPS_DEMO_PASSWORD", "made-up-department-2031")),
    "no TLS": ("encrypted connections", lambda s: s.set("RADOPS_TLS", "off")),
    "open address without TLS": (
        "address",
        lambda s: (s.set("RADOPS_HOST", "0.0.0.0"), s.set("RADOPS_TLS", "off")),
    ),
    "any host name": ("host names", lambda s: s.set("RADOPS_HOST", "0.0.0.0")),
    "UTC": ("time zone", lambda s: s.set("RADOPS_TIME_ZONE", "UTC")),
    "open folder": ("files are closed to others", open_folder),
    "open key": ("key files", open_key),
    "full disk": ("disk", lambda s: s.patch.setattr(fit_server, "_FREE_BYTES", 2**60)),
    "share": ("local disk", lambda s: s.patch.setattr(fit_server, "file_system_of", lambda *_: "nfs4")),
    "share not mounted": ("inbox", lambda s: s.set("RADOPS_INBOX", str(s.folder / "ris-share"))),
    "broken feeds.toml": ("feeds.toml", lambda s: (s.folder / "feeds.toml").write_text("[nobody]\n")),
    "no database": ("database", lambda s: s.set("DATABASE_URL", "sqlite:////proc/nowhere/radops.db")),
    "journal": (
        "durability",
        lambda s: s.patch.setattr("commands.fit_data.durability_fault", lambda _: "off"),
    ),
    "old tables": ("tables", lambda s: s.execute("UPDATE alembic_version SET version_num = '0001'")),
    "other data key": ("data key", lambda s: s.set("RADOPS_DATA_KEY", secrets.token_urlsafe(48))),
    "made-up data": ("data are not made up", of_no_word),
    "files of a later version": ("known sources", of_a_stranger),
    "overdue feed": ("feeds are in time", late_feed),
    "altered event": ("audit trail", altered_event),
    "trail without guard": ("audit trail", lambda s: s.execute("DROP TRIGGER audit_event_kept")),
    # No command takes the last one away; a restored or repaired database may be without.
    "no administrator": (
        "administrators",
        lambda s: s.execute("UPDATE account SET role = 'clerk' WHERE username = 'boss'"),
    ),
}


def test_nothing_is_wrong_with_a_server_that_is_fit(server: Server) -> None:
    code, found = server.found()
    assert [row for row in found.values() if not row["holds"]] == []
    assert code == 0
    assert len(found) >= 18


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_is_found_by_the_check_that_is_there_for_it(server: Server, fault: str) -> None:
    check, commit = FAULTS[fault]
    commit(server)
    code, found = server.found()
    assert code == 1
    assert not found[check]["holds"], found[check]


def test_each_check_has_a_fault_that_it_finds() -> None:
    assert {check for check, _ in FAULTS.values()} == set(checking.CHECKS)


def test_the_kind_of_disk_is_that_of_the_innermost_mount(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text("/dev/sda / ext4 rw 0 0\nsrv:/x /srv/my\\040share nfs4 rw 0 0\n", encoding="utf-8")
    assert fit_server.file_system_of(Path("/srv/my share/radops.db"), table) == "nfs4"
    assert fit_server.file_system_of(Path("/srv/radops.db"), table) == "ext4"
    assert fit_server.file_system_of(Path("/srv/radops.db"), tmp_path / "none") == ""
