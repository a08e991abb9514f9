"""The command line does what its help says, and refuses in words."""

import csv
import io
import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import radops
from tests.etl.readers.make_xlsx import Raw, write_xlsx

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
STOCK = "item_code,item_name,lot_number,expiry,location,quantity\nA1,Needle,12E45,2027-06-30,Rack 1,12\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command as in a shell whose environment names a new folder and a key."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "DATABASE_URL",
        "PORT",
        "RADOPS_DATA_KEY",
        "RADOPS_DEMO_PASSWORD",
        "RADOPS_HOST",
        "RADOPS_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RADOPS_SECRET_KEY", secrets.token_urlsafe(48))
    monkeypatch.setenv("RADOPS_VAR", str(tmp_path / "var"))

    def command(*words, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(radops.main, [str(word) for word in words])

    return command


def test_help_lists_every_command_in_the_order_in_which_one_meets_them(run):
    text = run("--help").stdout
    names = [
        line.split()[0]
        for line in text.split("Commands:")[1].splitlines()
        if line.startswith("  ") and line[2] != " "
    ]
    assert names[:4] == ["up", "demo", "serve", "load"]
    assert set(names) == set(radops.main.commands)


def test_load_tells_a_script_what_became_of_each_file(run, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "stock_2026-11-20.csv").write_text(STOCK)
    (tmp_path / "in" / "letter.txt").write_text("Dear all\n")
    first = run("load", tmp_path / "in", "--json")
    assert first.exit_code == 0
    files = {row["file"].split("/")[-1]: row for row in json.loads(first.stdout)["files"]}
    assert files["stock_2026-11-20.csv"]["outcome"] == "loaded"
    assert (files["stock_2026-11-20.csv"]["source"], files["stock_2026-11-20.csv"]["rows_in"]) == ("stock", 1)
    assert files["letter.txt"]["outcome"] == "refused"
    assert files["letter.txt"]["reason"]
    again = json.loads(run("load", tmp_path / "in", "--json").stdout)["files"]
    assert sorted(row["outcome"] for row in again) == ["refused", "unchanged"]


def test_load_shows_a_person_a_table(run, tmp_path):
    (tmp_path / "stock.csv").write_text(STOCK)
    result = run("load", tmp_path / "stock.csv")
    assert result.exit_code == 0
    assert "loaded" in result.stdout


def test_try_shows_rows_and_faults_and_writes_nothing(run, tmp_path):
    (tmp_path / "stock.csv").write_text(STOCK + "A2,Swab,L2,soon,Rack 1,3\n")
    result = run("try", tmp_path / "stock.csv")
    assert "line 3, expiry" in result.stdout
    assert "lot_number=12E45" in result.stdout
    # Of the columns that a stock list may have, it tells those that this one has from those that it lacks.
    assert "lot_number <- lot_number" in result.stdout
    absent = result.stdout.partition("not in this file: ")[2].splitlines()[0]
    assert "counted_at" in absent
    assert "lot_number" not in absent
    assert "Nothing was written" in result.stdout
    assert json.loads(run("load", tmp_path / "stock.csv", "--json").stdout)["files"][0]["outcome"] == "loaded"


def test_export_writes_csv_with_a_header_even_when_there_is_nothing(run):
    run("migrate")
    rows = list(csv.reader(io.StringIO(run("export", "exams", "--format", "csv").stdout)))
    assert rows == [
        ["exam_key", "study_key", "exam_code", "exam_type", "room", "priority", "patient_class"]
        + [
            f"{word}_at"
            for word in ("ordered", "scheduled", "arrived", "started", "ended", "preliminary", "reported")
        ]
        + ["status"]
    ]


@pytest.mark.parametrize(
    "key", ["", "short", "changeme" * 8, "a" * 64, "example-key-example-key-example-key"]
)
def test_nothing_opens_with_a_missing_short_or_example_key(run, key):
    result = run("load", ".", RADOPS_SECRET_KEY=key)
    assert result.exit_code == 1
    assert "RADOPS_SECRET_KEY" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("key", ["short", "changeme" * 8])
def test_nothing_opens_with_a_short_or_example_data_key(run, key):
    assert "RADOPS_DATA_KEY" in run("migrate", RADOPS_DATA_KEY=key).stderr


def test_another_data_key_is_refused_before_anything_is_written(run):
    assert run("migrate").exit_code == 0
    result = run("migrate", RADOPS_DATA_KEY=secrets.token_urlsafe(48))
    assert result.exit_code == 1
    assert "another data key" in result.stderr


def test_an_account_is_added_listed_and_disabled(run, monkeypatch):
    run("migrate")
    password = secrets.token_urlsafe(16)
    added = CliRunner().invoke(
        radops.main,
        ["user", "add", "sato", "--role", "rso", "--name", "H. Sato"],
        input=f"{password}\n{password}\n",
    )
    assert added.exit_code == 0, added.output
    assert "rso" in run("user", "list").stdout
    assert run("user", "disable", "sato").exit_code == 0
    accounts = json.loads(run("user", "list", "--json").stdout)["accounts"]
    assert [(a["username"], a["state"]) for a in accounts] == [("sato", "disabled")]


def test_accounts_are_tied_to_an_intern_and_a_supervisor_whom_the_lists_name(run, tmp_path):
    run("migrate")
    password = secrets.token_urlsafe(16)
    for name, role in (("ada", "intern"), ("tech", "technologist")):
        words = ["user", "add", name, "--role", role, "--name", name]
        assert CliRunner().invoke(radops.main, words, input=f"{password}\n{password}\n").exit_code == 0
    for name in ("interns", "intern_supervisors"):
        (sample,) = SAMPLES.glob(f"made_up_{name}_20*.csv")
        (tmp_path / sample.name).write_bytes(sample.read_bytes())
    assert run("load", *tmp_path.glob("made_up_*.csv")).exit_code == 0
    unknown, wrong_role = (
        run("user", "intern", "ada", "Nobody"),
        run("user", "intern", "tech", "Elin Made Up"),
    )
    assert (unknown.exit_code, wrong_role.exit_code) == (1, 1)
    assert "The roster names no Nobody." in unknown.output
    assert "no account tech in the role intern" in wrong_role.output
    assert "ada is tied to Elin Made Up." in run("user", "intern", "ada", "Elin Made Up").output
    assert "tech is tied to A. Made Up." in run("user", "supervisor", "tech", "A. Made Up").output
    assert run("audit", "list").output.count("interns.link") == 2


def test_a_weak_password_is_refused_in_words(run):
    run("migrate")
    result = CliRunner().invoke(
        radops.main, ["user", "add", "x", "--role", "rso", "--name", "X"], input="short\nshort\n"
    )
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_check_of_an_empty_folder_says_what_is_missing_instead_of_failing(run):
    result = run("check")
    assert result.exit_code == 1
    assert "radops migrate" in result.stdout


def test_the_demo_only_writes_files_when_told_to(run, tmp_path):
    result = run("demo", "--end", "2026-11-24", "--years", "0.02", "--out", tmp_path / "files")
    assert result.exit_code == 0, result.output
    assert any((tmp_path / "files").rglob("*.csv"))
    assert json.loads(run("user", "list", "--json").stdout)["accounts"] == []


def test_the_demo_is_never_mixed_with_real_data(run, tmp_path):
    (tmp_path / "stock.csv").write_text(STOCK)
    run("load", tmp_path / "stock.csv")
    result = run("demo")
    assert result.exit_code == 1
    assert "real data" in result.stderr


def test_scan_answers_a_script_and_a_person(run):
    answer = json.loads(run("scan", "0100380740000011172706301000392/174\x1d21SN1", "--json").stdout)
    assert answer == {
        "gtin": "00380740000011",
        "lot": "00392/174",
        "expiry": "2027-06-30",
        "serial": "SN1",
        "quantity": None,
        "warnings": [],
    }
    assert json.loads(run("scan", "", "--json").stdout)["warnings"] == ["nothing was read"]
    words = run("scan", "01003807400000111727063010LOT42A21SN0001").stdout
    assert "careful" in words
    assert "or        lot LOT42A, serial SN0001" in words


UNKNOWN = (
    "Accession No;MRN;Exam room;Begin time;Exam status;Shoe size\nA1;P1;Room 1;2026-11-20 10:00;final;44\n"
)


def test_try_proposes_a_mapping_for_a_layout_that_nobody_knows_and_it_holds_when_pasted(run, tmp_path):
    (tmp_path / "export.csv").write_text(UNKNOWN)
    shown = run("try", tmp_path / "export.csv").stdout
    assert "not used: Shoe size" in shown
    (proposal,) = json.loads(run("try", tmp_path / "export.csv", "--json").stdout)["proposals"]
    assert proposal["source"] == "ris_csv"
    assert (proposal["columns"]["patient_key"], proposal["missing"]) == ("MRN", [])
    (tmp_path / "feeds.toml").write_text(proposal["toml"])
    again = json.loads(
        run("try", tmp_path / "export.csv", "--json", RADOPS_FEEDS=str(tmp_path / "feeds.toml")).stdout
    )
    assert (again["outcome"], again["source"], again["rows_set_aside"]) == ("loaded", "ris_csv", 0)


def test_try_proposes_nothing_for_a_file_that_is_no_table(run, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all\n")
    assert json.loads(run("try", tmp_path / "letter.txt", "--json").stdout)["proposals"] == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://radops:a-hidden-word@127.0.0.1:1/radops", "Connection refused"),
        ("mysql://radops:a-hidden-word@127.0.0.1/radops", "expected sqlite or postgresql"),
        ("a-hidden-word", "the database cannot be used"),
        ("sqlite:////dev/null/radops.db", "the database cannot be used"),
    ],
)
@pytest.mark.parametrize(
    "command", [["migrate"], ["up"], ["serve"], ["load", "."], ["user", "list"], ["check"]]
)
def test_a_database_that_cannot_be_had_is_told_in_a_sentence_and_without_its_password(
    run, url, said, command
):
    result = run(*command, DATABASE_URL=url, PORT="8077")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "a-hidden-word" not in result.output
    if command != ["check"]:
        assert result.output.count("\n") == 1
        assert said in result.output


