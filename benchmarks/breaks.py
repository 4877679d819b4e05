"""Drivers who are due a lunch break: ours beside VROOM and OR-Tools.

    python benchmarks/breaks.py --stops 50 100 250 --budgets 1 10 --seeds 1

Stops lie on a square, at random or in towns, and half of them have windows; vans are out from eight
to six, and their drivers have 30 to 45 minutes that begin between 11:30 and 13:30. Kilometres are
paid, or hours as well, breaks included: these VROOM does not charge while it searches, nor waiting.
Gaps are to the best plan of all runs on an instance.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from best_of_runs import print_gaps

from vrp.instance import Break, Depot, Instance, Stop, TimeWindow, Vehicle

_SOLVERS = ("vrp", "vroom", "ortools")
#: Of a square with 100 stops; others are as densely filled.
_SIDE_M = 20_000
_STOPS_TO_A_TOWN = 12
_TOWN_M = 800
_METRES_PER_S = 10
_STOPS_TO_A_VAN = 8
_SERVICE_S = (180, 780)
_CAPACITY = 100
_MOST_UNITS = 5
_HOUR_S = 3600
_SHIFT_S = (8 * _HOUR_S, 18 * _HOUR_S)
_WINDOWS_S = (_HOUR_S, 4 * _HOUR_S)
_BREAK_BEGINS_S = (41_400, 48_600)
_BREAK_S = (1800, 2700)
#: 20 an hour beside 0.30 a kilometre.
_COST_PER_S = 18


def main() -> None:
    """Print a row for every size and budget."""
    by_hour = partial(instances, hourly=True)
    print_gaps(__doc__, "stops", _SOLVERS, {"": instances, ", hours paid": by_hour})


def instances(stops: int, seed: int, *, hourly: bool = False) -> Iterator[Instance]:
    """Make one at random and one in towns."""
    for towns in (False, True):
        yield made_up(np.random.default_rng(seed), stops, towns=towns, hourly=hourly)


def made_up(rng: np.random.Generator, n: int, *, towns: bool, hourly: bool) -> Instance:
    """An instance with twice the vans that all stops take, or more."""
    side = _SIDE_M * np.sqrt(n / 100)
    points = rng.uniform(0, side, (n, 2))
    if towns:
        centres = rng.uniform(0, side, (max(1, n // _STOPS_TO_A_TOWN), 2))
        points = rng.choice(centres, n) + rng.normal(0, _TOWN_M, (n, 2))
    places = np.vstack([[side / 2] * 2, points])
    metres = np.rint(np.linalg.norm(places[:, None] - places, axis=-1)).astype(np.int32)
    seconds = metres // _METRES_PER_S
    van = Vehicle(
        "van",
        count=n // _STOPS_TO_A_VAN + 1,
        capacity=(_CAPACITY,),
        shift_s=_SHIFT_S,
        cost_per_s=_COST_PER_S if hourly else 0,
        breaks=(Break(*_BREAK_BEGINS_S, int(rng.integers(*_BREAK_S, endpoint=True))),),
    )
    stops = tuple(_stop(rng, number, int(seconds[0, number + 1])) for number in range(n))
    return Instance((Depot("depot"),), stops, (van,), metres, seconds)


def _stop(rng: np.random.Generator, number: int, way_s: int) -> Stop:
    """A stop so far from the depot, at which service may begin at some time of the day."""
    service_s = int(rng.integers(*_SERVICE_S))
    opens, closes = _SHIFT_S[0] + way_s, _SHIFT_S[1] - way_s - service_s
    begins, half = int(rng.integers(opens, closes)), int(rng.integers(*_WINDOWS_S)) // 2
    window: TimeWindow = (max(opens, begins - half), min(closes, begins + half))
    return Stop(
        str(number),
        delivery=(int(rng.integers(1, _MOST_UNITS + 1)),),
        service_s=service_s,
        windows=(window,) if rng.random() < 0.5 else (),
    )


if __name__ == "__main__":
    main()
