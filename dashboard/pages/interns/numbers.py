"""By which numbers are interns judged, whose are they, and how does the programme change one?"""

from datetime import date

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from db.competency.edition import Edition, read_editions
from db.database import Connection
from db.queries import interns
from db.training_settings import FIRST_VALUES, read_settings


def numbers_tiles(connection: Connection, scope: interns.Scope, today: date) -> list[Component]:
    """The programme's numbers, and after how much logging a competency is offered; an intern has no need of them."""
    if scope.own is not None:
        return []
    settings = read_settings(connection, today)
    of_interns = [
        row for name, row in settings.numbers.items() if name in FIRST_VALUES and row.applies_to != "staff"
    ]
    rows = [
        {
            "what": two_lines(row.title, row.source),
            "value": "" if row.value is None else f"{row.value:g} {row.unit}",
            "whose": f"{row.jurisdiction}, {row.edition}",
            "state": state_chip("ok", "Confirmed") if row.confirmed else state_chip("unknown", "Unconfirmed"),
        }
        for row in of_interns
    ]
    rows += [_offered(edition) for edition in read_editions(connection).values()]
    if not rows:
        text = "Until training_settings is loaded, radops' own first values hold."
        return [
            tile("By which numbers is judged?", empty("never", "No number of the programme has come", text))
        ]
    return [
        tile(
            "By which numbers is judged?",
            table(
                rows,
                [
                    Column("what", "Number", on_phone="head"),
                    Column("value", "Value", strong=True),
                    Column("whose", "Whose"),
                    Column("state", "State"),
                ],
                title="Numbers of the programme",
                cards=True,
            ),
            note="To change one, load training_settings with a newer valid_from and your source, or for what is logged "
            "before an offer competency_requirements. The badges' threshold is a row of alara_levels.",
        )
    ]


def _offered(edition: Edition) -> dict[str, object]:
    needed = sorted({one.logged_needed for one in edition.requirements})
    words = f"{needed[0]}" if len(needed) == 1 else f"{needed[0]} to {needed[-1]}"
    return {
        "what": two_lines("Logged procedures before a competency is offered", "a number of each requirement"),
        "value": words,
        "whose": edition.name,
        "state": state_chip("ok", "Confirmed") if edition.confirmed else state_chip("unknown", "Unconfirmed"),
    }
