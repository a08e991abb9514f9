"""What does the header of a radiograph say of its exposure? A digital X-ray image (PS3.3 A.26) without its pixels."""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from etl.demo.chance import made_up_uid
from etl.demo.department import Department
from etl.demo.dicom_content import Code
from etl.demo.dicom_header import date_and_time, header, to_bytes
from etl.demo.dicom_names import FOR_PROCESSING, INTENTS, image_uid
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.wall_time import to_local

_SIDES = {"Left": "L", "Right": "R", "": "U"}
# PS3.3 C.8.7.1: LL is a lateral with the left side at the detector; an oblique of a hand has no term.
_VIEW_POSITIONS = {"AP": "AP", "PA": "PA", "LAT": "LL"}


def image_header(department: Department, exam: Exam, exposure: Exposure, place: int, sop_class: str) -> bytes:
    """One image of a radiograph, with its dose where the device tells it."""
    taken = to_local(exposure.started_at, department.zone)
    dataset = header(department, exam, sop_class, image_uid(exposure, sop_class), taken)
    dataset.Modality = "DX"
    dataset.ImageType = ["ORIGINAL" if sop_class == FOR_PROCESSING else "DERIVED", "PRIMARY"]
    dataset.PresentationIntentType = INTENTS[sop_class]
    dataset.AcquisitionDate, dataset.AcquisitionTime = date_and_time(taken)
    dataset.AcquisitionDateTime = f"{taken:%Y%m%d%H%M%S}"
    dataset.IrradiationEventUID = exposure.event_uid
    dataset.SeriesInstanceUID = made_up_uid(department.seed, "image series", exam.day, exam.number, sop_class)
    dataset.SeriesNumber, dataset.InstanceNumber, dataset.AcquisitionNumber = 1, place + 1, place + 1
    dataset.SeriesDescription = exposure.protocol
    dataset.ProtocolName = exposure.protocol
    dataset.BodyPartExamined = exam.procedure.body_part.upper()[:16]
    dataset.AnatomicRegionSequence = Sequence([Code(exposure.region_code, "SCT", exposure.region).dataset()])
    dataset.ViewPosition = _VIEW_POSITIONS.get(exposure.view, "")
    dataset.ImageLaterality = _SIDES[exposure.laterality]
    dataset.QualityControlImage = "NO"
    dataset.BurnedInAnnotation = "NO"
    # What the picture was, as in an archive's copy that has been stripped of its pixels.
    dataset.Rows, dataset.Columns = 2880, 2400
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 14, 13, 0
    _add_exposure(dataset, exposure)
    return to_bytes(dataset)


def _add_exposure(dataset: Dataset, exposure: Exposure) -> None:
    assert exposure.exposure_mas is not None
    assert exposure.dap_gy_cm2 is not None
    dataset.KVP = _decimal(exposure.kvp_kv)
    dataset.XRayTubeCurrent = round(exposure.tube_current_ma or 0)
    dataset.ExposureTime = round(exposure.exposure_time_ms or 0)
    dataset.Exposure = round(exposure.exposure_mas)
    dataset.ExposureInuAs = round(exposure.exposure_mas * 1000)
    # dGy.cm2
    dataset.ImageAndFluoroscopyAreaDoseProduct = _decimal(exposure.dap_gy_cm2 * 10)
    if exposure.entrance_exposure_rp_mgy is not None:
        dataset.EntranceDoseInmGy = _decimal(exposure.entrance_exposure_rp_mgy)
    dataset.ExposureIndex = _decimal(exposure.exposure_index)
    dataset.TargetExposureIndex = _decimal(exposure.target_exposure_index)
    dataset.DeviationIndex = _decimal(exposure.deviation_index)
    dataset.DistanceSourceToDetector = _decimal(exposure.source_to_detector_mm)


def _decimal(value: float | None) -> str:
    """A decimal string, which has at most 16 characters."""
    return "" if value is None else f"{value:.10g}"
