import pytest
from vrplib_text import split

from vrp.read.vrplib_tables import number, read_number, read_sets, read_table

KEYS = {"1": 0, "2": 1}


@pytest.mark.parametrize("text", ["x", "nan", "-inf", "-1", ""])
def test_a_wrong_number_is_noted_with_its_line_and_value(text: str) -> None:
    problems: list[str] = []
    assert number(split(), 7, "CAPACITY", text, problems) == 0
    assert problems == [
        f"tiny.vrp, line 7: CAPACITY is {text!r}, expected a finite number from 0 up"
    ]


@pytest.mark.parametrize("text", ["inf", "1e999", "2e15"])
def test_a_number_too_large_is_noted_with_its_bound(text: str) -> None:
    problems: list[str] = []
    number(split(), 7, "CAPACITY", text, problems)
    assert problems == [
        f"tiny.vrp, line 7: CAPACITY is {text!r}, expected a finite number up to 1e+15"
    ]


def test_whole_numbers_may_be_written_with_decimals() -> None:
    problems: list[str] = []
    assert number(split(), 1, "x", "1e2", problems, whole=True) == 100
    assert number(split(), 1, "x", "3.0", problems, whole=True) == 3
    assert number(split(), 1, "x", "-2.5", problems, low=-5) == -2.5
    assert not problems
    number(split(), 1, "x", "2.5", problems, low=1, whole=True)
    assert problems == ["tiny.vrp, line 1: x is '2.5', expected a whole number from 1 up"]


def test_a_specification_that_is_absent_is_none() -> None:
    assert read_number(split(), "VEHICLES", []) is None
    assert read_number(split(), "CAPACITY", []) == 10


def test_rows_come_in_any_order() -> None:
    table = read_table(split({"X_SECTION": "2 5 6\n1 3 4"}), "X_SECTION", ("a", "b"), KEYS, [])
    assert table is not None
    assert table.tolist() == [[3, 4], [5, 6]]
    assert read_table(split(), "X_SECTION", ("a",), KEYS, []) is None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("1 2\n1 3\n2 1", "line 21: X_SECTION has number '1' twice, first on line 20"),
        ("1 2\n2 1\n9 1", "line 22: X_SECTION: there is no number '9', expected 1 to 2"),
        ("1 2", "line 19: X_SECTION has no row for number 2"),
        ("1 2\n2 x", "line 21: X_SECTION, row 2: a is 'x', expected a finite number from 0 up"),
        ("1 2 3\n2 1", "line 20: X_SECTION has 3 columns, expected number, a"),
    ],
)
def test_a_wrong_row_is_noted_with_its_line(rows: str, problem: str) -> None:
    problems: list[str] = []
    read_table(split({"X_SECTION": rows}), "X_SECTION", ("a",), KEYS, problems)
    assert problems == [f"tiny.vrp, {problem}"]


def test_sets_have_any_length() -> None:
    problems: list[str] = []
    file = split({"X_SECTION": "2\n1 4 3 7"})
    sets = read_sets(file, "X_SECTION", KEYS, {"3": 2, "4": 3}, problems)
    assert sets == (frozenset({2, 3}), frozenset())
    assert problems == ["tiny.vrp, line 21: X_SECTION: there is no number '7'"]
