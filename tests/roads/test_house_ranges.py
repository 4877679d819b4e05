"""Houses that a map has between two others."""

from __future__ import annotations

import pytest

from vrp.roads.house_ranges import houses_between

#: A corner: two legs of one length.
LINE = [(49.0, 8.0), (49.001, 8.0), (49.002, 8.0)]


@pytest.mark.parametrize(
    ("first", "last", "kind", "numbers"),
    [
        ("2", "8", "even", ["4", "6"]),
        ("7", "1", "odd", ["5", "3"]),
        ("1", "4", "all", ["2", "3"]),
        ("10", "40", "10", ["20", "30"]),
        ("2", "4", "even", []),
        ("2", "7", "even", []),
        ("2", "2", "even", []),
        ("2a", "8", "even", []),
        ("2", "8", "alphabetic", []),
        ("2", "8", "0", []),
        ("1", "99999", "all", []),
    ],
)
def test_numbers(first: str, last: str, kind: str, numbers: list[str]) -> None:
    assert [number for number, *_ in houses_between(first, last, kind, LINE)] == numbers


def test_they_stand_evenly_along_the_line() -> None:
    ((_, *one), (_, *other)) = houses_between("1", "7", "odd", [*LINE, (49.003, 8.0)])
    assert one == pytest.approx([49.001, 8.0])
    assert other == pytest.approx([49.002, 8.0])
