"""What about equipment needs attention?"""

from datetime import datetime, tzinfo
from urllib.parse import urlencode

from sqlalchemy import Connection

from db.attention import AttentionRow
from db.queries.equipment.board import board
from db.queries.equipment.checks import check_titles, failures_open
from db.wording import day_text, many

FEED, PATH, PERMISSION = "qc_results", "/equipment", "equipment.view"


def attention(connection: Connection, now: datetime, zone: tzinfo, days: int) -> list[AttentionRow]:
    """Units down; units limited; failures whose clock has run out; checks overdue."""
    today = now.astimezone(zone).date()
    cards = board(connection, now, zone)
    found = []
    for card in cards:
        if card.state in ("down", "limited"):
            since = None if card.since is None else card.since.astimezone(zone).date()
            found.append(
                AttentionRow(
                    feed=FEED,
                    state="action" if card.state == "down" else "warn",
                    word="Down" if card.state == "down" else "Limited",
                    finding=f"{card.unit} is {'down' if card.state == 'down' else 'limited'}: {card.why}",
                    detail=f"{many(card.open_faults, 'fault')} open, {many(card.overdue, 'check')} overdue",
                    since=since,
                    path=f"{PATH}?{urlencode({'view': 'unit', 'unit': card.unit})}",
                    permission=PERMISSION,
                    weight=1.0 + card.actions,
                )
            )
    late = [row for row in failures_open(connection, today, days) if row["days_left"] < 0]
    if late:
        first = late[0]
        check = check_titles(connection).get(first["test"], first["test"])
        found.append(
            AttentionRow(
                feed=FEED,
                state="action",
                word="Clock ran out",
                finding=f"{many(len(late), 'failed check')} not corrected and documented within {days} days",
                detail=f"Oldest: {check} of {first['unit']}, {day_text(first['local_date'], today)}",
                since=first["until"],
                path=f"{PATH}?view=review",
                permission=PERMISSION,
                weight=float(len(late)),
            )
        )
    overdue = [card for card in cards if card.overdue]
    if overdue:
        number = sum(card.overdue for card in overdue)
        found.append(
            AttentionRow(
                feed=FEED,
                state="warn",
                word="Overdue",
                finding=f"{many(number, 'check')} overdue on {many(len(overdue), 'unit')}",
                detail=f"Most: {max(overdue, key=lambda card: card.overdue).unit}",
                since=min(card.overdue_since for card in overdue if card.overdue_since),
                path=PATH,
                permission=PERMISSION,
                weight=float(number) / 10,
            )
        )
    return found
