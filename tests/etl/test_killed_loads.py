"""A load that is killed at any moment leaves whole files or none behind, and simply runs again."""

import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from db.database import Database
from db.schema.dose import dose_report, dose_study, irradiation_event
from db.schema.exams import exam
from db.schema.feeds import feed_file
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.etl.test_loading_together import dose_file

ROOT = Path(__file__).resolve().parents[2]
KILLS = 3
EXAMS, REPORTS = 12_000, 40
PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from db.database import Database
    from etl.pipeline import load_files
    from tests.etl.lines import line_to
    print("ready", flush=True)
    list(load_files(sorted(Path(sys.argv[2]).iterdir()), line_to(Database(sys.argv[1]))))
    """
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Dose reports, a table that is staged in pieces, dose reports again."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(REPORTS):
        dose_file(folder / f"{'az'[number % 2]}-{number:03d}.dcm", number, study=f"1.2.3.{number % 4}")
    rows = "".join(f"ACC-{n},completed,Chest PA,2026-11-20 08:00\n" for n in range(EXAMS))
    (folder / "ris_2026-11-20.csv").write_text(
        "accession_number,status,exam_description,started_at\n" + rows, encoding="utf-8"
    )
    return folder


def assert_whole(database: Database) -> None:
    """What the ledger says is there, and nothing else."""
    with database.read() as connection:
        if database.is_sqlite:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        by_source = (
            select(feed_file.c.source, func.sum(feed_file.c.rows_loaded))
            .where(feed_file.c.outcome == "loaded")
            .group_by(feed_file.c.source)
        )
        loaded = {source: int(rows) for source, rows in connection.execute(by_source)}
        events, reports, exams = (
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (irradiation_event, dose_report, exam)
        )
        assert events == reports
        assert (loaded.get("rdsr", 0), loaded.get("ris_csv", 0)) == (2 * reports, exams)
        assert exams in (0, EXAMS)
        counted = connection.scalar(select(func.sum(dose_study.c.event_count))) or 0
        assert counted == events
        assert connection.scalar(select(func.count()).where(feed_file.c.outcome != "loaded")) == 0


def test_a_load_that_is_killed_again_and_again_loses_and_doubles_nothing(
    database_url: str, files: Path
) -> None:
    chance = random.Random(4711)
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, database_url, str(files)], stdout=subprocess.PIPE, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(chance.uniform(0.02, 2.0))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        database = Database(database_url)
        assert_whole(database)
        database.close()
    database = Database(database_url)
    outcomes = list(load_files(sorted(files.iterdir()), line_to(database)))
    assert {outcome.outcome for outcome in outcomes} <= {"loaded", "unchanged"}
    assert_whole(database)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(irradiation_event)) == REPORTS
        assert connection.scalar(select(func.count()).select_from(exam)) == EXAMS
    database.close()
