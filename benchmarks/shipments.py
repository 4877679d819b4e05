"""Goods carried from stop to stop: ours beside PyVRP, VROOM and OR-Tools.

    python benchmarks/shipments.py --shipments 50 100 250 --budgets 1 10 --seeds 1

Both ends of every shipment lie on a square, at random or in towns, and have windows that fit each
other; vans carry a handful of shipments at once and drive for half a day or for a whole one. Gaps
are to the best plan of all these runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from best_of_runs import print_gaps

from vrp.instance import Depot, Instance, Stop, TimeWindow, Vehicle

_SOLVERS = ("vrp", "pyvrp", "vroom", "ortools")
#: Of a square with 100 stops; others are as densely filled.
_SIDE_M = 20_000
_STOPS_TO_A_TOWN = 12
_TOWN_M = 800
_METRES_PER_S = 10
_SERVICE_S = 120
_CAPACITY = 100
_MOST_UNITS = 30
#: In half a day: of a shift, and the shortest and longest windows.
_SHIFT_S = 4 * 3600
_WINDOWS_S = (900, 3600)


def main() -> None:
    """Print a row for every size and budget."""
    print_gaps(__doc__, "shipments", _SOLVERS, {"": instances})


def instances(shipments: int, seed: int) -> Iterator[Instance]:
    """Make one of every kind."""
    for towns, whole_day in product((False, True), (False, True)):
        rng = np.random.default_rng(seed)
        yield made_up(rng, shipments, towns=towns, whole_day=whole_day)


def made_up(rng: np.random.Generator, shipments: int, *, towns: bool, whole_day: bool) -> Instance:
    """An instance with as many vans as shipments, all of which can be served."""
    n = 2 * shipments
    side = _SIDE_M * np.sqrt(n / 100)
    points = rng.uniform(0, side, (n, 2))
    if towns:
        centres = rng.uniform(0, side, (n // _STOPS_TO_A_TOWN, 2))
        points = rng.choice(centres, n) + rng.normal(0, _TOWN_M, (n, 2))
    places = np.vstack([[side / 2] * 2, points])
    metres = np.rint(np.linalg.norm(places[:, None] - places, axis=-1)).astype(np.int32)
    seconds = metres // _METRES_PER_S
    hours = (2 if whole_day else 1) * np.sqrt(n / 100)
    shift = int(_SHIFT_S * hours)
    stops: list[Stop] = []
    for number in range(shipments):
        origin, destination = 1 + 2 * number, 2 + 2 * number
        home_s = int(seconds[destination, 0]) + _SERVICE_S
        way_s = int(seconds[origin, destination]) + _SERVICE_S
        begins = int(rng.integers(seconds[0, origin], shift - home_s - way_s))
        longest = [int(rng.integers(*_WINDOWS_S) * (1 + whole_day)) for _ in range(2)]
        stops += [
            Stop(
                f"from {number}", windows=_around(begins, longest[0], shift), service_s=_SERVICE_S
            ),
            Stop(
                f"to {number}",
                delivery=(int(rng.integers(1, _MOST_UNITS + 1)),),
                windows=_around(begins + way_s, longest[1], shift - home_s),
                service_s=_SERVICE_S,
                origin=f"from {number}",
            ),
        ]
    van = Vehicle("van", count=shipments, capacity=(_CAPACITY,), shift_s=(0, shift))
    return Instance((Depot("depot"),), tuple(stops), (van,), metres, seconds)


def _around(begins: int, length: int, latest: int) -> tuple[TimeWindow]:
    """A window in which service may begin at that time."""
    return ((max(0, begins - length // 2), min(latest, begins + length // 2)),)


if __name__ == "__main__":
    main()
