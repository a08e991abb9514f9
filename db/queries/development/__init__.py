"""Is everybody fit for their work: credentials, the onboarding checklist, and what was learned?"""

from db.queries.development.attention import attention
from db.queries.development.learning import (
    EDUCATION_DAYS,
    LEARNING_DAYS,
    OWN_WORD,
    Learned,
    learned,
    learning_rows,
)
from db.queries.development.standing import Held, Item, Listed, Standing, standing
from db.queries.development.whom import NOBODY, Whom, entered_here, known_titles, own_staff_name, people

__all__ = [
    "EDUCATION_DAYS",
    "LEARNING_DAYS",
    "NOBODY",
    "OWN_WORD",
    "Held",
    "Item",
    "Learned",
    "Listed",
    "Standing",
    "Whom",
    "attention",
    "entered_here",
    "known_titles",
    "learned",
    "learning_rows",
    "own_staff_name",
    "people",
    "standing",
]
