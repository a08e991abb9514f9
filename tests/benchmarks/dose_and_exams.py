"""How long do the dose page and the exams page take with a million exams and three million exposures of five years?

    python -m tests.benchmarks.dose_and_exams [sqlite|postgresql ...] [--exams 100000 1000000] [--keep FOLDER]

Fills a database per engine and size straight into the tables, then asks what the pages ask at their default filters:
each figure, each view as the server answers it, rows behind a bar, and six figures that a program for such pages was
measured with. `--keep` keeps the SQLite databases between runs.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dashboard.context import PageContext
from dashboard.pages.dose import picture as dose_picture
from dashboard.pages.dose import taken as dose_taken
from dashboard.pages.dose.question import VIEWS as DOSE_VIEWS
from dashboard.pages.exams import drill, picture, taken
from db.database import Connection, Database
from db.queries import dose, exams, rejects
from db.selection import Selection
from db.settings import Settings, read_settings
from etl.pipeline import load_files
from tests.benchmarks.make_department import TODAY, fill
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import FEEDS, Hospital
from tests.dashboard.signing_in import open_page
from tests.etl.lines import line_to
from tests.servers.databases import ENGINES, Databases, Engine

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
REFERENCE = Path(__file__).resolve().parents[2] / "db" / "reference"
_FEWEST_TIMES, _MOST_TIMES, _LONG_S = 3, 9, 2.0
# What was wanted, in ms, before anything was measured.
MOST_OF_A_FIGURE, MOST_OF_ROWS = 100, 300
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


@dataclass
class Measured:
    """What one database answered: milliseconds (median) by what was asked, in the order in which it was asked."""

    engine: str
    exams: int
    figures: dict[str, float] = field(default_factory=dict)
    views: dict[str, float] = field(default_factory=dict)
    drills: dict[str, float] = field(default_factory=dict)
    six: dict[str, float] = field(default_factory=dict)


def timed(ask: Callable[[], object]) -> float:
    """The median of asking several times, in ms; fewer times where it takes long."""
    took: list[float] = []
    while len(took) < _MOST_TIMES and (len(took) < _FEWEST_TIMES or sum(took) < _LONG_S * 1000):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


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


def measure(settings: Settings, folder: Path, engine: str, number: int) -> Measured:
    """Ask one database everything."""
    hospital = Hospital(settings, folder, NOW)
    context = PageContext(settings, hospital.database, lambda: NOW, FEEDS)
    found = Measured(engine, number)

    def ask(question: Callable[[Connection], object]) -> float:
        def once() -> None:
            with hospital.database.read() as connection:
                question(connection)

        return timed(once)

    for name, question in figures(context):
        found.figures[name] = ask(question)
        sys.stderr.write(f"{engine} {number:,} {name}: {found.figures[name]:.0f} ms\n")
    for name, question in six_figures(context):
        found.six[name] = ask(question)
    for name, rows in DRILLS.items():
        wanted = {"view": "rows", **rows}

        def portion(connection: Connection, wanted: Mapping[str, str] = wanted) -> object:
            seen = picture.read(connection, context, wanted)
            return drill.portion(connection, seen, {"startRow": 0, "endRow": 100, "sortModel": []})

        found.drills[name] = ask(portion)
    visitor = hospital.as_role("physicist")
    pages = [("/dose", view) for view in DOSE_VIEWS] + [("/exams", view) for view in VIEWS]
    for path, query in ((path, f"?view={view}" if view else "") for path, view in pages):
        found.views[f"{path}{query}"] = timed(
            lambda path=path, query=query: open_page(hospital.app, visitor.client, path, query)  # type: ignore[misc]
        )
    hospital.database.close()
    return found


def report(all_found: list[Measured]) -> list[str]:
    """The tables, as docs/benchmarks.md shows them."""
    lines: list[str] = []
    heads = [f"{one.engine}, {one.exams:,}" for one in all_found]

    def table(title: str, part: str, most: int | None) -> None:
        wanted = "" if most is None else f" Wanted: at most {most} ms each."
        lines.extend([f"### {title}", "", f"Milliseconds, median.{wanted}", "", f"| | {' | '.join(heads)} |"])
        lines.append("|---|" + "---:|" * len(heads))
        names = dict.fromkeys(name for one in all_found for name in getattr(one, part))
        for name in names:
            cells = [getattr(one, part).get(name) for one in all_found]
            shown = [
                "" if cell is None else f"**{cell:.0f}**" if most and cell > most else f"{cell:.0f}"
                for cell in cells
            ]
            lines.append(f"| {name} | {' | '.join(shown)} |")
        worst = max((cell for one in all_found for cell in getattr(one, part).values()), default=0)
        if most is not None:
            lines.extend(
                ["", f"At most {most} ms: {'' if worst <= most else '**not** '}reached in this run."]
            )
        lines.append("")

    table("Each figure, in the server", "figures", MOST_OF_A_FIGURE)
    table("Rows behind a figure", "drills", MOST_OF_ROWS)
    table("Six figures", "six", None)
    table("Whole views, as the server answers them", "views", None)
    lines += _growth(all_found)
    return lines


def _growth(all_found: list[Measured]) -> list[str]:
    lines = []
    for engine in dict.fromkeys(one.engine for one in all_found):
        sizes = sorted((one for one in all_found if one.engine == engine), key=lambda one: one.exams)
        if len(sizes) > 1:
            for view in ("/dose", "/exams"):
                grown = sizes[-1].views[view] / sizes[0].views[view] - 1
                lines.append(
                    f"{engine}, {view} from {sizes[0].exams:,} to {sizes[-1].exams:,} exams: {grown:+.0%} "
                    f"(wanted: at most +20 %)."
                )
    return [*lines, ""] if lines else []


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


def measured(engines: list[Engine], sizes: list[int], keep: Path | None) -> list[Measured]:
    """Fill and ask, engine by engine."""
    found = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        databases = Databases(Path(name), ending)
        for engine in engines:
            for number in sizes:
                url = filled(databases, engine, number, keep)
                settings = read_settings(
                    {**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(Path(name) / "var")}
                )
                settings = replace(settings, site="Benchmark")
                found.append(measure(settings, Path(name), engine, number))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=list(ENGINES), choices=[*ENGINES, []])
    parser.add_argument("--exams", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    found = measured(chosen.engines or list(ENGINES), chosen.exams, chosen.keep)
    sys.stdout.write("\n".join(report(found)) + "\n")


if __name__ == "__main__":
    main()
