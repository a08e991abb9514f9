"""Files that are written together: one that is refused takes no other along, and two loads at once lose nothing."""

import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from db.database import Database
from db.schema.dose import dose_report, dose_study, irradiation_event
from db.schema.exams import exam
from db.schema.feeds import feed_file
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.etl.readers.make_dicom import container, exposure, moment, num, report, write
from tests.etl.readers.make_dicom import text as said

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from db.database import Database
    from etl.pipeline import load_files
    from tests.etl.lines import line_to
    files = sorted(Path(sys.argv[2]).iterdir())
    print("ready", flush=True)
    sys.stdin.readline()
    for outcome in load_files(files, line_to(Database(sys.argv[1]))):
        print(outcome.outcome, flush=True)
    """
)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def dose_file(path: Path, number: int, study: str = "1.2.3.1", protocol: str = "Thorax") -> Path:
    """A report of one exposure of 2 Gy.cm2 in November 2026."""
    made = report(
        container("113702", num("113722", "2", "Gy.cm2")),
        exposure(
            moment("111526", f"202611{number % 20 + 1:02d}101500"),
            num("122130", "2", "Gy.cm2"),
            said("125203", protocol),
            event_uid=f"1.2.3.7.{number}",
        ),
        SOPInstanceUID=f"1.2.3.4.{number}",
        StudyInstanceUID=study,
    )
    path.parent.mkdir(exist_ok=True)
    return write(made, path)


def count(connection, table, *where):
    return connection.scalar(select(func.count()).select_from(table).where(*where))


def forbid(database):
    """Let the database refuse an exposure that validation lets pass; returns the statement that ends it."""
    if database.is_sqlite:
        made = (
            "CREATE TRIGGER no_forbidden BEFORE INSERT ON irradiation_event WHEN NEW.protocol = 'Forbidden' "
            "BEGIN SELECT RAISE(ABORT, 'no_forbidden'); END"
        )
        ended = "DROP TRIGGER no_forbidden"
    else:
        made = "ALTER TABLE irradiation_event ADD CONSTRAINT no_forbidden CHECK (protocol <> 'Forbidden')"
        ended = "ALTER TABLE irradiation_event DROP CONSTRAINT no_forbidden"
    with database.write() as connection:
        connection.execute(text(made))
    return ended


def test_a_dose_report_that_the_database_refuses_takes_no_other_one_along(database, tmp_path):
    allowed_again = forbid(database)
    files = [
        dose_file(tmp_path / f"{n}.dcm", n, protocol="Forbidden" if n == 2 else "Thorax") for n in range(5)
    ]
    outcomes = list(load_files(files, line_to(database)))
    assert [o.outcome for o in outcomes] == ["loaded", "loaded", "quarantined", "loaded", "loaded"]
    assert "no_forbidden" in (outcomes[2].reason or "")
    with database.read() as connection:
        assert count(connection, irradiation_event) == count(connection, dose_report) == 4
        assert connection.scalar(select(dose_study.c.event_count)) == 4
    # Once the cause is mended the same file comes in, beside those that are known.
    with database.write() as connection:
        connection.execute(text(allowed_again))
    outcomes = list(load_files(files, line_to(database)))
    assert [o.outcome for o in outcomes] == ["unchanged", "unchanged", "loaded", "unchanged", "unchanged"]
    with database.read() as connection:
        assert connection.scalar(select(dose_study.c.event_count)) == 5
        assert sorted(connection.scalars(select(feed_file.c.attempts))) == [1, 1, 1, 1, 2]
        assert set(connection.scalars(select(feed_file.c.outcome))) == {"loaded"}


def test_many_dose_reports_take_few_statements(database, tmp_path):
    files = [dose_file(tmp_path / f"{n}.dcm", n, study=f"1.2.3.{n // 4}") for n in range(60)]
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    outcomes = list(load_files(files, line_to(database)))
    assert {o.outcome for o in outcomes} == {"loaded"}
    assert len(statements) < 75
    with database.read() as connection:
        assert set(connection.scalars(select(dose_study.c.event_count))) == {4}


def run_at_once(url: str, folders: list[Path]) -> list[list[str]]:
    """Load each folder in a process of its own, all begun at the same moment; returns what each says of its files."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for folder in folders
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said_by = []
    for process in processes:
        out, _ = process.communicate(timeout=240)
        assert process.returncode == 0
        said_by.append(out.split())
    return said_by


def test_two_loads_at_once_into_the_same_studies_lose_no_exposure(database, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for number in range(80):
        dose_file(folders[number % 2] / f"{number:03d}.dcm", number, study=f"1.2.3.{number % 8}")
    for said_by in run_at_once(database.url, folders):
        assert said_by == ["loaded"] * 40
    with database.read() as connection:
        studies = connection.execute(select(dose_study.c.event_count, dose_study.c.total_dap_gy_cm2)).all()
        assert studies == [(10, 20.0)] * 8
        assert count(connection, irradiation_event, irradiation_event.c.in_force) == 80


def test_two_loads_at_once_of_the_same_files_load_each_once(database, tmp_path):
    for number in range(30):
        dose_file(tmp_path / "same" / f"{number:03d}.dcm", number)
    one, two = run_at_once(database.url, [tmp_path / "same"] * 2)
    assert sorted(zip(one, two, strict=True)) == sorted(
        (a, b) for a, b in zip(one, two, strict=True) if {a, b} == {"loaded", "unchanged"}
    )
    with database.read() as connection:
        assert count(connection, irradiation_event) == count(connection, feed_file) == 30


def test_two_loads_at_once_of_the_same_exams_lose_none(database, tmp_path):
    for folder, first, day in (("one", 0, "20"), ("two", 3_000, "21")):
        rows = "".join(
            f"ACC-{n},completed,Chest PA,2026-11-{day} 08:00\n" for n in range(first, first + 6_000)
        )
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"ris_2026-11-{day}.csv").write_text(
            "accession_number,status,exam_description,started_at\n" + rows
        )
    one, two = run_at_once(database.url, [tmp_path / "one", tmp_path / "two"])
    assert (one, two) == (["loaded"], ["loaded"])
    with database.read() as connection:
        assert count(connection, exam) == 9_000
        assert count(connection, exam, exam.c.started_at > datetime(2026, 11, 21)) == 6_000
