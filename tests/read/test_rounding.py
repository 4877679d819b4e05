import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import ReadError
from vrp.read.rounding import NEAREST, NONE, ROUNDINGS, TRUNCATE1, Rounding, rounding_named


@pytest.mark.parametrize(
    ("rounding", "value", "expected"),
    [
        (NEAREST, 2.5, 3),
        (NEAREST, 2.4999, 2),
        (TRUNCATE1, 2.19, 21),
        (TRUNCATE1, 2.3, 23),
        (TRUNCATE1, 8.499, 84),
        (NONE, 2.0005, 2001),
        (NONE, 1 / 3, 333),
    ],
)
def test_halves_go_up_and_decimals_of_the_file_stay_exact(
    rounding: Rounding, value: float, expected: int
) -> None:
    assert rounding.one(value) == expected
    assert rounding(np.array([value])).tolist() == [expected]


@given(st.integers(0, 10**7))
def test_one_decimal_survives_truncation(tenths: int) -> None:
    assert TRUNCATE1.one(tenths / 10) == tenths


@given(st.floats(0, 1e8))
def test_a_number_and_an_array_round_alike(value: float) -> None:
    for rounding in ROUNDINGS.values():
        assert rounding(np.array([value]))[0] == rounding.one(value)


def test_an_array_is_not_changed() -> None:
    values = np.array([1.7])
    NEAREST(values)
    assert values.tolist() == [1.7]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ReadError, match=r"'down', expected one of nearest, truncate1, none"):
        rounding_named("down")
