"""What does each permission let somebody do, in words? Read by whoever gives roles to people."""

from collections.abc import Mapping

from dashboard.roles import PERMISSIONS, PUBLIC, ROLES, SIGNED_IN
from db.exports import EXPORTS

_EXPORT = "export."
_WORDS: Mapping[str, str] = {
    "account.own": "change their own password",
    "accounts.manage": "add accounts, change roles and passwords, disable and enable, tie to interns and supervisors",
    "admin.view": "see accounts, what roles may do, displays, feeds and the settings in force",
    "audit.read": "search the audit trail, take it along, go through its seals",
    "badges.groups": "see badge doses of groups of five wearers or more",
    "badges.view": "see badge doses of named staff, decide on them, sign reports",
    "development.record": "record credentials, onboarding and learning of staff and interns",
    "development.staff": "see credentials, onboarding and learning of all staff",
    "development.view": "see their own credentials, onboarding and learning",
    "displays.manage": "add, pair, change and revoke wall displays",
    "dose.annotate": "write a note on the trends of doses",
    "dose.close": "close a high dose with a reason",
    "dose.own": "see the released doses of their own badge",
    "dose.reveal": "reveal the accession number of one exam, each time an event",
    "dose.rows": "see single exams with their doses, without identity",
    "dose.view": "see patient doses against the reference levels",
    "equipment.fault": "report faults, hand them on, note repairs and returns",
    "equipment.limits": "set limits of checks",
    "equipment.record": "record checks and cleanings",
    "equipment.review": "review checks, note what was corrected",
    "equipment.schedule": "set when checks are due",
    "equipment.view": "see which rooms are fit to use",
    "exams.rows": "see single exams and rejects, without names",
    "exams.view": "see volumes, turnaround, rooms and rejects",
    "feeds.quarantine": "see names of files and rows set aside, and correct such a row",
    "feeds.view": "see what came in and how old it is",
    "home.view": "see what needs attention",
    "interns.all": "see every intern, and the cohort's report",
    "interns.counts": "see interns in counts of five or more, without names",
    "interns.log": "log their own procedures and hours",
    "interns.sign": "sign procedures and hours, judge competencies of those assigned",
    "interns.view": "see interns: an intern oneself, a technologist those assigned",
    "outbox.all": "see everybody's messages, and choose who receives what",
    "outbox.own": "see and acknowledge their own messages",
    "supplies.book": "book stock: scan, count, inspect",
    "supplies.view": "see stock, expiry, orders and recalls",
    "wall.write": "put an announcement on the walls",
}


def words_of(permission: str) -> str:
    """The permission in words. Raises KeyError for one that nobody has described."""
    if permission.startswith(_EXPORT):
        title = EXPORTS[permission.removeprefix(_EXPORT)].title
        return f"take along as CSV: {title[0].lower()}{title[1:]}"
    return _WORDS[permission]


def who_may() -> list[tuple[str, str, list[str]]]:
    """Each permission with its words and the roles that have it, in the order of its name."""
    named = sorted(PERMISSIONS - {PUBLIC, SIGNED_IN})
    return [(name, words_of(name), [role for role in ROLES if name in ROLES[role].may]) for name in named]
