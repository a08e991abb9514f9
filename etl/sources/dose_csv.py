"""Exposures as a dose management system exports them: one row per irradiation event.

Which row of an exposure counts is decided after loading, from all files that tell of it; here each counts.
"""

from datetime import timedelta
from decimal import Decimal

from etl.fields import Constant, Identifier, LocalDay, LocalTime, Number, RowIndex, Text, Words
from etl.layout import Tabular
from etl.source import FILE_AS_OF, Source

# Exact factors to Gy.cm2, by powers of ten alone.
_DAP = {
    "Gy.cm2": Decimal(1),
    "dGy.cm2": Decimal("0.1"),
    "cGy.cm2": Decimal("0.01"),
    "mGy.cm2": Decimal("0.001"),
    "uGy.cm2": Decimal("0.000001"),
    "uGy.m2": Decimal("0.01"),
    "mGy.m2": Decimal(10),
    "Gy.m2": Decimal(10_000),
}
_MGY = {
    "mGy": Decimal(1),
    "Gy": Decimal(1000),
    "cGy": Decimal(10),
    "dGy": Decimal(100),
    "uGy": Decimal("0.001"),
}
_DLP = {"mGy.cm": Decimal(1), "Gy.cm": Decimal(1000)}
_MA = {"mA": Decimal(1), "uA": Decimal("0.001")}
_MAS = {"mAs": Decimal(1), "uAs": Decimal("0.001")}
_MS = {"ms": Decimal(1), "s": Decimal(1000), "us": Decimal("0.001")}
_MM = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)}

_YES_NO = {
    "yes": True,
    "no": False,
    "y": True,
    "n": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}

DOSE_CSV = Source(
    name="dose_csv",
    title="Dose export",
    takes=("*.csv", "*.xlsx", "*.xls"),
    table=Tabular(),
    writes={"": ("irradiation_event",)},
    order=FILE_AS_OF,
    # Sent by night: after a quiet weekend the newest exposure in it is older than the file.
    stale_after=timedelta(days=3),
    as_of=("started_at",),
    fields=(
        Constant("report_kind", value="csv"),
        Constant("in_force", value=True),
        RowIndex("event_index"),
        Identifier("study_key", header=("study_instance_uid",), kind="study", uid=True, private=True),
        Identifier("exam_key", header=("accession_number",), kind="accession", private=True),
        Identifier("event_key", header=("event_uid",), kind="event", uid=True, private=True),
        Identifier("patient_key", header=("patient_id",), kind="patient", private=True),
        Text("modality"),
        Text("room"),
        LocalTime("started_at"),
        LocalDay("local_date", of=("started_at",)),
        # "Fluoroscopy" or a word that begins so is what the fluoroscopy time of a study is added up from.
        Text("event_type"),
        Text("protocol"),
        Text("target_region"),
        Text("view"),
        Text("laterality"),
        Number("patient_age_years", low=0, high=130),
        Number("dap_gy_cm2", unit="Gy.cm2", units=_DAP, low=0, high=100_000),
        Number("dose_rp_mgy", unit="mGy", units=_MGY, low=0, high=1_000_000),
        Number("entrance_exposure_rp_mgy", unit="mGy", units=_MGY, low=0, high=1_000_000),
        Number("agd_mgy", unit="mGy", units=_MGY, low=0, high=1_000),
        Number("ctdivol_mgy", unit="mGy", units=_MGY, low=0, high=10_000),
        Number("dlp_mgy_cm", unit="mGy.cm", units=_DLP, low=0, high=1_000_000),
        # Some devices write 0 for a tube voltage that they did not record.
        Number("kvp_kv", unit="kV", low=10, high=300, zero_is_unknown=True),
        Number("tube_current_ma", unit="mA", units=_MA, low=0, high=10_000),
        Number("exposure_mas", unit="mAs", units=_MAS, low=0, high=1_000_000),
        Number("exposure_time_ms", unit="ms", units=_MS, low=0, high=100_000_000),
        # How long the pedal was held; the exposure time of pulses is less.
        Number("irradiation_duration_ms", unit="ms", units=_MS, low=0, high=100_000_000),
        Number("exposure_index", low=0, high=1_000_000),
        Number("target_exposure_index", low=0, high=1_000_000),
        Number("deviation_index", low=-100, high=100),
        Number("source_to_detector_mm", unit="mm", units=_MM, low=0, high=10_000),
        Words("rejected", words=_YES_NO),
    ),
)
