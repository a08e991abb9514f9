import pytest

from etl.readers.dicom_ranges import LIMITS, is_possible, number
from etl.readers.dicom_units import AREA_DOSE_GY_CM2, CHARGE_MAS, LENGTH_DOSE_MGY_CM, NUMBER, canonical


@pytest.mark.parametrize("written", ["Gy.m2", "Gym2", "Gy m2", "Gy*m2", "Gy.m^2", "Gy·m2"])
def test_one_unit_is_one_unit_however_it_is_written(written: str) -> None:
    assert canonical(written) == "Gym2"


def test_capital_and_small_letters_stay_apart() -> None:
    assert LENGTH_DOSE_MGY_CM.factor("mGy.cm") == 1
    assert LENGTH_DOSE_MGY_CM.factor("MGy.cm") is None
    assert CHARGE_MAS.factor("mAS") is None


def test_square_metres_and_square_centimetres_are_ten_thousand_apart() -> None:
    for prefix in ("", "d", "c", "m", "u"):
        metres, centimetres = (AREA_DOSE_GY_CM2.factor(f"{prefix}Gy.{area}") for area in ("m2", "cm2"))
        assert metres == pytest.approx(1e4 * (centimetres or 0))


@pytest.mark.parametrize("written", ["1", "{ratio}", "{X-Ray sources}", "X-ray sources", "{events}", None])
def test_a_number_takes_no_unit_and_every_annotation(written: str | None) -> None:
    assert NUMBER.factor(written) == 1


def test_a_percentage_is_no_plain_number() -> None:
    assert NUMBER.factor("%") is None


@pytest.mark.parametrize(
    ("written", "value"), [("1.07E-05", 1.07e-5), ("1e-006", 1e-6), (".5", 0.5), ("+3.", 3), ("-9.3", -9.3)]
)
def test_a_decimal_is_read_as_dicom_writes_it(written: str, value: float) -> None:
    assert number(written) == value


@pytest.mark.parametrize("column", sorted(LIMITS))
def test_every_range_has_room_and_ends(column: str) -> None:
    least, most = LIMITS[column]
    assert least < most
    assert is_possible(column, least)
    assert not is_possible(column, most * 1.01)
