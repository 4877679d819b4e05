"""Large instances of coordinates alone: gap, seconds and memory, as a Markdown table.

    python benchmarks/scale.py ../shared/instances/XXL            # against the goals
    python benchmarks/scale.py ../shared/instances/XXL --budgets 60 --instances Ghent1 Brussels1

Every run is a process of its own, one thread by default, whose peak of memory includes Python and
reading the file; "processor" is what solving got of a processor that others may share. Every plan
is checked. ``made-up`` is an instance of 100,000 stops, uniform in a square with the depot in its
middle; it has no best known cost.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

import vrp
from vrp.plane import Plane

#: Seconds of the goals: those that FILO2 takes on this kind of machine.
_BUDGETS_S = {"Leuven1": 8.0, "Valle-D-Aosta": 16.0, "Flanders2": 21.0, "made-up": 60.0}
#: Best known costs in the literature (Arnold, Gendreau & Sörensen 2019; Accorsi & Vigo 2023).
_BEST_KNOWN = {
    "Leuven1": 192_848,
    "Ghent1": 469_531,
    "Brussels1": 501_719,
    "Flanders2": 4_373_244,
    "Valle-D-Aosta": 21_679_514,
}
_MADE_UP_STOPS = 100_000


@dataclass(frozen=True)
class Scaled:
    """One run; what it takes before and after the search as well."""

    instance: str
    stops: int
    budget_s: float
    threads: int
    seed: int
    read_s: float
    first_s: float
    solve_s: float
    processor_s: float
    check_s: float
    cost: int
    gap_percent: float | None
    routes: int
    iterations: int
    peak_mb: float


def made_up(stops: int) -> vrp.Instance:
    rng = np.random.default_rng(0)
    points = rng.integers(0, 50_000, (stops + 1, 2)).astype(float)
    points[0] = 25_000
    places = [
        vrp.Stop(str(i), delivery=(int(d),)) for i, d in enumerate(rng.integers(1, 10, stops))
    ]
    plane = Plane(points)
    vehicles = (vrp.Vehicle("van", count=stops, capacity=(100,)),)
    return vrp.Instance((vrp.Depot("depot"),), tuple(places), vehicles, plane, plane, planar=True)


def measure(name: str, folder: Path, budget_s: float, threads: int, seed: int) -> Scaled:
    """Solve one instance in this process."""
    begin = time.perf_counter()
    instance = made_up(_MADE_UP_STOPS) if name == "made-up" else vrp.read(folder / f"{name}.vrp")
    read, work = time.perf_counter(), time.process_time()
    solution = vrp.solve(instance, time_limit=budget_s, seed=seed, threads=threads)
    solved, worked = time.perf_counter(), time.process_time()
    solution.check(instance)
    best = _BEST_KNOWN.get(name)
    return Scaled(
        instance=name,
        stops=len(instance.stops),
        budget_s=budget_s,
        threads=threads,
        seed=seed,
        read_s=read - begin,
        first_s=solution.run.trace[0].elapsed_s,
        solve_s=solved - read,
        processor_s=worked - work,
        check_s=time.perf_counter() - solved,
        cost=solution.cost.total,
        gap_percent=None if best is None else 100 * (solution.cost.total / best - 1),
        routes=len(solution.routes),
        iterations=solution.run.iterations,
        peak_mb=peak_mb(),
    )


def peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def in_own_process(name: str, options: argparse.Namespace, budget_s: float, seed: int) -> Scaled:
    command = [sys.executable, __file__, str(options.folder), "--one", name]
    command += ["--budgets", str(budget_s), "--threads", str(options.threads), "--seed", str(seed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Scaled(**json.loads(done.stdout))


def table(runs: list[Scaled]) -> str:
    heads = ["instance", "stops", "budget", "seed", "gap", "first plan", "read + solve"]
    heads += ["(processor)", "check", "k it/s", "routes", "peak, MB"]
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for run in runs:
        cells = [
            run.instance,
            f"{run.stops:,}",
            f"{run.budget_s:g} s",
            run.seed,
            f"cost {run.cost:,}" if run.gap_percent is None else f"{run.gap_percent:.2f} %",
            f"{run.first_s:.1f} s",
            f"{run.read_s:.1f} + {run.solve_s:.1f} s",
            f"{run.processor_s:.1f} s",
            f"{run.check_s:.1f} s",
            f"{run.iterations / run.solve_s / 1000:.0f}",
            f"{run.routes:,}",
            f"{run.peak_mb:.0f}",
        ]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of the XXL instances")
    parser.add_argument("--instances", nargs="+", default=list(_BUDGETS_S))
    parser.add_argument("--budgets", type=float, nargs="+", help="seconds; those of the goals")
    parser.add_argument("--seeds", type=int, default=1, help="seeds 0 .. SEEDS - 1")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run = measure(
            options.one, options.folder, options.budgets[0], options.threads, options.seed
        )
        print(json.dumps(asdict(run)))
        return
    runs = []
    for name in options.instances:
        for budget_s in options.budgets or [_BUDGETS_S.get(name, 60.0)]:
            for seed in range(options.seeds):
                runs.append(in_own_process(name, options, budget_s, seed))
                print(table(runs[-1:]).splitlines()[-1], file=sys.stderr)
    print(table(runs))


if __name__ == "__main__":
    main()
