"""How long do the dose page and the exams page take with a million exams and three million exposures of five years?

    python -m tests.benchmarks.dose_and_exams [sqlite] [postgresql] [--exams 100000 1000000] [--out docs/benchmarks.md]

Fills a database per engine and size straight into the tables, then asks what the pages ask at their default filters:
each figure, each view as the server answers it, rows behind a bar, and six figures that a program for such pages was
measured with; then opens the pages in a real browser. `--keep FOLDER` keeps the SQLite databases between runs, `--url`
asks a database that is filled already, `--no-browser` leaves the browser out.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from dashboard.context import PageContext
from dashboard.pages.dose import picture as dose_picture
from dashboard.pages.dose import taken as dose_taken
from dashboard.pages.dose.question import VIEWS as DOSE_VIEWS
from dashboard.pages.exams import drill, picture, taken
from db.database import Connection, Database
from db.queries import dose, exams, rejects
from db.schema.accounts import account
from db.selection import Selection
from db.settings import Settings, read_settings
from etl.pipeline import load_files
from tests.benchmarks.browser_pages import Opened, open_in_browser
from tests.benchmarks.intake import machine, others
from tests.benchmarks.make_department import TODAY, fill
from tests.benchmarks.sections import put_section
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import FEEDS, Hospital
from tests.dashboard.signing_in import open_page, script_token
from tests.etl.lines import line_to
from tests.servers.databases import ENGINES, Databases, Engine

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
REFERENCE = Path(__file__).resolve().parents[2] / "db" / "reference"
_FEWEST_TIMES, _MOST_TIMES, _LONG_S = 3, 9, 2.0
# What was wanted, in ms, before anything was measured.
MOST_OF_A_FIGURE, MOST_OF_ROWS = 100, 300
HEADING = "## How fast the dose page and the exams page answer"
READER = "physicist"
VIEWS = ("", "turnaround", "rooms", "rejects")
_CLOSELY = (
    "trend", "spread", "events", "by-room", "by-protocol", "index-room", "index-detector", "index-type", "index-months",
)  # fmt: skip
DRILLS = {
    "all exams": {},
    "a room": {"rows": "room", "of": "Room 1"},
    "Tuesdays, 10:00": {"rows": "cell", "of": "1-10"},
    "a class": {"rows": "group", "of": "patient_class=emergency"},
    "left out of a step": {"rows": "left", "of": "order_to_begin"},
    "open studies": {"rows": "unread", "of": "12 to 24 h"},
    "rejects of a month": {"rows": "reject-month", "of": "2026-03-01"},
    "rejects of a reason": {"rows": "reason", "of": "Positioning"},
}


@dataclass(frozen=True)
class Took:
    """Milliseconds of a question, medians: on the clock, and of this process's own work (all of it on SQLite)."""

    wall: float
    cpu: float


@dataclass
class Measured:
    """What one database answered, by what was asked, in the order in which it was asked."""

    engine: str
    exams: int
    figures: dict[str, Took] = field(default_factory=dict)
    views: dict[str, Took] = field(default_factory=dict)
    drills: dict[str, Took] = field(default_factory=dict)
    six: dict[str, Took] = field(default_factory=dict)
    opened: dict[str, Opened] = field(default_factory=dict)


def timed(ask: Callable[[], object]) -> Took:
    """The medians of asking several times; fewer times where it takes long."""
    walls: list[float] = []
    cpus: list[float] = []
    while len(walls) < _MOST_TIMES and (len(walls) < _FEWEST_TIMES or sum(walls) < _LONG_S * 1000):
        began, worked = time.perf_counter(), time.process_time()
        ask()
        walls.append((time.perf_counter() - began) * 1000)
        cpus.append((time.process_time() - worked) * 1000)
    return Took(statistics.median(walls), statistics.median(cpus))


def figures(context: PageContext) -> Iterator[tuple[str, Callable[[Connection], object]]]:
    """Each figure of both pages as a question to the database, nothing kept from the one before."""

    def of_exams(name: str) -> Callable[[Connection], object]:
        return lambda connection: taken.frame_of(connection, picture.read(connection, context, {}), name)

    for name in taken._FRAMES:
        if name != taken.ROWS:
            yield f"exams: {name}", of_exams(name)
    yield "exams: the day by the hour", lambda c: exams.exam_day(c, NOW, context.settings.zone)
    yield "exams: reject rate", lambda c: rejects.overall(picture.shot(c, picture.read(c, context, {})))
    yield "dose: what can be asked for", _offered
    yield (
        "dose: medians by month against the levels",
        lambda c: dose.against_reference(
            dose.median_by_month(c, _usual(c)), dose.reference_levels(c, context.settings.drl, TODAY)
        ),
    )
    of_months: Mapping[str, Callable[[Connection, Selection], object]] = {
        "left out": dose.left_out,
        "names that nobody mapped": dose.unmapped_names,
        "exams with a dose": dose.completeness,
        "exams with a dose, by month": lambda c, of: dose.complete_by(c, of, "month"),
        "exams with a dose, by room and month": lambda c, of: dose.complete_by(c, of, "room", "month"),
        "exams without a dose": lambda c, of: dose.exams_without_dose(c, of, 5),
        "doses without an exam": lambda c, of: dose.dose_without_exam(c, of.start, of.end, 5),
        "images without an exposure": lambda c, of: dose.unmatched_images(c, of.start, of.end),
        "totals unlike the sum": lambda c, of: dose.disagreeing_totals(c, of.start, of.end),
        "doubtful deviation indices": lambda c, of: dose.doubtful_indices(c, of.start, of.end),
        "makers' older indices": dose.vendor_indices,
        "open outliers": lambda c, of: dose.open_outliers(c, TODAY, of, "", 200),
        "open outliers by room": dose.count_by_room,
        "closed outliers": lambda c, _: dose.closed_outliers(c),
    }
    for name, ask in of_months.items():
        yield f"dose: {name}", lambda c, ask=ask: ask(c, _usual(c))  # type: ignore[misc]
    yield "dose: reasons that nobody mapped", rejects.unmapped_reasons
    for name in _CLOSELY:
        yield f"dose: {name}", _of_dose(context, name)


