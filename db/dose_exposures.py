"""Which exposures stand in statistics of patients' doses?"""

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from db.schema.dose import irradiation_event

_event = irradiation_event.c
# What makers call the view that a scan is planned on; the acquisition type says it where it is given.
_LOCALISER_WORDS = ("scout", "topogram", "surview", "scanogram", "localizer", "localiser")


def is_usual() -> ColumnElement[bool]:
    """Of a patient, and not rejected. Where a file does not say "rejected", nothing was."""
    return and_(
        or_(_event.rejected.is_(None), _event.rejected.is_(false())),
        or_(_event.is_quality_control.is_(None), _event.is_quality_control.is_(false())),
    )


def counts() -> ColumnElement[bool]:
    """An exposure of a patient that counts (`db.dose_studies` decides what is in force) and has a day."""
    return and_(_event.in_force.is_(true()), is_usual(), _event.local_date.is_not(None))


def is_no_localiser() -> ColumnElement[bool]:
    """Leaves out CT localisers: they have no CTDIvol by their nature, which is another thing than an unknown one."""
    words = func.lower(func.coalesce(_event.ct_acquisition_type, ""))
    named = func.lower(func.coalesce(_event.protocol, ""))
    localiser = or_(
        words.like("constant%angle%"),
        *(named.like(f"%{word}%") for word in _LOCALISER_WORDS),
    )
    return not_(and_(_event.modality == "CT", _event.ctdivol_mgy.is_(None), localiser))
