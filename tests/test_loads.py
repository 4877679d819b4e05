"""Loads are those of the depot and of shipments, and nobody can write to them."""

from __future__ import annotations

import pytest
from two_stops import make

from vrp.instance import MAX_LOAD, Stop


def test_loads_are_read_only_and_default_to_zero() -> None:
    instance = make()
    assert instance.deliveries.tolist() == [[3], [0]]
    assert instance.pickups.tolist() == [[0], [4]]
    with pytest.raises(ValueError, match="read-only"):
        instance.deliveries[0, 0] = 1


def test_goods_of_a_shipment_are_taken_on_board_at_their_origin_and_handed_over() -> None:
    stops = (
        Stop("a", delivery=(3,), pickup=(1,)),
        Stop("b", delivery=(5,), pickup=(2,), origin="a"),
        Stop("c"),
    )
    instance = make(stops=stops)
    assert instance.has_shipments
    assert instance.deliveries.tolist() == [[3], [0], [0]]
    assert instance.pickups.tolist() == [[6], [-3], [0]]
    assert instance.origins == (None, 0, None)
    assert instance.destinations == (1, None, None)
    with pytest.raises(ValueError, match="read-only"):
        instance.pickups[0, 0] = 1
    # Of both stops together, the goods count once.
    heavy = (Stop("a"), Stop("b", delivery=(MAX_LOAD,), origin="a"), Stop("c"))
    assert make(stops=heavy).pickups.sum() == 0


def test_without_shipments_goods_are_those_of_the_depot() -> None:
    instance = make()
    assert not instance.has_shipments
    assert instance.origins == instance.destinations == (None, None)


def test_no_stops_and_no_loads() -> None:
    empty = make(stops=())
    assert empty.deliveries.shape == (0, 1)
    loadless = make(load_names=(), stops=(Stop("a"), Stop("b")))
    assert loadless.deliveries.shape == (2, 0)
    assert loadless.capacity(0) == ()
