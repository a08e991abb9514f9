"""The made-up department: written as source files, loaded like real ones, with one account a role."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commands.daily import write_digests
from commands.files import files_under, load_paths
from commands.opening import Opened
from commands.output import say
from db.actions.accounts import create_account, set_password
from db.actions.badge_declarations import declare
from db.actions.badge_entries import link_account
from db.actions.badges import BadgeRefused, sign
from db.actions.interns import link_account as tie_account
from db.actions.outbox import set_mail_address, subscribe
from db.audit import Actor
from db.badge_cases import own_wearers as linked
from db.badge_pregnancy import declarations
from db.badge_signatures import report_state
from db.badge_unknown import unknown_of
from db.clock import now_utc
from db.database import Connection
from db.ledger import any_file_but
from db.queries.accounts import account_named, accounts
from db.queries.accounts import accounts as all_accounts
from db.queries.badges import reports as badge_reports
from db.queries.interns import is_tied
from db.schema.accounts import ROLES
from db.site import fact, note_fact
from etl.demo import SITE_NAME, write_department
from etl.pipeline import Outcome
from etl.sources import REFERENCE_SOURCES

MADE_UP = "made_up"
# Whose badge each demo account wears; the RSO's own is there so that a deputy is needed.
_BADGE_ACCOUNT = "900100"
_BADGE_OF = {"rso": "00174", "technologist": "00012", "intern": "00401"}
# Who has declared a pregnancy.
_EXPECTING = "00108"
# Who receives the supplies by mail.
_MAIL = ("clerk", "manager")
_OUTBOX_SETTLED = "outbox_settled"
# Who the accounts are among the interns and their supervisors: the wearers of those badges.
_TRAINING = {"intern": ("intern", "Elin Marsh"), "technologist": ("supervisor", "Ada Brandvik")}
_ACTOR = Actor("radops demo")
_EXAMS_A_YEAR = "made_up_exams_a_year"
_USUAL_EXAMS_A_YEAR = 60_000.0


@dataclass(frozen=True)
class Size:
    """How large the made-up department is: how many years it tells of, and how many exams they have in all."""

    years: float = 1.0
    exams: int | None = None
    # What an earlier start has settled.
    exams_a_year_before: float | None = None

    @property
    def days(self) -> int:
        """So many days are told of."""
        return max(1, round(self.years * 365.25))

    @property
    def exams_a_year(self) -> float:
        """How many exams a year has."""
        if self.exams_a_year_before is not None:
            return self.exams_a_year_before
        return _USUAL_EXAMS_A_YEAR if self.exams is None else self.exams / self.years


def is_made_up(connection: Connection) -> bool:
    """Whether the database holds the made-up department."""
    return fact(connection, MADE_UP) == "yes"


def is_empty(connection: Connection) -> bool:
    """Whether no file but the reference tables has ever come in."""
    return not any_file_but(connection, [source.name for source in REFERENCE_SOURCES])


def write_files(hospital: Opened, out: Path, end: datetime, seed: int, size: Size) -> list[Path]:
    """Write the department's files up to `end`; return those that were not there before."""
    return write_department(
        out, end, hospital.settings.zone, seed, days=size.days, exams_a_year=size.exams_a_year
    )


def fill(hospital: Opened, end: datetime, seed: int, size: Size) -> list[Outcome]:
    """Write the department's files up to `end` and load those that are new. Marks the database as made up.

    A department that is there already stays as large as it is: its past days would not fit another size.
    """
    with hospital.database.write() as connection:
        known = fact(connection, _EXAMS_A_YEAR)
        size = size if known is None else replace(size, exams=None, exams_a_year_before=float(known))
        note_fact(connection, MADE_UP, "yes")
        note_fact(connection, "site_name", SITE_NAME)
        note_fact(connection, _EXAMS_A_YEAR, f"{size.exams_a_year:g}")
    folder = hospital.settings.var / "demo"
    write_files(hospital, folder, end, seed, size)
    # All of them, not only the new ones: an earlier start may have been stopped before it had loaded what it wrote.
    # Its last day may not be over: what was counted this evening is no slip there.
    now = max(now_utc(), end.astimezone(UTC))
    return load_paths(hospital, files_under([folder]), "Made-up department", now, _ACTOR)


