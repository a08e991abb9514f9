"""What does a page cost the network? Bytes as they come over the wire, compressed; never times."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from db.settings import Settings
from tests.browser.visiting import serve, sign_in
from tests.dashboard.pages.hospital import Hospital
from tests.dashboard.pages.test_home import STOCK_HEAD, TODAY, receive_exams

# Asked for are at most 2,000,000; with the basic part of Plotly it is little more than half of that, and to stay so.
FIRST_LOAD_BYTES, WARM_BYTES = 1_300_000, 60_000
# With a figure, with a table on server-side data, with both.
PATHS = ("/", "/exams", "/dose", "/supplies")


@pytest.fixture
def address(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Iterator[str]:
    hospital = Hospital(settings_for(sqlite_url), tmp_path)
    hospital.add("manager")
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    lots = [
        f"CM-{n},Contrast {n},,37,L{n},2026-12-{n % 28 + 1:02},Rack {n % 9},9,2026-11-24 06:00"
        for n in range(60)
    ]
    hospital.receive("stock_2026-11-24_0600.csv", STOCK_HEAD, *lots)
    with serve(hospital.app) as at:
        yield at


@contextmanager
def bytes_received(page: Page) -> Iterator[list[int]]:
    """The bytes of each answer that arrives meanwhile, as they came over the wire."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[int] = []

    def note(event: dict[str, Any]) -> None:
        received.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", note)
    yield received
    page.wait_for_load_state("networkidle")
    session.detach()


def test_a_first_visit_stays_light_and_a_second_one_costs_next_to_nothing(page: Page, address: str) -> None:
    with bytes_received(page) as first:
        sign_in(page, address, "manager", PATHS[0])
    assert 100_000 < sum(first) <= FIRST_LOAD_BYTES
    in_all = sum(first)
    for path in PATHS[1:]:
        with bytes_received(page) as more:
            page.goto(f"{address}{path}")
        in_all += sum(more)
    # Everything that any page loads once.
    assert in_all <= FIRST_LOAD_BYTES
    for path in PATHS:
        with bytes_received(page) as again:
            page.goto(f"{address}{path}")
        assert 0 < sum(again) <= WARM_BYTES, path
