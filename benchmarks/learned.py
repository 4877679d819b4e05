"""What learning adds at equal time: gaps of one search from several starts, as Markdown tables.

    python benchmarks/learned.py porto.npz heidelberg.npz --policies acvrp.safetensors \
        acvrptw.safetensors --csv results/learned.csv

Instances are drawn from city files with the seeds of ``SEEDS``, which nothing is trained on. Every
start searches the same instance with the same random seed, one after another, in wall-clock time
that includes all it does itself. The gap is that to the best plan known of the instance: of a
longer run of ``auto`` on all cores, or of any run in the file. Results are appended to it as they
come, and a run found there is not made again: Ctrl-C ends with the tables of what is there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

import torch
from learned_runs import (
    ALONE,
    REFERENCE,
    SEEDS,
    STARTS,
    Case,
    Learned,
    Outcome,
    Task,
    append,
    carry_out,
    load,
)
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

import vrp
from vrp.compare.bootstrap import mean_interval
from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.errors import CheckpointError, UnsupportedError, VrpError
from vrp.processors import usable_processors

_DEFAULT_STARTS = ("random", "nearest", "savings", "auto", "policy", "policy+guidance")
#: Wall-clock time beyond the budget that a table mentions.
_OVERRUN = 1.1


class Study:
    """Everything that is asked for, and what is known of it."""

    def __init__(self, cases: Sequence[Case], options: argparse.Namespace) -> None:
        self.cases = cases
        self.options = options
        self.results = load(options.csv)
        self.not_covered: dict[tuple[str, str], str] = {}

    def tasks(self, case: Case, number: int) -> Iterator[Task]:
        """Runs of an instance; every start is the first one in its turn."""
        options = self.options
        yield case.task(number, usable_processors(), REFERENCE, options.reference_ms)
        turn = number % len(options.starts)
        starts = options.starts[turn:] + options.starts[:turn]
        for threads in options.threads:
            for start in filter(lambda start: self.covers(case, start), ALONE):
                yield case.task(number, threads, start, 0)
            for budget_ms in options.budgets:
                for start in filter(lambda start: self.covers(case, start), starts):
                    yield case.task(number, threads, start, budget_ms, options.guided)

    def covers(self, case: Case, start: str) -> bool:
        reason = case.missing(start)
        if reason:
            self.not_covered[case.problem, start] = reason
        return (case.problem, start) not in self.not_covered

    def missing(self, case: Case, number: int) -> list[Task]:
        return [task for task in self.tasks(case, number) if task not in self.results]

    def run(self) -> None:
        """Make what is missing, an instance of every case at a time."""
        numbers = range(self.options.instances)
        left = [t for number in numbers for case in self.cases for t in self.missing(case, number)]
        seconds = sum(task.seconds for task in left)
        print(f"{len(left)} runs, {seconds / 3600:.1f} h at least", file=sys.stderr)
        with progress_line(seconds) as line:
            for number in numbers:
                for case in self.cases:
                    tasks = self.missing(case, number)
                    if tasks:
                        self._solve(case, case.instance(number), tasks, line)

    def _solve(
        self, case: Case, instance: vrp.Instance, tasks: Iterable[Task], line: Progress
    ) -> None:
        # What an instance computes once is not to be charged to whoever is first.
        vrp.solve(instance, time_limit=None, iterations=0, threads=1)
        for task in tasks:
            words = f"{case.name}, {task.stops} stops, #{task.number}: {task.start}"
            line.update(line.task_ids[0], description=words, refresh=True)
            if (case.problem, task.start) not in self.not_covered:
                try:
                    outcome = carry_out(task, instance, case.learned)
                except (UnsupportedError, CheckpointError) as error:
                    self.not_covered[case.problem, task.start] = str(error)
                else:
                    self.results[task] = outcome
                    append(self.options.csv, task, outcome)
            line.update(line.task_ids[0], advance=task.seconds)


def progress_line(seconds: float) -> Progress:
    """Drawn between runs only, so that nothing is measured with it."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    line = Progress(
        *columns,
        console=Console(stderr=True),
        auto_refresh=False,
        disable=not sys.stderr.isatty(),
    )
    line.add_task("", total=seconds)
    return line


