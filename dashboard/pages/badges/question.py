"""What does the RSO ask of the page? The report, the filters and the wearer, as the address carries them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from dashboard.address import on_offer, search_of
from db.badge_periods import QUANTITIES, Quantity

PATH = "/badges"


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

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is away from its default; which wearer is open is no filter."""
        return bool(self.quantity or self.text or self.report != self.usual_report)

    def about(self, wearer: int, quantity: str, position: str) -> Self:
        """The same question, with this series of this wearer opened."""
        return replace(self, wearer=str(wearer), series=f"{quantity}~{position}")


def understood(
    report: str | None,
    quantity: str | None,
    text: str | None,
    wearer: str | None,
    series: str | None,
    *,
    ends: Iterable[date],
    usual: date,
) -> Question:
    """Take what a browser sent: a report or quantity that is not on offer counts as not chosen."""
    by_month = {f"{end:%Y-%m}": end for end in ends}
    return Question(
        by_month.get(str(report or ""), usual),
        usual,
        on_offer(quantity, QUANTITIES, ""),
        str(text or "").strip()[:60],
        str(wearer or "") if str(wearer or "").isdigit() else "",
        str(series or "")[:60],
    )
