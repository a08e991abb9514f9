"""`radops check`: is this server fit for patients' data? One line a check; the exit code says whether all hold."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from commands.demo import MADE_UP
from commands.keys import with_keys
from db.database import Database
from db.health import DatabaseFault, durability_fault, engine_name, files_by_source, tables_are_current
from db.privacy import Keyring
from db.settings import Settings, SettingsError, open_switches, read_settings, require_keys
from db.site import claim_data_key, fact
from etl.mapping import MappingError, read_feeds
from etl.sources import SOURCES

_FREE_BYTES = 2 * 1024**3
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it holds, and what was found or is to be done."""

    name: str
    holds: bool
    detail: str


def findings() -> list[Finding]:
    """Run all checks, each on its own: one that fails does not hide the next."""
    settings = with_keys(read_settings())
    checks: list[tuple[str, Callable[[], str]]] = [
        ("keys", lambda: _keys(settings)),
        ("debugging and other doors", _doors),
        ("encrypted connections", lambda: _tls(settings)),
        ("host names", lambda: _hosts(settings)),
        ("time zone", lambda: _time_zone(settings)),
        ("files are closed to others", lambda: _permissions(settings)),
        ("disk", lambda: _disk(settings)),
        ("feeds.toml", lambda: _feeds(settings)),
        ("database", lambda: _database(settings)),
        ("durability", lambda: _durability(settings)),
        ("tables", lambda: _tables(settings)),
        ("data key", lambda: _data_key(settings)),
        ("data are not made up", lambda: _not_made_up(settings)),
        ("known sources", lambda: _known_sources(settings)),
    ]
    return [_run(name, check) for name, check in checks]


class _NotFit(Exception):
    """A check does not hold; the message says what is to be done."""


def _run(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except (_NotFit, SettingsError, MappingError) as error:
        return Finding(name, False, str(error))
    except (DatabaseFault, OSError) as error:
        return Finding(name, False, f"could not be checked: {type(error).__name__}")


def _keys(settings: Settings) -> str:
    require_keys(settings)
    return "long and random" + ("" if settings.data_key else "; the data key is derived from the secret key")


def _doors() -> str:
    if switches := open_switches():
        raise _NotFit(f"{', '.join(switches)} must not be set")
    return "all shut"


def _tls(settings: Settings) -> str:
    if not settings.tls:
        raise _NotFit(
            "RADOPS_TLS is off: cookies travel in the clear; set it to on behind a proxy with HTTPS"
        )
    return "cookies are Secure"


def _hosts(settings: Settings) -> str:
    known = settings.known_hosts
    if known is None:
        raise _NotFit("RADOPS_HOSTS is empty, so any name is answered: set it to the names that users type")
    return ", ".join(known)


def _time_zone(settings: Settings) -> str:
    if settings.time_zone == "UTC":
        raise _NotFit(
            "RADOPS_TIME_ZONE is UTC; set the hospital's own, it decides what is today and what has expired"
        )
    return settings.time_zone


def _permissions(settings: Settings) -> str:
    if settings.var.exists() and settings.var.stat().st_mode & _OTHERS:
        raise _NotFit(
            f"others may look into {settings.var}, where database and keys lie: chmod go= {settings.var}"
        )
    return str(settings.var)


def _disk(settings: Settings) -> str:
    settings.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.var).free
    if free < _FREE_BYTES:
        raise _NotFit(f"{free // 1024**2} MB free, at least {_FREE_BYTES // 1024**2} MB are needed")
    return f"{free // 1024**3} GB free"


def _feeds(settings: Settings) -> str:
    read_feeds(settings.feeds_file, SOURCES)
    return "read" if settings.feeds_file.exists() else "none: all feeds in their default layout"


def _database(settings: Settings) -> str:
    return engine_name(settings.database_url)


def _durability(settings: Settings) -> str:
    if fault := durability_fault(settings.database_url):
        raise _NotFit(fault)
    return "what is stored survives a power cut"


def _tables(settings: Settings) -> str:
    if not tables_are_current(settings.database_url):
        raise _NotFit("not up to date; run: radops migrate")
    return "up to date"


def _data_key(settings: Settings) -> str:
    keyring = Keyring(settings.secret_key, settings.data_key, settings.id_rule)
    with closing(Database(settings.database_url)) as database, database.write() as connection:
        claim_data_key(connection, keyring.fingerprint)
    return "the one that the database was filled with"


def _not_made_up(settings: Settings) -> str:
    with closing(Database(settings.database_url)) as database, database.read() as connection:
        if fact(connection, MADE_UP) == "yes":
            raise _NotFit("this database holds the made-up department; start real work with an empty one")
    return "no made-up department"


def _known_sources(settings: Settings) -> str:
    known = {source.name for source in SOURCES}
    with closing(Database(settings.database_url)) as database, database.read() as connection:
        found = files_by_source(connection)
    if strangers := sorted(set(found) - known):
        raise _NotFit(f"it holds files of sources that this version does not know: {', '.join(strangers)}")
    return f"{sum(found.values())} files of {len(found)} sources"
