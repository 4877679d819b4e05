"""The way to the plans of a comparison: who was ahead when, and how long ours stood still.

    python benchmarks/compare_peers.py INSTANCES --budgets 10 --out results/peers
    python benchmarks/anytime.py results/peers/*

Every folder is one that ``vrp compare --out`` or ``compare_peers.py --out`` has written, with the
best cost of every run over time, and makes a row for each of its budgets. A search may be stopped
at any moment, so that the plan of every moment counts.
"""

from __future__ import annotations

import argparse
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from statistics import fmean

from vrp.compare import Result
from vrp.compare.result import OURS, VALID
from vrp.compare.standings import Gaps
from vrp.compare.store import load_results

#: What leaves stops out, or is no plan at all, is this far from the best known one.
_NO_PLAN = 1.0
_Rank = tuple[int, int]


class Curve:
    """The best plan of a run at every moment of its budget."""

    def __init__(self, result: Result) -> None:
        self.fingerprint = result.fingerprint
        better = [point for point in result.trace if point[0] < result.budget_s]
        self.times = [at for at, _, _ in better]
        self.ranks = [(unserved, cost) for _, unserved, cost in better]

    def at(self, moment: float) -> _Rank | None:
        """How good the plan was, ``None`` as long as there was none."""
        place = bisect_right(self.times, moment)
        return self.ranks[place - 1] if place else None

    def improves_on(self, rank: _Rank, begin: float, end: float) -> bool:
        """Whether a plan better than that was found between two moments."""
        found = zip(self.times, self.ranks, strict=True)
        return any(begin < at < end and better < rank for at, better in found)

    def mean_gap(self, budget_s: float, gaps: Gaps) -> float:
        """Mean gap over the budget: the primal integral of the DIMACS challenge of 2022."""
        moments = [0.0, *self.times, budget_s]
        area = sum(self.gap(begin, gaps) * (end - begin) for begin, end in pairwise(moments))
        return area / budget_s

    def gap(self, moment: float, gaps: Gaps) -> float:
        """How far it was from the best known plan."""
        rank = self.at(moment)
        gap = None if rank is None else gaps.at(self.fingerprint, rank)
        return _NO_PLAN if gap is None else min(gap, _NO_PLAN)


@dataclass(frozen=True)
class Race:
    """The runs of ours and of the others on one instance with one seed and budget."""

    budget_s: float
    ours: Curve
    peers: dict[str, Curve]

    def behind(self) -> float:
        """Share of the budget for which somebody had a better plan than ours."""
        behind = 0.0
        for begin, end in pairwise(self._moments()):
            ours, best = self.ours.at(begin), self._best_peer(begin)
            if best is not None and (ours is None or best < ours):
                behind += end - begin
        return behind / self.budget_s

    def stall(self) -> float:
        """Longest share of the budget for which ours stood still while somebody went ahead of it.

        Who is ahead of all others may stand still.
        """
        longest = 0.0
        for (begin, end), ours in zip(
            pairwise([*self.ours.times, self.budget_s]), self.ours.ranks, strict=True
        ):
            if any(peer.improves_on(ours, begin, end) for peer in self.peers.values()):
                longest = max(longest, end - begin)
        return longest / self.budget_s

    def _best_peer(self, moment: float) -> _Rank | None:
        ranks = [peer.at(moment) for peer in self.peers.values()]
        return min((rank for rank in ranks if rank is not None), default=None)

    def _moments(self) -> list[float]:
        curves = (self.ours, *self.peers.values())
        found = (at for curve in curves for at in curve.times)
        return sorted({0.0, self.budget_s, *found})


def races(results: Sequence[Result]) -> Iterator[Race]:
    """Every one that ours and somebody else finished."""
    valid = [result for result in results if result.status == VALID]
    for ours in valid:
        start = (ours.fingerprint, ours.budget_s, ours.seed)
        peers = {
            peer.solver: Curve(peer)
            for peer in valid
            if peer.solver != OURS and (peer.fingerprint, peer.budget_s, peer.seed) == start
        }
        if ours.solver == OURS and peers:
            yield Race(ours.budget_s, Curve(ours), peers)


def rows(name: str, results: Sequence[Result]) -> Iterator[str]:
    """One for every budget."""
    gaps = Gaps(results)
    for budget_s, some in groupby(sorted(races(results), key=_budget), key=_budget):
        runs = list(some)
        curves: dict[str, list[Curve]] = {}
        for race in runs:
            for solver, curve in {OURS: race.ours, **race.peers}.items():
                curves.setdefault(solver, []).append(curve)
        means = [
            f"{solver} {100 * fmean(curve.mean_gap(budget_s, gaps) for curve in solvers):.2f} %"
            for solver, solvers in curves.items()
        ]
        behind = [100 * race.behind() for race in runs]
        stall = 100 * max(race.stall() for race in runs)
        yield (
            f"| {name} | {budget_s:g} s | {len(runs)} | {', '.join(means)} "
            f"| {fmean(behind):.1f}, {max(behind):.1f} % | {stall:.0f} % |"
        )


def _budget(race: Race) -> float:
    return race.budget_s


def main() -> None:
    """Print a row for every folder and budget that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    print("| set | budget | runs | mean gap over time | behind: mean, longest | longest stall |")
    print("|---|---|---|---|---|---|")
    for folder in options.folders:
        for row in rows(folder.name, load_results(folder)):
            print(row)


if __name__ == "__main__":
    main()
