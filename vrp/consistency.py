"""What an instance keeps to: its parts one by one, and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vrp.bounds import (
    check_depot,
    check_range,
    check_shown,
    check_stop,
    check_text,
    check_vehicle,
)
from vrp.entities import MAX_COST, MAX_LOAD, MAX_VALUE, NO_WAY
from vrp.errors import InstanceError
from vrp.plane import Plane

if TYPE_CHECKING:
    from vrp.instance import Instance

__all__ = ["check_instance"]

_TEXTS = ("name", "matrix_source", "attribution", "minimised", "traffic", "order_rule")
_FLAGS = ("planar", "estimated")


def check_instance(instance: Instance) -> None:
    """Refuse an instance that no plan could be made, checked or reported of.

    Parameters
    ----------
    instance
        With its arrays checked and frozen; see :mod:`vrp.legs`.

    Raises
    ------
    InstanceError
        Naming the field, the value and the bound it broke.
    """
    _check_facts(instance)
    check_shown(instance.scale, instance.load_names, instance.epoch)
    if not instance.vehicles:
        raise InstanceError("the instance has no vehicles: give at least one")
    for depot in instance.depots:
        check_depot(depot, instance.planar)
    for stop in instance.stops:
        check_stop(stop, len(instance.load_names), instance.planar)
    seen: set[str] = set()
    for identifier in instance.location_ids:
        if identifier in seen:
            raise InstanceError(f"id {identifier!r} is used twice: ids must be unique")
        seen.add(identifier)
    for vehicle in instance.vehicles:
        check_vehicle(vehicle, len(instance.depots), len(instance.load_names))
    _check_breaks(instance)
    _check_origins(instance)
    _check_groups(instance)
    _check_totals(instance)
    _check_setups(instance)


def _check_facts(instance: Instance) -> None:
    """Refuse what reports would stumble over when the plan is made."""
    for name in _TEXTS:
        check_text(name, getattr(instance, name))
    for name in _FLAGS:
        flag = getattr(instance, name)
        if not isinstance(flag, bool):
            raise InstanceError(f"{name} is {flag!r}, expected True or False")
    if instance.best_known_cost is not None:
        check_range("best_known_cost", instance.best_known_cost, -MAX_COST, MAX_COST)


def _check_origins(instance: Instance) -> None:
    """Refuse shipments that are no pairs of stops.

    Raises
    ------
    InstanceError
        Naming the stop, its origin and what was expected.
    """
    if not instance.has_shipments:
        return
    stops = {stop.id: stop for stop in instance.stops}
    destinations: dict[str, str] = {}
    for stop in instance.stops:
        if stop.origin is None:
            continue
        what = f"stop {stop.id!r}: origin is {stop.origin!r}"
        if stop.origin not in stops:
            is_depot = any(depot.id == stop.origin for depot in instance.depots)
            expected = "none for goods of the depot" if is_depot else "the id of a stop"
            raise InstanceError(f"{what}, expected {expected}")
        if stops[stop.origin].origin is not None:
            raise InstanceError(
                f"{what}, which has an origin of its own: expected a stop whose goods, if any, "
                "come from the depot"
            )
        if stop.origin in destinations:
            raise InstanceError(
                f"{what}, as is that of stop {destinations[stop.origin]!r}: expected a stop for "
                "every shipment, of which several may be at one place"
            )
        destinations[stop.origin] = stop.id


def _check_breaks(instance: Instance) -> None:
    """Refuse breaks beside reloads or releases.

    Raises
    ------
    InstanceError
        Naming the vehicle with the break, and what there is beside it.
    """
    if not instance.has_breaks:
        return
    what = next(f"vehicle {kind.id!r} has a break" for kind in instance.vehicles if kind.breaks)
    for vehicle in instance.vehicles:
        if vehicle.max_reloads:
            raise InstanceError(
                f"{what} while vehicle {vehicle.id!r} has max_reloads {vehicle.max_reloads}, "
                "expected one of the two in an instance"
            )
    for stop in instance.stops:
        if stop.release_s:
            raise InstanceError(
                f"{what} while stop {stop.id!r} has release_s {stop.release_s}, "
                "expected one of the two in an instance"
            )


def _check_setups(instance: Instance) -> None:
    """Refuse setups where no matrix says which stops are at one place, or that take too long.

    Raises
    ------
    InstanceError
        Naming the stop, its setup and what was expected.
    """
    stop = max(instance.stops, key=lambda stop: stop.setup_s, default=None)
    if stop is None or not stop.setup_s:
        return
    what = f"stop {stop.id!r}: setup_s is {stop.setup_s}"
    if isinstance(instance.distances_m, Plane) or isinstance(instance.durations_s, Plane):
        raise InstanceError(f"{what} while coordinates stand in for legs, expected a matrix")
    slowest = min(vehicle.speed_factor for vehicle in instance.vehicles)
    longest = _longest_duration(instance) / slowest
    if longest + stop.setup_s > MAX_VALUE:
        raise InstanceError(
            f"{what}, which after the longest duration, {longest:.0f} seconds at speed_factor "
            f"{slowest}, exceeds {MAX_VALUE} seconds"
        )


def _check_groups(instance: Instance) -> None:
    """Refuse groups whose stops are worth different things, or are of shipments.

    Raises
    ------
    InstanceError
        Naming the stop, the value and what was expected.
    """
    for group in instance.groups:
        first = instance.stops[group[0]]
        for member in group:
            stop = instance.stops[member]
            what = f"stop {stop.id!r} of group {stop.group!r}"
            if stop.origin is not None or instance.destinations[member] is not None:
                raise InstanceError(f"{what} is one of a shipment, expected one of the two")
            for name in ("priority", "prize"):
                own, other = getattr(stop, name), getattr(first, name)
                if own != other:
                    raise InstanceError(
                        f"{what}: {name} is {own}, expected {other}, as of stop {first.id!r}: one "
                        "of them is served for all"
                    )


def _longest_duration(instance: Instance) -> int:
    """Of a leg that can be driven."""
    if instance.missing_ways is None:
        return int(instance.durations_s.max(initial=0))
    durations = np.asarray(instance.durations_s)
    return int(durations.max(initial=0, where=durations < NO_WAY))


def _check_totals(instance: Instance) -> None:
    """Refuse what sums of the search could not hold.

    Raises
    ------
    InstanceError
        Naming the sum and its bound.
    """
    totals = instance.deliveries.sum(axis=0) + instance.pickups.clip(min=0).sum(axis=0)
    for name, total in zip(instance.load_names, totals, strict=True):
        label = f"demand_{name}" if name else "demand"
        check_range(f"the sum of {label} over all stops", int(total), 0, MAX_LOAD)
    slowest = min(vehicle.speed_factor for vehicle in instance.vehicles)
    longest = _longest_duration(instance)
    if longest / slowest > MAX_VALUE:
        raise InstanceError(
            f"the longest duration divided by speed_factor {slowest} exceeds {MAX_VALUE} seconds"
        )
    legs = len(instance.stops) + 2 * min(instance.n_vehicles, len(instance.stops))
    if instance.has_reloads:
        # At worst a trip for every stop.
        legs += len(instance.stops)
    distance = int(instance.charged_m.max(initial=0))
    if instance.missing_ways is not None:
        distance = NO_WAY
    worst = sum(stop.prize or 0 for stop in instance.stops) + max(
        vehicle.cost_fixed * len(instance.stops)
        + legs
        * (
            vehicle.cost_per_m * distance
            + (vehicle.cost_per_s + vehicle.cost_per_overtime_s) * MAX_VALUE
        )
        for vehicle in instance.vehicles
    )
    if worst > MAX_COST:
        raise InstanceError(
            f"costs could reach {worst}, beyond {MAX_COST}: scale costs or distances down"
        )
