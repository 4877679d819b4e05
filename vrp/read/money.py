"""Money as whole cost units: so many to one unit of money that no price of the input is rounded.

Twenty an hour are no whole number of millionths a second, and four hundredths of a cent a kilometre
are not even one a metre; a plan would be costed with other prices than those of the files.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

from vrp.errors import InstanceError
from vrp.instance import Instance, Stop, Vehicle
from vrp.read.columns import Bounds, Columns
from vrp.read.problems import InputWarning

__all__ = ["Money", "coarsest_exact", "priced"]

#: Fewest cost units per unit of money.
_COARSEST = 1_000_000
#: Multiples of it that are tried where the one that rounds nothing is too fine to count with.
_MULTIPLES = (3600, 9, 1)
_FINEST = 10**6 * _COARSEST

_PRIZE = Bounds(0, 1e12, "an amount from 0 to 1e12, or a blank")
_RATE = Bounds(0, 10**6, "an amount from 0 to 1000000")
#: Bounds of a price, and metres or seconds of what it is the price of.
_PRICES = {
    "prize": (_PRIZE, 1),
    "cost_fixed": (_RATE, 1),
    "cost_per_km": (_RATE, 1000),
    "cost_per_hour": (_RATE, 3600),
    "cost_per_overtime_hour": (_RATE, 3600),
}
#: Share of a price from which on its rounding is worth a word.
_NOTICED = Fraction(1, 1000)


@dataclass(frozen=True)
class Money:
    """Cost units, ``scale`` of which make one unit of money."""

    scale: int

    @property
    def per_m(self) -> int:
        """What a metre costs where a kilometre costs 1."""
        return self.scale // 1000

    def prices(self, columns: Columns, name: str) -> list[int | None]:
        """Read a column of prices in cost units per metre, second or piece."""
        _, unit = _PRICES[name]
        units = {
            text: round(price * self.scale / unit) for text, price in _different(columns, name)
        }
        return [units.get(text) for text in columns.text(name)]


def coarsest_exact(*tables: Columns) -> Money:
    """Find the fewest cost units per unit of money that make all prices whole numbers of them."""
    parts = {
        (price * _COARSEST / unit).denominator
        for columns in tables
        for name, (_, unit) in _PRICES.items()
        for _, price in _different(columns, name)
    }
    return Money(_COARSEST * math.lcm(*parts))


def priced(
    instance: Callable[[Money, tuple[Stop, ...], tuple[Vehicle, ...]], Instance],
    exact: Money,
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    tables: Sequence[Columns],
) -> Instance:
    """Make an instance whose costs are as exact as can be counted with.

    Parameters
    ----------
    instance
        Makes it.
    exact
        Cost units that round nothing.
    stops, vehicles
        With their costs in them.
    tables
        Where the prices stand.

    Raises
    ------
    InstanceError
        If there is none, however coarse its cost units.

    Warns
    -----
    InputWarning
        For prices that had to be rounded by more than a thousandth.
    """
    finest = [exact.scale] if exact.scale <= _FINEST else []
    multiples = [_COARSEST * multiple for multiple in _MULTIPLES]
    scales = finest + [scale for scale in multiples if scale < exact.scale]
    *finer, last = map(Money, scales)

    def counted_in(money: Money) -> Instance:
        made = instance(
            money,
            tuple(_rescaled_stop(stop, exact, money) for stop in stops),
            tuple(_rescaled_vehicle(vehicle, exact, money) for vehicle in vehicles),
        )
        for columns in tables:
            _warn_of_rounded(columns, money)
        return made

    for money in finer:
        # Finer costs are larger numbers, and may be too large where coarser ones are not.
        with suppress(InstanceError):
            return counted_in(money)
    return counted_in(last)


def _different(columns: Columns, name: str) -> list[tuple[str, Fraction]]:
    """The different cells of a column of prices, and their prices."""
    prices = columns.fractions(name, _PRICES[name][0])
    cells = dict(zip(columns.text(name), prices, strict=True))
    return [(text, price) for text, price in cells.items() if price is not None]


def _rescaled_stop(stop: Stop, exact: Money, money: Money) -> Stop:
    if money == exact or stop.prize is None:
        return stop
    return replace(stop, prize=_rescaled(stop.prize, exact, money))


def _rescaled_vehicle(vehicle: Vehicle, exact: Money, money: Money) -> Vehicle:
    if money == exact:
        return vehicle
    return replace(
        vehicle,
        cost_fixed=_rescaled(vehicle.cost_fixed, exact, money),
        cost_per_m=_rescaled(vehicle.cost_per_m, exact, money),
        cost_per_s=_rescaled(vehicle.cost_per_s, exact, money),
        cost_per_overtime_s=_rescaled(vehicle.cost_per_overtime_s, exact, money),
    )


def _rescaled(units: int, exact: Money, money: Money) -> int:
    return round(Fraction(units * money.scale, exact.scale))


def _warn_of_rounded(columns: Columns, money: Money) -> None:
    for name, (_, unit) in _PRICES.items():
        for text, price in _different(columns, name):
            read = Fraction(round(price * money.scale / unit) * unit, money.scale)
            if abs(read - price) > _NOTICED * price:
                entry = columns.text(name).index(text)
                warnings.warn(
                    f"{columns.place(entry, name)}: {text!r} is read as {float(read):.6g}: costs "
                    "of this instance are too large to count more finely",
                    InputWarning,
                    stacklevel=3,
                )
