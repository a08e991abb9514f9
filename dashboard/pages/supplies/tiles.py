"""The tiles of the supplies page, made of frames."""

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.layout import columns
from dashboard.pages.supplies.expired_tile import expired_tile
from dashboard.pages.supplies.lot_tiles import chosen_lots
from dashboard.pages.supplies.nothing import nothing_in_filter
from dashboard.pages.supplies.place_tile import by_place_tile
from dashboard.pages.supplies.question import Question
from dashboard.pages.supplies.risk_tiles import wasted


def body(
    question: Question,
    *,
    expired: pd.DataFrame,
    by_place: pd.DataFrame,
    by_bin: pd.DataFrame,
    at_risk: pd.DataFrame,
) -> list[Component]:
    """The page's tiles: what has expired and where, what will be wasted, what to use first, all stock by expiry.

    `at_risk` are the lots with stock, with `suggestion`.
    """
    if by_place.empty and question.is_narrowed:
        return [nothing_in_filter(question)]
    return [
        columns(expired_tile(question, expired), wasted(at_risk, question.today), "1:1"),
        chosen_lots(question, at_risk),
        by_place_tile(by_place, by_bin),
    ]
