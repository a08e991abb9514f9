"""Which settings are in force, as the server sees them, and which were changed since it last started?

Secrets are never told: only whether they are set, and by a keyed hash whether they are another one than before.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import make_url

from db.audit import Actor, record
from db.privacy import Keyring
from db.schema.site import site_fact
from db.settings import SETTINGS, Settings
from db.turns import Turn, take_turn

_PREFIX = "setting "
_LONGEST = 200
SECRET = ("RADOPS_SECRET_KEY", "RADOPS_DATA_KEY", "RADOPS_SMTP_PASSWORD", "RADOPS_DEMO_PASSWORD")
SERVER = Actor("web server")


def in_force(settings: Settings) -> dict[str, str]:
    """Every setting by its name, as text; a secret is `set` or `not set`, and no password is in an address."""
    post = settings.post
    quiet = "none" if post.quiet_from is None else f"{post.quiet_from}-{post.quiet_until}"
    values = {
        "DATABASE_URL": make_url(settings.database_url).render_as_string(hide_password=True),
        "RADOPS_SECRET_KEY": _is_set(settings.secret_key),
        "RADOPS_DATA_KEY": _is_set(settings.data_key),
        "PORT": str(settings.port),
        "RADOPS_HOST": settings.host,
        "RADOPS_HOSTS": ", ".join(settings.hosts),
        "RADOPS_VAR": str(settings.var),
        "RADOPS_INBOX": ":".join(str(folder) for folder in settings.inbox),
        "RADOPS_FEEDS": _feeds(settings.feeds_file),
        "RADOPS_TIME_ZONE": settings.time_zone,
        "RADOPS_SITE": settings.site,
        "RADOPS_LIMITS": settings.limits,
        "RADOPS_ALARA": settings.alara,
        "RADOPS_INTERN_LEVELS": settings.intern_levels,
        "RADOPS_EFFECTIVE_DOSE": settings.effective_dose,
        "RADOPS_BADGE_MONTHS": str(settings.badge_months),
        "RADOPS_DRL": settings.drl,
        "RADOPS_STOCK_OWNER": settings.stock_owner,
        "RADOPS_EXPIRY_DAYS": str(settings.expiry_days),
        "RADOPS_QC_DAYS": str(settings.qc_days),
        "RADOPS_ID_RULE": ",".join(sorted(settings.id_rule)) or "none",
        "RADOPS_VAULT": _switch(settings.vault),
        "RADOPS_TLS": _switch(settings.tls),
        "RADOPS_IDLE_MINUTES": str(settings.idle_minutes),
        "RADOPS_PROXIES": str(settings.proxies),
        "RADOPS_WORKERS": str(settings.workers),
        "RADOPS_SMTP": f"{post.host}:{post.port}" if post.host else "",
        "RADOPS_SMTP_TLS": post.encryption,
        "RADOPS_SMTP_USER": post.user,
        "RADOPS_SMTP_PASSWORD": _is_set(post.password),
        "RADOPS_MAIL_FROM": post.sender,
        # Their addresses may hold a secret.
        "RADOPS_WEBHOOKS": ", ".join(sorted(post.webhooks)),
        "RADOPS_URL": post.base_url,
        "RADOPS_QUIET_HOURS": quiet,
        "RADOPS_GATHER_MINUTES": f"{post.gather.total_seconds() / 60:g}",
        "RADOPS_DIGEST_HOUR": str(post.digest_hour),
        "RADOPS_QUARANTINE_DAYS": str(settings.quarantine_days),
        "RADOPS_DEMO_PASSWORD": _is_set(settings.demo_password),
    }
    return {setting.name: values[setting.name] for setting in SETTINGS}


def note_changes(connection: Connection, settings: Settings, keyring: Keyring, now: datetime) -> list[str]:
    """Write an event for each setting that is another one than at the last start; returns their names.

    The first start of a database notes them all and tells of none. Several server processes start at once: the
    first to come notes, the others find it noted.
    """
    take_turn(connection, Turn.SETTINGS)
    noted, present = _noted(connection), _present(settings, keyring)
    changed = [name for name, value in present.items() if noted and noted.get(name) != value]
    new = [{"name": _PREFIX + name, "value": value} for name, value in present.items() if name not in noted]
    if new:
        connection.execute(insert(site_fact), new)
    for name in changed:
        if name in noted:
            connection.execute(
                update(site_fact).where(site_fact.c.name == _PREFIX + name).values(value=present[name])
            )
        record(
            connection, SERVER, "setting.change", now=now, object_kind="setting", object_id=name,
            detail=_from_to(name, noted.get(name), present[name]),
        )  # fmt: skip
    return changed


def are_noted(connection: Connection, settings: Settings, keyring: Keyring) -> bool:
    """Whether every setting is the one of the last start: then there is nothing to write."""
    noted = _noted(connection)
    return all(noted.get(name) == value for name, value in _present(settings, keyring).items())


def _noted(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        select(site_fact.c.name, site_fact.c.value).where(site_fact.c.name.startswith(_PREFIX))
    )
    return {name.removeprefix(_PREFIX): value for name, value in rows}


def _present(settings: Settings, keyring: Keyring) -> dict[str, str]:
    return {name: value[:_LONGEST] for name, value in _told_apart(settings, keyring).items()}


def _told_apart(settings: Settings, keyring: Keyring) -> Mapping[str, str]:
    """The settings in force, each secret as a keyed hash of it."""
    secrets = {
        "RADOPS_SECRET_KEY": settings.secret_key,
        "RADOPS_DATA_KEY": settings.data_key,
        "RADOPS_SMTP_PASSWORD": settings.post.password,
        "RADOPS_DEMO_PASSWORD": settings.demo_password,
        "RADOPS_WEBHOOKS": " ".join(f"{name}={url}" for name, url in sorted(settings.post.webhooks.items())),
    }
    hashed = {name: keyring.hash_id("setting", value) if value else "" for name, value in secrets.items()}
    return {**in_force(settings), **hashed}


def _from_to(name: str, before: str | None, after: str) -> str:
    if name in SECRET or name == "RADOPS_WEBHOOKS":
        return "changed" if before and after else "set" if after else "taken away"
    return f"from {before or 'nothing'} to {after or 'nothing'}"[:500]


def _feeds(path: Path) -> str:
    """The file of the site's mappings, and a mark of its content: what stands in it is a setting too."""
    if not path.is_file():
        return f"{path} (not there)"
    return f"{path} (content {hashlib.sha256(path.read_bytes()).hexdigest()[:12]})"


def _is_set(value: str) -> str:
    return "set" if value else "not set"


def _switch(value: bool) -> str:
    return "on" if value else "off"
