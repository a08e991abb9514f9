"""Where the service's own sums differ from its periods: known answers, in the way that services add up."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from db.database import Database
from db.queries import badges
from tests.db.queries.test_badges import ANNA, SEPTEMBER, Service

Q4_2025 = (date(2025, 10, 1), date(2025, 12, 31))
Q1, Q2, Q3 = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
)


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    database = Database(database_url)
    with database.write() as connection:
        yield Service(connection)
    database.close()


def differences(connection: Connection) -> list[tuple[Any, ...]]:
    found = badges.vendor_differences(connection, SEPTEMBER)
    columns = ["use", "quantity", "span", "ours_msv", "theirs_msv"]
    return list(found[columns].itertuples(index=False, name=None))


def figures(span: str, dde: str, lde: str, sde: str) -> dict[str, str]:
    return {f"vendor_{span}_{name}_text": text for name, text in (("dde", dde), ("lde", lde), ("sde", sde))}


def test_a_sum_that_the_periods_do_not_add_up_to_is_a_finding(service: Service) -> None:
    service.read(ANNA, Q2, 100, 100, 100)
    service.read(ANNA, Q3, 200, 200, 200, **figures("quarter", "0.20", "0.20", "0.20"),
                 **figures("year", "0.35", "0.30", "0.30"))  # fmt: skip
    assert differences(service.connection) == [("CHEST", "dde", "year", 0.3, 0.35)]


def test_every_row_of_a_person_repeats_the_persons_sums_and_not_the_badges(service: Service) -> None:
    told = figures("year", "0.30", "5.00", "5.00")
    service.read(ANNA, Q3, 300, 200, 100, **told)
    service.read(ANNA, Q3, "M", 5000, 5000, use="LENS", **told)
    service.read(ANNA, Q3, sde=7000, use="RFINGER", **figures("year", "0.30", "5.00", "7.00"))
    assert differences(service.connection) == []


def test_the_lens_badge_stands_for_the_lens_even_where_it_reads_less_than_the_body_badge(
    service: Service,
) -> None:
    told = figures("quarter", "0.10", "M", "0.10")
    service.read(ANNA, Q3, 100, 100, 100, **told)
    service.read(ANNA, Q3, "M", "M", "M", use="LENS", **told)
    assert differences(service.connection) == []


def test_a_lifetime_figure_is_held_against_its_growth_since_the_year_before(service: Service) -> None:
    # 12 mSv were received before anything was held here: that is the service's to know, and no difference.
    service.read(ANNA, Q4_2025, 500, 500, 500, **figures("life", "12.50", "12.50", "12.50"))
    service.read(ANNA, Q1, 100, 100, 100)
    service.read(ANNA, Q3, 200, 200, 200, **figures("life", "12.80", "12.80", "12.70"))
    assert differences(service.connection) == [("CHEST", "sde", "life", 12.8, 12.7)]


def test_below_the_minimum_and_blank_are_no_difference(service: Service) -> None:
    service.read(ANNA, Q3, "M", "M", "unused", **figures("year", "M", "", "0"))
    assert differences(service.connection) == []


def test_an_absent_badge_is_nothing_on_both_sides(service: Service) -> None:
    service.read(ANNA, Q3, "absent", "absent", "absent", **figures("year", "M", "M", "M"))
    assert differences(service.connection) == []


def test_figures_in_mrem_are_compared_in_mrem(service: Service) -> None:
    texts = {"dde_text": "20", "lde_text": "20", "sde_text": "20"}
    service.read(ANNA, Q3, 200, 200, 200, **texts, **figures("year", "20", "20", "30"))
    assert differences(service.connection) == [("CHEST", "sde", "year", 0.2, 0.3)]
