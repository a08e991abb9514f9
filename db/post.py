"""Through which servers do messages leave, when must they not, and how do their links begin? As the site has set it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from db.setting_values import SettingsError, number, one_of

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?"
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Post:
    """How messages leave. Without a `host` no mail does; without webhooks nothing else.

    Secrets (the password, addresses of webhooks) are not shown where a Post is printed.
    """

    host: str
    port: int
    encryption: str  # starttls, tls (from the first byte) or off
    user: str
    password: str = field(repr=False)
    sender: str
    webhooks: Mapping[str, str] = field(repr=False)
    quiet_from: int | None  # local hour; None: there are no quiet hours
    quiet_until: int
    gather: timedelta
    digest_hour: int
    base_url: str

    def is_quiet(self, now: datetime, zone: tzinfo) -> bool:
        """Whether notices wait now; alerts never do."""
        if self.quiet_from is None:
            return False
        hour = now.astimezone(zone).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


def is_mail_address(text: str) -> bool:
    """Whether this is one plain mail address, without a name, a line break or a second address."""
    return bool(_ADDRESS.fullmatch(text)) and ".." not in text and len(text) <= 200


def read_post(text: Mapping[str, str], address: str) -> Post:
    """Read the settings of the outbox; `address` is host:port of the web server. Raises SettingsError."""
    host, port = _server(text["RADOPS_SMTP"])
    sender = text["RADOPS_MAIL_FROM"]
    if sender and not is_mail_address(sender):
        raise SettingsError(
            f"RADOPS_MAIL_FROM is {sender!r}; expected one address, such as radops@clinic.org."
        )
    if host and not sender:
        raise SettingsError("RADOPS_SMTP is set, so RADOPS_MAIL_FROM must say whom mails come from.")
    encryption = one_of("RADOPS_SMTP_TLS", text["RADOPS_SMTP_TLS"], ("starttls", "tls", "off"))
    user = text["RADOPS_SMTP_USER"]
    if user and encryption == "off" and host not in _THIS_MACHINE:
        raise SettingsError(
            "RADOPS_SMTP_TLS is off: the password for the mail server would travel in the clear."
        )
    quiet = text["RADOPS_QUIET_HOURS"]
    begin, end = (None, 0) if quiet == "none" else _hours(quiet)
    return Post(
        host,
        port,
        encryption,
        user,
        text["RADOPS_SMTP_PASSWORD"],
        sender,
        _webhooks(text["RADOPS_WEBHOOKS"]),
        begin,
        end,
        timedelta(minutes=number("RADOPS_GATHER_MINUTES", text["RADOPS_GATHER_MINUTES"], 0, 1440)),
        number("RADOPS_DIGEST_HOUR", text["RADOPS_DIGEST_HOUR"], 0, 23),
        _base_url(text["RADOPS_URL"] or f"http://{address}"),
    )


def _server(text: str) -> tuple[str, int]:
    if not text:
        return "", 0
    host, colon, port = text.rpartition(":")
    if not colon or not host or any(sign.isspace() for sign in text):
        raise SettingsError(f"RADOPS_SMTP is {text!r}; expected host and port, such as mail.clinic.org:587.")
    return host.strip("[]"), number("RADOPS_SMTP's port", port, 1, 65535)


def _hours(text: str) -> tuple[int, int]:
    found = _HOURS.fullmatch(text)
    if not found or max(int(hour) for hour in found.groups()) > 23 or found[1] == found[2]:
        raise SettingsError(f"RADOPS_QUIET_HOURS is {text!r}; expected two hours, such as 20-6, or none.")
    return int(found[1]), int(found[2])


def _webhooks(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split():
        name, equals, url = part.partition("=")
        # The address may hold a secret, so it is not repeated.
        if not equals or not _NAME.fullmatch(name) or not _is_web_address(url):
            raise SettingsError(
                "RADOPS_WEBHOOKS: expected name=address (http or https), with spaces between several."
            )
        found[name] = url
    return found


def _base_url(text: str) -> str:
    if not _is_web_address(text) or urlsplit(text).query or urlsplit(text).fragment:
        raise SettingsError(
            f"RADOPS_URL is {text!r}; expected the address by which users reach radops, with http or https."
        )
    return text.rstrip("/")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
