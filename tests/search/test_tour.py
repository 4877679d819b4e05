"""Plans in one array, there and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vrp.search.tour import join, make_plan, make_tour, renumber, routes_of

_PLANS = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(0, 9), min_size=1, max_size=4)), max_size=5
)


@given(_PLANS)
def test_a_plan_comes_back(plan: list[tuple[int, list[int]]]) -> None:
    tour = make_tour(plan)
    assert tour.dtype == np.int32
    assert make_plan(tour) == plan
    assert make_plan(join([make_tour([route]) for route in plan])) == plan
    routes = routes_of(tour)
    assert np.bincount(routes[tour >= 0], minlength=len(plan)).tolist() == [
        len(stops) for _, stops in plan
    ]


def test_stops_change_their_numbers_and_kinds_stay() -> None:
    tour = make_tour([(1, [0, 2]), (0, [1])])
    assert make_plan(renumber(tour, np.array([5, 6, 7], dtype=np.int32))) == [(1, [5, 7]), (0, [6])]
