"""What policies are worth without a search, after equal training, as Markdown tables.

    pip install 'vrp[train,rl4co]'          # rl4co is some ninety packages: without it, ours alone
    python benchmarks/policy_alone.py --stops 50 --seconds 600 --out results/policy_alone

Everyone begins with random weights and trains on one thread for the same seconds of the processor,
on new instances of the same kind; see ``policy_alone_learners.py``. Then all plan the same
instances that nobody was trained on, in three ways: by always taking the likeliest decision
("greedy"), the same once from every stop as the first one ("every start"), and by drawing eight
plans ("8 samples"), the best of which counts. The gap is to the engine's plan after a long search.
Every plan, theirs as well, passes our check, and costs what that says. Learners have a process
each, one after another; what one has done is kept in ``--out``, and done no more.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from environments import euclidean, hardware
from policy_alone_learners import LEARNERS, SAMPLES, Course, Learner, Theirs, Trained, Way
from torch import Tensor

import vrp
from vrp.compare.bootstrap import mean_interval
from vrp.envs.batch import Batch
from vrp.envs.instances import solution_of, to_instance
from vrp.policy import Policy, load_policy
from vrp.search.construct import best_first, make_construction
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.whole_file import write_whole

#: Of what is planned, beside the seed: no step of any training draws from this one.
_TEST_SEED = 9_000_000
#: Of the search that gaps are to.
_ITERATIONS = 50_000
#: Instances that are planned together, and that are planned one by one to see what that takes.
_TOGETHER, _SINGLES = 64, 32
_REPEATS = 3
WAYS = {"greedy": "greedy", "starts": "every start", "samples": f"{SAMPLES} samples"}
_NATIVE = {"greedy": 1, "samples": SAMPLES}


@dataclass(frozen=True)
class Exam:
    """What everyone plans: the instances, and what the search made of them."""

    batch: Batch
    instances: list[vrp.Instance]
    costs: list[int]

    @classmethod
    def of(cls, course: Course, count: int) -> Exam:
        """Draw the instances; solve them, unless that is done."""
        generator = torch.Generator().manual_seed(_TEST_SEED + course.seed)
        batch = euclidean("acvrp", count, course.n_stops, generator)
        instances = [to_instance(batch, number, city=course.city) for number in range(count)]
        file = course.folder / "searched.json"
        if not file.exists():
            plans = [_searched(instance) for instance in instances]
            _write(file, [plan.cost.total for plan in plans])
        return cls(batch, instances, json.loads(file.read_text()))

    def checked(self, number: int, solution: vrp.Solution) -> int:
        """The cost of a plan that keeps to every rule and serves every stop."""
        solution.check(self.instances[number])
        if solution.unassigned:
            raise RuntimeError(f"instance {number}: {len(solution.unassigned)} stops are left out")
        return solution.cost.total


def _searched(instance: vrp.Instance) -> vrp.Solution:
    return vrp.solve(instance, time_limit=None, iterations=_ITERATIONS, seed=0, threads=1)


def examine(trained: Trained, exam: Exam) -> dict[str, Any]:
    """Costs and milliseconds of every way, in PyTorch and, where it can be, by the engine."""
    found = {name: _planned(way, trained, exam) for name, way in trained.ways.items()}
    if trained.file is not None:
        policy = load_policy(trained.file)
        found |= {f"native {name}": _native(policy, exam, plans) for name, plans in _NATIVE.items()}
    return found


def _planned(way: Way, trained: Trained, exam: Exam) -> dict[str, Any]:
    costs: list[int] = []
    for begin in range(0, len(exam.batch), _TOGETHER):
        part = exam.batch[begin : begin + _TOGETHER]
        for number, actions in enumerate(_best(part, way(trained.view(part))).tolist(), begin):
            costs.append(exam.checked(number, solution_of(exam.instances[number], actions)))
    singles = [trained.view(exam.batch[n : n + 1]) for n in range(min(_SINGLES, len(costs)))]
    together = exam.batch[:_TOGETHER]
    view = trained.view(together)
    return {
        "costs": costs,
        "single_ms": _milliseconds(lambda: [way(one) for one in singles], len(singles)),
        "batched_ms": _milliseconds(lambda: way(view), len(together)),
    }


def _native(policy: Policy, exam: Exam, count: int) -> dict[str, Any]:
    """The same weights run by the engine, which is given the instance anew every time."""
    settings = SearchSettings()

    def plan(instance: vrp.Instance) -> vrp.Solution:
        problem = make_problem(instance, settings.ranked_neighbours, 1)
        plans = policy.encode(problem, 1).rollouts(count, 0, 1)
        return vrp.Solution.of(instance, problem.routes(best_first(problem.native, plans)[0]))

    return _one_by_one(plan, exam)


def savings(exam: Exam) -> dict[str, Any]:
    """What the classical construction makes of the instances, for comparison."""
    settings = SearchSettings()

    def plan(instance: vrp.Instance) -> vrp.Solution:
        problem = make_problem(instance, settings.ranked_neighbours, 1)
        made = make_construction("savings", instance)(problem, settings, 1, 0)
        return vrp.Solution.of(instance, problem.routes(made[0]))

    return _one_by_one(plan, exam)


def _one_by_one(plan: Callable[[vrp.Instance], vrp.Solution], exam: Exam) -> dict[str, Any]:
    costs = [exam.checked(number, plan(one)) for number, one in enumerate(exam.instances)]
    some = exam.instances[:_SINGLES]
    return {
        "costs": costs,
        "single_ms": _milliseconds(lambda: [plan(instance) for instance in some], len(some)),
    }


def _best(batch: Batch, actions: Tensor) -> Tensor:
    """The cheapest of the rollouts of each instance, int64 of shape (B, T)."""
    depot = torch.zeros_like(actions[..., :1])
    origins, targets = torch.cat((depot, actions), -1), torch.cat((actions, depot), -1)
    rows = torch.arange(len(batch))
    metres = batch.distances[rows[:, None, None], origins, targets].sum(-1)
    return actions[rows, metres.argmin(1)]


def _milliseconds(work: Callable[[], object], count: int) -> float:
    """Of the processor for each of so many instances, the fastest of some runs after a first."""
    taken = []
    for _ in range(_REPEATS + 1):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return 1000 * min(taken[1:]) / count


def attend(learner: Learner, course: Course, count: int) -> None:
    """Train and examine, and keep what came of it."""
    torch.set_num_threads(1)
    trained = learner.learn(course)
    result = {
        "parameters": trained.parameters,
        "seconds": trained.seconds,
        "instances": trained.instances,
        "remark": trained.remark,
        "versions": _versions(learner),
        "hardware": hardware("cpu"),
        "ways": examine(trained, Exam.of(course, count)),
    }
    _write(_file(course, learner), result)


def _versions(learner: Learner) -> str:
    known = {"vrp": vrp.__version__, "PyTorch": torch.__version__}
    if isinstance(learner, Theirs):
        known["rl4co"] = version("rl4co")
    return ", ".join(f"{name} {number}" for name, number in known.items())


def _file(course: Course, learner: Learner) -> Path:
    return course.folder / f"{learner.slug}.json"


def _write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(content).encode())


def gaps(costs: Sequence[int], exam: Exam) -> str:
    """Mean gap and its interval, in per cent."""
    found = [100 * (cost / best - 1) for cost, best in zip(costs, exam.costs, strict=True)]
    text = f"{fmean(found):.1f} %"
    if len(found) < 2:
        return text
    low, high = mean_interval(found)
    return f"{text} [{low:.1f}, {high:.1f}]"


def tables(course: Course, exam: Exam, learners: Sequence[Learner]) -> Iterator[str]:
    """What is known so far."""
    results = [
        (learner, json.loads(_file(course, learner).read_text()))
        for learner in learners
        if _file(course, learner).exists()
    ]
    yield f"| {course.n_stops} stops | thousand weights | trained, s | instances learned from |"
    yield "|---|---|---|---|"
    for learner, found in results:
        yield (
            f"| {learner.name} | {found['parameters'] / 1000:,.0f} | {found['seconds']:,.0f} "
            f"| {found['instances']:,} ({found['remark']}) |"
        )
    yield f"\n| gap, {len(exam.costs)} instances | {' | '.join(WAYS.values())} |"
    yield "|---" * (1 + len(WAYS)) + "|"
    for learner, found in results:
        cells = [gaps(found["ways"][way]["costs"], exam) for way in WAYS]
        yield f"| {learner.name} | {' | '.join(cells)} |"
        native = [found["ways"].get(f"native {way}") for way in WAYS]
        if any(native):
            cells = [gaps(way["costs"], exam) if way else "" for way in native]
            yield f"| {learner.name}, by the engine | {' | '.join(cells)} |"
    classical = savings(exam)
    yield f"| savings | {gaps(classical['costs'], exam)} |" + " |" * (len(WAYS) - 1)
    yield from _latencies(results, classical["single_ms"])


def _latencies(results: Sequence[tuple[Learner, Any]], savings_ms: float) -> Iterator[str]:
    """Milliseconds an instance."""
    heads = [f"{name}: one | {_TOGETHER} together | engine" for name in WAYS.values()]
    yield f"\n| ms an instance | {' | '.join(heads)} |"
    yield "|---" * (1 + 3 * len(WAYS)) + "|"
    for learner, found in results:
        cells = []
        for way in WAYS:
            native = found["ways"].get(f"native {way}")
            cells += [f"{found['ways'][way][kind]:.1f}" for kind in ("single_ms", "batched_ms")]
            cells.append(f"{native['single_ms']:.2f}" if native else "")
        yield f"| {learner.name} | {' | '.join(cells)} |"
    yield f"| savings | | | {savings_ms:.2f} |" + " |" * (3 * (len(WAYS) - 1))


def apart(work: Callable[..., None], *arguments: object) -> None:
    """Do something in a process of its own, whose seconds and random numbers are its own."""
    process = get_context("spawn").Process(target=work, args=arguments, daemon=True)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"a learner ended with exit code {process.exitcode}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and examine what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--stops", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600, help="of training, each")
    parser.add_argument("--instances", type=int, default=128, help="to plan")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("results") / "policy_alone")
    parser.add_argument("--only", nargs="+", default=[], help="beginnings of learners' names")
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    name = f"n{asked.stops}-s{asked.seconds:g}-i{asked.instances}-seed{asked.seed}"
    course = Course(asked.stops, asked.seconds, asked.seed, asked.out / name)
    exam = Exam.of(course, asked.instances)
    wanted = [one for one in LEARNERS if not asked.only or one.name.startswith(tuple(asked.only))]
    there = [one for one in wanted if not isinstance(one, Theirs) or find_spec("rl4co")]
    if there != wanted:
        print("rl4co is not installed (pip install 'vrp[rl4co]'): ours alone\n")
    for learner in there:
        if not _file(course, learner).exists():
            print(f"{learner.name} …", file=sys.stderr, flush=True)
            apart(attend, learner, course, asked.instances)
    print(f"{hardware('cpu')}, one thread, PyTorch {torch.__version__}, vrp {vrp.__version__};")
    print(f"{asked.seconds:g} processor seconds of training each, seed {asked.seed}\n")
    print("\n".join(tables(course, exam, there)))


if __name__ == "__main__":
    main()
