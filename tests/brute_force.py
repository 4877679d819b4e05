"""The optimum of a tiny instance, by trying everything.

Every order of every subset of the stops, cut into trips in every way, is scheduled on every
vehicle, then a dynamic programme over subsets shares the stops out among the vehicles. Up to about
six stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np

from vrp.instance import Instance
from vrp.schedule import make_schedule, route_places
from vrp.solution import Route, Solution

__all__ = ["best_plan", "optimum", "route_cost"]

#: Cheapest way to serve a set of stops (a bit mask): its cost and the routes.
_Plans = dict[int, tuple[int, tuple[Route, ...]]]


def optimum(instance: Instance) -> tuple[int, int]:
    """Lexicographically smallest (unserved, cost) of any valid plan."""
    plan = best_plan(instance)
    return plan.unserved, plan.cost.total


def best_plan(instance: Instance) -> Solution:
    """A valid plan of smallest (unserved, cost)."""
    plans: _Plans = {0: (0, ())}
    groups = _group_masks(instance)
    for vehicle, routes in enumerate(_best_routes(instance)):
        for _ in range(min(instance.vehicles[vehicle].count, len(instance.stops))):
            plans = _with_one_more(plans, routes, groups)
    unserved, cost, served = min(
        (*_left_out(instance, served, cost), served) for served, (cost, _) in plans.items()
    )
    plan = Solution.of(instance, plans[served][1])
    plan.check(instance)
    if (plan.unserved, plan.cost.total) != (unserved, cost):
        raise AssertionError(f"brute force says {(unserved, cost)}, the plan {plan}")
    return plan


def route_cost(
    instance: Instance, vehicle: int, stops: tuple[int, ...], reloads: tuple[int, ...] = ()
) -> int | None:
    """Cost of the stops in this order, ``None`` if the route breaks a constraint."""
    kind = instance.vehicles[vehicle]
    legs = list(pairwise(route_places(instance, vehicle, stops, reloads)))
    schedule = make_schedule(instance, vehicle, stops, reloads)
    capacity = instance.capacity(vehicle)
    feasible = (
        schedule.late_s == 0
        and all(visit.late_s == 0 for visit in schedule.visits)
        and all(load <= most for load, most in zip(schedule.peak_load, capacity, strict=True))
        and _within(schedule.distance_m, kind.max_distance_m)
        and _within(schedule.duration_s, kind.max_duration_s)
        and _within(len(stops), kind.max_stops)
        and all(instance.can_serve(vehicle, stop) for stop in stops)
        and all(instance.has_way(*leg) for leg in legs)
        and _ships_in_order(instance, stops, reloads)
    )
    if not feasible:
        return None
    return (
        kind.cost_fixed
        + kind.cost_per_m * sum(int(instance.charged_m[leg]) for leg in legs)
        + kind.cost_per_s * schedule.duration_s
        + kind.cost_per_overtime_s * max(0, schedule.duration_s - (kind.overtime_after_s or 0))
    )


def _ships_in_order(instance: Instance, stops: tuple[int, ...], reloads: tuple[int, ...]) -> bool:
    """Whether every shipment is picked up before it is handed over, in one trip."""
    for stop, origin in enumerate(instance.origins):
        if origin is None or not {stop, origin} & set(stops):
            continue
        if not {stop, origin} <= set(stops):
            return False
        first, last = stops.index(origin), stops.index(stop)
        if first > last or any(first < cut <= last for cut in reloads):
            return False
    return True


def _within(value: int, limit: int | None) -> bool:
    return limit is None or value <= limit


def _best_routes(instance: Instance) -> list[_Plans]:
    """Per vehicle, the cheapest route through every set of stops that it can serve."""
    known: dict[str, int] = {}
    best: list[_Plans] = []
    for vehicle, kind in enumerate(instance.vehicles):
        twin = known.setdefault(repr(replace(kind, id="", count=1, extra={})), vehicle)
        if twin == vehicle:
            best.append(_routes_of(instance, vehicle))
        else:
            best.append(
                {
                    mask: (cost, tuple(replace(route, vehicle=vehicle) for route in routes))
                    for mask, (cost, routes) in best[twin].items()
                }
            )
    return best


def _routes_of(instance: Instance, vehicle: int) -> _Plans:
    able = [stop for stop in range(len(instance.stops)) if instance.can_serve(vehicle, stop)]
    capacity = instance.capacity(vehicle)
    most_reloads = instance.vehicles[vehicle].max_reloads
    groups = _group_masks(instance)
    plans: _Plans = {}
    for size in range(1, len(able) + 1):
        for subset in combinations(able, size):
            mask = sum(1 << stop for stop in subset)
            if _takes_two(groups, mask):
                continue
            trips = 1 + min(most_reloads, size - 1)
            loads = instance.deliveries[list(subset)].sum(axis=0)
            if (loads > trips * np.array(capacity, dtype=np.int64)).any():
                continue
            options = (
                (cost, order, reloads)
                for order in permutations(subset)
                for reloads in _cuts(size, most_reloads)
                if (cost := route_cost(instance, vehicle, order, reloads)) is not None
            )
            cheapest = min(options, default=None)
            if cheapest is not None:
                plans[mask] = (cheapest[0], (Route(vehicle, *cheapest[1:]),))
    return plans


def _cuts(size: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut so many stops into trips by that many reloads at most."""
    for number in range(min(most, size - 1) + 1):
        yield from combinations(range(1, size), number)


def _group_masks(instance: Instance) -> list[int]:
    return [sum(1 << stop for stop in group) for group in instance.groups]


def _takes_two(groups: list[int], served: int) -> bool:
    """Whether more than one stop of a group is served."""
    return any((served & group).bit_count() > 1 for group in groups)


def _with_one_more(plans: _Plans, routes: _Plans, groups: list[int]) -> _Plans:
    """Plans that may use one more vehicle, on which these routes are possible."""
    extended = dict(plans)
    for served, (cost, used) in plans.items():
        for mask, (extra, route) in routes.items():
            if served & mask or _takes_two(groups, served | mask):
                continue
            known = extended.get(served | mask)
            if known is None or cost + extra < known[0]:
                extended[served | mask] = (cost + extra, used + route)
    return extended


def _left_out(instance: Instance, served: int, cost: int) -> tuple[int, int]:
    """(unserved, cost with prizes) of a plan that serves this set of stops."""
    left = [
        stop
        for number, stop in enumerate(instance.stops)
        if number == min(instance.alternatives[number])
        and not any(served >> other & 1 for other in instance.alternatives[number])
    ]
    unserved = sum(1 + stop.priority for stop in left if stop.prize is None)
    return unserved, cost + sum(stop.prize or 0 for stop in left)
