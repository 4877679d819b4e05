"""What the results amount to: gaps, and who is ahead of whom."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vrp.compare.bootstrap import mean_interval
from vrp.compare.result import INVALID, OURS, REFUSED, VALID, Result

__all__ = ["Gaps", "Standing", "standings"]

_Rank = tuple[int, int]


class Gaps:
    """How far results are from the best known plan of their instance, or the best one found.

    Parameters
    ----------
    results
        Of any number of instances; each is measured against the best of its own.
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self._best: dict[str, _Rank] = {}
        self.all_known = True
        for result in results:
            self.all_known &= result.best_known is not None
            known = None if result.best_known is None else (0, result.best_known)
            for rank in (known, result.rank if known is None else None):
                if rank is not None:
                    before = self._best.get(result.fingerprint, rank)
                    self._best[result.fingerprint] = min(before, rank)

    def of(self, result: Result) -> float | None:
        """Relative excess of a result's cost.

        ``None`` without a valid plan, or for one that leaves out other than the best one does: its
        cost is lower or higher for another reason.
        """
        rank = result.rank
        return None if rank is None else self.at(result.fingerprint, rank)

    def at(self, fingerprint: str, rank: _Rank) -> float | None:
        """Relative excess of a plan of this rank."""
        unserved, best = self._best.get(fingerprint, rank)
        if rank[0] != unserved:
            return None
        if best == 0:
            return 0.0 if rank[1] == 0 else None
        return (rank[1] - best) / best


@dataclass(frozen=True)
class Standing:
    """A solver at one budget, over all instances and seeds.

    Parameters
    ----------
    solver, version, budget_s, threads
        Whose runs, and what each was given: seconds and threads.
    runs, valid, refused, invalid
        How many there are, and what became of them; the rest failed.
    mean_gap, with_gap
        Mean relative excess over the best plan known or found, over the ``with_gap`` runs that have
        one: those without a plan, or whose plan leaves out other than the best one, have none.
    gap_to_ours, pairs
        Mean over instances of the mean over those seeds on which both, ours and theirs, have a gap:
        ``pairs`` of runs in all.
    interval
        At 95 %, how ``gap_to_ours`` may differ on other instances like these; seeds of one instance
        are no further evidence of that, so there is none with fewer than two instances.
    proven_gap
        How far plans are from the optimum at most, on the mean of those with a lower bound.
    best
        Runs that nobody beat at the same budget, instance and seed.
    ahead, level, behind
        Runs that are better than ours, as good, and worse.
    unassigned, wall_s, cpu_s, peak_mib
        Means over valid runs: stops left out, seconds on the clock and of all threads, and MiB.
    """

    solver: str
    version: str
    budget_s: float
    threads: int
    runs: int
    valid: int
    refused: int
    invalid: int
    mean_gap: float | None
    with_gap: int
    gap_to_ours: float | None
    pairs: int
    interval: tuple[float, float] | None
    proven_gap: float | None
    best: int
    ahead: int
    level: int
    behind: int
    unassigned: float | None
    wall_s: float | None
    cpu_s: float | None
    peak_mib: float | None


_Contest = tuple[str, float, int, int]


def standings(results: Sequence[Result]) -> tuple[Standing, ...]:
    """Sum up by budget, threads and solver, in the order in which they first appear.

    Parameters
    ----------
    results
        Of :func:`vrp.compare.compare`.
    """
    gaps = Gaps(results)
    contests: dict[_Contest, dict[str, Result]] = {}
    groups: dict[tuple[float, int, str], list[Result]] = {}
    for result in results:
        contests.setdefault(_contest(result), {})[result.solver] = result
        groups.setdefault((result.budget_s, result.threads, result.solver), []).append(result)
    order = {solver: at for at, solver in enumerate(dict.fromkeys(r.solver for r in results))}
    order[OURS] = -1
    sorted_groups = sorted(groups, key=lambda group: (group[0], group[1], order[group[2]]))
    return tuple(_standing(groups[group], contests, gaps) for group in sorted_groups)


def _contest(result: Result) -> _Contest:
    return result.fingerprint, result.budget_s, result.seed, result.threads


def _standing(
    runs: Sequence[Result], contests: dict[_Contest, dict[str, Result]], gaps: Gaps
) -> Standing:
    valid = [result for result in runs if result.status == VALID]
    ours = [contests[_contest(result)].get(OURS) for result in runs]
    versus = [_versus(mine, ours) for mine, ours in zip(runs, ours, strict=True)]
    found = [gap for result in runs if (gap := gaps.of(result)) is not None]
    differences: dict[str, list[float]] = {}
    for result, our in zip(runs, ours, strict=True):
        theirs, reference = gaps.of(result), None if our is None else gaps.of(our)
        if theirs is not None and reference is not None:
            differences.setdefault(result.fingerprint, []).append(theirs - reference)
    by_instance = [statistics.fmean(seeds) for seeds in differences.values()]
    return Standing(
        solver=runs[0].solver,
        version=runs[0].version,
        budget_s=runs[0].budget_s,
        threads=runs[0].threads,
        runs=len(runs),
        valid=len(valid),
        refused=sum(result.status == REFUSED for result in runs),
        invalid=sum(result.status == INVALID for result in runs),
        mean_gap=_mean(found),
        with_gap=len(found),
        gap_to_ours=_mean(by_instance),
        pairs=sum(map(len, differences.values())),
        interval=mean_interval(by_instance) if len(by_instance) > 1 else None,
        proven_gap=_mean(gap for result in runs if (gap := _proven_gap(result)) is not None),
        best=sum(_is_best(result, contests[_contest(result)].values()) for result in runs),
        ahead=versus.count(-1),
        level=versus.count(0),
        behind=versus.count(1),
        unassigned=_mean(result.unassigned or 0 for result in valid),
        wall_s=_mean(result.wall_s for result in valid),
        cpu_s=_mean(result.cpu_s for result in valid),
        peak_mib=_mean(result.peak_mib for result in valid),
    )


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return statistics.fmean(numbers) if numbers else None


def _proven_gap(result: Result) -> float | None:
    """How far the plan may be from the optimum at most."""
    if not result.cost or result.lower_bound is None:
        return None
    return (result.cost - result.lower_bound) / result.cost


def _is_best(result: Result, rivals: Iterable[Result]) -> bool:
    ranks = [rival.rank for rival in rivals if rival.rank is not None]
    return result.rank is not None and result.rank == min(ranks)


def _versus(theirs: Result, ours: Result | None) -> int | None:
    """-1 where they are ahead of us, 1 behind, 0 level; ``None`` where they refused."""
    if ours is None or ours is theirs or theirs.status == REFUSED:
        return None
    if theirs.rank is None or ours.rank is None:
        return (theirs.rank is None) - (ours.rank is None)
    return (theirs.rank > ours.rank) - (theirs.rank < ours.rank)
