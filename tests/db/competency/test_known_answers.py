"""What does the list of 2022 ask for, and how far are interns whose records were counted by hand?"""

from datetime import timedelta

import pytest

from db.competency.edition import Edition, Requirement, Rule, groups_of
from db.competency.evaluate import Pass, Progress, evaluate
from tests.db.competency.lists import FIRST, arrt, names, passed, plain_electives

CARE, MANDATORY, ELECTIVE = names("patient_care"), names("mandatory"), names("elective")
UPPER_GI, ENEMA = names("upper_gi_or_enema")
# No group rule counts these two but the one that asks for two of fluoroscopy.
SMALL_BOWEL, ESOPHAGUS = (name for name in names("fluoroscopy") if name.startswith(("Small", "Esophagus")))


def rule_of(progress: Progress, name: str) -> tuple[int, int, bool]:
    (found,) = (one for one in progress.rules if one.rule.name == name)
    return found.have, found.wanted, found.is_met


def states(progress: Progress) -> dict[str, int]:
    found = [one.state for one in progress.standings]
    return {state: found.count(state) for state in sorted(set(found))}


def test_the_list_counts_10_of_care_36_mandatory_and_15_of_34_electives() -> None:
    assert (len(CARE), len(MANDATORY), len(ELECTIVE)) == (10, 36, 34)
    nothing = evaluate(arrt(), [], {})
    assert nothing.required == nothing.remaining == 61
    assert {one.rule.name: (one.have, one.wanted, one.is_met) for one in nothing.rules} == {
        "patient_care": (0, 10, False),
        "mandatory": (0, 36, False),
        "elective": (0, 15, False),
        "elective_head": (0, 1, False),
        "elective_fluoroscopy": (0, 2, False),
        "elective_upper_gi_or_enema": (0, 1, False),
        "imaging_simulated": (0, 10, True),
    }
    assert not any(one.confirmed for one in [arrt()])


def test_an_intern_who_is_ahead() -> None:
    """10 of care, 30 mandatory, 10 electives (7 others, Skull, Upper GI, Small Bowel): 6 + 5 = 11 to go."""
    done = passed(*CARE, *MANDATORY[:30], *plain_electives()[:7], "Skull", UPPER_GI, SMALL_BOWEL)
    progress = evaluate(arrt(), done, {})
    assert states(progress) == {"done": 50, "missing": 30}
    assert progress.remaining == 11
    assert rule_of(progress, "elective") == (10, 15, False)
    assert rule_of(progress, "elective_head") == (1, 1, True)
    assert rule_of(progress, "elective_fluoroscopy") == (2, 2, True)
    assert not progress.is_complete


def test_an_intern_who_is_behind() -> None:
    """4 of care and 5 mandatory passed: 6 + 31 + 15 = 52 to go; chest logged 2 of 3, hand 3 of 3."""
    progress = evaluate(
        arrt(), passed(*CARE[:4], *MANDATORY[10:15]), {"Chest Routine": 2, "Hand": 3, MANDATORY[10]: 7}
    )
    by_name = {one.requirement.name: one for one in progress.standings}
    assert progress.remaining == 52
    assert (by_name["Chest Routine"].state, by_name["Chest Routine"].logged) == ("logged", 2)
    assert (by_name["Hand"].state, by_name[MANDATORY[10]].state) == ("offered", "done")
    assert states(progress) == {"done": 9, "logged": 1, "missing": 69, "offered": 1}


def test_an_intern_who_is_complete_but_for_one_group_rule() -> None:
    """All else, and 15 electives with Small Bowel and Esophagus, but neither Upper GI nor enema: one to go."""
    done = passed(*CARE, *MANDATORY, *plain_electives()[:12], "Skull", SMALL_BOWEL, ESOPHAGUS)
    progress = evaluate(arrt(), done, {})
    assert states(progress) == {"done": 61, "missing": 19}
    assert rule_of(progress, "elective") == (15, 15, True)
    assert [one.rule.name for one in progress.rules if not one.is_met] == ["elective_upper_gi_or_enema"]
    assert (progress.remaining, progress.is_complete, progress.completed_on) == (1, False, None)
    last = Pass(ENEMA, FIRST + timedelta(days=200))
    assert evaluate(arrt(), [*done, last], {}).completed_on == last.day


@pytest.mark.parametrize(
    ("electives", "remaining"),
    [
        (
            plain_electives()[:15],
            3,
        ),  # one of the head, two of fluoroscopy, one of these two Upper GI or enema
        ([*plain_electives()[:13], UPPER_GI, SMALL_BOWEL], 1),  # the head
        ([*plain_electives()[:13], "Skull", UPPER_GI], 1),  # a second one of fluoroscopy
        ([*plain_electives()[:13], "Skull", ESOPHAGUS], 1),  # Upper GI or enema, which is the second one too
        ([*plain_electives()[:12], "Skull", "Orbits"], 2),  # two of fluoroscopy, though one makes 15
        ([*plain_electives()[:11], "Skull", UPPER_GI, ENEMA], 1),  # any elective
        ([*plain_electives()[:12], "Skull", UPPER_GI, ENEMA], 0),
        (ELECTIVE, 0),
    ],
)
def test_every_group_rule_is_asked_besides_the_count(electives: list[str], remaining: int) -> None:
    progress = evaluate(arrt(), passed(*CARE, *MANDATORY, *electives), {})
    assert progress.remaining == remaining
    assert progress.is_complete == (remaining == 0)


