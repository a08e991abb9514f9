"""Which exams are portable, and which are of trauma? The site's editable words say it."""

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from db.plain_names import plain_name, wildcard
from db.schema.reference import exam_trait

# What an exam says of itself, in the order in which `of` takes it, by the word that the table uses.
TEXTS = ("exam", "room", "priority", "patient_class")
Said = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Traits:
    """The table in memory."""

    patterns: tuple[tuple[str, str, re.Pattern[str]], ...] = ()
    _seen: dict[Said, frozenset[str]] = field(default_factory=dict)

    def of(self, said: Said) -> frozenset[str]:
        """The traits of an exam by its description, room, priority and patient class."""
        if said not in self._seen:
            plain = {where: plain_name(text) for where, text in zip(TEXTS, said, strict=True) if text}
            self._seen[said] = frozenset(
                trait
                for trait, where, pattern in self.patterns
                if where in plain and pattern.fullmatch(plain[where])
            )
        return self._seen[said]


def read_traits(connection: Connection) -> Traits:
    """Read the table of words."""
    table = exam_trait.c
    rows = connection.execute(select(table.trait, table.found_in, table.text))
    return Traits(tuple((row.trait, row.found_in, wildcard(row.text)) for row in rows))