class Tables:
    """What a study found, in Markdown."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.options = study.options
        self.best: dict[tuple[str, str, int, int], int] = {}
        for task, outcome in study.results.items():
            known = self.best.get(task.instance, outcome.cost)
            self.best[task.instance] = min(known, outcome.cost)

    def lines(self) -> Iterator[str]:
        names = dict.fromkeys(case.name for case in self.study.cases)
        for name in names:
            cases = [case for case in self.study.cases if case.name == name]
            for threads in self.options.threads:
                yield f"\n### {name}, threads: {threads}\n"
                yield from self._searches(cases, threads)
                yield from self._alone(cases, threads)
        yield ""
        yield from self._notes()

    def _searches(self, cases: Sequence[Case], threads: int) -> Iterator[str]:
        yield f"| stops | ms per stop | n | {' | '.join(self.options.starts)} |"
        yield "|---" * (3 + len(self.options.starts)) + "|"
        for case in cases:
            for budget_ms in self.options.budgets:
                ours = self._outcomes(case, threads, self.options.against, budget_ms)
                row = [f"{case.stops:,}", f"{budget_ms:g}", f"{len(ours)}"]
                for start in self.options.starts:
                    theirs = self._outcomes(case, threads, start, budget_ms)
                    row.append(self._cell(case, start, theirs, ours))
                yield f"| {' | '.join(row)} |"

    def _alone(self, cases: Sequence[Case], threads: int) -> Iterator[str]:
        yield "\n| stops | n | " + " | ".join(f"{s}: gap | ms" for s in ALONE) + " |"
        yield "|---" * (2 + 2 * len(ALONE)) + "|"
        for case in cases:
            found = [self._outcomes(case, threads, start, 0) for start in ALONE]
            row = [f"{case.stops:,}", f"{len(found[0])}"]
            for start, outcomes in zip(ALONE, found, strict=True):
                row.append(self._cell(case, start, outcomes, outcomes))
                took = [1000 * outcome.wall_s for _, outcome in outcomes.values()]
                row.append(f"{fmean(took):.0f}" if took else "")
            yield f"| {' | '.join(row)} |"

    def _outcomes(
        self, case: Case, threads: int, start: str, budget_ms: float
    ) -> dict[int, tuple[Task, Outcome]]:
        """By the number of the instance."""
        found = {}
        for number in range(self.options.instances):
            task = case.task(number, threads, start, budget_ms, self.options.guided)
            if task in self.study.results:
                found[number] = task, self.study.results[task]
        return found

    def _cell(
        self,
        case: Case,
        start: str,
        theirs: dict[int, tuple[Task, Outcome]],
        ours: dict[int, tuple[Task, Outcome]],
    ) -> str:
        """Mean gap, its difference to ours with the interval, and the instances won and lost."""
        both = sorted(theirs.keys() & ours.keys())
        if not both:
            return "not covered" if (case.problem, start) in self.study.not_covered else ""
        gaps = [self._gap(*theirs[number]) for number in both]
        differences = [gap - self._gap(*ours[n]) for gap, n in zip(gaps, both, strict=True)]
        text = f"{fmean(gaps):.2f} %"
        if theirs != ours:
            won, lost = sum(d < 0 for d in differences), sum(d > 0 for d in differences)
            text += f", {fmean(differences):+.2f}{_interval(differences)}, {won}:{lost}"
        seconds = fmean(theirs[number][0].seconds for number in both)
        took = fmean(theirs[number][1].wall_s for number in both)
        return text + (f", {took / seconds:.1f} ×" if seconds and took > _OVERRUN * seconds else "")

    def _gap(self, task: Task, outcome: Outcome) -> float:
        return 100 * (outcome.cost / self.best[task.instance] - 1)

    def _notes(self) -> Iterator[str]:
        against = self.options.against
        yield (
            f"Mean gap to the best plan known; its difference to {against} in percentage points "
            f"[95 %]; instances where it is better:worse than {against}; wall clock over budget "
            f"where above {_OVERRUN}. Seeds {SEEDS[0]} to {SEEDS[self.options.instances - 1]}, "
            f"reference {self.options.reference_ms:g} ms per stop, {self.options.guided} guided "
            "neighbours."
        )
        policies = {case.learned.label: case.learned for case in self.study.cases if case.learned}
        for learned in policies.values():
            trained = ", ".join(learned.cities) or "unknown"
            yield (
                f"* {learned.label}: {learned.policy.problem}, trained on {trained}; loaded before "
                f"the runs, in {1000 * learned.loading_s:.0f} ms."
            )
        for reason, starts in self._reasons().items():
            yield f"* {', '.join(starts)}: not covered: {reason}."
        for city in {case.city.name: case.city for case in self.study.cases}.values():
            if city.size <= max(self.options.sizes):
                yield f"* {city.name} has {city.size:,} points: of more stops, some share a place."
        shown = {case.city.fingerprint[:8] for case in self.study.cases}
        made = [(t, o) for t, o in self.study.results.items() if t.matrices in shown]
        for problem in dict.fromkeys(task.problem for task, _ in made):
            inits = {o.init for t, o in made if (t.problem, t.start) == (problem, "auto")}
            yield f"* auto for {problem}: {' and '.join(sorted(inits)) or 'not run'}."
        for threads in self.options.threads:
            times = [o.processor_s / o.wall_s for t, o in made if t.threads == threads]
            if times:
                yield f"* threads: {threads}: {fmean(times):.2f} s of a processor a second."
        yield from dict.fromkeys(f"* vrp {o.version} on {o.machine}." for _, o in made)

    def _reasons(self) -> dict[str, list[str]]:
        """Starts by the reason why nothing is said of them."""
        reasons: dict[str, list[str]] = {}
        for (problem, start), reason in self.study.not_covered.items():
            reasons.setdefault(reason, []).append(f"{problem} {start}")
        return reasons


def cases(options: argparse.Namespace) -> list[Case]:
    """What to draw instances of, the smallest ones first."""
    learned = {one.policy.problem: one for one in map(Learned.load, options.policies)}
    if len(learned) < len(options.policies):
        raise CheckpointError("two policies are for the same problem: give one of them")
    cities = [City.load(path) for path in options.cities]
    tensors = [CityTensors.of(city) for city in cities]
    return [
        Case(city, tensor, problem, stops, learned.get(problem))
        for stops in sorted(options.sizes)
        for problem in options.problems
        for city, tensor in zip(cities, tensors, strict=True)
    ]


def _interval(differences: Sequence[float]) -> str:
    """Over instances, in brackets; nothing for a single one."""
    if len(differences) < 2:
        return ""
    low, high = mean_interval(differences)
    return f" [{low:+.2f}, {high:+.2f}]"


def thread_count(text: str) -> int:
    return usable_processors() if text == "all" else int(text)


def instance_count(text: str) -> int:
    if not 1 <= int(text) <= len(SEEDS):
        raise argparse.ArgumentTypeError(f"is {text}, expected 1 to {len(SEEDS)}")
    return int(text)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cities", nargs="+", type=Path, help="files that 'vrp city' made")
    parser.add_argument("--policies", nargs="*", default=[], help="a file or name per problem")
    parser.add_argument("--csv", type=Path, required=True, help="a line a run; kept and continued")
    parser.add_argument(
        "--problems", nargs="+", choices=("acvrp", "acvrptw"), default=["acvrp", "acvrptw"]
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 1000, 2000, 5000])
    parser.add_argument(
        "--budgets", type=float, nargs="+", default=[0.1, 0.3, 1, 3, 10], help="ms per stop"
    )
    parser.add_argument("--starts", nargs="+", choices=list(STARTS), default=list(_DEFAULT_STARTS))
    parser.add_argument("--against", choices=list(STARTS), default="auto", help="one of the starts")
    parser.add_argument("--guided", type=int, default=10, help="stops named by edge logits")
    parser.add_argument("--instances", type=instance_count, default=64, help="of every case")
    parser.add_argument("--threads", type=thread_count, nargs="+", default=[1], help="or 'all'")
    parser.add_argument("--reference-ms", type=float, default=40.0, help="per stop")
    options = parser.parse_args(arguments)
    if options.against not in options.starts:
        parser.error(f"--against {options.against} is not among the starts")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    options = parse(arguments)
    # Threads of torch that wait for work would take it from the search.
    torch.set_num_threads(1)
    options.csv.parent.mkdir(parents=True, exist_ok=True)
    try:
        study = Study(cases(options), options)
    except VrpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    status = 0
    try:
        study.run()
    except KeyboardInterrupt:
        status = 130
    print("\n".join(Tables(study).lines()))
    return status


if __name__ == "__main__":
    sys.exit(main())
