"""Every decision that these tests take is first tried with a trail that cannot be written (`tests/db/no_trail.py`)."""

from collections.abc import Iterator

import pytest

from tests.db.no_trail import put_around_all, trying

put_around_all()


@pytest.fixture(autouse=True)
def without_trail_first() -> Iterator[None]:
    with trying():
        yield
