"""By which numbers is training judged, and what stands on the onboarding checklist? Rows that the programme edits.

Of several rows of a number the newest that is in force on a day counts, as of an item of the checklist. Where no row
has come (the tables of reference are not loaded) the first values below hold; they are those of the table that comes
with radops.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from db.plain_names import plain_name
from db.schema.development import training_setting

CHECKLIST = "onboarding"
# The same as in db/reference/training_settings.csv, which a test compares.
FIRST_VALUES = {
    "most_a_day": 10.0, "most_a_week": 40.0, "evening_share": 25.0, "comment_below": 80.0, "behind_after": 4.0,
    "pace": 12.0, "expires_soon": 60.0, "education": 24.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A number or an item of the checklist, with its source. `value` is None for an item."""

    setting: str
    title: str
    applies_to: str
    value: float | None
    unit: str
    jurisdiction: str
    edition: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """The rows in force on a day: numbers by name, and the checklist in the order of the table."""

    numbers: dict[str, SettingRow]
    items: tuple[SettingRow, ...]

    def __getitem__(self, name: str) -> float:
        row = self.numbers.get(name)
        return FIRST_VALUES[name] if row is None or row.value is None else row.value

    def weeks(self, name: str) -> int:
        """A number of whole weeks or days, at least 1."""
        return max(1, round(self[name]))

    def checklist(self, group: str) -> list[str]:
        """What everybody of a group is asked for before they begin."""
        return list(dict.fromkeys(item.title for item in self.items if item.applies_to in (group, "all")))


def read_settings(connection: Connection, today: date) -> TrainingSettings:
    """The rows in force on a day."""
    table = training_setting
    rows = connection.execute(
        select(table)
        .where(table.c.valid_from <= today)
        .order_by(table.c.valid_from, table.c.line_number, table.c.id)
    )
    numbers: dict[str, SettingRow] = {}
    items: dict[tuple[str, str], SettingRow] = {}
    for row in rows:
        made = _row(row)
        if made.setting == CHECKLIST:
            items[plain_name(made.title), made.applies_to] = made
        else:
            numbers[made.setting] = made
    # An item with 0 is taken out of force.
    return TrainingSettings(numbers, tuple(item for item in items.values() if item.value != 0))


def _row(row: Any) -> SettingRow:
    return SettingRow(
        row.setting, row.title, row.applies_to, row.setting_value, row.unit or "", row.jurisdiction, row.edition,
        row.source, bool(row.confirmed),
    )  # fmt: skip
