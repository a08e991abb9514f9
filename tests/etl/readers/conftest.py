"""Fixtures for the readers: a made-up DICOM file is written, then read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from etl.readers.dicom import DoseObject, read_dose_object
from tests.etl.readers.make_dicom import write

Read = Callable[[Dataset], DoseObject]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a data set to a file and read it back as a dose object."""
    return lambda dataset: read_dose_object(write(dataset, tmp_path / "object.dcm"))