def _of_dose(context: PageContext, name: str) -> Callable[[Connection], object]:
    """A figure of one exam type or of the indices, as its tile takes it along, the question with it."""
    return lambda connection: dose_taken.frame_of(
        connection, dose_picture.read(connection, context, {}), name
    )


def six_figures(context: PageContext) -> Iterator[tuple[str, Callable[[Connection], object]]]:
    """The same questions that a general program for such pages was measured with."""
    years = TODAY - timedelta(days=5 * 365 - 31), TODAY
    yield "monthly DAP quartiles, five years", lambda c: dose.median_by_month(c, dose.usual(years))
    yield "monthly DAP quartiles, twelve months", lambda c: dose.median_by_month(c, _usual(c))
    for title, name in (
        ("turnaround: median and 90th percentile, by priority", "order_to_final"),
        ("reject rate by month", "reject-months"),
        ("hour x weekday", "hours"),
        ("exams by room", "room"),
    ):
        yield title, lambda c, name=name: taken.frame_of(c, picture.read(c, context, {}), name)  # type: ignore[misc]


def _year(connection: Connection) -> tuple[date, date]:
    found = dose.default_period(connection)
    assert found is not None
    return found


def _usual(connection: Connection) -> Selection:
    return dose.usual(_year(connection))


def _offered(connection: Connection) -> object:
    period = _year(connection)
    return (
        dose.rooms(connection),
        dose.types_and_classes(connection),
        dose.is_sparse(connection, *period),
        dose.oldest_day(connection),
    )


def measure(settings: Settings, folder: Path, engine: str, number: int, *, in_browser: bool) -> Measured:
    """Ask one database everything."""
    hospital = Hospital(settings, folder, NOW)
    context = PageContext(settings, hospital.database, lambda: NOW, FEEDS)
    found = Measured(engine, number)

    def ask(question: Callable[[Connection], object]) -> Took:
        def once() -> None:
            with hospital.database.read() as connection:
                question(connection)

        return timed(once)

    for name, question in figures(context):
        found.figures[name] = ask(question)
        sys.stderr.write(f"{engine} {number:,} {name}: {found.figures[name].wall:.0f} ms\n")
    for name, question in six_figures(context):
        found.six[name] = ask(question)
    for name, rows in DRILLS.items():
        wanted = {"view": "rows", **rows}

        def portion(connection: Connection, wanted: Mapping[str, str] = wanted) -> object:
            seen = picture.read(connection, context, wanted)
            return drill.portion(connection, seen, {"startRow": 0, "endRow": 100, "sortModel": []})

        found.drills[name] = ask(portion)
    with hospital.database.read() as connection:
        if connection.scalar(select(account.c.id).where(account.c.username == READER)) is not None:
            hospital.add_known(READER)
    visitor = hospital.as_role(READER)
    token = script_token(visitor.client)
    pages = [("/dose", view) for view in DOSE_VIEWS] + [("/exams", view) for view in VIEWS]
    for path, query in ((path, f"?view={view}" if view else "") for path, view in pages):
        found.views[f"{path}{query}"] = timed(
            lambda path=path, query=query: open_page(  # type: ignore[misc]
                hospital.app, visitor.client, path, query, token
            )
        )
    hospital.database.close()
    if in_browser:
        found.opened = open_in_browser(settings.database_url, str(folder / "served"), READER)
    return found


def report(all_found: list[Measured]) -> list[str]:
    """The tables, as docs/benchmarks.md shows them."""
    lines = [
        (
            "Milliseconds, medians: on the clock, and in brackets of processor time of the asking process, which on "
            "SQLite is all of it. Nothing is kept from one question to the next."
        ),
        "",
    ]
    lines += _table(all_found, "Each figure at default filters", "figures", MOST_OF_A_FIGURE)
    lines += _table(all_found, "Rows behind a figure", "drills", MOST_OF_ROWS)
    lines += _table(all_found, "Six figures", "six", None)
    lines += _table(all_found, "Whole views, as the server answers them", "views", None)
    lines += _growth(all_found)
    if any(one.opened for one in all_found):
        lines += _browser(all_found)
    return lines


