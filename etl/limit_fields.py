"""The fields of a reference and its limits, which several sources have."""

from etl.fields import Field, Number, Recurrence, Text, Whole, Words

_KINDS = {kind: kind for kind in ("value", "absolute", "percent", "category")}


def limit_fields(prefix: str = "") -> tuple[Field, ...]:
    """Kind, reference and the four limits; `prefix` stands before the columns, not before the headers."""
    return (
        Words(f"{prefix}limit_kind", header=("limit_kind",), words=_KINDS),
        *(
            Number(f"{prefix}{name}", header=(name,), low=-1e12, high=1e12)
            for name in ("reference", "act_low", "tol_low", "tol_high", "act_high")
        ),
    )


WORD_FIELDS: tuple[Field, ...] = (Text("pass_words"), Text("tolerated_words"))

RULE_FIELDS: tuple[Field, ...] = (
    Recurrence("rule"),
    Whole("grace_before_days", high=366),
    Whole("grace_after_days", high=366),
    Whole("lead_days", high=366),
)
