"""Which electives does an intern's list still ask for, and by which rule?"""

from collections.abc import Collection

from db.competency.edition import Edition, sub_rules


def wanted_electives(edition: Edition, credited: Collection[str]) -> dict[str, str]:
    """Requirement -> the title of the narrowest rule that still asks for it."""
    wanted: dict[str, str] = {}
    done = frozenset(credited)
    for rule in edition.rules:
        if rule.kind == "n_of":
            members = edition.members(rule)
            if len(members & done) < edition.wanted(rule):
                wanted |= dict.fromkeys(members - done, rule.title)
    # Narrowest last, so that its title stands.
    for rule in reversed(list(sub_rules(edition))):
        members = edition.members(rule)
        if len(members & done) < edition.wanted(rule):
            wanted |= dict.fromkeys(members - done, rule.title)
    return wanted
