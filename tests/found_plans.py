"""Plans that a search finds, held to the checker."""

from __future__ import annotations

import pytest

from vrp.instance import Instance
from vrp.search.loop import Budget, Found, search
from vrp.search.territories import Territories
from vrp.solution import Solution, check

__all__ = ["found_plan", "use_small_territories"]


def found_plan(
    instance: Instance, iterations: int, seed: int = 0, threads: int = 1
) -> tuple[Found, Solution]:
    """What a search finds, and the valid plan that it is."""
    found = search(instance, Budget(None, iterations), seed=seed, threads=threads)
    solution = Solution.of(instance, found.routes)
    assert check(instance, solution) == ()
    return found, solution


def use_small_territories(monkeypatch: pytest.MonkeyPatch, stops: int = 5) -> None:
    """Let threads share plans of a few dozen stops as territories."""
    monkeypatch.setattr(Territories, "STOPS", stops)
    monkeypatch.setattr(Territories, "ROUTES", 1)
    monkeypatch.setattr(Territories, "MOST_STOPS", 2 * stops)
