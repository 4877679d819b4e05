"""How long a policy takes to build plans natively, as a Markdown table: no torch needed.

    python benchmarks/policy_latency.py --stops 500 1000 5000 --threads 1 2

Weights are random unless ``--policy`` names some: what they say does not change the time of the
encoder, and little that of the decoder. The problem itself, which any search needs, is made before.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable

import numpy as np

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.models.settings import SparseSettings
from vrp.policy import Policy, load_policy
from vrp.search.problem import EngineProblem, make_problem

_SPEED_M_S = 8
_SHIFT = (7 * 3600, 19 * 3600)
_NEIGHBOURS = 100


def made_up(n_stops: int, problem: str, rng: np.random.Generator) -> Instance:
    """Stops all over a made-up city, with slightly asymmetric roads and two-hour windows."""
    points = rng.integers(0, 20_000, (n_stops + 1, 2)).astype(float)
    ways = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    distances = np.rint(ways * rng.uniform(1.2, 1.4, ways.shape)).astype(np.int32)
    durations = (distances // _SPEED_M_S).astype(np.int32)
    starts = rng.integers(_SHIFT[0] + 3600, _SHIFT[1] - 3 * 3600, n_stops).tolist()
    timed = problem == "acvrptw"
    stops = tuple(
        Stop(
            str(number),
            delivery=(int(rng.integers(1, 10)),),
            service_s=240 if timed else 0,
            windows=((start, start + 7200),) if timed else (),
        )
        for number, start in enumerate(starts)
    )
    vehicle = Vehicle("van", count=n_stops, capacity=(120,))
    if timed:
        vehicle = Vehicle("van", count=n_stops, capacity=(120,), shift_s=_SHIFT)
    return Instance((Depot("depot"),), stops, (vehicle,), distances, durations)


def random_policy(problem: str) -> Policy:
    """A policy of the default sizes that has learned nothing."""
    settings = SparseSettings()
    rng = np.random.default_rng(0)
    weights = {
        name: rng.normal(0, 1 / np.sqrt(shape[-1]), shape).astype(np.float32)
        for name, shape in settings.shapes().items()
    }
    return Policy("random weights", problem, settings, weights)


def fastest(task: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest of several runs, which is the one least disturbed."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return min(times)


def row(policy: Policy, problem: EngineProblem, threads: int, repeats: int) -> str:
    """A row of the table."""
    encoded = policy.encode(problem, threads)

    def plan(count: int) -> float:
        return fastest(
            lambda: policy.encode(problem, threads).rollouts(count, seed=0, threads=threads),
            repeats,
        )

    encoder = fastest(lambda: policy.encode(problem, threads), repeats)
    rollout = fastest(lambda: encoded.rollouts(1, seed=0, threads=1), repeats)
    figures = (encoder, rollout, plan(1), plan(8))
    cells = " | ".join(f"{1000 * seconds:.0f} ms" for seconds in figures)
    return f"| {policy.problem} | {len(problem.stops)} | {threads} | {cells} |"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stops", type=int, nargs="+", default=[500, 1000, 5000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--problem", default="acvrptw", choices=("acvrp", "acvrptw"))
    parser.add_argument("--policy", help="weights, by file or name (default: random ones)")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    policy = load_policy(options.policy) if options.policy else random_policy(options.problem)
    print(f"{platform.machine()}, {policy.name}, fastest of {options.repeats}\n")
    print("| problem | stops | threads | encoder | a rollout | both | encoder and 8 rollouts |")
    print("|---|---|---|---|---|---|---|")
    for n_stops in options.stops:
        instance = made_up(n_stops, policy.problem, np.random.default_rng(n_stops))
        problem = make_problem(instance, _NEIGHBOURS, max(options.threads))
        for threads in options.threads:
            print(row(policy, problem, threads, options.repeats), flush=True)


if __name__ == "__main__":
    main()
