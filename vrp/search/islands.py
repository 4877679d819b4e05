"""Islands: every thread searches the whole problem, and the worst goes on from the best."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from vrp.search._engine import Search
from vrp.search.crew import EnginePlan, Slice, Value

__all__ = ["Islands"]

#: Islands exchange plans this often in a run; rarely enough to stay diverse.
_EXCHANGES = 20


class Islands:
    """One search per thread, each of the whole problem.

    Parameters
    ----------
    searches
        One a thread.
    exchanges
        How often in a run the worst goes on from the best.
    """

    slice_s = 0.05
    first_slice_s = 0.002
    slice_iterations = 1000

    def __init__(self, searches: Sequence[Search], exchanges: int = _EXCHANGES) -> None:
        self.threads = len(searches)
        self._searches = searches
        self._exchanges = exchanges if self.threads > 1 else 0
        self._exchanged = 0.0

    @classmethod
    def of_members(
        cls, populations: Sequence[Search], plans: Sequence[EnginePlan], pool: ThreadPoolExecutor
    ) -> Islands:
        """Populations that take in all of the plans, one population a thread."""

        def take_all(search: Search) -> None:
            for plan in plans:
                search.start_from(plan)

        list(pool.map(take_all, populations))
        return cls(populations)

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Deal the plans out to the islands, each of which goes on from its own."""
        for search, plan in zip(self._searches, cycle(plans), strict=False):
            search.start_from(plan)

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Insert every stop that fits, on every island."""
        list(pool.map(Search.construct, self._searches))

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Search on every island, and now and then let the worst go on from the best."""
        if self._exchanges and abs(part.begin - self._exchanged) >= 1 / self._exchanges:
            self._exchanged = part.begin
            self._exchange()
        runs = [pool.submit(search.run, *part) for search in self._searches]
        return max(run.result() for run in runs)

    def best(self) -> EnginePlan:
        """The best plan of any island."""
        return self._best().best()

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return self._best().best_value()

    def best_size(self) -> tuple[int, int]:
        """Routes of the best plan, and stops on none."""
        best = self._best()
        return best.best_routes(), best.best_unassigned()

    def best_plans(self) -> list[EnginePlan]:
        """The best plan of every island."""
        return [search.best() for search in self._searches]

    def valued_plans(self) -> list[tuple[Value, EnginePlan]]:
        """The best plan of every island, behind what it is worth."""
        return [(search.best_value(), search.best()) for search in self._searches]

    def _best(self) -> Search:
        return min(self._searches, key=Search.best_value)

    def _exchange(self) -> None:
        worst = max(self._searches, key=Search.current_value)
        best = min(self._searches, key=Search.current_value)
        if worst is not best:
            worst.start_from(best.current())
