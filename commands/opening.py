"""How does a command open the hospital's database? Settings checked, tables up to date, data key the right one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from commands.keys import with_keys
from db import migrations, summaries
from db.audit import SYSTEM, Actor
from db.badge_verdicts import Programme
from db.clock import now_utc
from db.database import Database
from db.exports import Asked
from db.health import open_database
from db.privacy import Keyring
from db.quality_control import numbers_of_phantoms
from db.settings import Settings, SettingsError, read_settings, require_keys
from db.site import claim_data_key
from db.stock_levels import claim_owner
from etl.mapping import Feeds, read_feeds
from etl.pipeline import Line
from etl.source import Site
from etl.sources import SOURCES


@dataclass(frozen=True)
class Opened:
    """Everything a command needs of the hospital."""

    settings: Settings
    database: Database
    keyring: Keyring

    def line(self, now: datetime | None = None, actor: Actor = SYSTEM) -> Line:
        """Where files are loaded to, with the site's own mapping, and by whom; a made-up day may end later than now."""
        programme = Programme(self.settings.limits, self.settings.alara, self.settings.intern_levels)
        return Line(self.database, self.site(now), self.feeds(), now_utc, programme, actor)

    def site(self, now: datetime | None = None) -> Site:
        """What a row needs to know of the hospital."""
        with self.database.read() as connection:
            phantoms = numbers_of_phantoms(connection)
        settings = self.settings
        return Site(settings.zone, self.keyring, settings.vault, now or now_utc(), phantoms)

    def feeds(self) -> Feeds:
        """The site's own column names, formats and units."""
        return read_feeds(self.settings.feeds_file, SOURCES)

    def asked(self, today: date | None = None) -> Asked:
        """What exports depend on: the hospital's day and the jurisdictions in force."""
        today = today or now_utc().astimezone(self.settings.zone).date()
        site = self.settings
        return Asked(today, site.limits, site.alara, site.drl, site.intern_levels)


def settings_with_keys() -> Settings:
    """Read the settings. Raises SettingsError on a missing, short or example key."""
    settings = with_keys(read_settings())
    require_keys(settings)
    return settings


@contextmanager
def opened(settings: Settings | None = None, *, migrate: bool = False) -> Iterator[Opened]:
    """Open the database; with `migrate` bring its tables up to date first.

    Raises SettingsError when keys are not fit, the database does not answer, its tables are not up to date, or the data
    key is another one.
    """
    settings = settings or settings_with_keys()
    keyring = Keyring(settings.secret_key, settings.data_key, settings.id_rule)
    database = open_database(settings.database_url)
    try:
        if migrate:
            migrations.upgrade(settings.database_url)
        elif not migrations.is_current(database):
            raise SettingsError("the database's tables are not up to date; run: radops migrate")
        with database.write() as connection:
            claim_data_key(connection, keyring.fingerprint)
            claim_owner(connection, settings.stock_owner)
            if migrate:
                # A new version may define a summary otherwise, or know one that is not filled yet.
                summaries.bring_up_to_date(connection)
        yield Opened(settings, database, keyring)
    finally:
        database.close()