@pytest.mark.parametrize("missing", [CARE[3], MANDATORY[17]])
def test_one_of_those_that_all_must_have_is_enough_to_be_incomplete(missing: str) -> None:
    done = [name for name in (*CARE, *MANDATORY, *ELECTIVE) if name != missing]
    progress = evaluate(arrt(), passed(*done), {})
    assert (progress.remaining, progress.is_complete) == (1, False)


def may_be_simulated(group: str) -> list[str]:
    return [one.name for one in arrt().requirements if group in one.groups and one.may_be_simulated]


def test_no_more_than_ten_simulations_count_and_what_all_must_have_comes_first() -> None:
    mandatory, electives = may_be_simulated("mandatory")[:8], may_be_simulated("elective")
    electives = [name for name in electives if name in plain_electives()][:4]
    done = passed(*electives, *mandatory, is_simulated=True)
    progress = evaluate(arrt(), done, {})
    counted = {one.requirement.name for one in progress.standings if one.state == "simulated"}
    assert counted == {*mandatory, *electives[:2]}
    assert rule_of(progress, "imaging_simulated") == (12, 10, False)
    assert progress.remaining == 61 - 10
    not_counted = next(one for one in progress.standings if one.requirement.name == electives[3])
    assert (not_counted.state, not_counted.is_simulated, not_counted.completed_on) == ("missing", True, None)


def test_a_group_that_nothing_real_fills_gets_a_simulation_before_other_electives() -> None:
    others = [name for name in may_be_simulated("elective") if name in plain_electives()][:10]
    progress = evaluate(arrt(), passed(*others, "Skull", is_simulated=True), {})
    counted = {one.requirement.name for one in progress.standings if one.state == "simulated"}
    assert counted == {*others[:9], "Skull"}


def test_a_simulation_of_what_may_not_be_simulated_gives_no_credit() -> None:
    """Chest Routine may not; of Toes nobody has said."""
    progress = evaluate(arrt(), passed("Chest Routine", "Toes", is_simulated=True), {"Toes": 3})
    by_name = {one.requirement.name: one for one in progress.standings}
    assert [by_name[name].state for name in ("Chest Routine", "Toes")] == ["missing", "offered"]
    assert progress.remaining == 61


def test_care_is_simulated_outside_the_cap_on_imaging() -> None:
    progress = evaluate(arrt(), passed(*CARE[1:], *may_be_simulated("mandatory")[:10], is_simulated=True), {})
    assert rule_of(progress, "imaging_simulated") == (10, 10, True)
    assert progress.remaining == 61 - 19


def test_a_real_pass_takes_the_place_of_a_simulation_and_frees_it() -> None:
    done = [*passed("Ribs", is_simulated=True), Pass("Ribs", FIRST + timedelta(days=30))]
    progress = evaluate(arrt(), done, {})
    ribs = next(one for one in progress.standings if one.requirement.name == "Ribs")
    assert (ribs.state, ribs.is_simulated, ribs.completed_on) == ("done", False, FIRST + timedelta(days=30))
    assert rule_of(progress, "imaging_simulated") == (0, 10, True)


def test_one_procedure_serves_for_one_competency_and_one_patient_for_several() -> None:
    same = [Pass("Hip", FIRST, procedure="L-1"), Pass("Pelvis", FIRST, procedure="L-1")]
    apart = [Pass("Hip", FIRST, procedure="L-1"), Pass("Pelvis", FIRST, procedure="L-2")]
    assert evaluate(arrt(), same, {}).remaining == 60
    assert evaluate(arrt(), apart, {}).remaining == 59


def test_a_second_pass_of_the_same_changes_nothing() -> None:
    assert evaluate(arrt(), passed("Hip", "Hip", "Hip"), {}).remaining == 60


def test_another_programmes_rules_are_evaluated_by_the_same_words() -> None:
    """2 that all must have; 2 of 4 others, one of them of the head; one simulation at most."""

    def one(name: str, kind: str, groups: str = "") -> Requirement:
        return Requirement(name, "Any", kind, groups_of(kind, groups), True, 1, "assisted")

    small = Edition(
        "Small",
        (
            one("A", "mandatory"), one("B", "mandatory"),
            one("C", "elective"), one("D", "elective"), one("E", "elective", "head"), one("F", "elective", "head"),
        ),
        (
            Rule("all", "Both", "all_of", "mandatory"), Rule("some", "2 of 4", "n_of", "elective", 2),
            Rule("head", "One of the head", "any_of", "head"),
            Rule("cap", "One simulation", "simulated_cap", "elective", 1),
        ),
    )  # fmt: skip
    assert evaluate(small, passed("A", "B", "C", "D"), {}).remaining == 1
    assert evaluate(small, passed("A", "B", "C", "E"), {}).is_complete
    assert evaluate(small, [*passed("A", "B"), *passed("C", "F", is_simulated=True)], {}).remaining == 1
    assert small.requirements[0].counted_levels == ("assisted", "performed")


def test_a_list_without_rules_is_never_complete() -> None:
    empty = Edition("Nothing asked", arrt().requirements, ())
    assert not evaluate(empty, passed(*MANDATORY), {}).is_complete
