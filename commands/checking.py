"""`radops check`: is this server fit for patients' data? One line a check; the exit code says whether all hold."""

from collections.abc import Callable
from dataclasses import dataclass

from commands import fit_data, fit_server
from commands.fit_server import NotFit
from commands.keys import with_keys
from db.health import DatabaseFault
from db.settings import Settings, SettingsError, read_settings
from etl.mapping import MappingError

CHECKS: dict[str, Callable[[Settings], str]] = {
    "keys": fit_server.keys,
    "a data key of its own": fit_server.own_data_key,
    "debugging and other doors": fit_server.doors,
    "no demo password": fit_server.no_demo_password,
    "encrypted connections": fit_server.tls,
    "address": fit_server.address,
    "host names": fit_server.hosts,
    "time zone": fit_server.time_zone,
    "files are closed to others": fit_server.folder,
    "key files": fit_server.key_files,
    "disk": fit_server.disk,
    "local disk": fit_server.local_disk,
    "inbox": fit_server.inbox,
    "feeds.toml": fit_server.feeds_file,
    "database": fit_data.engine,
    "durability": fit_data.durability,
    "tables": fit_data.tables,
    "data key": fit_data.data_key,
    "data are not made up": fit_data.not_made_up,
    "known sources": fit_data.known_sources,
    "feeds are in time": fit_data.feeds_in_time,
    "audit trail": fit_data.audit_trail,
    "administrators": fit_data.administrators,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it holds, and what was found or is to be done."""

    name: str
    holds: bool
    detail: str


def findings() -> list[Finding]:
    """Run all checks, each on its own: one that fails does not hide the next."""
    settings = with_keys(read_settings())
    return [_run(name, check, settings) for name, check in CHECKS.items()]


def _run(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, True, check(settings))
    except (NotFit, SettingsError, MappingError) as error:
        return Finding(name, False, str(error))
    except (DatabaseFault, OSError) as error:
        return Finding(name, False, f"could not be checked: {type(error).__name__}")
