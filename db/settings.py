"""Which settings has radops, and what do they do? The only place that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.post import Post, read_post
from db.setting_values import SettingsError
from db.setting_values import number as _number
from db.setting_values import one_of as _one_of

__all__ = [
    "SETTINGS",
    "Settings",
    "SettingsError",
    "environment_of",
    "open_switches",
    "read_settings",
    "require_keys",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, its default (text, as it would stand there) and what it does."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "",
        "Database address; empty means one SQLite file, radops.db in RADOPS_VAR.",
    ),
    Setting(
        "RADOPS_SECRET_KEY",
        "",
        "Signs sessions and forms; at least 32 characters, kept secret.",
    ),
    Setting(
        "RADOPS_DATA_KEY",
        "",
        "Hashes and seals patient identifiers; empty: derived from RADOPS_SECRET_KEY.",
    ),
    Setting("PORT", "8050", "Port of the web server."),
    Setting("RADOPS_HOST", "127.0.0.1", "Address that the web server listens on."),
    Setting(
        "RADOPS_HOSTS",
        "",
        "Names that users reach the server by, with commas; empty: any, and on 127.0.0.1 localhost alone.",
    ),
    Setting(
        "RADOPS_VAR",
        "var",
        "Folder for the database file, the inbox and the demo's keys.",
    ),
    Setting(
        "RADOPS_INBOX",
        "",
        "Folders watched for new files, separated by ':'; empty: inbox in RADOPS_VAR.",
    ),
    Setting(
        "RADOPS_FEEDS",
        "feeds.toml",
        "The site's own column names, formats and units; may be missing.",
    ),
    Setting(
        "RADOPS_TIME_ZONE",
        "UTC",
        "The hospital's time zone; decides today, expired and overdue.",
    ),
    Setting("RADOPS_SITE", "", "The hospital's name as shown at the top of each page."),
    Setting(
        "RADOPS_LIMITS",
        "US-NRC",
        "Jurisdiction whose staff dose limits are in force (reference table).",
    ),
    Setting(
        "RADOPS_ALARA",
        "Typical US hospital",
        "Programme whose investigation levels are in force: how its name begins.",
    ),
    Setting(
        "RADOPS_INTERN_LEVELS",
        "Radiography students",
        "Programme whose levels hold for interns besides: how its name begins.",
    ),
    Setting(
        "RADOPS_EFFECTIVE_DOSE",
        "",
        "Rule for the effective dose (reference table); empty: the deep dose at the most exposed place.",
    ),
    Setting(
        "RADOPS_BADGE_MONTHS",
        "4",
        "After how many months a badge that did not come back counts as absent.",
    ),
    Setting(
        "RADOPS_DRL",
        "UK",
        "Jurisdiction whose diagnostic reference levels are in force.",
    ),
    Setting(
        "RADOPS_STOCK_OWNER",
        "radops",
        "Which system keeps the stock: radops (scans and counts here) or files (of another system, alone).",
    ),
    Setting(
        "RADOPS_EXPIRY_DAYS",
        "30",
        "Within how many days a lot expires soon, in digests: 7, 30, 60, 90 or 180.",
    ),
    Setting(
        "RADOPS_QC_DAYS",
        "30",
        "Within how many days a failed check of equipment must be corrected and documented.",
    ),
    Setting(
        "RADOPS_ID_RULE",
        "upper",
        "Normalising of ids before hashing: upper, no-leading-zeros, both with a comma, or none.",
    ),
    Setting(
        "RADOPS_VAULT",
        "on",
        "Keep accession numbers encrypted, so that a case can be revealed: on or off.",
    ),
    Setting(
        "RADOPS_TLS",
        "off",
        "on when users reach the server by HTTPS: cookies become Secure, HSTS is sent.",
    ),
    Setting(
        "RADOPS_IDLE_MINUTES",
        "15",
        "After how many minutes without an action of a person a session ends: 1 to 60.",
    ),
    Setting(
        "RADOPS_PROXIES",
        "0",
        "How many reverse proxies stand in front and set X-Forwarded headers.",
    ),
    Setting("RADOPS_WORKERS", "2", "Number of web server processes."),
    Setting("RADOPS_SMTP", "", "Mail server as host:port; empty: no mail is sent."),
    Setting("RADOPS_SMTP_TLS", "starttls", "How the mail server is spoken to: starttls, tls or off."),
    Setting("RADOPS_SMTP_USER", "", "User at the mail server; empty: none is needed."),
    Setting("RADOPS_SMTP_PASSWORD", "", "That user's password, kept secret."),
    Setting("RADOPS_MAIL_FROM", "", "Address that mails come from."),
    Setting(
        "RADOPS_WEBHOOKS",
        "",
        "Web addresses that messages may go to: name=address, with spaces between several.",
    ),
    Setting(
        "RADOPS_URL",
        "",
        "How users reach radops, for links in mails and the addresses of wall displays; empty: host and port.",
    ),
    Setting(
        "RADOPS_QUIET_HOURS", "20-6", "From which to which local hour notices wait, or none; alerts never do."
    ),
    Setting("RADOPS_GATHER_MINUTES", "10", "How long notices are gathered before they go out as one mail."),
    Setting("RADOPS_DIGEST_HOUR", "7", "Local hour from which the day's digests are written."),
    Setting(
        "RADOPS_QUARANTINE_DAYS",
        "90",
        "How many days the cells of a row set aside are kept, sealed: 1 to 366.",
    ),
    Setting(
        "RADOPS_DEMO_PASSWORD",
        "",
        "Password of the demo's accounts; empty: a random one, shown once.",
    ),
)

_MINIMUM_KEY_LENGTH = 32
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
_ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104  (compared with, not listened on)
_HOST = re.compile(r"\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_DOORS = ("DASH_DEBUG", "DASH_MCP_ENABLED", "DASH_HOT_RELOAD", "FLASK_DEBUG", "DASH_UI")
# Keys that stand in manuals and examples are known to everybody: a server that starts with one is open.
_EXAMPLE_WORDS = (
    "changeme",
    "change-me",
    "change_me",
    "example",
    "secret",
    "password",
    "default",
    "insecure",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. Keys are checked by `require_keys`, so that `--help` works without them."""

    database_url: str
    secret_key: str
    data_key: str
    port: int
    host: str
    hosts: tuple[str, ...]
    var: Path
    inbox: tuple[Path, ...]
    feeds_file: Path
    time_zone: str
    site: str
    limits: str
    alara: str
    intern_levels: str
    effective_dose: str
    badge_months: int
    drl: str
    stock_owner: str
    expiry_days: int
    qc_days: int
    id_rule: frozenset[str]
    vault: bool
    tls: bool
    idle_minutes: int
    proxies: int
    workers: int
    post: Post
    quarantine_days: int
    demo_password: str

    @property
    def known_hosts(self) -> list[str] | None:
        """The names that requests may ask for; None: any.

        A server that only this machine reaches has only this machine's names: a page elsewhere whose own name is made
        to mean 127.0.0.1 gets nothing from it.
        """
        if not self.hosts and (self.proxies or self.host not in _THIS_MACHINE):
            return None
        bound = f"[{self.host}]" if ":" in self.host else self.host
        own = [*_OWN_NAMES, *([] if self.host in _ALL_ADDRESSES else [bound])]
        return list(dict.fromkeys([*own, *self.hosts]))

    @property
    def idle_limit(self) -> timedelta:
        """How long a session lasts without an action of a person."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def zone(self) -> ZoneInfo:
        """The hospital's time zone."""
        return ZoneInfo(self.time_zone)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (or the mapping given). Raises SettingsError naming setting and form."""
    source = os.environ if environ is None else environ
    text = {s.name: source.get(s.name, s.default).strip() or s.default for s in SETTINGS}
    var = Path(text["RADOPS_VAR"])
    inbox = tuple(Path(p) for p in text["RADOPS_INBOX"].split(":") if p) or (var / "inbox",)
    return Settings(
        database_url=text["DATABASE_URL"] or f"sqlite:///{(var / 'radops.db').resolve()}",
        secret_key=text["RADOPS_SECRET_KEY"],
        data_key=text["RADOPS_DATA_KEY"],
        port=_number("PORT", text["PORT"], 1, 65535),
        host=text["RADOPS_HOST"],
        hosts=_hosts(text["RADOPS_HOSTS"]),
        var=var,
        inbox=inbox,
        feeds_file=Path(text["RADOPS_FEEDS"]),
        time_zone=_zone(text["RADOPS_TIME_ZONE"]),
        site=text["RADOPS_SITE"],
        limits=text["RADOPS_LIMITS"],
        alara=text["RADOPS_ALARA"],
        intern_levels=text["RADOPS_INTERN_LEVELS"],
        effective_dose=text["RADOPS_EFFECTIVE_DOSE"],
        badge_months=_number("RADOPS_BADGE_MONTHS", text["RADOPS_BADGE_MONTHS"], 1, 24),
        drl=text["RADOPS_DRL"],
        stock_owner=_one_of("RADOPS_STOCK_OWNER", text["RADOPS_STOCK_OWNER"], ("radops", "files")),
        expiry_days=int(
            _one_of("RADOPS_EXPIRY_DAYS", text["RADOPS_EXPIRY_DAYS"], ("7", "30", "60", "90", "180"))
        ),
        qc_days=_number("RADOPS_QC_DAYS", text["RADOPS_QC_DAYS"], 1, 366),
        id_rule=_id_rule(text["RADOPS_ID_RULE"]),
        vault=_switch("RADOPS_VAULT", text["RADOPS_VAULT"]),
        tls=_switch("RADOPS_TLS", text["RADOPS_TLS"]),
        idle_minutes=_number("RADOPS_IDLE_MINUTES", text["RADOPS_IDLE_MINUTES"], 1, 60),
        proxies=_number("RADOPS_PROXIES", text["RADOPS_PROXIES"], 0, 10),
        workers=_number("RADOPS_WORKERS", text["RADOPS_WORKERS"], 1, 64),
        post=read_post(text, _address(text["RADOPS_HOST"], text["PORT"])),
        quarantine_days=_number("RADOPS_QUARANTINE_DAYS", text["RADOPS_QUARANTINE_DAYS"], 1, 366),
        demo_password=text["RADOPS_DEMO_PASSWORD"],
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings in force, for processes that it starts; paths made absolute."""
    chosen = {
        "DATABASE_URL": settings.database_url,
        "RADOPS_SECRET_KEY": settings.secret_key,
        "RADOPS_DATA_KEY": settings.data_key,
        "RADOPS_VAR": str(settings.var.resolve()),
        "RADOPS_INBOX": ":".join(str(folder.resolve()) for folder in settings.inbox),
        "RADOPS_FEEDS": str(settings.feeds_file.resolve()),
    }
    return {**os.environ, **chosen}