def make_accounts(hospital: Opened) -> list[tuple[str, str | None]]:
    """Make one account per role, named after it. Returns (user name, password), the password only where it is new.

    The password is random and shown once, unless RADOPS_DEMO_PASSWORD sets it.
    """
    chosen = hospital.settings.demo_password
    password = chosen or secrets.token_urlsafe(12)
    result: list[tuple[str, str | None]] = []
    with hospital.database.write() as connection:
        known = {account.username for account in accounts(connection)}
        for role in ROLES:
            if role not in known:
                create_account(connection, role, f"Demo {role}", role, password, actor=_ACTOR, now=now_utc())
                result.append((role, password))
            elif chosen:
                set_password(connection, role, chosen, actor=_ACTOR, now=now_utc())
                result.append((role, chosen))
            else:
                result.append((role, None))
    return result


def settle_desk(hospital: Opened, accounts: Sequence[tuple[str, str | None]]) -> None:
    """Tie accounts to wearers, and sign every report but the newest, as an RSO would have by now.

    Signing asks for the password, so it is done where the password is known: at the first start.
    """
    password = dict(accounts).get("rso")
    database, now = hospital.database, now_utc()
    with database.read() as connection:
        tied = {row.username for row in all_accounts(connection) if linked(connection, row.id)}
        ends = sorted(badge_reports(connection)["month_end"])[:-1]
        rso = account_named(connection, "rso")
    for username, number in _BADGE_OF.items():
        if username not in tied:
            link_account(database, (_BADGE_ACCOUNT, number), username, actor=_ACTOR, now=now)
    _tie_interns(hospital, now)
    _declare_pregnancy(hospital, now)
    if password is None or rso is None:
        return
    actor = Actor("rso", "rso", rso.id)
    for end in ends:
        with database.read() as connection:
            state, unknown = report_state(connection, end), unknown_of(connection, end)
        if state.signed is None:
            try:
                sign(
                    database, hospital.keyring, end, state.digest, password, unknown=unknown,
                    jurisdiction=hospital.settings.limits, actor=actor, now=now,
                )  # fmt: skip
            except BadgeRefused:
                # A reading over a level waits in it: that is for the reader to see.
                continue


def settle_outbox(hospital: Opened) -> None:
    """Give two accounts addresses where no mail ever arrives and let them receive the supplies; write the digests."""
    now = now_utc()
    with hospital.database.write() as connection:
        # Once: what somebody changed since stays as it is.
        if fact(connection, _OUTBOX_SETTLED) is None:
            note_fact(connection, _OUTBOX_SETTLED, "yes")
            for name in _MAIL:
                # .example is nobody's (RFC 2606): a mail server that is set for a trial cannot reach a stranger.
                set_mail_address(connection, name, f"{name}@made-up.example", actor=_ACTOR, now=now)
                subscribe(connection, "supplies.digest", username=name, actor=_ACTOR, now=now)
    write_digests(hospital, now)


def _declare_pregnancy(hospital: Opened, now: datetime) -> None:
    """One wearer has declared a pregnancy in writing, unless the RSO has dealt with it since."""
    key, today = (_BADGE_ACCOUNT, _EXPECTING), now.astimezone(hospital.settings.zone).date()
    with hospital.database.read() as connection:
        if declarations(connection, hospital.keyring).get(key):
            return
    declare(
        hospital.database, hospital.keyring, key, today - timedelta(weeks=6), today - timedelta(weeks=13),
        today=today, actor=_ACTOR, now=now,
    )  # fmt: skip


def _tie_interns(hospital: Opened, now: datetime) -> None:
    """Tie the accounts of the intern and of the technologist to people of the roster, unless they are."""
    with hospital.database.write() as connection:
        for account in all_accounts(connection):
            kind, name = _TRAINING.get(account.username, ("", ""))
            if kind and not is_tied(connection, account.id):
                tie_account(connection, account.username, name=name, kind=kind, actor=_ACTOR, now=now)


def say_accounts(accounts: Sequence[tuple[str, str | None]], *, chosen: bool) -> None:
    """Tell who can sign in."""
    passwords = {password for _, password in accounts}
    names = ", ".join(name for name, _ in accounts)
    if passwords == {None}:
        say(
            f"Users: {names}. Password: as shown at the first start; RADOPS_DEMO_PASSWORD=... sets a new one."
        )
    else:
        told = "as RADOPS_DEMO_PASSWORD sets it" if chosen else "shown once"
        say(f"Users: {names}. Password for each: {next(p for p in passwords if p)} ({told})")
