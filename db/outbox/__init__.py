"""What goes out to people who are not looking at a page? Alerts, which must be acknowledged, and notices.

A capability writes a row here (`write`) in the transaction of what it tells of, and knows nothing of mail. A sender of
its own (`send_due`) takes the rows to mail servers and webhooks. No row carries a patient's data or a person's dose:
mail travels and lies where radops has no say. It says that there is something to look at, and its links lead there.
"""

from db.outbox.sending import send_due
from db.outbox.topics import TOPICS, Topic
from db.outbox.writing import ALERT, NOTICE, Line, write

__all__ = ["ALERT", "NOTICE", "TOPICS", "Line", "Topic", "send_due", "write"]
