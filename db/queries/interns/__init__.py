"""Is every intern on track, supervised and signed?"""

from db.competency.edition import read_editions
from db.queries.interns.attention import attention
from db.queries.interns.cases import Cases, cases
from db.queries.interns.completion import Completion, Line, completion
from db.queries.interns.course import Shortage, course_of, shortages
from db.queries.interns.matrix import (
    OWN_DAYS,
    Matrix,
    attempts_of,
    cohorts,
    correctable,
    hours_to_sign,
    is_confirmed,
    log_of,
    matrix,
    sizes,
    standings_of,
    to_sign,
)
from db.queries.interns.mix import case_mix
from db.queries.interns.overview import InternRow, overview
from db.queries.interns.quality import Quality, Share, quality
from db.queries.interns.scope import Scope, intern_at, intern_named, is_tied, scope_of, supervisors_of
from db.queries.interns.stays import Stays, stays_of
from db.queries.interns.steps import NextStep, next_steps
from db.queries.interns.supervised import Hours, Supervised, hours, supervised
from db.queries.interns.wanted import wanted_electives
from db.queries.interns.whole import account_of, evaluations_of

__all__ = [
    "OWN_DAYS",
    "Cases",
    "Completion",
    "Hours",
    "InternRow",
    "Line",
    "Matrix",
    "NextStep",
    "Quality",
    "Scope",
    "Share",
    "Shortage",
    "Stays",
    "Supervised",
    "account_of",
    "attempts_of",
    "attention",
    "case_mix",
    "cases",
    "cohorts",
    "completion",
    "correctable",
    "course_of",
    "evaluations_of",
    "hours",
    "hours_to_sign",
    "intern_at",
    "intern_named",
    "is_confirmed",
    "is_tied",
    "log_of",
    "matrix",
    "next_steps",
    "overview",
    "quality",
    "read_editions",
    "scope_of",
    "shortages",
    "sizes",
    "standings_of",
    "stays_of",
    "supervised",
    "supervisors_of",
    "to_sign",
    "wanted_electives",
]
