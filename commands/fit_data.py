"""Are the data in order? The database's engine, tables, key and age, and the audit trail."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from commands.demo import MADE_UP
from commands.fit_server import NotFit
from db.audit_head import noted_head
from db.audit_seal import unsealable, verify
from db.clock import now_utc
from db.database import Connection, Database
from db.freshness import FeedInfo, freshness_of
from db.health import durability_fault, engine_name, files_by_source, tables_are_current
from db.privacy import Keyring
from db.queries.accounts import accounts
from db.settings import Settings
from db.site import claim_data_key, fact
from etl.mapping import read_feeds
from etl.sources import FEED_SOURCES, SOURCES


@contextmanager
def _reading(settings: Settings) -> Iterator[Connection]:
    with closing(Database(settings.database_url)) as database, database.read() as connection:
        yield connection


def _keyring(settings: Settings) -> Keyring:
    return Keyring(settings.secret_key, settings.data_key, settings.id_rule)


def engine(settings: Settings) -> str:
    """It answers."""
    return engine_name(settings.database_url)


def durability(settings: Settings) -> str:
    """What is stored stays stored."""
    if fault := durability_fault(settings.database_url):
        raise NotFit(fault)
    return "what is stored survives a power cut"


def tables(settings: Settings) -> str:
    """They are those of this version."""
    if not tables_are_current(settings.database_url):
        raise NotFit("not up to date; run: radops migrate")
    return "up to date"


def data_key(settings: Settings) -> str:
    """It is the one that identifiers were hashed with."""
    with closing(Database(settings.database_url)) as database, database.write() as connection:
        claim_data_key(connection, _keyring(settings).fingerprint)
    return "the one that the database was filled with"


def not_made_up(settings: Settings) -> str:
    """Real data alone."""
    with _reading(settings) as connection:
        if fact(connection, MADE_UP) == "yes":
            raise NotFit("this database holds the made-up department; start real work with an empty one")
    return "no made-up department"


def known_sources(settings: Settings) -> str:
    """No file of a source that this version does not know."""
    known = {source.name for source in SOURCES}
    with _reading(settings) as connection:
        found = files_by_source(connection)
    if strangers := sorted(set(found) - known):
        raise NotFit(f"it holds files of sources that this version does not know: {', '.join(strangers)}")
    return f"{sum(found.values())} files of {len(found)} sources"


def feeds_in_time(settings: Settings) -> str:
    """No feed that ever came is older than its limit."""
    mapping = read_feeds(settings.feeds_file, SOURCES)
    infos = [FeedInfo(source.name, source.title, mapping.stale_after(source)) for source in FEED_SOURCES]
    with _reading(settings) as connection:
        found = freshness_of(connection, infos, now_utc())
    if stale := [feed.title for feed in found if feed.state == "stale"]:
        raise NotFit(f"overdue: {', '.join(stale)}; see the page Feeds")
    return f"{sum(feed.state == 'ok' for feed in found)} feeds in time"


def audit_trail(settings: Settings) -> str:
    """Nobody altered it, and it is sealed as it grows."""
    with _reading(settings) as connection:
        if missing := unsealable(connection):
            raise NotFit(f"the database would let events be altered: it lacks {', '.join(missing)}")
        found = verify(connection, _keyring(settings), now_utc(), noted_head(settings.var))
    if found.problems:
        raise NotFit("; ".join(found.problems[:3]))
    return f"{found.events} events, {found.head.number} seals, none altered"


def administrators(settings: Settings) -> str:
    """Somebody can let others in."""
    with _reading(settings) as connection:
        open_ones = [a.username for a in accounts(connection) if a.role == "admin" and not a.disabled]
    if not open_ones:
        raise NotFit("no open account is an administrator: radops user add NAME --role admin --name '...'")
    return f"{len(open_ones)} administrators"
