"""Which way of searching suits which instance and budget, as ``benchmarks/`` measured them."""

from __future__ import annotations

import math

import numpy as np

from vrp.instance import NO_WAY, Instance, LegMatrix
from vrp.search._engine import Problem
from vrp.search.budget import Budget

__all__ = [
    "LONG_LEAD",
    "SHORT_LEAD",
    "counts_vehicles_first",
    "expected_routes",
    "favours_small_vehicles",
    "has_time_for_many_annealings",
    "lets_plans_breed",
    "lets_plans_cross",
    "sends_vanguard",
    "starts_from_savings",
    "suits_savings",
]

#: What a quick search that runs ahead has of the time, from savings and otherwise.
SHORT_LEAD = 0.02
LONG_LEAD = 0.1

#: Ruin and recreate iterations in a second, roughly, whatever the instance.
_ITERATIONS_PER_S = 30_000
#: With more of them for every stop, nothing is left of the first plan but the time it took.
_FEW_ITERATIONS_PER_STOP = 100
#: With more of them for every stop, a small part of them already makes a good plan.
_MANY_ITERATIONS_PER_STOP = 90
#: With more of them for every pair of stops, annealings whose plans breed beat anything else ...
_ENOUGH_ITERATIONS_TO_BREED = 3
#: ... with windows half as many, but more than one for every pair and every hundred stops, ...
_ENOUGH_ITERATIONS_TO_BREED_IN_TIME = 1.5
_ENOUGH_ITERATIONS_PER_HUNDRED = 1
#: ... and with windows and more than loads, of vehicles alike, so many times as many.
_DEARER_CHILDREN = 2
#: With more of them for every stop, and than one for every stop and 60 pairs of stops, annealings
#: whose plans are crossed do: of many routes, it takes longer until some are worth passing on.
_ENOUGH_ITERATIONS_TO_CROSS = 100
_PAIRS_TO_CROSS = 60
#: With so many for every pair of stops, those annealings are many and alike.
_ENOUGH_ITERATIONS_FOR_MANY = 100
#: Savings join stops that are near; long routes through time windows are made of other things.
_MANY_STOPS_PER_ROUTE = 35
#: Room costs as much on small vehicles as on large ones, or nearly, ...
_PRICE_OF_ROOM = 0.8
#: ... and so many times what is loaded can be had: which vehicles drive is a choice.
_ROOM_TO_CHOOSE = 2.0
#: A vehicle that costs more than so many mean drives to a stop and back is worth any detour.
_DRIVES_PER_VEHICLE = 1.0


def counts_vehicles_first(instance: Instance) -> bool:
    """Whether a route less is worth more than whatever it makes the others drive.

    Every stop has to be served then, and it must not matter which vehicle stays at home. What one
    saves is more than the drive there and back, and than overtime for all that it did by then.
    """
    if not instance.stops or any(stop.prize is not None for stop in instance.stops):
        return False
    fixed_costs = {vehicle.cost_fixed for vehicle in instance.vehicles}
    if len(fixed_costs) > 1 or 0 in fixed_costs:
        return False
    drives = (
        vehicle.cost_per_m * _there_and_back(instance.charged_m, vehicle.start, instance)
        + vehicle.cost_per_s * _there_and_back(instance.durations_s, vehicle.start, instance)
        + vehicle.cost_per_overtime_s * (vehicle.overtime_after_s or 0)
        for vehicle in instance.vehicles
    )
    return fixed_costs.pop() > _DRIVES_PER_VEHICLE * max(drives)


def favours_small_vehicles(instance: Instance) -> bool:
    """Whether room costs as much on small vehicles as on large ones, and there is enough of both.

    Large ones, once filled, are then hardly given up for several small ones, a stop at a time.
    """
    totals = _total_loads(instance)
    if len(totals) != 1:
        return False
    kinds = instance.vehicles
    room = {kind: instance.capacity(number)[0] for number, kind in enumerate(kinds)}
    if sum(kind.count * room[kind] for kind in kinds) < _ROOM_TO_CHOOSE * totals[0]:
        return False
    small, large = min(kinds, key=room.__getitem__), max(kinds, key=room.__getitem__)
    fair = _PRICE_OF_ROOM * room[large] / max(1, room[small])
    return small.cost_per_m < large.cost_per_m and all(
        of_large >= fair * of_small
        for of_large, of_small in (
            (large.cost_per_m, small.cost_per_m),
            (large.cost_fixed, small.cost_fixed),
        )
    )


def starts_from_savings(instance: Instance, budget: Budget) -> bool:
    """Whether a plan by savings and a cooler start beat the engine's own insertion.

    They do where routes are short and, with time windows, as long as time is short, too.
    """
    if _stops_per_route(instance) > _MANY_STOPS_PER_ROUTE:
        return False
    return (
        not instance.is_timed or _iterations_per_stop(instance, budget) < _FEW_ITERATIONS_PER_STOP
    )


