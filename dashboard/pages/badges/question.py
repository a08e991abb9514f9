"""What does the RSO ask of the page? The report, the filters and the wearer, as the address carries them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from dashboard.address import on_offer, search_of
from db.badge_periods import QUANTITIES, Quantity

PATH = "/badges"
FILTERS = ("report", "quantity", "text")


@dataclass(frozen=True, slots=True)
class Question:
    """The report's month (its last day) and the filters in force; an empty one means all.

    `wearer` is the number of a row and `series` names quantity and position ("lens~LENS"): both empty for the worst.
    """

    report: date
    usual_report: date
    quantity: Quantity | str = ""
    text: str = ""
    wearer: str = ""
    series: str = ""

    @property
    def search(self) -> str:
        """The part of the address that says it: empty for the default."""
        chosen = {
            "report": f"{self.report:%Y-%m}",
            "quantity": self.quantity,
            "text": self.text,
            "wearer": self.wearer,
            "series": self.series,
        }
        return search_of(chosen, dict.fromkeys(chosen, "") | {"report": f"{self.usual_report:%Y-%m}"})

    def about(self, wearer: int, quantity: str, position: str) -> Self:
        """The same question, with this series of this wearer opened."""
        return replace(self, wearer=str(wearer), series=f"{quantity}~{position}")


def understood(wanted: Mapping[str, str | None], *, ends: Iterable[date], usual: date) -> Question:
    """Take what a browser sent, by name: a report or quantity that is not on offer counts as not chosen."""
    by_month = {f"{end:%Y-%m}": end for end in ends}
    said = {name: str(value or "") for name, value in wanted.items()}
    wearer = said.get("wearer", "")
    return Question(
        by_month.get(said.get("report", ""), usual),
        usual,
        on_offer(said.get("quantity"), QUANTITIES, ""),
        said.get("text", "").strip()[:60],
        wearer if wearer.isascii() and wearer.isdigit() else "",
        said.get("series", "")[:60],
    )


def search_as_sent(query: Mapping[str, str]) -> str:
    """The address that a page was opened with, spelled as the browser would spell it."""
    return f"?{urlencode(query)}" if query else ""
