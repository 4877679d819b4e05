"""What the outer loop asks of those who search, on however many threads they do it."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

__all__ = ["UNLIMITED", "Crew", "EnginePlan", "Led", "Slice", "Value"]

#: Iterations of a slice that the clock ends.
UNLIMITED = 2**62
#: Per route the kind of vehicle and its stops, by the engine's numbers.
EnginePlan = list[tuple[int, list[int]]]
#: What is unserved, and the cost.
Value = tuple[int, int]


class Slice(NamedTuple):
    """A part of a run, over when either is spent; ``begin`` to ``end`` of the annealing."""

    seconds: float
    iterations: int
    begin: float
    end: float

    def until(self, end: float) -> Slice:
        """As much of it as lies before ``end``, before which it begins."""
        if self.end <= end:
            return self
        share = (end - self.begin) / (self.end - self.begin)
        if self.iterations == UNLIMITED:
            return self._replace(seconds=share * self.seconds, end=end)
        return self._replace(iterations=max(1, math.ceil(share * self.iterations)), end=end)

    def within(self, begin: float, end: float) -> Slice:
        """The same slice for those whose annealing goes from ``begin`` to ``end`` of the whole."""
        first, last = (
            min(1.0, max(0.0, at - begin) / (end - begin)) for at in (self.begin, self.end)
        )
        return self._replace(begin=first, end=last)


class Crew(Protocol):
    """Threads that search for one plan together."""

    threads: int

    @property
    def slice_s(self) -> float:
        """About how many seconds there are to be between two looks from outside."""
        ...

    @property
    def first_slice_s(self) -> float:
        """How many there may be early in a run, when plans improve fastest."""
        ...

    @property
    def slice_iterations(self) -> int:
        """The same in iterations."""
        ...

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Take plans to improve, the best one first; call before :meth:`construct`."""
        ...

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Make a first plan, or complete the one given."""
        ...

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Search on, and return how many iterations every thread made at most."""
        ...

    def best(self) -> EnginePlan:
        """The best plan so far."""
        ...

    def best_value(self) -> Value:
        """What the best plan is worth."""
        ...

    def best_size(self) -> tuple[int, int]:
        """How many routes the best plan has, and how many stops are on none."""
        ...


class Led(ABC):
    """The part of a crew of crews whose plan is that of the best of them."""

    @abstractmethod
    def _leading(self) -> Crew:
        """The crew whose plan is worth most."""

    def best(self) -> EnginePlan:
        """The best plan of any crew."""
        return self._leading().best()

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return self._leading().best_value()

    def best_size(self) -> tuple[int, int]:
        """How many routes the best plan has, and how many stops are on none."""
        return self._leading().best_size()
