"""Where we lose: instance by instance, over the seeds on which both have a plan."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vrp.compare.result import OURS, Result
from vrp.compare.standings import Gaps

__all__ = ["Match", "losses", "matches"]


@dataclass(frozen=True)
class Match:
    """Another solver's runs on an instance beside ours, of the same budget, threads and seeds.

    Parameters
    ----------
    solver, budget_s, threads, instance
        Whose runs, and on what.
    comparable
        Whether there is a seed on which both have a plan, or they have one more often than we do.
    lost
        Whether theirs are better.
    by
        How much larger our mean gap is; ``None`` where they serve more stops, or have a plan more
        often, or do not win.
    """

    solver: str
    budget_s: float
    threads: int
    instance: str
    comparable: bool
    lost: bool = False
    by: float | None = None


def matches(results: Sequence[Result]) -> tuple[Match, ...]:
    """Every other solver against ours on every instance, in the order of the results.

    Parameters
    ----------
    results
        Of :func:`vrp.compare.compare`.
    """
    gaps = Gaps(results)
    runs: dict[tuple[float, int, str, str], dict[int, Result]] = {}
    for result in results:
        group = (result.budget_s, result.threads, result.fingerprint, result.solver)
        runs.setdefault(group, {})[result.seed] = result
    found = []
    for (budget, threads, identity, solver), theirs in runs.items():
        ours = runs.get((budget, threads, identity, OURS))
        if solver != OURS and ours is not None:
            example = next(iter(theirs.values()))
            outcome = _outcome(theirs, ours, gaps)
            found.append(Match(solver, budget, threads, example.instance, *outcome))
    return tuple(found)


def losses(results: Sequence[Result]) -> tuple[Match, ...]:
    """Matches that we lost: by budget, threads and solver, the worst first.

    Parameters
    ----------
    results
        Of :func:`vrp.compare.compare`.
    """

    def order(match: Match) -> tuple[float, int, str, float]:
        by = float("inf") if match.by is None else match.by
        return match.budget_s, match.threads, match.solver, -by

    return tuple(sorted((match for match in matches(results) if match.lost), key=order))


def _outcome(
    theirs: dict[int, Result], ours: dict[int, Result], gaps: Gaps
) -> tuple[bool, bool, float | None]:
    """Whether the runs compare, whether we lose, and by how much."""
    pairs = [(run, ours[seed]) for seed, run in theirs.items() if seed in ours]
    both = [pair for pair in pairs if all(run.rank is not None for run in pair)]
    theirs_only = sum(their.rank is not None and our.rank is None for their, our in pairs)
    ours_only = sum(their.rank is None and our.rank is not None for their, our in pairs)
    if theirs_only > ours_only:
        return True, True, None
    if not both:
        return False, False, None
    unserved = [_mean_unserved(side) for side in zip(*both, strict=True)]
    if unserved[0] != unserved[1]:
        return True, unserved[0] < unserved[1], None
    with_gaps = [
        (their_gap, our_gap)
        for their, our in both
        if (their_gap := gaps.of(their)) is not None and (our_gap := gaps.of(our)) is not None
    ]
    excess = statistics.fmean(our - their for their, our in with_gaps) if with_gaps else 0.0
    return True, excess > 0, excess if excess > 0 else None


def _mean_unserved(runs: Iterable[Result]) -> float:
    return statistics.fmean(run.rank[0] for run in runs if run.rank is not None)
