"""What was worked out for one role and kept is never given to another: all are told the same, warm or cold."""

import gc
import re
from collections.abc import Iterator

import pytest

from dashboard.roles import ROLES, SIGNED_IN
from db.kept import Kept
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import registered
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.signing_in import signed_in
from tests.etl.sources.taking import SAMPLES
from tests.privacy.walking import Walk
from tests.servers.databases import DatabaseMaker

# What of is kept for all who look, in the process that serves them.
SHARED = ("/supplies", "/badges")


@pytest.fixture(scope="module")
def hospital(
    make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hospital]:
    folder = tmp_path_factory.mktemp("shared")
    variables = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(folder),
    }
    made = Hospital(read_settings(variables), folder)
    for name in ("made_up_landauer_2031-10-28.csv", "made_up_stock_2031-11-24.csv"):
        made.receive(name.replace("2031", "2026"), *_lines(name))
    made.add("manager", "rso", "clerk")
    yield made
    made.database.close()


def _lines(name: str) -> list[str]:
    return (SAMPLES / name).read_text(encoding="utf-8").replace("2031", "2026").splitlines()


def forget() -> int:
    """Empty everything that this process keeps; returns how much that was."""
    everything = [one for one in gc.get_objects() if isinstance(one, Kept)]
    held = sum(len(one._kept) for one in everything)
    for one in everything:
        one._kept.clear()
    return held


def told(hospital: Hospital, role: str) -> list[tuple[str, str]]:
    """All that a role is told on the pages that it shares with others."""
    paths = [
        page.path
        for page in registered(hospital.app).in_order()
        if page.path in SHARED and page.permission in (SIGNED_IN, *ROLES[role].may)
    ]
    walk = Walk(hospital.app, signed_in(hospital.app, role))
    # What a session or a button of one drawing is called differs each time.
    return [
        (where, re.sub(r"[0-9a-f]{24,}", "", answer)) for where, answer in walk.everywhere(paths, len(paths))
    ]


def test_nobody_is_told_what_was_kept_for_another(hospital: Hospital) -> None:
    roles = ("manager", "rso", "clerk")
    cold, held = {}, 0
    for role in roles:
        held += forget()
        cold[role] = told(hospital, role)
    assert held > 0
    forget()
    # Warmed by whoever may do the most.
    for role in roles:
        assert told(hospital, role) == cold[role], role
