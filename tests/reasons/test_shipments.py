"""Reasons for shipments are about both stops, and true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_more_stop import relaxed
from random_shipments import shipments, some_plan
from stops_on_a_line import HOUR, MINUTE, SHIFT, line

from vrp.instance import Instance, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.reasons.excess import horizon_s, route_excesses
from vrp.solution import Route, Run, Solution, check, route_schedule


def reasons(instance: Instance, *routes: Route, **run: Any) -> dict[str, Reason]:
    solution = Solution.of(instance, routes, Run(**run))
    found = explain(instance, solution)
    assert [reason.stop for reason in found] == list(solution.unassigned)
    return {instance.stops[reason.stop].id: reason for reason in found}


def pair(first: dict[str, Any] | None = None, **second: Any) -> tuple[Stop, Stop]:
    return Stop("a", **(first or {})), Stop("b", **{"delivery": 4, "origin": "a", **second})


COLD, LIFT = ({"skills": frozenset({word})} for word in ("cold", "lift"))
VAN = Vehicle("van", capacity=10)


@pytest.mark.parametrize(
    ("stops", "vehicles", "constraint", "of_a", "of_b"),
    [
        (
            pair(COLD),
            [VAN],
            "skills",
            "needs skill 'cold', no vehicle has it",
            "its goods come from stop a, which needs skill 'cold', no vehicle has it",
        ),
        (
            pair(COLD, **LIFT),
            [replace(VAN, **COLD), replace(VAN, id="truck", **LIFT)],
            "skills",
            "its goods go to stop b, and no vehicle has the skills of both: 'cold' and 'lift'",
            "its goods come from stop a, and no vehicle has the skills of both: 'cold' and 'lift'",
        ),
        (
            pair(delivery=14),
            [VAN, Vehicle("bike", capacity=3)],
            "capacity",
            "its goods go to stop b; no vehicle could serve both, even alone: van, the closest "
            "unused, would be 4 over its capacity",
            "its goods come from stop a; no vehicle could serve both, even alone: van, the closest "
            "unused, would be 4 over its capacity",
        ),
        (
            pair(windows=((0, 8 * HOUR + 15 * MINUTE),)),
            [replace(VAN, shift_s=SHIFT)],
            "time window",
            "its goods go to stop b; no vehicle could serve both, even alone: van, the closest "
            "unused, would be 5 min late at stop b",
            "its goods come from stop a; no vehicle could serve both, even alone: van, the closest "
            "unused, would be 5 min late at stop b",
        ),
        (
            pair({"windows": ((10 * HOUR, 11 * HOUR),)}, windows=((9 * HOUR, 10 * HOUR),)),
            [replace(VAN, shift_s=SHIFT, max_stops=1)],
            "time window",
            "its goods go to stop b; no vehicle could serve both, even alone: van, the closest "
            "unused, would be 10 min late at stop b and 1 over its limit of 1 stop",
            None,
        ),
        (
            pair(),
            [VAN],
            "search",
            "its goods go to stop b; vehicle van is not used and could serve both: it is not used",
            "its goods come from stop a; vehicle van is not used and could serve both: it is not "
            "used",
        ),
        (
            pair({"prize": 10_000}, prize=20_000),
            [VAN],
            "prize",
            "its goods go to stop b; serving both would cost 40000 more, their prizes are 30000",
            None,
        ),
        (
            pair({"prize": 30_000}, prize=20_000),
            [VAN],
            "search",
            "its goods go to stop b; serving both on van would cost 40000 more, their prizes are "
            "50000: the plan leaves them out",
            None,
        ),
        (
            pair({"prize": 1}),
            [VAN],
            "search",
            "its goods go to stop b; vehicle van is not used and could serve both: it is not used",
            None,
        ),
    ],
)
def test_a_pair_that_is_left_out(
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    constraint: str,
    of_a: str,
    of_b: str | None,
) -> None:
    instance = line(stops, vehicles)
    found = reasons(instance, solver="given")
    assert (found["a"].constraint, found["a"].text) == (constraint, of_a)
    assert found["b"].constraint == constraint
    if of_b is not None:
        assert found["b"].text == of_b


def test_a_place_that_is_free_on_a_route() -> None:
    instance = line([*pair(), Stop("c", delivery=8)], [VAN])
    found = reasons(instance, Route(0, (2,)))
    # Behind c there is room for the four, in front of it there is none.
    assert found["a"].text == (
        "its goods go to stop b; a place for both is free on van, after c and after a: it is not "
        "used"
    )
    with_both = Solution.of(instance, [Route(0, (2, 0, 1))])
    assert check(instance, with_both) == ()


@pytest.mark.parametrize(
    ("vehicle", "constraint", "text"),
    [
        (
            {"capacity": 10},
            "capacity",
            "the only vehicle is used: van, the best place found, would be 2 over its capacity",
        ),
        (
            {"max_stops": 2},
            "max stops",
            "the only vehicle is used: van, the best place found, would be 1 over its limit of "
            "2 stops",
        ),
        (
            {"capacity": 10, "max_stops": 2},
            "vehicles",
            "the only vehicle is used: van, the best place found, would be 2 over its capacity and "
            "1 over its limit of 2 stops",
        ),
    ],
)
def test_the_best_place_found(vehicle: dict[str, Any], constraint: str, text: str) -> None:
    # Whatever is picked up at c has been on board before and is so afterwards.
    c = Stop("c", delivery=8, pickup=8)
    found = reasons(line([*pair(), c], [Vehicle("van", **vehicle)]), Route(0, (2,)))
    assert (found["a"].constraint, found["a"].text) == (
        constraint,
        f"its goods go to stop b; {text}",
    )


def test_no_way_leads_to_both() -> None:
    at = np.arange(3)
    metres = np.abs(at[:, None] - at) * 10
    metres[1, 2] = 2**29 - 1
    instance = line(pair(), [VAN], distances_m=metres, durations_s=metres)
    found = reasons(instance)
    assert (found["a"].constraint, found["a"].text) == (
        "unreachable",
        "its goods go to stop b; no vehicle could serve both, even alone: no way leads van from "
        "its depot to both and on",
    )


def test_other_stops_are_explained_beside_routes_that_carry_shipments() -> None:
    instance = line([*pair(), Stop("c", delivery=7)], [VAN])
    instance = replace(instance, vehicles=(replace(VAN, max_stops=3),))
    # With the four that go from a to b, seven more for a stop behind a would be too much.
    (reason,) = reasons(instance, Route(0, (0, 1))).values()
    assert reason.constraint == "search"
    assert reason.text == "a place is free on van, between the depot and a: it is not used"
    instance = replace(instance, vehicles=(replace(VAN, capacity=(6,), max_stops=3),))
    (reason,) = reasons(instance, Route(0, (0, 1))).values()
    assert reason.constraint == "capacity"


def _pairs_of_gaps(instance: Instance, route: Route, ends: Sequence[int]) -> Iterator[Route]:
    """The route with both stops in every pair of gaps of its trips."""
    bounds = (0, *route.reloads, len(route.stops))
    for trip, (begin, end) in enumerate(pairwise(bounds)):
        for first in range(begin, end + 1):
            for second in range(first, end + 1):
                stops = list(route.stops)
                stops.insert(second, ends[1])
                stops.insert(first, ends[0])
                reloads = [at + 2 * (number >= trip) for number, at in enumerate(route.reloads)]
                yield Route(route.vehicle, tuple(stops), tuple(reloads))


def _is_free(instance: Instance, solution: Solution, ends: tuple[int, int]) -> bool:
    """Whether both stops can be put into one trip of a route as it is."""
    for number, route in enumerate(solution.routes):
        others = [*solution.routes[:number], *solution.routes[number + 1 :]]
        for longer in _pairs_of_gaps(instance, route, ends):
            if not check(instance, Solution.of(instance, [*others, longer])):
                return True
    return False


def _could_drive(instance: Instance, vehicle: int, ends: tuple[int, int]) -> bool:
    return not check(instance, Solution.of(instance, [Route(vehicle, ends)]))


OVER = re.compile(r"(\d+) (?:late at stop (s\d)|over its|out after the|late to leave)")


@settings(max_examples=150)
@given(shipments(), st.integers(0, 2**32 - 1))
def test_what_is_said_is_true(instance: Instance, seed: int) -> None:
    solution = some_plan(instance, np.random.default_rng(seed))
    numbers = {stop.id: number for number, stop in enumerate(instance.stops)}
    kinds = range(len(instance.vehicles))
    for identifier, reason in reasons(instance, *solution.routes).items():
        stop = numbers[identifier]
        origin, destination = instance.origins[stop], instance.destinations[stop]
        if origin is None and destination is None:
            continue
        ends = (stop if origin is None else origin, stop if destination is None else destination)
        other = ends[0] if stop == ends[1] else ends[1]
        used = [route.vehicle for route in solution.routes]
        could = [kind for kind in kinds if _could_drive(instance, kind, ends)]
        unused = [k for k in could if used.count(k) < instance.vehicles[k].count]
        text = reason.text
        is_free = _is_free(instance, solution, ends)
        if reason.constraint in ("search", "prize"):
            assert unused or is_free or instance.has_reloads
            assert ("is not used and could" in text) <= bool(unused)
            prizes = [instance.stops[each].prize for each in ends]
            assert (reason.constraint == "prize") <= (None not in prizes)
            continue
        assert not unused
        assert not is_free or _is_intricate(instance), text
        if reason.constraint == "skills":
            needed = instance.stops[stop].skills | instance.stops[other].skills
            assert not any(needed <= kind.skills for kind in instance.vehicles)
            continue
        assert ("no vehicle could serve both, even alone" in text) == (not could)
        if "closest unused" in text:
            _check_amounts(instance, text, ends, used)


def _is_intricate(instance: Instance) -> bool:
    """Whether only schedules tell what breaks."""
    return (
        instance.has_releases
        or any(len(stop.windows) > 1 for stop in instance.stops)
        or any(kind.max_duration_s is not None for kind in instance.vehicles)
    )


def _check_amounts(
    instance: Instance, text: str, ends: tuple[int, int], used: Sequence[int]
) -> None:
    """Some vehicle that is free serves both once every limit is moved by what is said."""
    amounts = sorted(int(amount) for amount, _ in OVER.findall(text))
    for kind, vehicle in enumerate(instance.vehicles):
        able = all(instance.can_serve(kind, stop) for stop in ends)
        if not able or used.count(kind) >= vehicle.count:
            continue
        changed = instance
        route = Route(kind, ends)
        excesses = route_excesses(
            instance, route, route_schedule(instance, route), horizon_s(instance)
        )
        if any(excess.constraint == "unreachable" for excess in excesses):
            continue  # its amount, of missing ways, may pass for one of those
        if sorted(excess.amount for excess in excesses) != amounts:
            continue
        for excess in excesses:
            changed = relaxed(changed, route, excess, excess.amount)
        assert not check(changed, Solution.of(changed, [route]))
        return
    assert _is_intricate(instance), text
