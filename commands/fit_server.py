"""Is this machine fit for patients' data? Keys, doors, connections, files: what settings and disks tell."""

import os
import shutil
import stat
from pathlib import Path

from db.settings import Settings, open_switches, require_keys
from etl.mapping import read_feeds
from etl.sources import SOURCES


class NotFit(Exception):
    """A check does not hold; the message says what is to be done."""


_FREE_BYTES = 2 * 1024**3
_OTHERS = 0o077
# File systems that other machines serve: SQLite's locks do not hold there.
_SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"})


def keys(settings: Settings) -> str:
    """The secret key is long, random and nobody's example."""
    require_keys(settings)
    return "long and random"


def own_data_key(settings: Settings) -> str:
    """Identifiers are hashed with a key apart from the one that signs sessions."""
    if not settings.data_key:
        raise NotFit(
            "RADOPS_DATA_KEY is empty, so it is derived from the secret key, which then can never be changed: "
            "set it before the first file comes in"
        )
    return "apart from the secret key"


def doors(_settings: Settings) -> str:
    """No debugging, hot reload or tools over MCP."""
    if switches := open_switches():
        raise NotFit(f"{', '.join(switches)} must not be set")
    return "all shut"


def no_demo_password(settings: Settings) -> str:
    """No password stands in the environment."""
    if settings.demo_password:
        raise NotFit("RADOPS_DEMO_PASSWORD is set: it is for the made-up department alone")
    return "no password in the environment"


def tls(settings: Settings) -> str:
    """Cookies travel encrypted alone."""
    if not settings.tls:
        raise NotFit("RADOPS_TLS is off: cookies travel in the clear; set it to on behind a proxy with HTTPS")
    return "cookies are Secure"


def address(settings: Settings) -> str:
    """The server itself is reached from this machine alone: others come through the proxy."""
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.tls:
        raise NotFit(f"RADOPS_HOST is {settings.host} and RADOPS_TLS is off: anybody near reads what is sent")
    return settings.host


def hosts(settings: Settings) -> str:
    """Only known names are answered."""
    known = settings.known_hosts
    if known is None:
        raise NotFit("RADOPS_HOSTS is empty, so any name is answered: set it to the names that users type")
    return ", ".join(known)


def time_zone(settings: Settings) -> str:
    """The hospital's own zone."""
    if settings.time_zone == "UTC":
        raise NotFit(
            "RADOPS_TIME_ZONE is UTC; set the hospital's own, it decides what is today and what has expired"
        )
    return settings.time_zone


def folder(settings: Settings) -> str:
    """Nobody else looks into the folder of database and keys."""
    if settings.var.exists() and settings.var.stat().st_mode & _OTHERS:
        raise NotFit(
            f"others may look into {settings.var}, where database and keys lie: chmod go= {settings.var}"
        )
    return str(settings.var)


def key_files(settings: Settings) -> str:
    """Nobody else reads a key."""
    found = sorted(path for path in (settings.var / "keys").glob("*") if path.is_file())
    if open_ones := [str(path) for path in found if stat.S_IMODE(path.stat().st_mode) & _OTHERS]:
        raise NotFit(f"others may read {', '.join(open_ones)}: chmod 600")
    return f"{len(found)} key files, closed" if found else "keys are in the environment alone"


def disk(settings: Settings) -> str:
    """There is room."""
    settings.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.var).free
    if free < _FREE_BYTES:
        raise NotFit(f"{free // 1024**2} MB free, at least {_FREE_BYTES // 1024**2} MB are needed")
    return f"{free // 1024**3} GB free"


def local_disk(settings: Settings) -> str:
    """SQLite's file is on a disk of this machine."""
    if not settings.database_url.startswith("sqlite"):
        return "the database is a server"
    path = Path(settings.database_url.removeprefix("sqlite:///")).resolve()
    kind = file_system_of(path, Path("/proc/mounts"))
    if kind in _SHARES:
        raise NotFit(
            f"{path} lies on a share ({kind}), where SQLite's locks do not hold: move it to a local disk"
        )
    return f"{path} is on a local disk"


def file_system_of(path: Path, mounts: Path) -> str:
    """The kind of file system that a path lies on, by the table of mounts; empty where there is no such table."""
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, found, *_ = line.split(" ")
        place = point.replace("\\040", " ")
        if path.is_relative_to(place) and len(place) >= len(best):
            best, kind = place, found
    return kind


def inbox(settings: Settings) -> str:
    """The folders that files come into are there and can be read."""
    for place in settings.inbox:
        if place.exists() and not os.access(place, os.R_OK | os.X_OK):
            raise NotFit(f"{place} cannot be read by this user")
        if not place.exists() and place != settings.var / "inbox":
            raise NotFit(f"{place} of RADOPS_INBOX is not there: is the share mounted?")
    return ", ".join(str(place) for place in settings.inbox)


def feeds_file(settings: Settings) -> str:
    """The site's mapping can be read."""
    read_feeds(settings.feeds_file, SOURCES)
    return "read" if settings.feeds_file.exists() else "none: all feeds in their default layout"
