"""How many instances a training step learns from in a second, as Markdown tables.

    pip install 'vrp[rl4co]'                    # some ninety packages: without them, ours alone
    python benchmarks/training_throughput.py --stops 20 50 100 --batch 64

A step drives as many rollouts of every instance as it has stops, and takes the loss, its gradients
and a step of the optimiser: REINFORCE with a shared baseline on either side. rl4co's is POMO as it
comes (attention model, six layers, 128 wide), called without Lightning's loop and without checks
of its solutions. All learn from the same instances, which are drawn before. Every network has a
process of its own with one thread; they take turns, step by step, and the fastest step of each
counts, in seconds of the processor, so that others on the machine matter little. "Peak" is the
memory of the process, some 300 MB of which are Python's and PyTorch's, rl4co's 700.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection

import torch
from environments import SQUARE_M, euclidean, hardware
from torch.optim import AdamW

from vrp.envs.batch import Batch
from vrp.models.policy import make_policy
from vrp.models.settings import DenseSettings, Settings, SparseSettings
from vrp.train.reinforcement import reinforce

_CLIP = 1.0
_THEIRS = "rl4co's POMO"


@dataclass(frozen=True)
class Learner:
    """What learns; ``settings`` are None for rl4co's."""

    name: str
    problem: str
    settings: Settings | None


#: Those of configs/dense.toml and configs/general.toml, and the sparse one as wide as the others.
_DENSE = DenseSettings(width=128, heads=8, layers=6)
_WIDE = SparseSettings(width=128, edge_width=32, layers=6)
LEARNERS = (
    Learner(_THEIRS, "acvrp", None),
    Learner("dense, 6 × 128", "acvrp", _DENSE),
    Learner("dense, 6 × 128", "acvrptw", _DENSE),
    Learner("sparse, 6 × 128", "acvrp", _WIDE),
    Learner("sparse, 3 × 64", "acvrp", SparseSettings()),
    Learner("sparse, 3 × 64", "acvrptw", SparseSettings()),
)


@dataclass(frozen=True)
class Row:
    learner: Learner
    parameters: int
    seconds: float
    peak_mb: float


def ours(settings: Settings, batch: Batch) -> tuple[int, Callable[[], object]]:
    """Number of parameters, and a step of our trainer."""
    policy = make_policy(settings)
    optimiser = AdamW(policy.parameters(), lr=1e-4, weight_decay=0.01)
    generator = torch.Generator().manual_seed(0)

    def step() -> None:
        found = reinforce(policy, batch, batch.n_stops, 0.0, generator)
        optimiser.zero_grad(set_to_none=True)
        found.policy.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(policy.parameters(), _CLIP)
        optimiser.step()

    return sum(weight.numel() for weight in policy.parameters()), step


def theirs(batch: Batch) -> tuple[int, Callable[[], object]]:
    """The same of rl4co's POMO, on its own environment."""
    from rl4co_cvrp import Trainee, observed

    trainee = Trainee(batch.n_stops)
    drawn = observed(batch, SQUARE_M)
    return trainee.parameters, lambda: trainee.step(drawn.clone())


def work(learner: Learner, n_stops: int, size: int, turns: Connection) -> None:
    """Make a step whenever asked for one, and tell what it took; in a process of its own."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    batch = euclidean(learner.problem, size, n_stops, torch.Generator().manual_seed(0))
    made = theirs(batch) if learner.settings is None else ours(learner.settings, batch)
    parameters, step = made
    while turns.recv():
        begin = time.process_time()
        step()
        seconds = time.process_time() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        turns.send((parameters, seconds, peak / (2**20 if sys.platform == "darwin" else 2**10)))


def measure(learners: Sequence[Learner], n_stops: int, size: int, repeats: int) -> list[Row]:
    """The fastest step of each, after one that warms up, in turns."""
    context = get_context("spawn")
    pipes = []
    for learner in learners:
        mine, other = context.Pipe()
        # Ended with this process, whatever ends it.
        context.Process(target=work, args=(learner, n_stops, size, other), daemon=True).start()
        other.close()
        pipes.append(mine)
    told: list[list[tuple[int, float, float]]] = [[] for _ in learners]
    for _ in range(repeats + 1):
        for pipe, found in zip(pipes, told, strict=True):
            pipe.send(True)
            found.append(pipe.recv())
    for pipe in pipes:
        pipe.send(False)
    return [
        Row(learner, found[0][0], min(seconds for _, seconds, _ in found[1:]), found[-1][2])
        for learner, found in zip(learners, told, strict=True)
    ]


def lines(rows: Sequence[Row], n_stops: int, size: int) -> list[str]:
    """Rows of a table; the last column compares with rl4co's, if that is among them."""
    base = next((row.seconds for row in rows if row.learner.settings is None), None)
    return [
        f"| {row.learner.name} | {row.learner.problem if row.learner.settings else 'cvrp'} "
        f"| {n_stops} | {row.parameters / 1000:,.0f} | {size / row.seconds:,.2f} "
        f"| {row.peak_mb:,.0f} | {f'{base / row.seconds:.2f} ×' if base else ''} |"
        for row in rows
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--stops", type=int, nargs="+", default=[20, 50, 100])
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=[], help="beginnings of networks' names")
    asked = parser.parse_args(arguments)
    wanted = [one for one in LEARNERS if not asked.only or one.name.startswith(tuple(asked.only))]
    there = [one for one in wanted if one.settings or find_spec("rl4co")]
    print(f"{hardware('cpu')}, one thread, PyTorch {torch.__version__}; {asked.batch} instances,")
    print(f"as many starts as stops, fastest of {asked.repeats} steps\n")
    if there != wanted:
        print("rl4co is not installed (pip install 'vrp[rl4co]'): ours alone\n")
    print("| network | problem | stops | thousand weights | instances/s | peak, MB | to rl4co's |")
    print("|---|---|---|---|---|---|---|")
    for n_stops in asked.stops:
        rows = measure(there, n_stops, asked.batch, asked.repeats)
        print("\n".join(lines(rows, n_stops, asked.batch)), flush=True)


if __name__ == "__main__":
    main()
