"""Shipments that a plan breaks are named, and loads along its routes are those of the goods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_shipments import any_routes, shipments

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.schedule import trips_of
from vrp.solution import Route, Solution, check

A_TO_B = (Stop("a"), Stop("b", delivery=4, origin="a"), Stop("c", delivery=2))


def instance_of(*stops: Stop, **vehicle: object) -> Instance:
    """The depot and then the stops on a line, one metre apart, and two vans."""
    at = np.arange(len(stops) + 1, dtype=np.int32)
    metres = abs(at[:, None] - at)
    van = Vehicle("van", **{"count": 2, "max_reloads": 1, **vehicle})  # type: ignore[arg-type]
    return Instance((Depot("d"),), stops, (van,), metres, metres)


def violations(instance: Instance, *routes: Route) -> tuple[str, ...]:
    return check(instance, Solution.of(instance, routes))


@pytest.mark.parametrize(
    ("routes", "broken"),
    [
        ([Route(0, (0, 1))], []),
        ([Route(0, (0, 2, 1))], []),
        ([Route(0, (2, 0, 1), (1,))], []),
        ([Route(0, (2,))], []),
        (
            [Route(0, (1, 0))],
            ["stop 'b' is served before stop 'a', where its goods are picked up"],
        ),
        (
            [Route(0, (0, 1), (1,))],
            ["stop 'b' is served in a later trip than stop 'a', where its goods are picked up"],
        ),
        (
            [Route(0, (1, 0), (1,))],
            ["stop 'b' is served before stop 'a', where its goods are picked up"],
        ),
        (
            [Route(0, (2, 1))],
            ["stop 'b' is served without stop 'a', where its goods are picked up"],
        ),
        ([Route(0, (0, 2))], ["stop 'a' is served without stop 'b', where its goods go"]),
    ],
)
def test_both_stops_on_one_trip_and_the_origin_first(
    routes: Sequence[Route], broken: Sequence[str]
) -> None:
    instance = instance_of(*A_TO_B)
    assert violations(instance, *routes) == tuple(f"route 1 (van): {text}" for text in broken)


def test_stops_on_two_routes_are_both_named() -> None:
    assert violations(instance_of(*A_TO_B), Route(0, (0,)), Route(0, (1, 2))) == (
        "route 1 (van): stop 'a' is served without stop 'b', where its goods go",
        "route 2 (van): stop 'b' is served without stop 'a', where its goods are picked up",
    )


def test_the_goods_are_on_board_between_their_stops_only() -> None:
    instance = instance_of(*A_TO_B)
    (schedule,) = Solution.of(instance, [Route(0, (0, 1, 2))]).schedules(instance)
    assert schedule.load_at_start == (2,)
    assert [visit.load_after for visit in schedule.visits] == [(6,), (2,), (0,)]
    assert schedule.peak_load == (6,)


@pytest.mark.parametrize(
    ("capacity", "order", "peak"),
    [
        (6, (0, 1, 2), None),
        (5, (0, 1, 2), 6),  # c is still to be delivered
        (4, (2, 0, 1), None),
        (3, (2, 0, 1), 4),
    ],
)
def test_a_vehicle_holds_a_shipment_beside_what_is_on_board(
    capacity: int, order: tuple[int, ...], peak: int | None
) -> None:
    found = violations(instance_of(*A_TO_B, capacity=capacity), Route(0, order))
    load = f"route 1 (van): load demand reaches {peak}, capacity {capacity}"
    assert found == (() if peak is None else (load,))


@pytest.mark.parametrize(
    ("order", "peak"),
    [((0, 1, 2, 3), 5), ((0, 2, 1, 3), 9), ((0, 2, 3, 1), 9), ((2, 0, 3, 1), 9)],
)
def test_shipments_that_overlap_are_on_board_together(order: tuple[int, ...], peak: int) -> None:
    stops = (
        Stop("a"),
        Stop("b", delivery=4, origin="a"),
        Stop("x"),
        Stop("y", delivery=5, origin="x"),
    )
    assert violations(instance_of(*stops, capacity=peak), Route(0, order)) == ()
    broken = violations(instance_of(*stops, capacity=peak - 1), Route(0, order))
    assert broken == (f"route 1 (van): load demand reaches {peak}, capacity {peak - 1}",)


def test_stops_of_a_shipment_may_have_goods_of_the_depot_as_well() -> None:
    stops = (
        Stop("a", delivery=3, pickup=1),
        Stop("b", delivery=4, pickup=2, origin="a"),
    )
    instance = instance_of(*stops)
    (schedule,) = Solution.of(instance, [Route(0, (0, 1))]).schedules(instance)
    assert schedule.load_at_start == (3,)
    assert [visit.load_after for visit in schedule.visits] == [(5,), (3,)]


def _loads(instance: Instance, trip: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """On board after the depot and after every stop, piece by piece."""
    dimensions = range(len(instance.load_names))
    pieces: list[tuple[object, tuple[int, ...]]] = []
    for stop in trip:
        data = instance.stops[stop]
        if data.origin is None and data.delivery:
            pieces.append((data.id, data.delivery))
    yield tuple(sum(load[each] for _, load in pieces) for each in dimensions)
    for stop in trip:
        data = instance.stops[stop]
        pieces = [piece for piece in pieces if piece[0] != data.id]
        pieces += [
            (other.id, other.delivery)
            for other in instance.stops
            if other.origin == data.id and other.delivery
        ]
        if data.pickup:
            pieces.append((None, data.pickup))
        yield tuple(sum(load[each] for _, load in pieces) for each in dimensions)


@given(shipments(), st.integers(0, 2**32 - 1))
def test_loads_are_those_of_the_goods_piece_by_piece(instance: Instance, seed: int) -> None:
    routes = any_routes(instance, np.random.default_rng(seed))
    for number, route in enumerate(Solution.of(instance, routes).routes, start=1):
        broken = violations(instance, route)
        if any("served before" in text or "without" in text for text in broken):
            continue
        if any("in a later trip" in text for text in broken):
            continue
        (schedule,) = Solution.of(instance, [route]).schedules(instance)
        told = [schedule.load_at_start, *(call.load_after for call in schedule.calls)]
        trips = trips_of(route.stops, route.reloads)
        expected = [load for trip in trips for load in _loads(instance, trip)]
        assert told == expected, number
        assert schedule.peak_load == tuple(map(max, zip(*expected, strict=True)))
        over = any(
            peak > limit
            for peak, limit in zip(
                schedule.peak_load, instance.capacity(route.vehicle), strict=True
            )
        )
        assert any("load " in text and "reaches" in text for text in broken) == over


@given(shipments(), st.integers(0, 2**32 - 1))
def test_every_broken_shipment_is_found(instance: Instance, seed: int) -> None:
    routes = Solution.of(instance, any_routes(instance, np.random.default_rng(seed))).routes
    at = {
        stop: (number, trip, position)
        for number, route in enumerate(routes)
        for trip, stops in enumerate(trips_of(route.stops, route.reloads))
        for position, stop in enumerate(stops)
    }
    torn = set()
    for destination, origin in enumerate(instance.origins):
        if origin is None:
            continue
        ends = at.get(origin), at.get(destination)
        if ends == (None, None):
            continue
        if None in ends or ends[0][:2] != ends[1][:2] or ends[0] > ends[1]:  # type: ignore[index,operator]
            torn.add(instance.stops[destination].id)
    found = [text for text in violations(instance, *routes) if "where its goods" in text]
    assert bool(torn) == bool(found)
    for identifier in torn:
        assert any(f"'{identifier}'" in text for text in found)
