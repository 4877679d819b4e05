"""Unbundling: a search of bundles of stops, and then one of the stops themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from vrp.search.crew import Crew, EnginePlan, Slice, Value

__all__ = ["Unbundling"]


class Unbundling:
    """A crew that searches bundles, and one that goes on from its plan, stop by stop.

    Parameters
    ----------
    bundled
        Its plans are of bundles.
    unpack
        Writes such a plan as one of stops, worth the same.
    make_single
        Makes the crew that searches on, on as many threads.
    stops
        How many there are.
    """

    #: Of the time, until bundles are given up.
    SHARE = 0.5
    #: The first temperature after that, in mean leg costs of the plan.
    WARM = 0.3

    def __init__(
        self,
        bundled: Crew,
        unpack: Callable[[EnginePlan], EnginePlan],
        make_single: Callable[[], Crew],
        stops: int,
    ) -> None:
        self.threads = bundled.threads
        self._bundled = bundled
        self._unpack = unpack
        self._make_single = make_single
        self._single: Crew | None = None
        self._stops = stops

    @property
    def slice_s(self) -> float:
        """As the crew at work has it."""
        return (self._single or self._bundled).slice_s

    @property
    def first_slice_s(self) -> float:
        """As the crew at work has it."""
        return (self._single or self._bundled).first_slice_s

    @property
    def slice_iterations(self) -> int:
        """As the crew at work has it."""
        return (self._single or self._bundled).slice_iterations

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Take plans of bundles to improve."""
        self._bundled.start_from(plans)

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Make a first plan of bundles."""
        self._bundled.construct(pool)

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Search on, by bundles or by stops."""
        if self._single is None and part.begin < self.SHARE:
            return self._bundled.run(pool, part.within(0.0, self.SHARE))
        if self._single is None:
            single = self._make_single()
            single.start_from([self.best()])
            single.construct(pool)
            # Not earlier: should that be interrupted, its plan would pass for the best.
            self._single = single
        return self._single.run(pool, part.within(self.SHARE, 1.0))

    def best(self) -> EnginePlan:
        """The best plan of either crew, stop by stop."""
        single = self._leading_single()
        return self._unpack(self._bundled.best()) if single is None else single.best()

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return (self._leading_single() or self._bundled).best_value()

    def best_size(self) -> tuple[int, int]:
        """How many routes the best plan has, and how many stops are on none."""
        single = self._leading_single()
        if single is not None:
            return single.best_size()
        routes, left_out = self._bundled.best_size()
        if not left_out:
            return routes, 0
        served = sum(call < self._stops for _, calls in self.best() for call in calls)
        return routes, self._stops - served

    def _leading_single(self) -> Crew | None:
        """The crew that searches stop by stop, if its plan is the better one."""
        single = self._single
        worse = single is None or single.best_value() > self._bundled.best_value()
        return None if worse else single
