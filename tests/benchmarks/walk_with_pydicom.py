"""What is compared with: one process of pydicom reads files whole and goes through every element. Prints seconds."""

import sys
import time
import warnings
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset


def walk(dataset: Dataset) -> int:
    """The number of elements of a data set, each of them decoded."""
    elements = 0
    for element in dataset:
        elements += 1
        if element.VR == "SQ":
            elements += sum(map(walk, element.value))
    return elements


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    begun = time.perf_counter()
    count = sum(walk(pydicom.dcmread(path, force=True)) for path in sorted(Path(sys.argv[1]).iterdir()))
    sys.stdout.write(f"{time.perf_counter() - begun} {count}\n")
