"""The web application as gunicorn wants it: `gunicorn "commands.web:application()"`."""

from contextlib import closing
from dataclasses import replace
from wsgiref.types import WSGIApplication

from commands.feed_pages import feed_infos
from commands.opening import Opened, settings_with_keys
from dashboard.app import create_app
from db.database import Database
from db.health import tables_are_current
from db.privacy import Keyring
from db.site import fact
from etl.replay import Replay

# How long a person's click waits for whoever writes, before the page says that the database is busy: on SQLite a large
# file keeps all others from writing, and those who wait must not take the threads of those who only read.
_PATIENCE_S = 10.0


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
