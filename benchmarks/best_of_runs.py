"""Solvers beside each other on made-up instances: gaps to the best plan of all their runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from statistics import fmean

import vrp
from vrp.baselines import solve_with
from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.solution import Solution

__all__ = ["print_gaps"]

#: Instances of a size, by a seed.
Instances = Callable[[int, int], Iterator[Instance]]
#: Gap in percent, and how many stops are left out; nothing where there is no plan.
_Result = tuple[float, int] | None


def print_gaps(
    description: str | None, what: str, solvers: Sequence[str], made: Mapping[str, Instances]
) -> None:
    """Print a row for every kind, size and budget that the command line asks for.

    Parameters
    ----------
    description
        Of the benchmark.
    what
        An instance has so many of.
    solvers
        That know such instances, ``vrp`` for ours.
    made
        Of every kind of instances, what to call with a size and a seed.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(f"--{what}", type=int, nargs="+", default=[50, 100, 250], dest="sizes")
    parser.add_argument("--budgets", type=float, nargs="+", default=[1.0, 10.0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--solvers", nargs="+", default=list(solvers), choices=solvers)
    options = parser.parse_args()
    print(f"| {what} | budget | {' | '.join(options.solvers)} |")
    print("|---" * (2 + len(options.solvers)) + "|")
    for (kind, instances), size in product(made.items(), options.sizes):
        results = [
            list(_results(instance, seed, options.budgets, options.solvers))
            for seed in range(options.seeds)
            for instance in instances(size, seed)
        ]
        for budget, row in zip(options.budgets, zip(*results, strict=True), strict=True):
            cells = " | ".join(map(_shown, zip(*row, strict=True)))
            print(f"| {size}{kind} | {budget:g} s | {cells} |", flush=True)


def _results(
    instance: Instance, seed: int, budgets: Sequence[float], solvers: Sequence[str]
) -> Iterator[list[_Result]]:
    """Of every solver, for each of the budgets."""
    found = [[_solve(name, instance, budget, seed) for name in solvers] for budget in budgets]
    ranks = [(plan.unserved, plan.cost.total) for plans in found for plan in plans if plan]
    best = min(ranks, default=(0, 1))[1]
    for plans in found:
        yield [
            (100 * (plan.cost.total / best - 1), len(plan.unassigned)) if plan else None
            for plan in plans
        ]


def _solve(name: str, instance: Instance, budget: float, seed: int) -> Solution | None:
    try:
        if name == "vrp":
            return vrp.solve(instance, time_limit=budget, seed=seed, threads=1)
        return solve_with(name, instance, time_limit=budget, seed=seed)
    except InfeasibleError as error:
        # What is not valid would be a mistake of somebody's, unlike what is not found in time.
        if "is not valid" in str(error):
            raise
        return None


def _shown(results: tuple[_Result, ...]) -> str:
    plans = [result for result in results if result is not None]
    if len(plans) < len(results):
        return "no plan"
    gaps, left = zip(*plans, strict=True)
    if any(left):
        return f"{fmean(left):.1f} stops left out"
    return f"{fmean(gaps):.2f} %"
