"""How many rollouts the environments play in a second, as a Markdown table.

    python benchmarks/environments.py --stops 50 100 --batch 64 --starts 100

"Random" draws every next location among those allowed. "Replay" is given the same actions again
and still asks for every mask: what the environment takes alone. rl4co's CVRP environment plays the
same instances where rl4co is installed (pip install 'vrp[rl4co]'), with one row for every rollout,
as its own multi-start decoding does. "Held" is what instances and states take in memory. Seconds
are those of the processor, so that others on the machine do not count; on a GPU, of the clock.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import PROBLEMS, Batch
from vrp.envs.environment import environment
from vrp.envs.rollout import choose_randomly, rollout

SQUARE_M = 10_000
_METRES_PER_S = 10
_SHIFT_S = 8 * 3600
#: As rl4co has it, for demands from 1 to 9.
_CAPACITY = {20: 30, 50: 40, 100: 50, 200: 70, 500: 100}


@dataclass(frozen=True)
class Row:
    environment: str
    n_stops: int
    steps: int
    random_s: float
    replay_s: float
    held_mb: float


def capacity_for(n_stops: int) -> int:
    """Of a vehicle, as for the nearest number of stops that rl4co has one for."""
    return _CAPACITY[min(_CAPACITY, key=lambda known: abs(known - n_stops))]


def euclidean(problem: str, size: int, n_stops: int, generator: torch.Generator) -> Batch:
    """Uniform points in a square; windows of two hours that every stop can be served in alone."""
    device = generator.device
    shape = (size, n_stops + 1)
    points = torch.rand(*shape, 2, generator=generator, device=device) * SQUARE_M
    distances = torch.cdist(points, points).round().int()
    durations = distances // _METRES_PER_S
    zeros = torch.zeros(shape, dtype=torch.int32, device=device)
    demands, capacity = zeros.clone(), MAX_LOAD
    opens, closes, service = zeros, zeros + MAX_VALUE, zeros
    if problem != "atsp":
        demands[:, 1:] = torch.randint(1, 10, (size, n_stops), generator=generator, device=device)
        capacity = capacity_for(n_stops)
    if problem == "acvrptw":
        latest = _SHIFT_S - 4 * 3600
        opens = torch.randint(0, latest, shape, generator=generator, device=device).int()
        opens[:, 0] = 0
        closes, service = opens + 2 * 3600, zeros + 300
        closes[:, 0], service[:, 0] = _SHIFT_S, 0
    return Batch(
        problem,
        distances,
        durations,
        demands,
        torch.full((size,), capacity, dtype=torch.int32, device=device),
        opens,
        closes,
        service,
        lat=points[..., 0].double(),
        lon=points[..., 1].double(),
    )


def seconds(work: Callable[[], object], repeats: int, device: torch.device) -> float:
    """Median of some runs, after one that warms up."""
    on_gpu = device.type == "cuda"
    clock = time.perf_counter if on_gpu else time.process_time
    taken = []
    for _ in range(repeats + 1):
        begin = clock()
        work()
        if on_gpu:
            torch.cuda.synchronize(device)
        taken.append(clock() - begin)
    return statistics.median(taken[1:])


def ours(batch: Batch, starts: int, generator: torch.Generator, repeats: int) -> Row:
    env = environment(batch.problem)
    choose = choose_randomly(generator)
    actions, done = rollout(batch, starts, choose)

    def replay() -> None:
        state = env.reset(batch, starts)
        for action in actions.unbind(-1):
            env.mask(batch, state)
            state = env.step(batch, state, action)
        env.cost(batch, state)

    return Row(
        environment=batch.problem,
        n_stops=batch.n_stops,
        steps=actions.shape[-1],
        random_s=seconds(lambda: rollout(batch, starts, choose), repeats, batch.device),
        replay_s=seconds(replay, repeats, batch.device),
        held_mb=_megabytes(getattr(batch, field.name) for field in fields(batch))
        + _megabytes(getattr(done, field.name) for field in fields(done)),
    )


def rl4co(batch: Batch, starts: int, generator: torch.Generator, repeats: int) -> Row:
    """The same instances in rl4co's CVRP environment."""
    from rl4co_cvrp import CVRPEnv, TensorDict, batchify, observed

    env = CVRPEnv(generator_params={"num_loc": batch.n_stops}, check_solution=False)
    drawn = observed(batch, SQUARE_M)

    def play(choose: Callable[[int, Tensor], Tensor]) -> tuple[list[Tensor], TensorDict]:
        td = batchify(env.reset(drawn.clone()), starts)
        actions: list[Tensor] = []
        while not td["done"].all():
            action = choose(len(actions), td["action_mask"])
            td = env.step(td.set("action", action))["next"]
            actions.append(action)
        env.get_reward(td, torch.stack(actions, 1))
        return actions, td

    def randomly(step: int, mask: Tensor) -> Tensor:
        draws = torch.rand(mask.shape, generator=generator, device=mask.device)
        return draws.masked_fill(~mask, -1.0).argmax(-1)

    actions, td = play(randomly)
    return Row(
        environment="rl4co's CVRP",
        n_stops=batch.n_stops,
        steps=len(actions),
        random_s=seconds(lambda: play(randomly), repeats, batch.device),
        replay_s=seconds(lambda: play(lambda step, mask: actions[step]), repeats, batch.device),
        held_mb=_megabytes(td.values()),
    )


def _megabytes(tensors: Iterable[object]) -> float:
    found = [tensor for tensor in tensors if isinstance(tensor, Tensor)]
    storages = {tensor.untyped_storage().data_ptr(): tensor for tensor in found}
    return sum(tensor.untyped_storage().nbytes() for tensor in storages.values()) / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--stops", type=int, nargs="+", default=[50, 100])
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    generator = torch.Generator(asked.device).manual_seed(0)
    print(f"{hardware(asked.device)}, PyTorch {torch.__version__}, {asked.threads} threads")
    print(f"{asked.batch} instances, {asked.starts} starts each, median of {asked.repeats} runs\n")
    print("| environment | stops | steps | random, instances/s | replay, instances/s | held, MB |")
    print("|---|---|---|---|---|---|")
    for n_stops in asked.stops:
        for problem in PROBLEMS:
            batch = euclidean(problem, asked.batch, n_stops, generator)
            show(ours(batch, asked.starts, generator, asked.repeats), asked.batch)
            if problem == "acvrp":
                try:
                    row = rl4co(batch, asked.starts, generator, asked.repeats)
                except ImportError:
                    print(f"| rl4co's CVRP | {n_stops} | not installed | | | |")
                else:
                    show(row, asked.batch)


def hardware(device: str) -> str:
    """What it runs on, told without the engine, which machines that only train do not have."""
    if torch.device(device).type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{platform.machine()}, {os.cpu_count()} cores"


def show(row: Row, size: int) -> None:
    print(
        f"| {row.environment} | {row.n_stops} | {row.steps} | {size / row.random_s:,.0f} "
        f"| {size / row.replay_s:,.0f} | {row.held_mb:,.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
