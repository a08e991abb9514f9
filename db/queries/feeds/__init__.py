"""What came in, what became of it, and what was set aside?"""

from db.queries.feeds.attention import attention
from db.queries.feeds.files import OUTCOMES, ledger, quarantine, set_aside_counts
from db.queries.feeds.totals import by_source, per_day

__all__ = [
    "OUTCOMES",
    "attention",
    "by_source",
    "ledger",
    "per_day",
    "quarantine",
    "set_aside_counts",
]
