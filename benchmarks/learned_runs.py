"""One run of ``benchmarks/learned.py``: its instance, its search or policy alone, its record."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import NamedTuple, TypeVar, get_type_hints

import torch

import vrp
from vrp.compare.machine import machine_name
from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.envs.generator import GeneratorSettings, generate
from vrp.envs.instances import to_instance
from vrp.errors import UnsupportedError
from vrp.models.checkpoint import find_checkpoint, load_checkpoint
from vrp.policy import Policy, load_policy
from vrp.search.construct import best_first
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings

#: Of ``torch.Generator``, one an instance. Training and examples take hashes of 63 bits for theirs.
SEEDS = range(9_000_000, 9_100_000)
REFERENCE = "reference"
#: Plans of a policy that nothing searches on from, and how many of them are made.
ALONE = {"greedy": 1, "best of 8": 8}


class Start(NamedTuple):
    """What ``vrp.solve`` is told."""

    init: str
    has_policy: bool = False
    is_guided: bool = False


STARTS = {
    "random": Start("random"),
    "nearest": Start("nearest"),
    "savings": Start("savings"),
    "insertion": Start("insertion"),
    "auto": Start("auto"),
    "policy": Start("policy", has_policy=True),
    "policy+guidance": Start("policy", has_policy=True, is_guided=True),
    "savings+guidance": Start("savings", has_policy=True, is_guided=True),
    "insertion+guidance": Start("insertion", has_policy=True, is_guided=True),
}


class Task(NamedTuple):
    """A run, and what tells it from others; ``budget_ms`` are per stop."""

    city: str
    matrices: str
    problem: str
    stops: int
    number: int
    threads: int
    start: str
    policy: str
    guided: int
    budget_ms: float

    @property
    def seconds(self) -> float:
        return self.stops * self.budget_ms / 1000

    @property
    def instance(self) -> tuple[str, str, int, int]:
        return self.matrices, self.problem, self.stops, self.number


@dataclass(frozen=True)
class Outcome:
    """What came of it; ``init`` made the first plan."""

    init: str
    cost: int
    routes: int
    iterations: int
    wall_s: float
    processor_s: float
    version: str
    machine: str


Results = dict[Task, Outcome]
T = TypeVar("T")


@dataclass(frozen=True)
class Learned:
    """A policy, and how tables and files call it."""

    policy: Policy
    label: str
    cities: tuple[str, ...]
    loading_s: float

    @classmethod
    def load(cls, name: str) -> Learned:
        path = find_checkpoint(name)
        policy, loading_s, _ = timed(lambda: load_policy(path))
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        trained = tuple(load_checkpoint(path).card.data.get("cities", ()))
        return cls(policy, f"{path.stem}@{content[:8]}", trained, loading_s)


@dataclass(frozen=True, eq=False)
class Case:
    """Instances of one kind."""

    city: City
    tensors: CityTensors
    problem: str
    stops: int
    learned: Learned | None

    @property
    def name(self) -> str:
        seen = ""
        if self.learned and self.learned.cities:
            trained = self.city.name in self.learned.cities
            seen = " (trained on)" if trained else " (never trained on)"
        return f"{self.problem.upper()}, {self.city.name}{seen}"

    def instance(self, number: int) -> vrp.Instance:
        settings = GeneratorSettings(problem=self.problem, stops=self.stops)
        generator = torch.Generator().manual_seed(SEEDS[number])
        return to_instance(generate(self.tensors, settings, 1, generator), 0, city=self.city)

    def task(
        self, number: int, threads: int, start: str, budget_ms: float, guided: int = 0
    ) -> Task:
        way = STARTS.get(start)
        label = ""
        if self.learned and (start in ALONE or (way and way.has_policy)):
            label = self.learned.label
        guided = guided if way and way.is_guided else 0
        matrices = self.city.fingerprint[:8]
        case = self.city.name, matrices, self.problem, self.stops
        return Task(*case, number, threads, start, label, guided, budget_ms)

    def missing(self, start: str) -> str:
        """Why nothing can be said of a start; empty if something can."""
        needs_policy = start in ALONE or STARTS[start].has_policy
        return f"there is no policy for {self.problem}" if needs_policy and not self.learned else ""


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What comes of some work, and its seconds by the wall clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - began, time.process_time() - worked


def carry_out(task: Task, instance: vrp.Instance, learned: Learned | None) -> Outcome:
    """Make a run, and check its plan."""
    if task.start in ALONE:
        solution, wall_s, processor_s = plan_alone(task, instance, learned)
    else:
        solution, wall_s, processor_s = timed(lambda: searched(task, instance, learned))
    if solution.run.interrupted:
        raise KeyboardInterrupt
    if solution.unassigned:
        raise RuntimeError(f"{task}: {len(solution.unassigned)} stops are left out")
    return Outcome(
        init=solution.run.init,
        cost=solution.cost.total,
        routes=len(solution.routes),
        iterations=solution.run.iterations,
        wall_s=wall_s,
        processor_s=processor_s,
        version=vrp.__version__,
        machine=machine_name(),
    )


def searched(task: Task, instance: vrp.Instance, learned: Learned | None) -> vrp.Solution:
    start = STARTS["auto" if task.start == REFERENCE else task.start]
    return vrp.solve(
        instance,
        time_limit=task.seconds,
        seed=task.number,
        threads=task.threads,
        init=start.init,
        policy=learned.policy if learned and start.has_policy else None,
        settings=SearchSettings(guided_neighbours=task.guided),
    )


def plan_alone(
    task: Task, instance: vrp.Instance, learned: Learned | None
) -> tuple[vrp.Solution, float, float]:
    """Let the policy plan; the engine's problem, which any search needs, is there before."""
    if learned is None:
        raise UnsupportedError(f"there is no policy for {task.problem}")
    policy = learned.policy
    problem = make_problem(instance, SearchSettings().ranked_neighbours, task.threads)

    def plan() -> list[tuple[int, list[int]]]:
        encoded = policy.encode(problem, task.threads)
        plans = encoded.rollouts(ALONE[task.start], task.number, task.threads)
        return best_first(problem.native, plans)[0]

    best, wall_s, processor_s = timed(plan)
    solution = vrp.Solution.of(instance, problem.routes(best))
    solution.check(instance)
    return solution, wall_s, processor_s


def load(path: Path) -> Results:
    """Results of earlier runs."""
    results: Results = {}
    kinds = get_type_hints(Task) | get_type_hints(Outcome)
    if not path.exists():
        return results
    with path.open(newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                values = {name: kind(row[name]) for name, kind in kinds.items()}
            except (KeyError, TypeError, ValueError) as error:
                raise SystemExit(f"{path}, line {number}: {error!r}: remove the line") from error
            task = Task(**{name: values[name] for name in Task._fields})
            results[task] = Outcome(**{f.name: values[f.name] for f in fields(Outcome)})
    return results


def append(path: Path, task: Task, outcome: Outcome) -> None:
    """Add one line, with the header if it is the first."""
    row = task._asdict() | asdict(outcome)
    is_new = not path.exists()
    with path.open("a", newline="") as lines:
        writer = csv.DictWriter(lines, list(row))
        if is_new:
            writer.writeheader()
        writer.writerow(row)