def _table(all_found: list[Measured], title: str, part: str, most: int | None) -> list[str]:
    heads = " | ".join(f"{one.engine}, {one.exams:,} exams" for one in all_found)
    lines = [f"### {title}", ""]
    if most is not None:
        lines += [f"Wanted: at most {most} ms each. Bold: more.", ""]
    lines += [f"| | {heads} |", "|---|" + "---:|" * len(all_found)]
    for name in dict.fromkeys(name for one in all_found for name in getattr(one, part)):
        cells = [getattr(one, part).get(name) for one in all_found]
        shown = " | ".join("" if cell is None else _cell(cell, most) for cell in cells)
        lines.append(f"| {name} | {shown} |")
    if most is not None:
        worst = max((cell.wall for one in all_found for cell in getattr(one, part).values()), default=0)
        lines += ["", f"At most {most} ms: {'' if worst <= most else '**not** '}reached in this run."]
    return [*lines, ""]


def _cell(took: Took, most: int | None) -> str:
    wall = f"{took.wall:.0f}"
    return f"{f'**{wall}**' if most and took.wall > most else wall} ({took.cpu:.0f})"


def _growth(all_found: list[Measured]) -> list[str]:
    lines = []
    for engine in dict.fromkeys(one.engine for one in all_found):
        sizes = sorted((one for one in all_found if one.engine == engine), key=lambda one: one.exams)
        for view in ("/dose", "/exams") if len(sizes) > 1 else ():
            small, large = sizes[0].views[view], sizes[-1].views[view]
            lines.append(
                f"- {view} on {engine} from {sizes[0].exams:,} to {sizes[-1].exams:,} exams: "
                f"{large.wall / small.wall - 1:+.0%} on the clock, {large.cpu / small.cpu - 1:+.0%} of processor time"
            )
    return ["Growth of the default views (wanted: at most +20 %):", "", *lines, ""] if lines else []


def _browser(all_found: list[Measured]) -> list[str]:
    lines = [
        "### In a browser",
        "",
        (
            "Headless Chromium on the same machine, `radops serve` on loopback; seconds until the last chart is drawn. "
            "Cold: nothing kept in the browser; warm: opened again; switch: by a link from another page. Wanted: 1.5 s "
            "cold, 0.8 s warm, 1 s to switch."
        ),
        "",
        "| page | | cold | warm | switch | charts | requests | kB |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in all_found:
        for name, seen in one.opened.items():
            switch = "" if seen.switch_s is None else f"{seen.switch_s:.2f}"
            lines.append(
                f"| {name} | {one.engine}, {one.exams:,} exams | {seen.cold_s:.2f} | {seen.warm_s:.2f} | {switch} "
                f"| {seen.charts} | {seen.requests} | {seen.kilobytes:,.0f} |"
            )
    return [*lines, ""]


def filled(databases: Databases, engine: Engine, number: int, keep: Path | None) -> str:
    """The address of a database of that size, filled now or kept from before."""
    kept = keep / f"department-{number}.db" if keep and engine == "sqlite" else None
    if kept and kept.exists():
        return f"sqlite:///{kept}"
    url = databases.migrated_url(engine)
    database = Database(url)
    outcomes = list(load_files(sorted(REFERENCE.glob("*.csv")), line_to(database)))
    assert {one.outcome for one in outcomes} == {"loaded"}, outcomes
    began = time.perf_counter()
    counts = fill(database, number)
    sys.stderr.write(f"{engine}: {counts} in {time.perf_counter() - began:.0f} s\n")
    database.close()
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        Path(url.removeprefix("sqlite:///")).rename(kept)
        return f"sqlite:///{kept}"
    return url


def measured(chosen: argparse.Namespace) -> list[Measured]:
    """Fill and ask, engine by engine."""
    found = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder, databases = Path(name), Databases(Path(name), ending)
        given = [tuple(one.split("=", 1)) for one in chosen.url]
        wanted = [(url, int(number)) for number, url in given] or [
            (filled(databases, engine, number, chosen.keep), number)
            for engine in chosen.engines or ENGINES
            for number in chosen.exams
        ]
        for url, number in wanted:
            variables = {**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(folder / "var")}
            settings = replace(read_settings(variables), site="Benchmark")
            engine = "sqlite" if url.startswith("sqlite") else "postgresql"
            found.append(measure(settings, folder, engine, number, in_browser=not chosen.no_browser))
    return found


def page(chosen: argparse.Namespace) -> str:
    """Measure, and return a section of docs/benchmarks.md."""
    before = os.getloadavg()[0]
    found = measured(chosen)
    lines = [
        HEADING,
        "",
        *machine("dose_and_exams", ("numpy", "pandas", "SQLAlchemy", "psycopg", "dash", "plotly")),
        *report(found),
        others(before, os.getloadavg()[0]),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", choices=[*ENGINES, []], default=[])
    parser.add_argument("--exams", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--url", action="append", default=[], metavar="EXAMS=URL")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    section = page(chosen)
    sys.stdout.write(section)
    if chosen.out:
        put_section(chosen.out, HEADING, section)


if __name__ == "__main__":
    main()
