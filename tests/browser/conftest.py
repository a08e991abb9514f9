"""The wall is watched for ninety seconds beside all other tests: begun when they begin, judged by the last of them."""

import os

import pytest

from tests.browser import soaking

_JUDGE = "test_wall_soak.py"


def _run() -> tuple[str, int]:
    """The name of this run, the same in each of its processes, and the process that ends last."""
    together = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    return (together, os.getppid()) if together else (str(os.getpid()), os.getpid())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets the judge come last."""
    items.sort(key=lambda item: item.path.name == _JUDGE)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begins to watch, once for all processes of a run, where the judge is asked for."""
    asked = any(item.path.name == _JUDGE for item in session.items)
    if (
        asked
        and os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
        and not session.config.option.collectonly
    ):
        name, pid = _run()
        soaking.begin(soaking.report_of(name), pid)


@pytest.fixture(scope="session")
def soak_report() -> str:
    """Where what was seen is, or will be."""
    return str(soaking.report_of(_run()[0]))
