"""Loads that fill all vehicles but for a hundredth or half of one: ours beside PyVRP and others.

    python benchmarks/full_vehicles.py --seconds 1 --instances 4

Stops of 15 to 50 units lie at random on a square, the depot in its middle, and every vehicle holds
about 100: which stops share one is as hard to find as the way between them. Half of the stops of
instances with windows have one of six hours. A cell says how many stops a solver leaves out in the
mean, and how much more its plans cost than the best of the instance that leaves out as few; solvers
take turns.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

import vrp
from vrp.baselines import solve_with
from vrp.errors import InfeasibleError
from vrp.instance import Depot, Instance, Stop, Vehicle

_SIDE_M = 20_000
_METRES_PER_S = 10
_SERVICE_S = 120
_SHIFT_S = (5 * 3600, 19 * 3600)
_WINDOW_S = 6 * 3600
_VEHICLE = 100
_PEERS = ("pyvrp", "vroom", "ortools")

#: Stops left out, and cost.
Outcome = tuple[int, int]


def main() -> None:
    """Print a row for every size, share and kind of times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--instances", type=int, default=4, help="of every row")
    parser.add_argument("--stops", type=int, nargs="+", default=[60, 120, 240])
    parser.add_argument("--peers", nargs="*", choices=_PEERS, default=_PEERS)
    options = parser.parse_args()
    solvers = ("vrp", *options.peers)
    print(f"| stops | vehicles filled to | windows | {' | '.join(solvers)} |")
    print("|---" * (3 + len(solvers)) + "|")
    for stops in options.stops:
        for filled in (0.99, 0.995):
            for windows in (False, True):
                found = [
                    outcomes(instance(seed, stops, filled, windows), solvers, options.seconds, seed)
                    for seed in range(options.instances)
                ]
                cells = " | ".join(cell(found, solver) for solver in solvers)
                timed = "yes" if windows else "no"
                print(f"| {stops} | {100 * filled:g} % | {timed} | {cells} |", flush=True)


def outcomes(
    problem: Instance, solvers: Sequence[str], seconds: float, seed: int
) -> dict[str, Outcome]:
    """What every solver that finds a plan makes of an instance."""
    found = {}
    for solver in solvers:
        try:
            if solver == "vrp":
                solution = vrp.solve(problem, time_limit=seconds, seed=seed, threads=1)
            else:
                solution = solve_with(solver, problem, time_limit=seconds, seed=seed)
        except InfeasibleError:
            continue
        found[solver] = len(solution.unassigned), solution.cost.total
    return found


def cell(found: Sequence[Mapping[str, Outcome]], solver: str) -> str:
    """Mean of stops left out, and of the gap where they are as few as anybody's."""
    own = [each[solver] for each in found if solver in each]
    if len(own) < len(found):
        return "no plan"
    best = [min(each.values()) for each in found]
    gaps = [
        100 * (cost / best_cost - 1)
        for (left, cost), (least, best_cost) in zip(own, best, strict=True)
        if left == least
    ]
    text = f"{fmean(left for left, _ in own):.2f}"
    return f"{text}, {fmean(gaps):.2f} %" if gaps else text


def instance(seed: int, n_stops: int, filled: float, windows: bool) -> Instance:
    """Draw stops and as few vehicles as hold them, just large enough."""
    rng = np.random.default_rng(seed)
    points = np.vstack([[_SIDE_M / 2] * 2, rng.integers(0, _SIDE_M, (n_stops, 2))])
    metres = np.rint(np.linalg.norm(points[:, None] - points, axis=-1)).astype(np.int32)
    loads = rng.integers(15, 51, n_stops)
    opens = rng.integers(_SHIFT_S[0] + 3600, _SHIFT_S[1] - 3600 - _WINDOW_S, n_stops).tolist()
    stops = tuple(
        Stop(
            f"{at}",
            delivery=(int(load),),
            windows=((start, start + _WINDOW_S),) if windows and at % 2 else (),
            service_s=_SERVICE_S,
        )
        for at, (load, start) in enumerate(zip(loads, opens, strict=True))
    )
    vehicles = int(np.ceil(loads.sum() / filled / _VEHICLE))
    room = int(np.ceil(loads.sum() / filled / vehicles))
    van = Vehicle("van", count=vehicles, capacity=(room,), shift_s=_SHIFT_S)
    return Instance((Depot("depot"),), stops, (van,), metres, metres // _METRES_PER_S)


if __name__ == "__main__":
    main()
