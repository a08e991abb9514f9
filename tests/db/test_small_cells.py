"""Counts of people that everybody may read: none under five, and none that gives such a count away."""

import itertools
from collections import defaultdict

import pytest

from db.small_cells import coarse, told, told_beside, told_median, told_parts, told_share


@pytest.mark.parametrize(
    ("people", "text"), [(0, "0"), (1, "under 5"), (4, "under 5"), (5, "5"), (122, "122")]
)
def test_a_count_of_one_to_four_is_told_as_under_five(people, text):
    assert told(people) == text


def test_parts_without_a_small_one_are_told_as_they_are():
    parts = {"on track": 12, "behind": 0, "late": 7}
    assert told_parts(parts) == {"on track": "12", "behind": "0", "late": "7"}


def test_beside_a_small_part_the_smallest_other_one_is_hidden():
    parts = {"under 1 h": 31, "1 to 4 h": 14, "4 to 24 h": 9, "over 24 h": 3}
    assert told_parts(parts) == {
        "under 1 h": "31",
        "1 to 4 h": "14",
        "4 to 24 h": "hidden",
        "over 24 h": "hidden",
    }
    assert told_parts({"on track": 3, "behind": 0}) == {"on track": "under 5", "behind": "under 5"}


def test_whoever_knows_the_whole_and_the_rule_cannot_work_out_a_hidden_part():
    """Every cohort of up to 16 in three parts: what is shown of it is shown of others of the same size as well."""
    cohorts = [parts for parts in itertools.product(range(17), repeat=3) if sum(parts) <= 16]
    alike = defaultdict(list)
    for numbers in cohorts:
        shown = told_parts(dict(zip("abc", numbers, strict=True)))
        # Fewer than five altogether are not to be told by anybody: nothing may differ between them.
        whole = sum(numbers) if sum(numbers) >= 5 or not sum(numbers) else "few"
        alike[whole, tuple(shown.values())].append(numbers)
    for numbers_alike in alike.values():
        for place, number in enumerate(numbers_alike[0]):
            if 0 < number < 5:
                assert len({numbers[place] for numbers in numbers_alike}) > 1, numbers_alike


def test_of_two_parts_of_a_known_whole_one_to_four_people_look_alike():
    for whole in range(1, 60):
        small = [
            (told_beside(part, whole - part), told_beside(whole - part, part))
            for part in range(1, min(5, whole))
        ]
        assert len(set(small)) == (1 if small else 0), whole
    assert (told_beside(44, 2), told_beside(2, 44)) == ("over 89 %", "under 5")
    assert (told_beside(46, 0), told_beside(0, 46), told_beside(6, 7)) == ("46", "0", "6")
    assert (told_beside(0, 3), told_beside(3, 0), told_beside(6, 3)) == ("under 5", "under 5", "hidden")


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (94, 108, "87 %"),
        (108, 108, "100 %"),
        (0, 50, "0 %"),
        # One late report of 108 would be 99 %: one and four give the same words.
        (107, 108, "over 95 %"),
        (104, 108, "over 95 %"),
        (1, 108, "under 5 %"),
        (4, 108, "under 5 %"),
        (2, 4, None),
        (2, 5, None),
        (8, 9, None),
        (9, 9, "100 %"),
    ],
)
def test_a_share_is_told_no_more_exactly_than_its_counts(part, whole, text):
    assert told_share(part, whole) == text


def test_one_person_and_four_give_the_same_share():
    for whole in range(10, 400):
        assert len({told_share(part, whole) for part in range(1, 5)}) == 1
        assert len({told_share(whole - part, whole) for part in range(1, 5)}) == 1


@pytest.mark.parametrize(
    ("values", "median"),
    [([1, 2, 3, 4], None), ([9, 1, 5, 3, 7], 5.0), ([1, 2, 3, 4, 5, 6], 3.5), ([], None)],
)
def test_a_median_needs_five_people(values, median):
    assert told_median(values) == median


def test_a_curve_makes_no_step_of_one_to_four_people():
    counts = [(6.0, 0), (7.0, 2), (8.0, 6), (9.0, 7), (10.0, 15), (11.0, 15), (11.5, 17)]
    assert coarse(counts) == [(6.0, 0), (8.0, 6), (11.5, 17)]
    assert coarse([(6.0, 0), (7.0, 3)]) == [(6.0, 0)]
    assert coarse([]) == []


def test_no_curve_whatever_gives_a_small_step_away():
    for steps in itertools.product((0, 1, 3, 4, 5, 9), repeat=5):
        counts = list(itertools.accumulate(steps))
        kept = coarse([(float(place), count) for place, count in enumerate(counts)])
        told_counts = [0, *(count for _, count in kept)]
        assert not any(0 < later - earlier < 5 for earlier, later in itertools.pairwise(told_counts)), steps
        if counts[-1] >= 5:
            assert kept[-1] == (4.0, counts[-1])
