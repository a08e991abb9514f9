"""Is a value within its limits? Four limits, inclusive borders, any of them may be missing.

The rule is QATrack+'s (`TestInstance.float_pass_fail`): a value on a limit is on its good side, a missing limit is no
bound. What has no reference where one is needed, or no limit at all, is `no_tol`: nobody has judged it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["ok", "tolerance", "action", "no_tol"]

# 0.1 + 0.2 must not lie beyond 0.3: what differs by less than this share of the numbers involved is equal.
_GUARD = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """A reference and its limits, as `db.schema.equipment` describes them."""

    limit_kind: str | None = None
    reference: float | None = None
    act_low: float | None = None
    tol_low: float | None = None
    tol_high: float | None = None
    act_high: float | None = None
    pass_words: str | None = None
    tolerated_words: str | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any], prefix: str = "") -> "Limits":
        """The limits in a row, whose columns may have a prefix and may be missing."""
        return cls(**{name: row.get(f"{prefix}{name}") for name in cls.__slots__})

    @property
    def are_set(self) -> bool:
        """Whether there is anything to judge by."""
        if self.limit_kind == "category":
            return bool(self.pass_words)
        has_bound = any(bound is not None for bound in self._four)
        return has_bound and (self.limit_kind == "value" or self.reference is not None)

    @property
    def _four(self) -> tuple[float | None, float | None, float | None, float | None]:
        return self.act_low, self.tol_low, self.tol_high, self.act_high

    def as_values(self) -> tuple[float | None, float | None, float | None, float | None]:
        """The four limits in the unit of the value: act_low, tol_low, tol_high, act_high."""
        reference = self.reference
        if self.limit_kind == "value":
            return self._four
        if reference is None or self.limit_kind not in ("absolute", "percent"):
            return None, None, None, None
        share = reference / 100 if self.limit_kind == "percent" else 1.0
        act_low, tol_low, tol_high, act_high = (
            None if bound is None else reference + bound * share for bound in self._four
        )
        # A percentage of a reference below 0 turns the scale around.
        return (act_low, tol_low, tol_high, act_high) if share > 0 else (act_high, tol_high, tol_low, act_low)


def limits_problem(kind: str | None, reference: float | None, four: Sequence[float | None]) -> str:
    """Why such limits cannot be set; empty when they can. Asked before they are kept, so that judging never fails."""
    if kind == "percent" and reference == 0:
        return "a percentage of a reference that is 0"
    given = [bound for bound in four if bound is not None]
    return "" if given == sorted(given) else "limits that are not in ascending order"


def verdict(limits: Limits, value: float | None, word: str | None) -> Verdict:  # noqa: PLR0911
    """Judge a result. `word` is the answer of a check that is answered in words; compared without case.

    A word that is neither passed nor tolerated is past the action limit.
    """
    if not limits.are_set:
        return "no_tol"
    if limits.limit_kind == "category":
        if not (word or "").strip():
            return "no_tol"
        if _among(word, limits.pass_words):
            return "ok"
        return "tolerance" if _among(word, limits.tolerated_words) else "action"
    if value is None or limits.limit_kind not in ("value", "absolute", "percent"):
        return "no_tol"
    if limits.limit_kind == "percent" and limits.reference == 0:
        return "no_tol"
    distance = _distance(limits, value)
    guard = _GUARD * max(1.0, abs(value), abs(distance), abs(limits.reference or 0.0))
    if _below(distance, limits.act_low, guard) or _above(distance, limits.act_high, guard):
        return "action"
    if _below(distance, limits.tol_low, guard) or _above(distance, limits.tol_high, guard):
        return "tolerance"
    return "ok"


def _distance(limits: Limits, value: float) -> float:
    """What the four limits are compared with: the value itself, or how far it lies from the reference."""
    if limits.limit_kind == "value" or limits.reference is None:
        return value
    if limits.limit_kind == "absolute":
        return value - limits.reference
    return 100 * (value - limits.reference) / limits.reference


def _below(distance: float, bound: float | None, guard: float) -> bool:
    return bound is not None and distance < bound - guard


def _above(distance: float, bound: float | None, guard: float) -> bool:
    return bound is not None and distance > bound + guard


def _among(word: str | None, words: str | None) -> bool:
    plain = (word or "").strip().casefold()
    return plain in {one.strip().casefold() for one in (words or "").split(";") if one.strip()}
