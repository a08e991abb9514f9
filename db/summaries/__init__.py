"""Which numbers are kept ready, so that a page costs what it shows and not what is stored? One keeper, exact.

A summary is a table and the query that defines it. Whoever changes rows that it is made of touches them
(`db.summaries.touched`) before and after, and lets the keeper settle once before the transaction ends: the cells of the
months, rooms and exam types that were touched are taken out and made anew by the defining query.
"""

from db.summaries.keeper import are_current, bring_up_to_date, rebuild, settle
from db.summaries.summary import Summary
from db.summaries.touched import changing, touch_all, touch_exams, touch_file, touch_rows, touch_studies

__all__ = [
    "Summary",
    "are_current",
    "bring_up_to_date",
    "changing",
    "rebuild",
    "settle",
    "touch_all",
    "touch_exams",
    "touch_file",
    "touch_rows",
    "touch_studies",
]
