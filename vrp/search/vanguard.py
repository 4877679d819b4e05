"""A vanguard: a quick search that runs ahead, so that a long one may be interrupted early.

A long annealing begins hot: for half of its time its plans are worse than those of a search that
has a tenth of that time. Here such a search goes first, and while its plan is the best known, it
goes on every now and then; as soon as the main search has found a better one, it is disbanded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from vrp.search.budget import Budget
from vrp.search.crew import Crew, EnginePlan, Led, Slice

__all__ = ["Vanguard"]


class Vanguard(Led):
    """A main crew and a quick one that runs ahead of it, on the same threads.

    Parameters
    ----------
    main
        Its annealing takes the time that the quick one leaves it.
    make_quick
        Makes the quick crew, which first searches alone, from its hottest to its coldest
        temperature; called when the main crew has its first plan.
    lead, budget
        What the quick crew has for itself: the share of all, and how much that is.
    """

    #: One of so many slices is the quick crew's after that, at its coldest.
    TURN = 16
    #: First temperature of a quick crew from savings, in mean leg costs: there is little time.
    HOT = 0.3

    def __init__(
        self, main: Crew, make_quick: Callable[[], Crew], lead: float, budget: Budget
    ) -> None:
        self.threads = main.threads
        self.slice_s = budget.slice_s(0.5, 0.01, main.slice_s)
        self.first_slice_s = main.first_slice_s
        self.slice_iterations = budget.slice_iterations(0.5, 100, main.slice_iterations)
        self._main = main
        self._make_quick = make_quick
        self._lead = lead
        self._quick: Crew | None = None
        self._since_turn = 0.0  # in whole slices

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Take plans to improve; the quick crew makes its own."""
        self._main.start_from(plans)

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Make a first plan, or complete the one given."""
        self._main.construct(pool)

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Let one of the crews search on."""
        if part.begin < self._lead:
            if self._quick is None:
                quick = self._make_quick()
                quick.construct(pool)
                # Not earlier: should that be interrupted, no plan at all would pass for the best.
                self._quick = quick
            return self._quick.run(pool, part.until(self._lead).within(0.0, self._lead))
        self.slice_s, self.slice_iterations = self._main.slice_s, self._main.slice_iterations
        if self._quick is not None and self._main.best_value() <= self._quick.best_value():
            self._quick = None
        self._since_turn += min(1.0, part.seconds / self.slice_s)
        if self._quick is not None and self._since_turn >= self.TURN:
            self._since_turn = 0.0
            return self._quick.run(pool, part._replace(begin=1.0, end=1.0))
        return self._main.run(pool, part.within(self._lead, 1.0))

    def _leading(self) -> Crew:
        if self._quick is not None and self._quick.best_value() < self._main.best_value():
            return self._quick
        return self._main
