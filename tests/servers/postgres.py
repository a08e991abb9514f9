"""A PostgreSQL server of the tests' own: a new data folder, a Unix socket, no port, gone at the end.

PostgreSQL refuses to run as root, so root starts it as the distribution's `postgres` user.
On Debian its programs lie outside PATH, in a folder per version.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

SERVER_USER = "postgres"
START_SECONDS = 60
# A new database is some 700 small files. In memory it is made ten times as fast as on a disk, and there are hundreds.
IN_MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY_BYTES = 2 * 1024**3

# Debian sorts text by language and a hospital's server keeps local time. The test server does both, so that
# a query that leans on byte order or on a UTC session fails here, and not in the hospital.
CLUSTER = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
COLLATION = ("--locale-provider=icu", "--icu-locale=en-US")
SESSION_TIME_ZONE = "America/New_York"


class PostgresMissing(Exception):
    """The server's programs or its user are not on this machine; the message says what to do."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. `make test` installs it from the distribution (Debian package: postgresql), "
            "or install it yourself and run the tests again."
        )


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server, reached through the Unix socket in `folder`."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database of this server."""
        return f"postgresql://{SERVER_USER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Makes `database` as a copy of `template` and returns its address."""
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Removes `database`, ending whatever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user=SERVER_USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def programs() -> Path:
    """The folder with initdb and postgres: Debian's newest version, else where PATH finds them."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: float(path.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresMissing("The tests need a PostgreSQL server and found none")
    return Path(on_path).resolve().parent


def _as_server_user(command: Sequence[str | Path]) -> list[str]:
    """`command` as the user that the server runs as, ending when these tests end, however they end."""
    words = [str(word) for word in command]
    end_with_us = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return [*end_with_us, *words]
    return [*end_with_us, "--reuid", SERVER_USER, "--regid", SERVER_USER, "--init-groups", *words]


def _anyone_can_enter(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _room_in_memory() -> bool:
    """Whether the databases fit into memory; a container often has 64 MB there, too little for one server."""
    return os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM_IN_MEMORY_BYTES


def _new_folder() -> Path:
    """An empty folder of the server's user. Below pytest's own (mode 0700) that user could not reach it."""
    places = [Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/var/tmp")]
    if _room_in_memory():
        places.insert(0, IN_MEMORY)
    if os.geteuid() != 0:
        return Path(tempfile.mkdtemp(prefix="radops-postgres-", dir=places[0]))
    try:
        owner = pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise PostgresMissing(
            f"PostgreSQL does not run as root and there is no user {SERVER_USER!r}"
        ) from None
    open_place = next(place for place in places if place.is_dir() and _anyone_can_enter(place))
    folder = Path(tempfile.mkdtemp(prefix="radops-postgres-", dir=open_place))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), user=SERVER_USER, dbname="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Starts a server for as long as the block runs, then stops it and removes its folder."""
    bin_folder = programs()
    folder = _new_folder()
    data, log = folder / "data", folder / "log"
    server: subprocess.Popen[bytes] | None = None
    # Nothing here needs to survive a power cut: without fsync the whole suite saves about half its time.
    quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
    options = (
        f"unix_socket_directories={folder}",
        "listen_addresses=",
        f"timezone={SESSION_TIME_ZONE}",
        *quick,
    )
    try:
        made = subprocess.run(
            _as_server_user([bin_folder / "initdb", "-D", data, *CLUSTER, *COLLATION]),
            cwd="/",
            capture_output=True,
            check=False,
        )
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stderr.decode(errors='replace')}")
        settings = [word for option in options for word in ("-c", option)]
        with log.open("wb") as output:
            server = subprocess.Popen(
                _as_server_user([bin_folder / "postgres", "-D", data, *settings]),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        _wait_until_ready(server, folder, log)
        yield PostgresServer(folder)
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # its "fast" shutdown: end the sessions, then stop
            server.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
