"""What of credentials and onboarding should home show? Interns to the coordinator, staff to who answers for them."""

from datetime import date

from sqlalchemy import Connection

from db.attention import AttentionRow, State
from db.queries.development.standing import Held, Listed, Standing, standing
from db.queries.development.whom import Whom
from db.wording import day_text, many

PATH = "/development"
PERMISSIONS = {"intern": "interns.all", "staff": "development.staff"}
FEED = "Credentials and development"
_WHO = {"intern": "of interns", "staff": "of staff"}


def attention(connection: Connection, whom: Whom, today: date) -> list[AttentionRow]:
    """For each group: credentials that ended, those that soon will, and checklists that are not complete."""
    found = standing(connection, whom, today)
    rows = []
    for group, permission in PERMISSIONS.items():
        ended, soon = found.of_state("ended", group), found.of_state("soon", group)
        if ended:
            rows.append(
                _ending("action", "Ended", ended, f"{_many(ended)} {_WHO[group]} ended", permission, today)
            )
        if soon:
            verb, days = "ends" if len(soon) == 1 else "end", f"{found.settings['expires_soon']:.0f} days"
            words = f"{_many(soon)} {_WHO[group]} {verb} within {days}"
            rows.append(_ending("due", "Ends soon", soon, words, permission, today))
        rows += _missing(found, group, permission)
    return rows


def _ending(
    state: State, word: str, held: list[Held], finding: str, permission: str, today: date
) -> AttentionRow:
    first = held[0]
    assert first.expires_on is not None
    return AttentionRow(
        feed=FEED,
        state=state,
        word=word,
        finding=finding,
        detail=f"First: {first.title} of {first.person}, {day_text(first.expires_on, today)}",
        since=first.expires_on if state == "action" else None,
        path=PATH,
        permission=permission,
        weight=float(len(held)),
        names_person=True,
    )


def _missing(found: Standing, group: str, permission: str) -> list[AttentionRow]:
    lacking = [one for one in found.lists if one.group == group and _lacks(one)]
    if not lacking:
        return []
    first = lacking[0]
    return [
        AttentionRow(
            feed=FEED,
            state="warn",
            word="Not complete",
            finding=f"{many(len(lacking), 'onboarding checklist')} {_WHO[group]} not complete",
            detail=f"First: {first.person} has no record of {', '.join(_lacks(first))}",
            since=None,
            path=PATH,
            permission=permission,
            weight=float(len(lacking)),
            names_person=True,
        )
    ]


def _lacks(one: Listed) -> list[str]:
    """What was never recorded: what has ended is told as such."""
    return [item.title for item in one.items if item.state == "missing"]


def _many(held: list[Held]) -> str:
    return many(len(held), "credential")
