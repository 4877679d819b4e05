"""Several reasonable ways between two points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from random_roads import made_network

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork

SIDE = 6
STEP = 0.002


@pytest.fixture(scope="module")
def grid() -> RoadNetwork:
    """Blocks of streets, each a bit faster than the last."""
    at = {(r, c): r * SIDE + c for r in range(SIDE) for c in range(SIDE)}
    nodes = np.array([[49 + r * STEP, 8 + c * STEP] for r, c in at])
    pairs = [
        (at[r, c], at[other]) for r, c in at for other in ((r + 1, c), (r, c + 1)) if other in at
    ]
    times = [10_000 - 7 * number for number in range(len(pairs))]
    return made_network(
        nodes,
        [(a, b, "both", np.empty((0, 2))) for a, b in pairs],
        duration_ms=[(time, time) for time in times],
        length_dm=[2000] * len(pairs),
    )


A, B = (49.0, 8.0), (49 + (SIDE - 1) * STEP, 8 + (SIDE - 1) * STEP)


def legs(points: list[tuple[float, float]]) -> set[tuple[object, ...]]:
    return set(pairwise(points))


def test_the_first_is_the_cheapest_and_the_rest_differ_within_bounds(grid: RoadNetwork) -> None:
    ways = grid.alternatives(A, B, 4, max_overlap=0.5, max_stretch=1.3)
    assert len(ways) == 4
    assert ways[0] == grid.route(A, B)
    for number, way in enumerate(ways):
        assert ways[0].duration_s <= way.duration_s <= 1.3 * ways[0].duration_s
        for other in ways[:number]:
            shared = len(legs(way.points) & legs(other.points))
            assert shared <= 0.5 * len(legs(way.points)) or shared <= 0.5 * len(legs(other.points))
    assert [way.duration_s for way in ways] == sorted(way.duration_s for way in ways)


def test_fewer_where_there_are_no_more(grid: RoadNetwork) -> None:
    assert len(grid.alternatives(A, B, 50, max_overlap=0.0)) == 2
    assert len(grid.alternatives(A, B, 5, max_stretch=1.0)) == 1
    assert grid.alternatives(A, B, 3, cost=np.full(grid.n_edges, np.inf)) == []


def test_other_costs_are_minimised(grid: RoadNetwork) -> None:
    ways = grid.alternatives(A, B, 2, cost="shortest")
    assert ways[0].distance_m == 2 * (SIDE - 1) * 200


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"k": 0}, "k is 0, expected at least 1 way"),
        ({"max_overlap": 1.5}, "max_overlap is 1.5, expected a share from 0 to 1"),
        ({"max_stretch": 0.9}, "max_stretch is 0.9, expected a factor of at least 1"),
        ({"max_stretch": float("nan")}, "max_stretch is nan"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(
    grid: RoadNetwork, bounds: dict[str, float], message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        grid.alternatives(A, B, **bounds)
