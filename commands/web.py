"""The web application as gunicorn wants it: `gunicorn "commands.web:application()"`."""

from contextlib import closing
from dataclasses import replace
from wsgiref.types import WSGIApplication

from commands.opening import Opened, settings_with_keys
from dashboard.app import create_app
from db.database import Database
from db.freshness import FeedInfo
from db.health import tables_are_current
from db.privacy import Keyring
from db.site import fact
from etl.mapping import Feeds
from etl.replay import Replay
from etl.sources import FEED_SOURCES

# How long a person's click waits for whoever writes, before the page says that the database is busy: on SQLite a large
# file keeps all others from writing, and those who wait must not take the threads of those who only read.
_PATIENCE_S = 10.0

# Which page a feed is for; a feed that is for none yet is shown on the feeds page alone.
_PAGES = {
    "ris_csv": "exams",
    "hl7": "exams",
    "reject_log": "exams",
    "rdsr": "dose",
    "image_header": "dose",
    "dose_csv": "dose",
    "landauer": "badges",
    "mirion": "badges",
    "badge_roster": "badges",
    "stock": "supplies",
    "item_list": "supplies",
    "movements": "supplies",
    "stock_targets": "orders",
    "prices": "orders",
    "recalls": "recalls",
    "garments": "garments",
    "garment_inspections": "garments",
    "qc_results": "equipment",
    "service_events": "equipment",
    "cleaning_log": "equipment",
    "interns": "interns",
    "competencies": "interns",
    "exam_log": "interns",
    "clinical_hours": "interns",
    "development": "development",
}


def application() -> WSGIApplication:
    """Put the application together from the environment. Raises SettingsError or AccessError."""
    settings = settings_with_keys()
    with closing(Database(settings.database_url)) as database, database.read() as connection:
        # The made-up department brings a name that says so; a real hospital's comes from its settings.
        site = settings.site or (
            fact(connection, "site_name") if tables_are_current(settings.database_url) else None
        )
    settings = replace(settings, site=site or "")
    database = Database(settings.database_url, _PATIENCE_S)
    hospital = Opened(settings, database, Keyring(settings.secret_key, settings.data_key, settings.id_rule))
    app: WSGIApplication = create_app(
        settings,
        database,
        feeds=feed_infos(hospital.feeds()),
        # A corrected row takes the line here, where both the pages and the line are known.
        corrections=Replay(hospital.line),
    )
    return app


def feed_infos(feeds: Feeds) -> tuple[FeedInfo, ...]:
    """The feeds as pages show them, each with the age that the site (or else its source) allows its data."""
    return tuple(
        FeedInfo(source.name, source.title, feeds.stale_after(source), _PAGES.get(source.name, ""))
        for source in FEED_SOURCES
    )
