"""Which interns were told their dose within thirty days of the report, and which still have to be?"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from db.badge_people import People
from db.badge_periods import add_months, month_end
from db.schema.badge_desk import badge_notice, wearer_link
from db.schema.badges import badge_reading
from db.schema.feeds import feed_file

# The programme tells its interns within thirty days of receiving the report.
NOTICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Notice:
    """One intern and report: when the report came, until when the intern is to be told, and when that was."""

    account_number: str
    participant_number: str
    month_end: date
    received_on: date
    due_on: date
    told_on: date | None


def notices(connection: Connection, known: People, as_of: date) -> list[Notice]:
    """The notices owed to interns for the reports of twelve months, the soonest due first."""
    interns = {key for key, person in known.persons.items() if person.is_intern}
    if not interns:
        return []
    columns = badge_reading.c
    end = month_end(as_of)
    query = (
        select(
            columns.account_number, columns.participant_number, columns.wear_end,
            func.min(feed_file.c.first_seen_at), func.min(columns.reported_on),
        )
        .join(feed_file, feed_file.c.id == columns.file_id)
        .where(columns.wear_end > month_end(add_months(end.replace(day=1), -12)), columns.wear_end <= end)
        .group_by(columns.account_number, columns.participant_number, columns.wear_end)
    )  # fmt: skip
    told = {
        (row.account_number, row.participant_number, row.month_end): row.told_on
        for row in connection.execute(select(badge_notice).order_by(badge_notice.c.id))
    }
    found = []
    for account, participant, wear_end, seen_at, reported_on in connection.execute(query):
        if (account, participant) not in interns:
            continue
        report = month_end(wear_end)
        received = reported_on or seen_at.date()
        found.append(
            Notice(
                account, participant, report, received, received + timedelta(days=NOTICE_DAYS),
                told.get((account, participant, report)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.told_on is not None, one.due_on, one.participant_number))


def linked_accounts(connection: Connection, key: tuple[str, str]) -> list[int]:
    """The accounts that belong to a wearer."""
    columns = wearer_link.c
    query = select(columns.linked_account_id).where(
        columns.account_number == key[0], columns.participant_number == key[1], columns.ended_at.is_(None)
    )
    return list(connection.scalars(query))
