"""What the record's forms send, turned into actions. Whatever a browser sends is text until it is understood here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dashboard.context import PageContext
from dashboard.pages.badges.decide import as_day
from db.actions import badge_declarations as declarations
from db.actions import badge_entries as entries
from db.actions.badge_entries import Badge, EntryRefused
from db.audit import Actor
from db.badge_periods import month_end
from db.badge_verdicts import Programme

# Each button of the record, and the fields beside it.
FORMS: Mapping[str, tuple[str, ...]] = {
    "adjust": ("badge", "how", "dde", "lde", "sde", "reason"),
    "external": ("employer", "from", "to", "quantity", "elsewhere", "document"),
    "assign": ("use", "begins", "ends", "months", "department", "group", "ris", "intern", "adult"),
    "link": ("username",),
    "told": ("report", "told-on"),
    "declare": ("declared", "conception"),
    "end": ("ended", "because"),
}


@dataclass(frozen=True, slots=True)
class Entered:
    """One press of a button: whose record, what the fields held, who pressed it."""

    context: PageContext
    key: tuple[str, str]
    values: Mapping[str, Any]
    actor: Actor
    now: datetime

    @property
    def programme(self) -> Programme:
        """The rules that verdicts are taken by."""
        settings = self.context.settings
        return Programme(settings.limits, settings.alara, settings.intern_levels)

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.context.settings.zone).date()

    def text(self, name: str) -> str:
        """What a field holds, as text without the spaces around it."""
        value = self.values.get(name)
        return str(value).strip() if isinstance(value, str | int | float) else ""

    def day(self, name: str) -> date | None:
        """What a date field holds."""
        return as_day(self.values.get(name))

    def usv(self, name: str) -> int | None:
        """What a field in mSv holds, in whole µSv. Raises EntryRefused for what is no such dose."""
        text = self.text(name)
        if not text:
            return None
        try:
            usv = Decimal(text) * 1000
        except InvalidOperation as error:
            raise EntryRefused("A dose is a number in mSv, such as 0.12.") from error
        if not usv.is_finite() or usv != usv.to_integral_value():
            raise EntryRefused("A dose has at most three decimals: whole microsieverts.")
        return int(usv)


def adjust(entered: Entered) -> str:
    """Estimate or adjust a badge's dose, or take that back."""
    parts = entered.text("badge").split("|")
    days = [as_day(part) for part in parts[2:4]]
    if len(parts) != 4 or days[0] is None or days[1] is None:
        raise EntryRefused("Choose the badge and its period.")
    badge = Badge(parts[0][:20], parts[1][:40], days[0], days[1])
    entries.adjust(
        entered.context.database, entered.key, badge,
        {name: entered.usv(name) for name in ("dde", "lde", "sde")}, entered.text("reason"),
        programme=entered.programme, actor=entered.actor, now=entered.now,
        withdraws=entered.text("how") == "withdraw",
    )  # fmt: skip
    return "The dose is on record beside what the service reported."


def external(entered: Entered) -> str:
    """Enter dose at another employer."""
    starts_on, ends_on = entered.day("from"), entered.day("to")
    if starts_on is None or ends_on is None:
        raise EntryRefused("Give the first and the last day.")
    entries.enter_external_dose(
        entered.context.database, entered.key, employer=entered.text("employer"), starts_on=starts_on,
        ends_on=ends_on, quantity=entered.text("quantity"), usv=entered.usv("elsewhere"),
        document=entered.text("document"), programme=entered.programme, actor=entered.actor, now=entered.now,
    )  # fmt: skip
    return "The dose elsewhere is on record and counts towards the limit."


def assign(entered: Entered) -> str:
    """Enter who is to wear which badge."""
    months = entered.text("months")
    if months and not (months.isascii() and months.isdigit() and 1 <= int(months) <= 12):
        raise EntryRefused("A wear period has 1 to 12 months.")
    entries.assign(
        entered.context.database, entered.key,
        {
            "use": entered.text("use").upper()[:20],
            "starts_on": entered.day("begins"),
            "ends_on": entered.day("ends"),
            "wear_months": int(months) if months else None,
            "department": entered.text("department")[:80] or None,
            "work_group": entered.text("group")[:60] or None,
            "ris_name": entered.text("ris")[:80] or None,
            "is_intern": {"yes": True, "no": False}.get(entered.text("intern")),
            "adult_on": entered.day("adult"),
        },
        actor=entered.actor, now=entered.now,
    )  # fmt: skip
    return "The assignment is on record."


def link(entered: Entered) -> str:
    """Tie an account to the wearer, or untie it."""
    username = entered.text("username")
    entries.link_account(
        entered.context.database, entered.key, "" if username == "*" else username,
        actor=entered.actor, now=entered.now,
    )  # fmt: skip
    return (
        "The account is tied to this wearer."
        if username not in ("", "*")
        else "No account is tied to this wearer."
    )


def told(entered: Entered) -> str:
    """Note that an intern was told the dose."""
    report, told_on = as_day(f"{entered.text('report')}-01"), entered.day("told-on")
    if report is None or told_on is None:
        raise EntryRefused("Choose the report, and give the day on which the person was told.")
    entries.note_told(
        entered.context.database,
        entered.key,
        month_end(report),
        told_on,
        actor=entered.actor,
        now=entered.now,
    )
    return "The notice is on record."


def declare(entered: Entered) -> str:
    """Enter a declared pregnancy."""
    declarations.declare(
        entered.context.database, entered.context.keyring, entered.key, entered.day("declared"),
        entered.day("conception"), today=entered.today, actor=entered.actor, now=entered.now,
    )  # fmt: skip
    return "The declaration is on record, for you alone."


def end(entered: Entered) -> str:
    """Withdraw a declaration."""
    declarations.end(
        entered.context.database, entered.context.keyring, entered.key, entered.day("ended"),
        entered.text("because"), today=entered.today, actor=entered.actor, now=entered.now,
    )  # fmt: skip
    return "The declaration is no longer in force."
