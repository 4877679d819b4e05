"""How long a policy takes to build plans natively, as a Markdown table: no torch needed.

    python benchmarks/policy_latency.py --stops 500 1000 5000 --threads 1 2
    python benchmarks/policy_latency.py --stops 100 500 1000 --model dense

Weights are random and faint unless ``--policy`` names some, so that the distances decide and routes
are about as long as those of a trained policy. The problem itself, which any search needs, is made
before. ``--cpu`` counts the time of the processor, which other programs on the machine change less.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.models.settings import DenseSettings, Settings, SparseSettings, architecture_of
from vrp.policy import Policy, load_policy
from vrp.search.problem import EngineProblem, make_problem

_SPEED_M_S = 8
_SHIFT = (7 * 3600, 19 * 3600)
_NEIGHBOURS = 100
#: Sizes of random policies: those of configs/general.toml and configs/dense.toml.
_MODELS: dict[str, Settings] = {"sparse": SparseSettings(), "dense": DenseSettings(layers=6)}


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


def random_policy(problem: str, model: str) -> Policy:
    """A policy that has learned nothing."""
    settings = _MODELS[model]
    rng = np.random.default_rng(0)
    weights = {
        name: rng.normal(0, 0.1 / np.sqrt(shape[-1]), shape).astype(np.float32)
        for name, shape in settings.shapes().items()
    }
    weights["decoder.distance_weight"][:] = 1.0
    return Policy("random weights", problem, settings, weights)


@dataclass(frozen=True)
class Stopwatch:
    """Times the fastest of several runs, which is the one least disturbed."""

    clock: Callable[[], float]
    repeats: int

    def seconds(self, task: Callable[[], object]) -> float:
        """Run the task several times."""
        times = []
        for _ in range(self.repeats):
            started = self.clock()
            task()
            times.append(self.clock() - started)
        return min(times)


def row(policy: Policy, problem: EngineProblem, threads: int, watch: Stopwatch) -> str:
    """A row of the table."""
    encoded = policy.encode(problem, threads)

    def plan(count: int) -> float:
        return watch.seconds(
            lambda: policy.encode(problem, threads).rollouts(count, seed=0, threads=threads)
        )

    encoder = watch.seconds(lambda: policy.encode(problem, threads))
    rollout = watch.seconds(lambda: encoded.rollouts(1, seed=0, threads=1))
    figures = (encoder, rollout, plan(1), plan(8))
    cells = " | ".join(f"{1000 * seconds:.0f} ms" for seconds in figures)
    routes = len(encoded.rollouts(1, seed=0, threads=1)[0])
    return f"| {policy.problem} | {len(problem.stops)} | {routes} | {threads} | {cells} |"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stops", type=int, nargs="+", default=[500, 1000, 5000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--problem", default="acvrptw", choices=("acvrp", "acvrptw"))
    parser.add_argument("--model", default="sparse", choices=_MODELS, help="of random weights")
    parser.add_argument("--policy", help="weights, by file or name (default: random ones)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--cpu", action="store_true", help="count the processor's time, all threads"
    )
    options = parser.parse_args()
    policy = (
        load_policy(options.policy)
        if options.policy
        else random_policy(options.problem, options.model)
    )
    clock = time.process_time if options.cpu else time.perf_counter
    watch = Stopwatch(clock, options.repeats)
    print(
        f"{platform.machine()}, {policy.name}, {architecture_of(policy.settings)}, "
        f"fastest of {options.repeats} by {clock.__name__}\n"
    )
    print("| problem | stops | routes | threads | encoder | rollout | both | encoder, 8 rollouts |")
    print("|---|---|---|---|---|---|---|---|")
    for n_stops in options.stops:
        instance = made_up(n_stops, policy.problem, np.random.default_rng(n_stops))
        problem = make_problem(instance, _NEIGHBOURS, max(options.threads))
        for threads in options.threads:
            print(row(policy, problem, threads, watch), flush=True)


if __name__ == "__main__":
    main()
