"""Which DICOM objects hold an X-ray dose, and what is said of the others? Told from the outline, before any reading."""

from pydicom.uid import UID

from etl.readers.dicom_structure import PIXEL_DATA, Outline

CR = "1.2.840.10008.5.1.4.1.1.1"
DX_FOR_PRESENTATION, DX_FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1.1"
MG_FOR_PRESENTATION, MG_FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.1.2", "1.2.840.10008.5.1.4.1.1.1.2.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
STRUCTURED_REPORTS = "1.2.840.10008.5.1.4.1.1.88."
DOSE_REPORT = "1.2.840.10008.5.1.4.1.1.88.67"

MAMMOGRAPHY = frozenset((MG_FOR_PRESENTATION, MG_FOR_PROCESSING))
FOR_PROCESSING = frozenset((DX_FOR_PROCESSING, MG_FOR_PROCESSING))
IMAGES = frozenset((CR, DX_FOR_PRESENTATION, DX_FOR_PROCESSING)) | MAMMOGRAPHY

# Images whose header tells too little of the dose, or tells it once for each of many slices.
DOSE_IS_IN_THE_REPORT = frozenset(
    (
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.12.1",
        "1.2.840.10008.5.1.4.1.1.12.1.1",
        "1.2.840.10008.5.1.4.1.1.12.2",
        "1.2.840.10008.5.1.4.1.1.12.2.1",
        "1.2.840.10008.5.1.4.1.1.13.1.1",
        "1.2.840.10008.5.1.4.1.1.13.1.2",
        "1.2.840.10008.5.1.4.1.1.13.1.3",
    )
)

# The titles of reports: the dose report, and the radiation summary of Siemens' older mobile C-arms.
DOSE_TITLES = frozenset(("113701", "C-10"))
RADIOPHARMACEUTICAL_TITLE = "113500"

EXPOSURE_DOSE_SEQUENCE = 0x0040030E

# How far an image without pixel data must go at the least. Every image says how its pixels are represented; the
# glandular dose of a mammogram, and the private total of a CT's dose summary, come after that.
PIXEL_REPRESENTATION, ORGAN_DOSE, AFTER_GROUP_40 = 0x00280103, 0x00400316, 0x00410000


def refusal(outline: Outline, broken: bool = False) -> str | None:
    """Say why an object is no dose object; None for one that is, or that may be where `broken` hides what it is."""
    if any(tag >> 16 == 0x0004 for tag in outline.tags):
        return "a DICOMDIR: it lists files and holds no dose"
    if outline.root_code or outline.sop_class.startswith(STRUCTURED_REPORTS):
        return _refusal_of_report(outline, broken)
    if outline.sop_class in IMAGES or _may_be_capture(outline):
        return None
    if outline.sop_class == SECONDARY_CAPTURE:
        return f"{kind_name(outline)}: a picture without dose values"
    if outline.sop_class in DOSE_IS_IN_THE_REPORT:
        return f"{kind_name(outline)}: its dose is read from the dose report of its study"
    return f"{kind_name(outline)}: it holds no X-ray dose"


def _refusal_of_report(outline: Outline, broken: bool) -> str | None:
    title_is_lost = broken and not outline.root_code and outline.sop_class == DOSE_REPORT
    if outline.root_code in DOSE_TITLES or title_is_lost:
        return None
    if outline.root_code == RADIOPHARMACEUTICAL_TITLE:
        return "a radiopharmaceutical dose report: it holds no X-ray dose"
    return f"{kind_name(outline)}: a structured report, but no X-ray dose report"


def _may_be_capture(outline: Outline) -> bool:
    """Tell whether a secondary capture may hold a dose: an original image, or a CT's dose summary."""
    if outline.sop_class != SECONDARY_CAPTURE:
        return False
    return outline.modality in ("MG", "PX") or (
        outline.modality == "CT" and EXPOSURE_DOSE_SEQUENCE in outline.tags
    )


def kind_name(outline: Outline) -> str:
    """Return the standard's name of the object's class. A class that the standard does not know is not repeated."""
    if not outline.sop_class:
        return "DICOM without a SOP class"
    name = UID(outline.sop_class).name
    return "an object of an unknown class" if name == outline.sop_class else name


def is_image_cut_short(outline: Outline) -> bool:
    """Tell whether an image ends too early. One that was stripped of its pixel data is whole, if all else is there."""
    if outline.tags & PIXEL_DATA:
        return False
    if outline.sop_class in MAMMOGRAPHY or outline.modality == "MG":
        least = ORGAN_DOSE
    elif outline.sop_class == SECONDARY_CAPTURE:
        least = AFTER_GROUP_40
    elif outline.sop_class in IMAGES:
        least = PIXEL_REPRESENTATION
    else:
        return False
    return max(outline.tags, default=0) < least
