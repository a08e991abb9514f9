"""The filter bar: days, room, exam type, class and age, each bold when it is away from its default."""

from dash.development.base_component import Component

from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import PATH
from dashboard.selected import CHANGED, all_of, bar
from db.ages import AGE_BANDS

__all__ = ["CHANGED", "filters"]


def filters(picture: Picture) -> Component:
    """The fields as the address has them, and the way back to all."""
    question, offered = picture.asked, picture.offered
    choices = {
        "room": ("Room", all_of(offered["room"], "All rooms")),
        "type": ("Exam type", all_of(offered["type"], "All types")),
        "class": ("Class", all_of(offered["class"], "All classes")),
        "age": ("Age", all_of([name for name, _ in AGE_BANDS], "All ages")),
    }
    return bar(
        "exams",
        PATH,
        question.selection,
        question.away(),
        choices,
        latest=picture.today,
        values=question.values(),
    )
