"""Travelling salesmen: instances of which every plan is one tour, and nothing but its legs counts.

Ruin and recreate renumbers whole routes, and takes a ruin for each thing that it tries. Where one
vehicle serves all stops in whatever order, the engine has a search of its own for the order.
"""

from __future__ import annotations

from dataclasses import replace
from math import gcd

import numpy as np

from vrp.instance import MAX_VALUE, Instance, LegMatrix, Vehicle
from vrp.plane import Plane
from vrp.search._engine import Problem, Search, make_tour_search

__all__ = ["as_single_tour", "is_single_tour", "tour_searches"]

#: Temperatures of kicks, in mean legs of the first tour: with no plan given, with one, at the end.
_HOT = 1.0
_HOT_FROM_PLAN = 0.1
_COLD = 0.02
#: Stops between two of the four legs that a kick changes, at most.
_LONGEST_STRETCH = 30


def is_single_tour(instance: Instance) -> bool:
    """Whether some cheapest plan is one tour, and any order of the stops is valid.

    That is so where one kind of vehicle starts and ends at whatever depots (or open), the stops are
    all to be served and fit on one vehicle, no window, shift, limit or missing way could bind, and
    no second vehicle could pay: there is none, or the way by the depots and what a vehicle costs
    are nowhere shorter than going on.
    """
    if len(instance.vehicles) != 1 or not instance.stops:
        return False
    vehicle = instance.vehicles[0]
    return (
        _is_free(instance, vehicle)
        and _fits(instance)
        and _legs_add_up(instance, vehicle)
        and (vehicle.count == 1 or not _second_may_pay(instance, vehicle))
    )


def as_single_tour(instance: Instance) -> Instance:
    """Write an instance that :func:`is_single_tour` with one matrix and without times.

    Every plan of one route costs the same in both.
    """
    vehicle = instance.vehicles[0]
    if not vehicle.cost_per_s:
        return instance
    legs, unit = _charged_legs(instance, vehicle)
    service = sum(stop.service_s for stop in instance.stops)
    single = replace(
        vehicle,
        count=1,
        cost_fixed=vehicle.cost_fixed + vehicle.cost_per_s * service,
        cost_per_m=unit,
        cost_per_s=0,
        speed_factor=1.0,
    )
    return replace(
        instance,
        stops=tuple(replace(stop, setup_s=0) for stop in instance.stops),
        vehicles=(single,),
        distances_m=legs,
        durations_s=legs,
        generalised_m=None,
        hourly_durations_s=None,
    )


def tour_searches(problem: Problem, seed: int, threads: int, *, from_plan: bool) -> list[Search]:
    """Make a search of the tour for every thread.

    Parameters
    ----------
    problem
        Of an instance made by :func:`as_single_tour`.
    seed, threads
        The same ones search alike.
    from_plan
        Whether a plan is given to start from, which a hot start would forget.
    """
    hot = _HOT_FROM_PLAN if from_plan else _HOT
    return [
        make_tour_search(problem, hot, _COLD, _LONGEST_STRETCH, seed * 2**16 + thread)
        for thread in range(threads)
    ]


def _is_free(instance: Instance, vehicle: Vehicle) -> bool:
    """Whether nothing but loads restricts the order of the stops."""
    any_time = (0, MAX_VALUE)
    ends = {vehicle.start, vehicle.start if vehicle.end is None else vehicle.end}
    return (
        vehicle.shift_s == any_time
        and all(instance.depots[depot].window == any_time for depot in ends)
        and vehicle.max_distance_m is None
        and vehicle.max_duration_s is None
        and not (vehicle.breaks or vehicle.cost_per_overtime_s)
        and (vehicle.max_stops is None or vehicle.max_stops >= len(instance.stops))
        and instance.missing_ways is None
        and not (instance.order_rule or instance.has_shipments or instance.groups)
        and not (instance.has_reloads or instance.has_releases)
        and all(
            stop.prize is None and not stop.windows and stop.skills <= vehicle.skills
            for stop in instance.stops
        )
    )


def _fits(instance: Instance) -> bool:
    """Whether all goods fit the only vehicle at once, those to deliver and those to bring back."""
    loads = instance.deliveries.sum(axis=0) + instance.pickups.sum(axis=0)
    return bool((loads <= np.array(instance.capacity(0))).all())


def _legs_add_up(instance: Instance, vehicle: Vehicle) -> bool:
    """Whether what legs cost in metres and seconds is a matrix of its own, or a plane."""
    if not vehicle.cost_per_s:
        return True
    durations = instance.transit_s
    if isinstance(durations, Plane) or isinstance(instance.charged_m, Plane):
        same = instance.charged_m is durations and vehicle.speed_factor == 1.0
        return isinstance(durations, Plane) and (same or not vehicle.cost_per_m)
    unit = gcd(vehicle.cost_per_m, vehicle.cost_per_s)
    slowest = int(durations.max(initial=0) / vehicle.speed_factor) + 1
    farthest = int(instance.charged_m.max(initial=0))
    most = vehicle.cost_per_m * farthest + vehicle.cost_per_s * slowest
    return most // unit <= MAX_VALUE


def _charged_legs(instance: Instance, vehicle: Vehicle) -> tuple[LegMatrix, int]:
    """What legs cost, and in how many cost units."""
    durations = instance.transit_for(vehicle.speed_factor)
    if not vehicle.cost_per_m:
        return durations, vehicle.cost_per_s
    if isinstance(durations, Plane):
        return durations, vehicle.cost_per_m + vehicle.cost_per_s
    unit = gcd(vehicle.cost_per_m, vehicle.cost_per_s)
    legs = np.multiply(instance.charged_m, vehicle.cost_per_m // unit, dtype=np.int64)
    legs += np.multiply(durations, vehicle.cost_per_s // unit, dtype=np.int64)
    narrow = legs.astype(np.int32)
    narrow.flags.writeable = False
    return narrow, unit


def _second_may_pay(instance: Instance, vehicle: Vehicle) -> bool:
    """Whether somewhere, ending a route and starting another one costs less than going on."""
    legs, unit = _charged_legs(instance, vehicle)
    if isinstance(legs, Plane):
        return True
    first = len(instance.depots)
    out = legs[vehicle.start, first:].astype(np.int64)
    back = np.zeros_like(out) if vehicle.end is None else legs[first:, vehicle.end]
    for stop, home in enumerate(back.tolist()):
        detour = (out + home) * unit + vehicle.cost_fixed
        on = legs[first + stop, first:] * np.int64(unit)
        on[stop] = 0
        if (detour < on).any():
            return True
    return False
