"""radops: the command line. Each command is a few lines here; its work stands in commands/."""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from commands import checking, files, output, purging, scanning, serving, trying
from commands import demo as made_up
from commands.accounts import user
from commands.acting import acting
from commands.audit import audit
from commands.demo_rooms import settle_rooms
from commands.demo_wall import say_wall, settle_wall
from commands.displays import display
from commands.keys import make_keys
from commands.opening import Opened, opened
from commands.outbox import outbox
from commands.output import say
from commands.standing import list_feeds, list_settings
from dashboard.safe_text import safe_cell
from db.audit import record
from db.clock import now_utc
from db.exports import EXPORTS, rows_of, write_csv
from db.labels import read as read_label
from db.settings import SettingsError, environment_of, read_settings
from etl.mapping import MappingError

_PATH = click.Path(path_type=Path, exists=True)


def _size(command: Callable[..., None]) -> Callable[..., None]:
    """The options of how large the made-up department is."""
    exams = click.option(
        "--exams", type=click.IntRange(min=100), help="Exams of all years together; default 60,000 a year."
    )
    years = click.option(
        "--years",
        type=click.FloatRange(min=0.01, max=20),
        default=1.0,
        show_default=True,
        help="Years of the made-up department.",
    )
    return years(exams(command))


class _Commands(click.Group):
    """Lists the commands in the order of a table of contents, and tells a setting's fault without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        return [name for name in self.commands if ctx.command is self]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, MappingError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, help="radops: an operations dashboard for a hospital radiology department.")
@click.version_option(package_name="radops")
def main() -> None:
    """Everything that radops can be asked to do."""


@main.command(short_help="Start everything: tables, made-up department, web server, inbox watcher, outbox.")
@click.option(
    "--end", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the made-up department; default today."
)
@_size
def up(end: datetime | None, years: float, exams: int | None) -> None:
    """Bring the tables up to date, fill an empty database with the made-up department, then serve and watch."""
    settings = make_keys(read_settings())
    serving.require_port(settings)
    with opened(settings, migrate=True) as hospital:
        files.load_reference(hospital)
        with hospital.database.read() as connection:
            made = made_up.is_empty(connection) or made_up.is_made_up(connection)
        accounts, wall = [], None
        if made:
            made_up.fill(hospital, _moment(end, hospital), 1, made_up.Size(years, exams))
            accounts = made_up.make_accounts(hospital)
            made_up.settle_desk(hospital, accounts)
            settle_rooms(hospital)
            made_up.settle_outbox(hospital)
            wall = settle_wall(hospital)
    say(f"radops is at http://{serving.address(settings)}  (Ctrl-C stops it)")
    if accounts:
        made_up.say_accounts(accounts, chosen=bool(settings.demo_password))
        say_wall(wall)
    workers = [serving.watch_command(), serving.outbox_command(), serving.seal_command()]
    commands = [serving.web_command(settings), *workers]
    sys.exit(serving.run_together(commands, environment_of(settings)))


@main.command(short_help="Write the made-up department's files, and load them.")
@click.option("--end", type=click.DateTime(["%Y-%m-%d"]), help="Last day; default today, up to this hour.")
@click.option("--seed", default=1, show_default=True, help="Another seed makes another department.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Only write the files, into this folder; load nothing."
)
@_size
def demo(end: datetime | None, seed: int, out: Path | None, years: float, exams: int | None) -> None:
    """Make a year of a department that does not exist, as source files that take the same line as real ones."""
    size = made_up.Size(years, exams)
    settings = make_keys(read_settings())
    with opened(settings, migrate=True) as hospital:
        if out is not None:
            written = made_up.write_files(hospital, out, _moment(end, hospital), seed, size)
            say(f"{len(written)} files written to {out}")
            return
        with hospital.database.read() as connection:
            if not (made_up.is_empty(connection) or made_up.is_made_up(connection)):
                raise SettingsError(
                    "this database holds real data; the made-up department is never mixed with it."
                )
        files.load_reference(hospital)
        outcomes = made_up.fill(hospital, _moment(end, hospital), seed, size)
        say(f"{len(outcomes)} files, {sum(o.rows_loaded for o in outcomes)} rows loaded")
        accounts = made_up.make_accounts(hospital)
        made_up.settle_desk(hospital, accounts)
        settle_rooms(hospital)
        made_up.settle_outbox(hospital)
        wall = settle_wall(hospital)
        made_up.say_accounts(accounts, chosen=bool(settings.demo_password))
        say_wall(wall)


@main.command(short_help="Serve the pages (web server alone).")
def serve() -> None:
    """Serve the pages with gunicorn on RADOPS_HOST and PORT. Refuses to start on a missing, short or example key."""
    with opened() as hospital:
        settings = hospital.settings
    serving.require_port(settings)
    say(f"radops is at http://{serving.address(settings)}  (Ctrl-C stops it)")
    sys.exit(serving.run_together([serving.web_command(settings)], environment_of(settings)))


@main.command(short_help="Load files or folders now.")
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print what became of each file as JSON.")
def load(paths: tuple[Path, ...], as_json: bool) -> None:
    """Load files, each whole or not at all. Exit code 0 when each is loaded, unchanged, quarantined or refused."""
    with opened(migrate=True) as hospital:
        files.load_reference(hospital)
        outcomes = files.load_paths(hospital, files.files_under(paths))
    if as_json:
        output.print_text(output.outcomes_as_json(outcomes))
    else:
        output.print_outcomes(outcomes)


@main.command("try", short_help="Show what would become of a file; nothing is written.")
@click.argument("path", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def try_(path: Path, as_json: bool) -> None:
    """Show the source, its mapping, the first rows as they would be stored, and every fault with line and column."""
    with opened(migrate=True) as hospital:
        trial = trying.try_file(path, hospital.feeds(), hospital.site())
    output.print_text(trying.as_json(trial) if as_json else trying.as_report(trial))


@main.command(short_help="Load what comes into the inbox, until stopped.")
@click.option("--every", default=5.0, show_default=True, help="Seconds between looks.")
def watch(every: float) -> None:
    """Watch the folders of RADOPS_INBOX. A file is read once two looks find it unchanged, and stays where it is."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    with opened(migrate=True) as hospital:
        files.watch_inbox(hospital, stop, every)


