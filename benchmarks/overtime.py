"""Overtime at half as much again: ours beside PyVRP and OR-Tools.

    python benchmarks/overtime.py --stops 50 100 250 --budgets 1 10 --seeds 1

The instances of ``breaks.py`` without the breaks: kilometres and hours are paid, and after six
hours of a route's ten, an hour costs half as much again. Gaps are to the best plan of all runs on
an instance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import breaks
from best_of_runs import print_gaps

from vrp.instance import Instance

_SOLVERS = ("vrp", "pyvrp", "ortools")
_REGULAR_S = 6 * 3600


def main() -> None:
    """Print a row for every size and budget."""
    print_gaps(__doc__, "stops", _SOLVERS, {"": instances})


def instances(stops: int, seed: int) -> Iterator[Instance]:
    """Make one at random and one in towns."""
    for instance in breaks.instances(stops, seed, hourly=True):
        (van,) = instance.vehicles
        half_s = van.cost_per_s // 2
        paid = replace(van, breaks=(), overtime_after_s=_REGULAR_S, cost_per_overtime_s=half_s)
        yield replace(instance, vehicles=(paid,))


if __name__ == "__main__":
    main()
