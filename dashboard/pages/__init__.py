"""One module per page; `PAGES` names them. Each offers `register(app, context)`, where its layout and callbacks are."""

from types import ModuleType

PAGES: tuple[ModuleType, ...] = ()
