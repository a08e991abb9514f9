"""One module per page; `PAGES` names them. Each offers `register(app, context)`, where its layout and callbacks are."""

from types import ModuleType

from dashboard.pages import (
    admin,
    announcements,
    badges,
    development,
    displays,
    dose,
    equipment,
    exams,
    feeds,
    home,
    interns,
    outbox,
    own,
    staff,
    supplies,
)

PAGES: tuple[ModuleType, ...] = (
    home,
    exams,
    dose,
    badges,
    staff,
    supplies,
    equipment,
    interns,
    development,
    feeds,
    announcements,
    admin,
    displays,
    outbox,
    own,
)
