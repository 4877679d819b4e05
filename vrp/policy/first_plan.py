"""How a search gets its first plan: which construction makes it, and what a policy has to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import UnsupportedError
from vrp.instance import Instance
from vrp.plane import Plane
from vrp.policy.guide import PolicyGuide
from vrp.policy.policy import Policy, load_policy
from vrp.policy.scope import problem_of
from vrp.search.budget import Budget
from vrp.search.construct import (
    CONSTRUCTIONS,
    Construction,
    insertion,
    make_construction,
    quick_construction,
)
from vrp.search.problem import EngineProblem
from vrp.search.regime import starts_from_savings
from vrp.search.salesman import is_single_tour
from vrp.search.settings import SearchSettings

__all__ = ["GENERAL_POLICY", "INITS", "FirstPlan", "choose_first_plan"]

#: Ways to make a first plan.
INITS = ("auto", "policy", *CONSTRUCTIONS, "insertion")
#: The policy that comes with the package for any city.
GENERAL_POLICY = "general"


@dataclass(frozen=True)
class FirstPlan:
    """What a search starts from.

    Parameters
    ----------
    name
        Out of :data:`INITS`, what was chosen; ``boruvka`` where one tour is all there is to find,
        of which the engine makes a first one by Borůvka's rounds.
    construction
        Makes it; ``None`` leaves it to the engine.
    preferred
        Names the stops to look beside first, where a policy is to do so.
    """

    name: str
    construction: Construction | None = None
    preferred: Callable[[EngineProblem], npt.NDArray[np.int32]] | None = None


def choose_first_plan(
    instance: Instance,
    init: str,
    policy: Policy | str | Path | None,
    settings: SearchSettings,
    threads: int,
    budget: Budget,
) -> FirstPlan:
    """Choose how the first plan is made.

    Parameters
    ----------
    instance
        To be planned.
    init
        Out of :data:`INITS`. ``auto``: by the policy if one is given, by Borůvka's rounds where
        :func:`vrp.search.salesman.is_single_tour`, otherwise by savings where
        there are coordinates in place of a matrix or
        :func:`vrp.search.regime.starts_from_savings` says so, and by insertion elsewhere.
        ``policy``: by the policy given,
        or by the one that comes with the package. ``insertion``: routes are filled one after
        another with the stops that are cheapest to insert. For the others see
        :func:`vrp.search.construct.make_construction`.
    policy
        The policy, or its name or file.
    settings
        Knobs of the search.
    threads
        To run the policy with.
    budget
        How long the search will take.

    Raises
    ------
    ValueError
        For an unknown ``init``, or a policy that would not be asked for anything.
    UnsupportedError
        If the instance has a constraint that what is asked for cannot model, naming it.
    CheckpointError
        If the policy cannot be loaded.
    """
    if init not in INITS:
        raise ValueError(f"init is {init!r}, expected one of {', '.join(INITS)}")
    by_policy = init == "policy" or (init == "auto" and policy is not None)
    if policy is not None and not by_policy and not settings.guided_neighbours:
        raise ValueError(f"init is {init!r} while a policy is given: give one of them")
    if not instance.stops:
        return FirstPlan(init)
    if by_policy or policy is not None:
        rollouts = settings.policy_rollouts if by_policy else 0
        guide = _guide(instance, policy, threads, rollouts)
        chosen = FirstPlan("policy", guide) if by_policy else _classical(instance, init, budget)
        return FirstPlan(chosen.name, chosen.construction, _preferred(guide, settings))
    return _classical(instance, init, budget)


def _guide(
    instance: Instance,
    policy: Policy | str | Path | None,
    threads: int,
    rollouts: int,
) -> PolicyGuide:
    if not isinstance(policy, Policy):
        policy = load_policy(GENERAL_POLICY if policy is None else policy, problem_of(instance))
    return PolicyGuide(policy, instance, threads, rollouts)


def _preferred(
    guide: PolicyGuide, settings: SearchSettings
) -> Callable[[EngineProblem], npt.NDArray[np.int32]] | None:
    if not settings.guided_neighbours:
        return None
    return lambda problem: guide.neighbours(problem, settings.guided_neighbours)


def _classical(instance: Instance, init: str, budget: Budget) -> FirstPlan:
    quick = quick_construction(instance)
    by_parts = isinstance(instance.charged_m, Plane) and quick is not None
    if init == "auto":
        if is_single_tour(instance):
            return FirstPlan("boruvka")
        if by_parts:
            return FirstPlan("savings")
        suits = quick is not None and starts_from_savings(instance, budget)
        return FirstPlan("savings", quick) if suits else FirstPlan("insertion")
    if init != "insertion":
        return FirstPlan(init, make_construction(init, instance))
    if by_parts:
        raise UnsupportedError(
            "the construction 'insertion' takes too long where there are coordinates in place of a "
            "matrix: choose savings"
        )
    # The search of one tour would make a first one of its own.
    return FirstPlan(init, insertion if is_single_tour(instance) else None)
