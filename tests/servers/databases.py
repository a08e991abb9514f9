"""New databases for tests: migrated once per session and engine, then copied. Never created from metadata."""

import contextlib
import itertools
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from db.migrations import upgrade
from tests.servers.postgres import PostgresServer, running_postgres

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")


class Databases:
    """Makes databases on either engine. PostgreSQL starts when a test first asks for it."""

    def __init__(self, folder: Path, ending: ExitStack) -> None:
        self._folder = folder
        self._ending = ending
        self._numbers = itertools.count(1)
        self._postgres: PostgresServer | None = None
        self._templates: dict[Engine, str] = {}

    @property
    def postgres(self) -> PostgresServer:
        """The session's server. Raises PostgresMissing, which fails the test: a skipped engine would look tested."""
        if self._postgres is None:
            self._postgres = self._ending.enter_context(running_postgres())
        return self._postgres

    def migrated_url(self, engine: Engine) -> str:
        """The address of a new database with every migration applied and no row."""
        name = f"test_{next(self._numbers)}_{uuid.uuid4().hex[:8]}"
        template = self._template(engine)
        if engine == "postgresql":
            return self.postgres.create(name, template)
        copy = self._folder / f"{name}.db"
        # The template was closed, so that nothing of it stands in a write-ahead log any more.
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def empty_url(self, engine: Engine) -> str:
        """The address of a new database that no migration has touched."""
        name = f"empty_{next(self._numbers)}_{uuid.uuid4().hex[:8]}"
        return self.postgres.create(name) if engine == "postgresql" else f"sqlite:///{self._folder / name}.db"

    def remove(self, url: str) -> None:
        """Takes the database away again; several hundred would fill a small disk."""
        if not url.startswith("sqlite"):
            self.postgres.drop(url.removeprefix(self.postgres.url("").partition("?")[0]).partition("?")[0])
            return
        file = Path(url.removeprefix("sqlite:///"))
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()

    def _template(self, engine: Engine) -> str:
        """What to copy: a database name (PostgreSQL) or a file path (SQLite)."""
        if engine not in self._templates:
            if engine == "postgresql":
                upgrade(self.postgres.create("template_migrated"))
                self._templates[engine] = "template_migrated"
            else:
                file = self._folder / "template_migrated.db"
                upgrade(f"sqlite:///{file}")
                assert not file.with_name(f"{file.name}-wal").exists()
                self._templates[engine] = str(file)
        return self._templates[engine]


@contextlib.contextmanager
def databases_in(folder: Path) -> Iterator[Databases]:
    """The session's databases; the server, if one was started, stops at the end."""
    with ExitStack() as ending:
        yield Databases(folder, ending)


class DatabaseMaker:
    """`make_database("sqlite" | "postgresql")` gives the address of a new migrated database, removed at the end."""

    def __init__(self, databases: Databases, ending: ExitStack) -> None:
        self._databases = databases
        self._ending = ending

    def __call__(self, engine: Engine = "sqlite", *, migrated: bool = True) -> str:
        url = self._databases.migrated_url(engine) if migrated else self._databases.empty_url(engine)
        self._ending.callback(self._databases.remove, url)
        return url
