"""The page's addresses and its recurring words."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from dashboard.formats import NBSP, format_age

PATH = "/admin"
ACCOUNTS, ACCOUNT, ROLES, SERVER, AUDIT = "", "account", "roles", "server", "audit"
VIEWS = {ACCOUNTS: "Accounts", ROLES: "Roles", SERVER: "Server", AUDIT: "Audit trail"}


def address(**asked: str) -> str:
    """The page's address with these parameters; empty ones are left out."""
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{PATH}?{said}" if said else PATH


def ago(moment: datetime | None, now: datetime) -> str:
    """`4 h 52 min ago`, or `never`; moments are aware."""
    if moment is None:
        return "never"
    return f"{format_age(max(now - moment, timedelta(0)))} ago"


def utc(moment: datetime) -> str:
    """`2026-11-25 13:48:26 UTC`: the trail speaks the time that every machine agrees on."""
    return f"{moment:%Y-%m-%d %H:%M:%S}{NBSP}UTC"
