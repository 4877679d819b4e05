"""One number per plan, for solvers that minimise one: prices that no tour is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vrp.baselines.fleet import single_vehicles
from vrp.baselines.legs import Legs
from vrp.baselines.times import horizon
from vrp.departure import route_hours
from vrp.errors import UnsupportedError
from vrp.instance import Instance

__all__ = ["Prices"]

#: Of the sums that solvers keep in 64 bits, penalties that they add included.
_LARGEST = 2**61


@dataclass(frozen=True)
class Prices:
    """Costs in a solver's units, exact, and what leaving a stop out costs there.

    Plans are ranked by what they leave out first and by cost second: as one number, every unit of
    ``unserved`` costs ``absent``, more than any plan can cost.

    Parameters
    ----------
    divisor
        Cost units of the instance per unit of the solver: their greatest common divisor.
    absent
        Price of one unit of ``unserved``, in units of the solver.
    """

    instance: Instance
    divisor: int
    absent: int

    @classmethod
    def of(cls, legs: Legs) -> Prices:
        """Find prices that keep the order of plans.

        Raises
        ------
        UnsupportedError
            If they leave the range of 64 bits.
        """
        instance = legs.instance
        divisor = max(1, math.gcd(*_units(instance)))
        absent = _dearest_plan(legs) // divisor + 1
        orders = (instance.stops[choice[0]] for choice in instance.choices)
        weight = sum(1 + stop.priority for stop in orders if stop.prize is None)
        if (weight + 1) * absent > _LARGEST:
            raise UnsupportedError(
                f"a price of {absent} per stop left out, more than any plan may cost, leaves the "
                "64 bits that other solvers count in: scale costs or distances down"
            )
        return cls(instance, divisor, absent)

    def scaled(self, units: int) -> int:
        """A cost of the instance in units of the solver."""
        return units // self.divisor

    def of_leaving_out(self, stop: int) -> int:
        """What it costs not to serve the stop, in units of the solver."""
        data = self.instance.stops[stop]
        if data.prize is None:
            return self.absent * (1 + data.priority)
        return self.scaled(data.prize)

    def split(self, value: int) -> tuple[int, int]:
        """(unserved, cost in units of the instance) of a solver's objective or its bound."""
        unserved, cost = divmod(value, self.absent)
        return unserved, cost * self.divisor


def _units(instance: Instance) -> list[int]:
    prizes = [stop.prize or 0 for stop in instance.stops]
    return prizes + [
        cost
        for vehicle in instance.vehicles
        for cost in (
            vehicle.cost_fixed,
            vehicle.cost_per_m,
            vehicle.cost_per_s,
            vehicle.cost_per_overtime_s,
        )
    ]


def _dearest_plan(legs: Legs) -> int:
    """No plan without detours costs more, prizes included; in units of the instance."""
    instance = legs.instance
    prizes = sum(stop.prize or 0 for stop in instance.stops)
    vehicles = single_vehicles(instance)
    if not vehicles:
        return prizes
    routes = min(len(vehicles), len(instance.stops))
    latest = horizon(legs) if instance.is_timed else 0
    depots = len(instance.depots)
    into_stops = int(legs.charged_m[:, depots:].max(axis=0).sum())
    trips = routes + (len(instance.stops) if instance.has_reloads else 0)
    into_depots = trips * int(legs.charged_m[:, :depots].max(initial=0))
    per_m = max(instance.vehicles[kind].cost_per_m for kind in vehicles)
    standing = sorted(_most_for_a_day(instance, kind, latest) for kind in vehicles)
    return prizes + per_m * (into_stops + into_depots) + sum(standing[-routes:])


def _most_for_a_day(instance: Instance, kind: int, latest: int) -> int:
    """Fixed cost and the cost of the longest possible duration."""
    vehicle = instance.vehicles[kind]
    leave, finish = route_hours(instance, kind)
    longest = min(finish[1], latest) - leave[0]
    if vehicle.max_duration_s is not None:
        longest = min(longest, vehicle.max_duration_s)
    longest = max(0, longest)
    overtime = vehicle.cost_per_overtime_s * vehicle.overtime_s(longest)
    return vehicle.cost_fixed + vehicle.cost_per_s * longest + overtime
