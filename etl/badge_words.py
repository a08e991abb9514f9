"""How do dosimetry services call the places where badges are worn? Their words, and the one that is stored for each."""

from collections.abc import Mapping

USES: Mapping[str, str] = {
    "CHEST": "CHEST",
    "COLLAR": "COLLAR",
    "WAIST": "WAIST",
    "WHBODY": "WHBODY",
    "WHOLE BODY": "WHBODY",
    "LENS": "LENS",
    "EYE": "LENS",
    "RFINGER": "RFINGER",
    "RFINGR": "RFINGER",
    "RIGHT FINGER": "RFINGER",
    "LFINGER": "LFINGER",
    "LFINGR": "LFINGER",
    "LEFT FINGER": "LFINGER",
    "FETAL": "FETAL",
    "AREA": "AREA",
    "CONTROL": "CONTROL",
    "CNTRL": "CONTROL",
}
CONTROLS: Mapping[str, bool] = {"CONTROL": True, "CNTRL": True}
WITHOUT_FIGURES = ("CONTROL", "CNTRL")
EXTREMITIES = ("RFINGER", "LFINGER", "RFINGR", "LFINGR", "RIGHT FINGER", "LEFT FINGER")
