"""Numbers that are minimised and added up without rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import RoadError
from vrp.roads.edge_weights import EdgeWeights, Folded, cost_weights, fastest_weights
from vrp.roads.sparse import sparse_graph


def two_nodes(duration_ms: float, length_dm: float) -> EdgeWeights:
    tail, head = np.array([0, 1]), np.array([1, 0])
    duration, length = np.full(2, duration_ms), np.full(2, length_dm)
    graph = sparse_graph(tail, head, duration, 2)
    return fastest_weights(duration, length, graph, in_use=np.arange(2))


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 10**6)), min_size=1, max_size=50))
def test_packed_weights_unfold_to_what_was_added_up(parts: list[tuple[int, int]]) -> None:
    weights = EdgeWeights(np.array(parts, dtype=np.float64), scale=2.0**27)
    folded = weights.fold(weights.parts)
    total = Folded(folded.primary.sum(keepdims=True), np.empty((1, 0)))
    seconds, metres, _ = weights.unfold(total)
    duration, length = np.array(parts).sum(axis=0)
    assert (seconds[0], metres[0]) == (duration / 1000, length / 10)


def test_the_scale_exceeds_the_length_of_any_fastest_path() -> None:
    weights = two_nodes(1000, 2**24)
    assert weights.scale > 2 * 2**24
    assert weights.scale * 4 * 1000 < 2**53


def test_networks_too_large_for_one_number_carry_lengths_along() -> None:
    weights = two_nodes(2**30, 2**30)
    assert weights.scale == 0
    folded = weights.fold(weights.parts)
    seconds, metres, _ = weights.unfold(folded)
    assert seconds.tolist() == [2**30 / 1000] * 2
    assert metres.tolist() == [2**30 / 10] * 2
    assert not weights.costly


def test_infinite_weights_unfold_to_nothing() -> None:
    for weights in (two_nodes(10, 10), two_nodes(2**30, 2**30)):
        k = weights.fold(weights.parts).carried.shape[1]
        values = weights.unfold(Folded(np.array([np.inf]), np.zeros((1, k))))
        assert np.isnan(values).all()


def test_costs_are_kept_to_many_digits_whatever_their_unit() -> None:
    ones = np.ones(3)
    for unit in (1e-9, 1.0, 1e9):
        cost = unit * np.array([1.0, 0.25, 1e-4])
        weights = cost_weights(ones, ones, cost, 50_000)
        assert weights.unfold(weights.fold(weights.parts))[2] == pytest.approx(cost, rel=1e-5)
        assert weights.costly
    assert np.array_equal(cost_weights(ones, ones, np.zeros(3), 3).parts[:, 2], np.zeros(3))


def test_costs_that_make_no_sense_are_refused() -> None:
    ones = np.ones(2)
    for wrong in (-1.0, np.nan):
        with pytest.raises(RoadError, match=rf"cost\[1\] is {wrong}, expected at least 0"):
            cost_weights(ones, ones, np.array([1.0, wrong]), 2)
    with pytest.raises(RoadError, match=r"cost has shape \(3,\), expected \(2,\)"):
        cost_weights(ones, ones, np.ones(3), 2)