def open_switches(environ: Mapping[str, str] | None = None) -> list[str]:
    """Names of Dash's own switches that open doors (debugging, tools over MCP, hot reload) and are on."""
    source = os.environ if environ is None else environ
    return [
        name for name in _DOORS if source.get(name, "").strip().lower() not in ("", "0", "false", "off", "no")
    ]


def require_keys(settings: Settings) -> None:
    """Refuse a missing, short or example key: whoever knows the key is every user. Raises SettingsError."""
    _require_key("RADOPS_SECRET_KEY", settings.secret_key)
    if settings.data_key:
        _require_key("RADOPS_DATA_KEY", settings.data_key)
        if settings.data_key == settings.secret_key:
            raise SettingsError(
                "RADOPS_DATA_KEY is the same as RADOPS_SECRET_KEY; give it a value of its own, or none."
            )


def _require_key(name: str, value: str) -> None:
    make = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    if len(value) < _MINIMUM_KEY_LENGTH:
        raise SettingsError(f"{name} is missing or shorter than {_MINIMUM_KEY_LENGTH} characters; {make}")
    if _is_pattern(value) or any(word in value.lower() for word in _EXAMPLE_WORDS):
        raise SettingsError(f"{name} looks like an example or a pattern, not like a random key; {make}")


def _is_pattern(value: str) -> bool:
    """Whether a key is made of few characters, repeats itself, or goes along the alphabet or the digits."""
    threes = {value[at : at + 3] for at in range(len(value) - 2)}
    steps = [abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(value)]
    return len(set(value)) < 8 or len(threes) < len(value) / 2 or sum(steps) > len(steps) / 2


def _address(host: str, port: str) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in names:
        if not _HOST.fullmatch(name):
            raise SettingsError(
                f"RADOPS_HOSTS has {name!r}; expected bare host names with commas between, such as radops.clinic.org."
            )
    return names


def _switch(name: str, text: str) -> bool:
    if text not in ("on", "off"):
        raise SettingsError(f"{name} is {text!r}; expected on or off.")
    return text == "on"


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"RADOPS_TIME_ZONE is {text!r}; expected a name such as Europe/Vienna."
        ) from error
    return text


def _id_rule(text: str) -> frozenset[str]:
    rules = frozenset(part.strip() for part in text.split(",") if part.strip()) - {"none"}
    unknown = rules - {"upper", "no-leading-zeros"}
    if unknown:
        raise SettingsError(
            f"RADOPS_ID_RULE has {sorted(unknown)}; expected upper, no-leading-zeros or none."
        )
    return rules
