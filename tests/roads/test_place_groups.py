"""What lies together, and where the middle of it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.place_groups import box_m, connected, metres_between, middle

#: Degrees of latitude that make about 111 m.
STEP = 0.001


def at(north: float, east: float = 0.0) -> tuple[float, float]:
    return 49.0 + north * STEP, 8.0 + east * STEP


def test_metres() -> None:
    assert metres_between(at(0), at(1)) == pytest.approx(111.2, abs=0.1)
    assert box_m([at(1), at(0), at(3)]) == pytest.approx(333.6, abs=0.1)
    assert box_m([at(1)]) == 0


def test_lines_that_come_near_each_other() -> None:
    lines = [[at(0), at(1)], [at(20)], [at(1.5)], [at(20.5), at(30)], [at(60)]]
    assert connected(lines, 100) == [[0, 2], [1, 3], [4]]


def test_long_lines_of_few_points() -> None:
    assert connected([[at(0), at(100)], [at(50, 0.5)]], 100) == [[0, 1]]


def test_lines_joined_by_a_later_one() -> None:
    assert connected([[at(0)], [at(10)], [at(0), at(10)]], 100) == [[0, 1, 2]]


@given(st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=3), max_size=12))
def test_lines_are_together_as_far_as_they_are_near(places: list[list[int]]) -> None:
    lines = [[at(place) for place in line] for line in places]
    groups = connected(lines, 100)
    assert sorted(line for group in groups for line in group) == list(range(len(lines)))
    number = {line: group for group, members in enumerate(groups) for line in members}
    spans = [(min(line), max(line)) for line in places]
    for one, (low, high) in enumerate(spans):
        for other, (other_low, other_high) in enumerate(spans):
            # No two grid lines of 100 m lie between places within 80 m of each other.
            if max(low, other_low) - min(high, other_high) <= 0.7:
                assert number[one] == number[other]
    for members in groups:
        ordered = sorted(spans[line] for line in members)
        reached = ordered[0][1]
        for low, high in ordered:
            assert low - reached <= 2.8, "300 m, at the most, from what came before"
            reached = max(reached, high)


def test_nothing() -> None:
    assert connected([], 100) == []


def test_the_middle_is_on_a_line() -> None:
    assert middle([[at(0), at(4)]]) == pytest.approx(at(2))
    assert middle([[at(0), at(1)], [at(1), at(4)]]) == pytest.approx(at(2))
    lat, lon = middle([[at(0), at(4), at(4, 4)]])
    assert lat == pytest.approx(49 + 4 * STEP) or lon == pytest.approx(8.0)
    assert middle([[at(3, 3)]]) == pytest.approx(at(3, 3))