@main.command(short_help="Bring the database's tables and reference tables up to date.")
def migrate() -> None:
    """Make or change the tables, then load the reference tables that come with radops."""
    with opened(migrate=True) as hospital:
        outcomes = files.load_reference(hospital)
    say(f"Tables are up to date; {sum(o.rows_loaded for o in outcomes)} reference rows are new.")


@main.command(short_help="Write a table for another program.")
@click.argument("name", type=click.Choice(sorted(EXPORTS)))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to answer for; default the hospital's today."
)
def export(name: str, form: str, today: datetime | None) -> None:
    """Write a table to standard output: sorted by its key in byte order, floats with 12 digits, nothing for unknown."""
    with opened() as hospital:
        with hospital.database.write() as connection:
            record(connection, acting(), "export", now=now_utc(), object_kind="export", object_id=name)
        with hospital.database.read() as connection:
            rows = rows_of(connection, EXPORTS[name], hospital.asked(today.date() if today else None))
            if form == "json":
                header = [str(name) for name in next(rows)]
                shown = [dict(zip(header, row, strict=True)) for row in rows]
                output.print_text(output.as_json({"rows": shown}))
                return
            # A spreadsheet is a program too: what it would run is marked. JSON gives each text as it is.
            write_csv(sys.stdout, ([safe_cell(value) for value in row] for row in rows))


# A label may begin with any character, a dash too.
@main.command(
    short_help="Say what a scanned or typed label means.", context_settings={"ignore_unknown_options": True}
)
@click.argument("string")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def scan(string: str, as_json: bool) -> None:
    """Read a GS1, GTIN or HIBC label: item, lot, expiry, serial number, quantity, and what is doubtful about it."""
    label = read_label(string)
    output.print_text(output.as_json(label.as_answer()) if as_json else scanning.as_lines(label))


@main.command(short_help="Is this server fit for patients' data?")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(as_json: bool) -> None:
    """Check keys, doors, durability, tables and more. Exit code 1 when one of them does not hold."""
    found = checking.findings()
    if as_json:
        output.print_text(output.as_json({"checks": [asdict(finding) for finding in found]}))
    else:
        for finding in found:
            output.print_text(f"{'ok ' if finding.holds else 'NOT'}  {finding.name}: {finding.detail}")
    sys.exit(0 if all(finding.holds for finding in found) else 1)


main.add_command(outbox)
main.add_command(audit)


@main.command(short_help="Give up what is past its retention: cells of rows set aside.")
@click.option("--dry-run", "dry", is_flag=True, help="Only say how many there are.")
def purge(dry: bool) -> None:
    """Give up the cells of rows set aside that are older than RADOPS_QUARANTINE_DAYS; line, column and rule stay."""
    with opened() as hospital:
        found = purging.purge_quarantine(hospital, now_utc(), acting(), dry=dry)
        say(purging.as_line(found, hospital.settings.quarantine_days, dry=dry))


main.add_command(user)
main.add_command(display)
main.add_command(list_feeds)
main.add_command(list_settings)


def _moment(end: datetime | None, hospital: Opened) -> datetime:
    """The end of the given day in the hospital's zone, or now."""
    zone = hospital.settings.zone
    return datetime.combine(end.date(), time(23, 59), zone) if end else now_utc().astimezone(zone)


if __name__ == "__main__":
    main()
