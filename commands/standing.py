"""How does the server stand? The feeds with their age, and the settings in force, as the page Admin shows them."""

import click

from commands.feed_pages import feed_infos
from commands.opening import opened
from commands.output import as_json as to_json
from commands.output import print_text
from db.clock import now_utc
from db.queries.feeds import by_source
from db.settings import SETTINGS
from db.settings_in_force import in_force


@click.command("settings", short_help="Which settings are in force? Secrets are only said to be set.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_settings(as_json: bool) -> None:
    """List every setting as this environment gives it, and what it does."""
    with opened() as hospital:
        told = in_force(hospital.settings)
    if as_json:
        print_text(to_json({"settings": told}))
        return
    for setting in SETTINGS:
        print_text(f"{setting.name:<24} {told[setting.name] or '-'}\n{'':<24} {setting.help}")


@click.command("feeds", short_help="Which feeds came, how old are they, what was set aside?")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_feeds(as_json: bool) -> None:
    """List the feeds that ever sent anything: in time (ok) or overdue (stale), and what is in quarantine."""
    with opened() as hospital, hospital.database.read() as connection:
        found = by_source(connection, feed_infos(hospital.feeds()), now_utc())
    rows = [
        {
            "source": row["source"],
            "title": row["title"],
            "state": row["state"],
            "data_as_of": _moment(row["as_of"]),
            "last_file_at": _moment(row["last_file_at"]),
            "files": int(row["files"]),
            "files_set_aside": int(row["files_quarantined"]),
            "rows_set_aside": int(row["rows_quarantined"]),
        }
        for row in found.astype(object).where(found.notna(), None).to_dict("records")
        if row["files"]
    ]
    if as_json:
        print_text(to_json({"feeds": rows}))
        return
    for row in rows:
        print_text(
            f"{row['title']:<40} {row['state']:<9} {row['data_as_of'] or '-':<17} "
            f"{row['files']} files, {row['files_set_aside']} and {row['rows_set_aside']} rows set aside"
        )


def _moment(moment: object) -> str | None:
    """`2026-11-25 13:48` in UTC, or None."""
    return str(moment)[:16] if moment is not None else None
