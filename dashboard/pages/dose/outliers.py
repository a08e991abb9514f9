"""Which single exams must somebody explain? The open ones, the form that closes one, the closed ones, the rules."""

from dash import html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.tile import tile
from dashboard.pages.dose.outlier_list import (
    CLOSE,
    NOT_NARROWED,
    closing_tile,
    late_tile,
    late_title,
    open_tile,
    waiting_words,
)
from dashboard.pages.dose.outlier_rules import closed_tile, rooms_tile, rules_tile
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.reveal import revealed_place
from dashboard.pages.dose.tiles import ROWS_PERMISSION
from db.database import Connection
from db.queries import dose

MOST = 200
# Of history a screenful: as they are closed the next ones follow, and the file has all of them.
_MOST_LATE = 25


def outliers_view(connection: Connection, picture: Picture) -> list[Component]:
    """The work list, and what was found late; single exams only for who may read rows, the form only for who may
    close."""
    asked = picture.asked
    by_room = dose.count_by_room(connection, asked.selection, asked.group)
    waiting, late = int(by_room["n"].sum()), int(by_room["n_late"].sum())
    may_read = access.allowed(ROWS_PERMISSION)
    lists: list[Component] = []
    if not waiting:
        lists.append(_none(late=late))
    elif not may_read:
        lists.append(_counted(f"{waiting_words(waiting)} for an explanation", "dose-tile-outliers"))
    if late and not may_read:
        lists.append(_counted(late_title(late), "dose-tile-outliers-late"))
    if may_read:
        lists += _lists(connection, picture, waiting, late)
    rules = rules_tile(connection, picture)
    return [
        *lists,
        columns(stack(rooms_tile(picture, by_room), even=True), rules, "1:1") if waiting or late else rules,
        *([closed_tile(connection, picture)] if may_read else []),
    ]


def _lists(connection: Connection, picture: Picture, waiting: int, late: int) -> list[Component]:
    """The lists with single exams, and the form of the one that is being closed."""
    asked, parts = picture.asked, list[Component]()
    for is_late, number in ((False, waiting), (True, late)):
        if not number:
            continue
        found = dose.open_outliers(
            connection,
            picture.today,
            asked.selection,
            asked.group,
            _MOST_LATE if is_late else MOST,
            late=is_late,
        )
        chosen = found[found["id"].astype(str) == asked.of]
        if len(chosen) and access.allowed(CLOSE):
            parts.insert(0, closing_tile(picture, chosen.iloc[0].to_dict()))
        parts.append(late_tile(picture, found, number) if is_late else open_tile(picture, found, number))
    if parts and picture.may_reveal:
        parts.insert(0, revealed_place())
    return parts


def _none(*, late: int) -> Component:
    title = "No dose waits for an explanation"
    text = "Every exam that a rule found has been closed by a person, or none was found."
    if late:
        title = "No dose that was found in time waits for an explanation"
        text = "Those that were found late wait below."
    return tile("Which doses must somebody explain?", empty("good", title, text), id="dose-tile-outliers")


def _counted(title: str, id: str) -> Component:
    return tile(
        title,
        html.P("Which exams they are is shown to those who may see rows.", className="ro-empty-text"),
        note=NOT_NARROWED,
        id=id,
    )
