"""What may everybody read about a fault or a repair? Words from this list alone, chosen by what somebody wrote. Pure.

Free text may name a patient or a colleague, so that none of it is ever told; what it says of the machine is found in it
by a few words of the trade and told in ours.
"""

import re
from collections.abc import Sequence

# The first that fits counts: what is more exact stands before what is less.
_CAUSES: Sequence[tuple[str, str]] = (
    (r"warm-? ?up", "tube warm-up failed"),
    (r"arcing|tube|anode|filament", "tube fault"),
    (r"batter", "battery fault"),
    (r"generator|high voltage|inverter", "generator fault"),
    (r"cooling|chiller|overheat|too hot|temperature", "cooling fault"),
    (r"detector|panel|\bdr plate", "detector fault"),
    (r"collimator|light field|field light", "collimator fault"),
    (r"bucky|anti-?scatter|\bgrid", "grid fault"),
    (r"compression|paddle", "compression fault"),
    (r"table|couch", "table fault"),
    (r"gantry|c-?arm|ceiling|column|brake|wheel|motor|belt|drive|cable", "mechanical fault"),
    (r"(hand|foot|exposure) ?switch|pedal", "exposure switch fault"),
    (r"interlock|door contact|emergency stop", "interlock fault"),
    (r"network|pacs|worklist|dicom|no connection", "no network"),
    (r"software|reboot|restart|freez|frozen|crash|hangs", "software fault"),
    (r"monitor|screen|keyboard|console", "console fault"),
    (r"power|fuse|\bups\b|mains", "power failure"),
    (r"leak|water|flood", "water damage"),
    (r"calibrat", "calibration needed"),
    (r"artefact|artifact|noise|blur", "image quality"),
)
_KINDS: Sequence[tuple[str, str]] = (
    (r"no exposure", "no exposure"),
    (r"image quality", "image quality"),
    (r"preventive|planned|maintenance|inspection", "planned maintenance"),
    (r"detector (swap|change)|new detector", "detector change"),
    (r"install|move|replace", "installation"),
    (r"acceptance|commission", "acceptance tests"),
    (r"update|upgrade", "software update"),
    (r"calibrat", "calibration"),
    (r"repair", "being repaired"),
    (r"clean|isolation|disinfect", "being cleaned"),
    *_CAUSES,
    (r"mechanical", "mechanical fault"),
    (r"service", "being serviced"),
)
UNNAMED = "fault reported"


def fault_words(kind: str, said: str | None) -> str:
    """`tube warm-up failed`: what a fault or service event of this kind is about, in words for everybody.

    What was written of a fault says more than its kind; of planned work the kind says enough.
    """
    by_kind = _found(kind, _KINDS)
    if by_kind in ("planned maintenance", "detector change", "installation", "acceptance tests"):
        return by_kind
    return _found(said or "", _CAUSES) or by_kind or UNNAMED


def _found(text: str, words: Sequence[tuple[str, str]]) -> str:
    lowered = text.lower()
    return next((ours for pattern, ours in words if re.search(rf"(?<![a-z])(?:{pattern})", lowered)), "")
