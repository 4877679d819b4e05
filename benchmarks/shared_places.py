"""Many parcels to each building: ours, with and without bundles, beside PyVRP.

    python benchmarks/shared_places.py --seconds 3 --seeds 2

Buildings lie at random on a square, the depot in its middle; a parcel is one to five units, and all
of them fill so many vehicles, with a tenth to spare. Where the windows of a building's parcels are
alike, delivering all of them at once is a plan as well, and what gaps are to. ``single`` is our own
search without bundles.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from statistics import fmean
from unittest.mock import patch

import numpy as np

import vrp
from vrp.baselines import solve_with
from vrp.instance import Depot, Instance, LegMatrix, Stop, Vehicle
from vrp.search.bundles import Bundles

_SIDE_M = 20_000
_HALF_DAY_S = 20_000
_WINDOW_S = 7_200
_SERVICE_S = 60
_METRES_PER_S = 10
#: Buildings, parcels to each, vehicles that they fill.
_CASES = ((100, 2, 5), (100, 4, 5), (100, 8, 5), (40, 5, 4), (150, 3, 20), (60, 10, 20))


def main() -> None:
    """Print a row for every case and kind of legs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    print("| buildings | parcels each | vehicles filled | windows | ours | single | PyVRP |")
    print("|---|---|---|---|---|---|---|")
    for buildings, parcels, vehicles in _CASES:
        for windows in (False, True):
            runs = [
                list(gaps(seed, options.seconds, buildings, parcels, vehicles, windows))
                for seed in range(options.seeds)
            ]
            means = " | ".join(f"{fmean(column):.2f} %" for column in zip(*runs, strict=True))
            timed = "yes" if windows else "no"
            print(f"| {buildings} | {parcels} | {vehicles} | {timed} | {means} |", flush=True)


def gaps(
    seed: int, seconds: float, buildings: int, parcels: int, vehicles: int, windows: bool
) -> Iterator[float]:
    """How far above delivering all at once: ours, ours without bundles, PyVRP."""
    each, whole = instances(np.random.default_rng(seed), buildings, parcels, vehicles, windows)
    at_once = vrp.solve(whole, time_limit=seconds, seed=seed, threads=1)
    ours = vrp.solve(each, time_limit=seconds, seed=seed, threads=1)
    with patch.object(Bundles, "of", return_value=None):
        single = vrp.solve(each, time_limit=seconds, seed=seed, threads=1)
    peer = solve_with("pyvrp", each, time_limit=seconds, seed=seed)
    for solution in (ours, single, peer):
        yield 100 * (solution.cost.total / at_once.cost.total - 1)


def instances(
    rng: np.random.Generator, buildings: int, parcels: int, vehicles: int, windows: bool
) -> tuple[Instance, Instance]:
    """Make the same instance with a stop for every parcel, and for every building."""
    points = np.vstack([[_SIDE_M / 2] * 2, rng.integers(0, _SIDE_M, (buildings, 2))])
    metres = np.rint(np.linalg.norm(points[:, None] - points, axis=-1)).astype(np.int32)
    units = rng.integers(1, 6, (buildings, parcels))
    van = Vehicle(
        "van",
        count=3 * vehicles,
        capacity=(int(1.1 * units.sum() / vehicles) + 1,),
        shift_s=(0, 2 * _HALF_DAY_S),
    )
    opens = rng.integers(0, _HALF_DAY_S, buildings).tolist()
    spans = [((start, start + _WINDOW_S),) if windows else () for start in opens]

    def instance(stops: list[Stop], legs: LegMatrix) -> Instance:
        seconds = np.asarray(legs) // _METRES_PER_S
        return Instance((Depot("depot"),), tuple(stops), (van,), legs, seconds)

    single = [
        Stop(f"{at}-{parcel}", delivery=(int(load),), windows=spans[at], service_s=_SERVICE_S)
        for at in range(buildings)
        for parcel, load in enumerate(units[at])
    ]
    whole = [
        Stop(
            f"{at}",
            delivery=(int(units[at].sum()),),
            windows=spans[at],
            service_s=parcels * _SERVICE_S,
        )
        for at in range(buildings)
    ]
    rows = np.array([0, *np.repeat(np.arange(1, buildings + 1), parcels)])
    return instance(single, metres[np.ix_(rows, rows)]), instance(whole, metres)


if __name__ == "__main__":
    main()
