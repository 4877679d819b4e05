"""What a policy does for a search: plans to start from, and stops to look beside first."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.policy.policy import Policy
from vrp.policy.scope import check_scope
from vrp.search._engine import EncodedProblem, SearchSettings
from vrp.search.crew import EnginePlan
from vrp.search.problem import EngineProblem

__all__ = ["PolicyGuide"]


class PolicyGuide:
    """A policy at the service of one search; a :class:`vrp.search.construct.Construction`.

    Parameters
    ----------
    policy
        To ask.
    instance
        That is searched.
    threads
        To run the policy with; what it says does not depend on them.
    rollouts
        Plans to make at most: the best one stop by stop, and others drawn by chance. With 0, only
        neighbours are asked for.

    Raises
    ------
    UnsupportedError
        If the policy cannot plan the instance, naming the constraint, or that many stops.
    """

    def __init__(self, policy: Policy, instance: Instance, threads: int, rollouts: int) -> None:
        check_scope(instance, policy.problem, policy.name)
        policy.check_size(len(instance.stops))
        self._policy = policy
        self._threads = threads
        self._rollouts = rollouts
        self._lock = threading.Lock()
        self._encoded: tuple[EngineProblem, EncodedProblem] | None = None

    def __call__(
        self, problem: EngineProblem, settings: SearchSettings, count: int, seed: int
    ) -> list[EnginePlan]:
        """Make plans; those by chance depend on the seed alone."""
        plans = self._encode(problem).rollouts(self._rollouts, seed, self._threads)
        return [_largest_first(plan) for plan in plans]

    def neighbours(self, problem: EngineProblem, count: int) -> npt.NDArray[np.int32]:
        """Name the stops that most probably come just before or behind each stop.

        Returns
        -------
        ndarray of int32, shape (n_stops, at most count)
            Of the instance, the most probable first; -1 for none.
        """
        lists, logits = self._encode(problem).edge_logits()
        likeliest = np.argsort(-logits, axis=1, kind="stable")[:, :count]
        return np.take_along_axis(lists, likeliest, axis=1)

    def _encode(self, problem: EngineProblem) -> EncodedProblem:
        """Encode a problem once."""
        with self._lock:
            if self._encoded is None or self._encoded[0] is not problem:
                self._encoded = (
                    problem,
                    self._policy.encode(problem, self._threads, for_plans=self._rollouts > 0),
                )
            return self._encoded[1]


def _largest_first(plan: EnginePlan) -> EnginePlan:
    """Sort routes so that where vehicles are too few, the shortest ones are left out."""
    return sorted(plan, key=lambda route: -len(route[1]))
