"""What VROOM charges a leg: the seconds and metres that it is driven, or a matrix of costs.

Waiting and service cost nothing there, while :attr:`vrp.Vehicle.cost_per_s` charges a whole route.
So driving goes into :attr:`vrp.Instance.generalised_m`, wherever one matrix has the costs of all
vehicles up to a factor of each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from vrp.instance import NO_WAY, IntMatrix
from vrp.read.json_vehicles import Driver
from vrp.read.travel import Travel

__all__ = ["Charges", "charge_driving"]

#: Speed factors are this exact in the prices of an hour driven.
_FINEST_SPEED = 1000
#: Cost units to one of the file, at most: speed factors may have no common denominator.
_LARGEST_SCALE = 10**6


@dataclass(frozen=True)
class Charges:
    """What legs cost, and how many of those costs every vehicle pays."""

    travel: Travel
    cost_per_m: tuple[int, ...]
    scale: int


def charge_driving(travel: Travel, drivers: Sequence[Driver]) -> Charges | None:
    """Charge the seconds and metres that are driven, and nothing for waiting and service.

    Returns
    -------
    Charges or None
        ``None`` where the prices of an hour and a kilometre are in different proportions for
        different vehicles, where a vehicle has a limit of distance (the search counts one distance,
        and would count what is charged), or where costs of legs grow out of their bounds.
    """
    if any(driver.vehicle.max_distance_m is not None for driver in drivers):
        return None
    speeds = {driver.vehicle.speed_factor for driver in drivers}
    speed = speeds.pop() if len(speeds) == 1 else 1.0
    prices = [_prices(driver, speed) for driver in drivers]
    base = next((price for price in prices if any(price)), None)
    if base is None or any(a * base[1] != b * base[0] for a, b in prices):
        return None
    # Costs of a leg in whole numbers without a common divisor, and what one of them costs.
    unit = Fraction(
        math.gcd(*(price.numerator * _common(base) // price.denominator for price in base)),
        _common(base),
    )
    per_s, per_m = (int(price / unit) for price in base)
    legs = _legs(travel, per_s, per_m, speed)
    if legs is None:
        return None
    shares = [unit * (a + b) / (base[0] + base[1]) for a, b in prices]
    scale = min(_LARGEST_SCALE, math.lcm(*(share.denominator for share in shares)))
    charged = replace(travel, generalised_m=legs, minimised=_described(per_s, per_m))
    return Charges(charged, tuple(round(share * scale) for share in shares), scale)


def _prices(driver: Driver, speed: float) -> tuple[Fraction, Fraction]:
    """Of a second, as driven at a speed factor, and of a metre, in the costs of the file."""
    slower = Fraction(speed / driver.vehicle.speed_factor).limit_denominator(_FINEST_SPEED)
    return Fraction(driver.per_hour, 3600) * slower, Fraction(driver.per_km, 1000)


def _common(prices: Sequence[Fraction]) -> int:
    return math.lcm(*(price.denominator for price in prices))


def _legs(travel: Travel, per_s: int, per_m: int, speed: float) -> IntMatrix | None:
    joined = (travel.durations_s < NO_WAY) & (travel.distances_m < NO_WAY)
    if (per_s, per_m, speed) == (1, 0, 1.0) and joined.all():
        # The search looks legs up in one matrix where costs and durations are the same.
        return travel.durations_s
    seconds = np.rint(np.where(joined, travel.durations_s, 0) / speed).astype(np.int64)
    costs: npt.NDArray[np.int64] = per_s * seconds
    if per_m:
        costs += per_m * np.where(joined, travel.distances_m, 0).astype(np.int64)
    if costs.max(initial=0) >= NO_WAY:
        return None
    legs: IntMatrix = np.where(joined, costs, NO_WAY).astype(np.int32)
    legs.flags.writeable = False
    return legs


def _described(per_s: int, per_m: int) -> str:
    if per_m == 0:
        return "time driven"
    return "distance" if per_s == 0 else "time and distance driven"