def expected_routes(instance: Instance) -> float:
    """As many as the loads take, or all vehicles where one could load everything."""
    if not instance.stops:
        return 0.0
    loaded = _loaded_vehicles(instance)
    return loaded if loaded > 1.0 else float(instance.n_vehicles)


def suits_savings(instance: Instance) -> bool:
    """Whether a search from savings is a good one within a moment.

    It is where routes are short and nothing is picked up: backhauls end routes that savings join.
    """
    return _stops_per_route(instance) <= _MANY_STOPS_PER_ROUTE and not instance.pickups.any()


def sends_vanguard(instance: Instance, budget: Budget) -> bool:
    """Whether a quick search runs ahead of the long one, which may be interrupted."""
    if not instance.stops or not budget.is_limited:
        return False
    return _iterations_per_stop(instance, budget) >= _MANY_ITERATIONS_PER_STOP


def lets_plans_breed(instance: Instance, problem: Problem, budget: Budget) -> bool:
    """Whether several annealings and then a genetic search beat anything else."""
    if not problem.can_breed or not budget.is_limited:
        return False
    stops = instance.n_to_serve
    per_pair: float = _ENOUGH_ITERATIONS_TO_BREED
    if instance.is_timed:
        by_size = _ENOUGH_ITERATIONS_PER_HUNDRED * stops / 100
        per_pair = max(_ENOUGH_ITERATIONS_TO_BREED_IN_TIME, by_size)
        per_pair *= 1 if _has_loads_and_windows_alone(instance) else _DEARER_CHILDREN
    enough = per_pair * stops
    return 0 < enough <= _iterations_per_stop(instance, budget)


def lets_plans_cross(instance: Instance, problem: Problem, budget: Budget) -> bool:
    """Whether several annealings whose plans are crossed beat one long annealing."""
    breeds_sooner = problem.can_breed and _has_loads_and_windows_alone(instance)
    if breeds_sooner or problem.in_parts or not budget.is_limited:
        return False
    enough = max(_ENOUGH_ITERATIONS_TO_CROSS, instance.n_to_serve**2 / _PAIRS_TO_CROSS)
    return _iterations_per_stop(instance, budget) >= enough


def has_time_for_many_annealings(instance: Instance, budget: Budget) -> bool:
    """Whether many annealings alike beat a few that grow longer, before their plans are crossed."""
    enough = _ENOUGH_ITERATIONS_FOR_MANY * instance.n_to_serve
    return _iterations_per_stop(instance, budget) >= enough


def _has_loads_and_windows_alone(instance: Instance) -> bool:
    """Whether vehicles alike, whose hours do not count, deliver one good to all in one window."""
    first = instance.vehicles[0]
    limits = (first.max_duration_s, first.max_distance_m, first.max_stops)
    return (
        len(instance.vehicles) == len(instance.load_names) == 1
        and limits == (None, None, None)
        and not (first.cost_per_s or first.cost_per_overtime_s or first.breaks)
        and not instance.pickups.any()
        and all(stop.prize is None and len(stop.windows) <= 1 for stop in instance.stops)
    )


def _there_and_back(legs: LegMatrix, depot: int, instance: Instance) -> float:
    """The mean over all stops, as far as there are ways."""
    stops = np.arange(len(instance.depots), instance.n_locations)
    both = np.stack([np.asarray(legs[depot, stops]), np.asarray(legs[stops, depot])])
    return 2 * float(np.mean(both[both < NO_WAY])) if (both < NO_WAY).any() else 0.0


def _stops_per_route(instance: Instance) -> float:
    """As many as fit on a vehicle by their loads."""
    return instance.n_to_serve / max(1.0, _loaded_vehicles(instance))


def _loaded_vehicles(instance: Instance) -> float:
    """How many vehicles all loads would fill."""
    loads = zip(_total_loads(instance), instance.capacity(0), strict=True)
    return max((total / max(1, room) for total, room in loads), default=1.0)


def _total_loads(instance: Instance) -> list[int]:
    """Units of all deliveries, one of every group."""
    firsts = [choice[0] for choice in instance.choices]
    totals: list[int] = instance.deliveries[firsts].sum(axis=0).tolist()
    return totals


def _iterations_per_stop(instance: Instance, budget: Budget) -> float:
    """Infinitely many without a limit, and none without stops."""
    if not instance.stops:
        return 0.0
    if budget.iterations is not None:
        iterations = float(budget.iterations)
    elif budget.seconds is not None:
        iterations = budget.seconds * _ITERATIONS_PER_S
    else:
        iterations = math.inf
    return iterations / instance.n_to_serve