def test_a_file_that_is_no_database_is_told_in_a_sentence(run, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "radops.db").write_text("Dear all, this is a letter and no database at all.\n" * 20)
    assert "the database cannot be used (file is not a database)" in run("migrate").output


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(run, tmp_path, monkeypatch):
    monkeypatch.delenv("RADOPS_SECRET_KEY")
    (tmp_path / "file").write_text("")
    result = run("up", RADOPS_VAR=str(tmp_path / "file" / "var"), PORT="8077")
    assert "where nothing can be kept (Not a directory)" in result.output
    assert isinstance(result.exception, SystemExit)


def test_try_opens_a_hostile_file_within_the_limits_of_a_load(run, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "no regular file" in run("try", pipe).stdout
    wide = tmp_path / "wide.csv"
    wide.write_text("item_code," * 20_000 + "x\n")
    assert "would be refused" in run("try", wide).stdout
    far = tmp_path / "far.xlsx"
    write_xlsx(far, {"S": [["item_code"], [Raw('<c r="XFD1048576"><v>1</v></c>')]]})
    # The library that reads workbooks ends its process over this one.
    assert "reading it ended the reader" in run("try", far).stdout


def test_a_display_is_added_listed_changed_and_revoked(run):
    run("migrate")
    added = run("display", "add", "CT corridor", "--playlist", "today:30,rooms:15")
    assert added.exit_code == 0, added.output
    address = added.stdout.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8050/wall#[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", address)
    assert run("display", "pair", "CT corridor").stdout.strip() != address
    assert run("display", "playlist", "CT corridor", "dose:20").exit_code == 0
    (row,) = json.loads(run("display", "list", "--json").stdout)["displays"]
    assert (row["name"], row["state"], row["playlist"]) == ("CT corridor", "not paired", "dose:20")
    assert run("display", "revoke", "CT corridor").exit_code == 0
    assert "revoked" in run("display", "list").stdout
    again = run("display", "revoke", "CT corridor")
    assert (again.exit_code, "no display" in again.stderr) == (1, True)
    wrong = run("display", "add", "Ward", "--playlist", "kitchen")
    assert (wrong.exit_code, "no scene 'kitchen'" in wrong.stderr) == (1, True)


def test_a_command_that_loads_needs_no_library_of_the_pages() -> None:
    # They cost a second and 70 MB, and each process that reads files would have them too.
    heavy = ("dash", "plotly", "flask", "fpdf")
    program = f"import sys, radops; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(radops.__file__).parent,
    )
    assert found.stdout.strip() == "[]"
