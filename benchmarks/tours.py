"""One vehicle on real roads: how far from the best tour known, as a Markdown table.

    python benchmarks/tours.py EXTRACT.osm.pbf --stops 100 300 500 1000 --seconds 1 5

Stops are crossings drawn from the network with a seed, legs the metres of the fastest path, as
asymmetric as they are. The best tour known is the best of all runs made and of as many runs of
``--reference`` seconds. With ``--iterations`` instead of ``--seconds`` the runs do not depend on
what else the machine is doing; processor seconds are shown. Every plan is checked.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import vrp
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.roads import RoadNetwork


@dataclass(frozen=True)
class Budget:
    """Seconds, or iterations where there are no seconds."""

    seconds: float | None
    iterations: int | None

    def __str__(self) -> str:
        return f"{self.iterations:,} kicks" if self.seconds is None else f"{self.seconds:g} s"


def draw(roads: RoadNetwork, n_stops: int, seed: int) -> Instance:
    """A tour from the first of some crossings by way of all others."""
    crossings = np.random.default_rng(seed).choice(
        np.flatnonzero(roads.main), n_stops + 1, replace=False
    )
    points = [(float(roads.node_lat[at]), float(roads.node_lon[at])) for at in crossings]
    durations, distances = roads.matrix(points)
    return Instance(
        depots=(Depot("depot", *points[0]),),
        stops=tuple(Stop(f"s{i}", *point) for i, point in enumerate(points[1:])),
        vehicles=(Vehicle("van"),),
        distances_m=np.rint(distances).astype(np.int32),
        durations_s=np.rint(durations).astype(np.int32),
    )


def solve(instance: Instance, budget: Budget, seed: int) -> tuple[int, float]:
    """The length of a tour, and the processor seconds that it took."""
    started = time.process_time()
    solution = vrp.solve(
        instance, time_limit=budget.seconds, iterations=budget.iterations, seed=seed, threads=1
    )
    return solution.cost.total, time.process_time() - started


def row(instance: Instance, budgets: list[Budget], reference: Budget, seeds: int) -> str:
    """A line of the table."""
    long = [solve(instance, reference, 1000 + seed)[0] for seed in range(seeds)]
    runs = [[solve(instance, budget, seed) for seed in range(seeds)] for budget in budgets]
    best = min([*long, *(length for run in runs for length, _ in run)])
    cells = [f"| {len(instance.stops):,} | {best:,} m | {100 * (max(long) / best - 1):.2f} % "]
    for run in runs:
        gaps = [100 * (length / best - 1) for length, _ in run]
        seconds = statistics.mean(spent for _, spent in run)
        cells.append(f"| {statistics.mean(gaps):.2f} % | {max(gaps):.2f} % | {seconds:.1f} s ")
    return "".join(cells) + "|"


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extract", type=Path)
    parser.add_argument("--stops", type=int, nargs="+", default=[100, 300, 500, 1000])
    parser.add_argument("--seconds", type=float, nargs="*", default=[])
    parser.add_argument("--iterations", type=int, nargs="*", default=[])
    parser.add_argument("--reference", type=float, default=60.0, help="seconds of a long run")
    parser.add_argument("--reference-iterations", type=int, help="the same in iterations")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    budgets = [Budget(seconds, None) for seconds in options.seconds]
    budgets += [Budget(None, iterations) for iterations in options.iterations]
    long = options.reference_iterations
    reference = Budget(None if long else options.reference, long)
    roads = RoadNetwork.from_osm(options.extract, profile="car")
    print("| stops | best known | worst long run |", end="")
    print("".join(f" {budget}: mean gap | worst | processor |" for budget in budgets))
    print("|---" * (3 + 3 * len(budgets)) + "|")
    for n_stops in options.stops:
        print(
            row(draw(roads, n_stops, seed=n_stops), budgets, reference, options.seeds), flush=True
        )


if __name__ == "__main__":
    main()
