"""Who may do what? The one table of roles and permissions; what it does not name is denied."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.schema.accounts import ROLES as ROLE_NAMES

# Two permissions that belong to no role: anybody at all, and any account that is signed in.
PUBLIC = "public"
SIGNED_IN = "signed in"


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do, and which page it sees first: the one with the permission `opens`, if it is there yet."""

    opens: str
    may: frozenset[str]


def _role(opens: str, *may: str) -> Role:
    return Role(opens, frozenset(may))


TITLES: Mapping[str, str] = {
    "manager": "Manager",
    "rso": "Radiation safety officer",
    "physicist": "Physicist",
    "clerk": "Inventory clerk",
    "coordinator": "Clinical coordinator",
    "intern": "Intern",
    "technologist": "Technologist",
    "admin": "Administrator",
}

# A permission is a noun and what may be done with it. `dose.rows` are exam rows without identity, `dose.reveal` shows
# the accession number of one of them, `dose.close` closes an outlier with a reason, `dose.annotate` notes on the trends
# what happened; `badges.view` are doses of named staff, `badges.groups` those of groups of five
# or more, `dose.own` the released doses of one's own badge, `supplies.book` changes the stock, `feeds.quarantine` rows
# set aside, which may hold anything that a sender wrote; `outbox.own` are the messages that one received oneself,
# `outbox.all` everybody's, and who receives what. `interns.view` shows the interns that somebody may look at: an intern
# oneself, a technologist those assigned; `interns.all` is everybody, `interns.counts` counts of five or more without a
# name. `development.view` are one's own credentials, `development.staff` those of all staff. `wall.write` puts words on
# the walls for everybody who passes, `displays.manage` says which screens show them. `exams.rows` are single exams and
# rejects, without names.
# What each of them lets somebody do stands in words in `dashboard/permission_words.py`.
ROLES: Mapping[str, Role] = {
    "manager": _role(
        "home.view",
        "home.view",
        "exams.view",
        "exams.rows",
        "dose.view",
        "dose.rows",
        "dose.annotate",
        "badges.groups",
        "supplies.view",
        "feeds.view",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "export.lots",
        "export.pick_list",
        "export.reorder",
        "equipment.view",
        "equipment.fault",
        "equipment.schedule",
        "export.qc_status",
        "development.view",
        "development.staff",
        "development.record",
        "interns.counts",
    ),
    "rso": _role(
        "badges.view",
        "home.view",
        "dose.view",
        "dose.rows",
        "dose.reveal",
        "dose.close",
        "dose.annotate",
        "badges.view",
        "badges.groups",
        "feeds.view",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "export.badge_readings",
        "export.badge_sums",
        "export.irradiation_events",
        "export.dose_reports",
        "export.dose_studies",
        "export.exams",
    ),
    "physicist": _role(
        "dose.view",
        "home.view",
        "exams.view",
        "exams.rows",
        "dose.view",
        "dose.rows",
        "dose.reveal",
        "dose.close",
        "dose.annotate",
        "feeds.view",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "export.irradiation_events",
        "export.dose_reports",
        "export.dose_studies",
        "export.exams",
        "equipment.view",
        "equipment.fault",
        "equipment.record",
        "equipment.review",
        "equipment.limits",
        "equipment.schedule",
        "export.qc_status",
    ),
    "clerk": _role(
        "supplies.view",
        "home.view",
        "supplies.view",
        "supplies.book",
        "feeds.view",
        "account.own",
        "outbox.own",
        "dose.own",
        "export.lots",
        "export.pick_list",
        "export.reorder",
    ),
    "coordinator": _role(
        "interns.view",
        "home.view",
        "feeds.view",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "interns.view",
        "interns.all",
        "development.view",
        "development.staff",
        "development.record",
        "export.competency_progress",
    ),
    "intern": _role("interns.view", "account.own", "outbox.own", "dose.own", "interns.view", "interns.log"),
    "technologist": _role(
        "equipment.view",
        "home.view",
        "exams.view",
        "dose.view",
        "feeds.view",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "equipment.view",
        "equipment.fault",
        "equipment.record",
        "interns.view",
        "interns.sign",
        "development.view",
    ),
    "admin": _role(
        "home.view",
        "home.view",
        "feeds.view",
        "feeds.quarantine",
        "admin.view",
        "accounts.manage",
        "audit.read",
        "export.audit_trail",
        "outbox.all",
        "displays.manage",
        "wall.write",
        "account.own",
        "outbox.own",
        "dose.own",
        "equipment.view",
    ),
}

if set(ROLES) != set(ROLE_NAMES):
    raise LookupError("the table of roles and the database know different roles")

PERMISSIONS = frozenset({PUBLIC, SIGNED_IN}.union(*(role.may for role in ROLES.values())))


def title_of(role: str) -> str:
    """A role as people read it, of an account whose role there is no more too."""
    return TITLES.get(role, "No role any more")


def may(role: str | None, permission: str) -> bool:
    """Whether a role has a permission; `None` is nobody. An unknown role or permission has, or is, none."""
    if permission == PUBLIC:
        return True
    if role is None or role not in ROLES:
        return False
    return permission == SIGNED_IN or permission in ROLES[role].may
