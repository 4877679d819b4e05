"""Who searches an instance: the crews that suit it, its budget and what is given to start from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.plane import Plane
from vrp.search._engine import Search, make_genetic_search, make_recombination
from vrp.search._engine import SearchSettings as EngineSettings
from vrp.search.breeding import Breeding
from vrp.search.budget import Budget
from vrp.search.bundles import Bundles
from vrp.search.construct import Construction, best_first, is_classical, quick_construction
from vrp.search.crew import Crew, EnginePlan
from vrp.search.crossing import Crossing
from vrp.search.islands import Islands
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.regime import (
    LONG_LEAD,
    SHORT_LEAD,
    counts_vehicles_first,
    expected_routes,
    favours_small_vehicles,
    has_time_for_many_annealings,
    lets_plans_breed,
    lets_plans_cross,
    sends_vanguard,
    suits_savings,
)
from vrp.search.reheating import Reheating
from vrp.search.salesman import as_single_tour, is_single_tour, tour_searches
from vrp.search.settings import SearchSettings
from vrp.search.stages import Stages
from vrp.search.territories import Territories
from vrp.search.unbundling import Unbundling
from vrp.search.vanguard import Vanguard
from vrp.solution import Route

__all__ = ["Preferred", "Terms", "choose_crew"]

_Lists = npt.NDArray[np.int32]
Preferred = _Lists | Callable[[EngineProblem], _Lists]


@dataclass(frozen=True)
class Terms:
    """How long and on what terms to search; :func:`vrp.search.loop.search` explains each."""

    budget: Budget
    seed: int
    threads: int
    settings: SearchSettings
    start: Sequence[Route] | None = None
    construction: Construction | None = None
    preferred: Preferred | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing is given that was made for the instance as it is."""
        classical = self.construction is None or is_classical(self.construction)
        return classical and self.start is None and self.preferred is None

    def knobs(self, instance: Instance) -> EngineSettings:
        """Settings of the engine."""
        return self.settings.to_engine(
            from_plan=self.start is not None,
            from_construction=self.construction is not None,
            vehicles_first=counts_vehicles_first(instance),
            small_vehicles=favours_small_vehicles(instance),
        )

    def warm(self, instance: Instance, hot: float) -> EngineSettings:
        """The same from a first temperature, in mean legs of the plan."""
        knobs = self.settings.to_engine(
            from_plan=False, vehicles_first=counts_vehicles_first(instance)
        )
        knobs.hot = hot
        return knobs


def choose_crew(instance: Instance, terms: Terms) -> tuple[EngineProblem, Crew]:
    """Choose who searches.

    Returns
    -------
    EngineProblem, Crew
        The problem that the crew's plans are of, and the crew.
    """
    bundles = Bundles.of(instance) if terms.is_free else None
    if bundles is None:
        return _choose_by_stops(instance, terms)
    bundled, crew = _choose_by_stops(
        bundles.instance, replace(terms, budget=terms.budget.part(Unbundling.SHARE))
    )
    as_tour = _suits_tour_search(instance, terms)
    problem = _make_problem(instance, terms, as_tour=as_tour)

    def unpack(plan: EnginePlan) -> EnginePlan:
        return problem.plan(bundles.unpack(bundled.routes(plan)))

    def make_single() -> Crew:
        if as_tour:
            return _tour_crew(problem, terms, from_plan=True)
        rest = terms.budget.part(1.0 - Unbundling.SHARE)
        knobs = terms.warm(instance, Unbundling.WARM)
        return _make_crew(problem, knobs, replace(terms, budget=rest), None)

    return problem, Unbundling(crew, unpack, make_single, len(instance.stops))


def _choose_by_stops(instance: Instance, terms: Terms) -> tuple[EngineProblem, Crew]:
    """Choose who searches from the beginning, stop by stop."""
    as_tour = _suits_tour_search(instance, terms)
    problem = _make_problem(instance, terms, as_tour=as_tour)
    if as_tour:
        crew = _tour_crew(problem, terms, from_plan=terms.start is not None)
        crew = _begin(crew, problem, terms.knobs(instance), terms, terms.construction)
    else:
        crew = _choose_by_budget(instance, problem, terms)
    if terms.start is not None:
        crew.start_from([problem.plan(terms.start)])
    return problem, crew


def _choose_by_budget(instance: Instance, problem: EngineProblem, terms: Terms) -> Crew:
    """Choose who searches, and who runs ahead of them."""
    crew = _choose_main(instance, problem, terms)
    if terms.start is not None or not sends_vanguard(instance, terms.budget):
        return crew
    quick = quick_construction(instance)
    if quick is not None and suits_savings(instance):
        ahead = replace(terms, budget=terms.budget.part(SHORT_LEAD))
        colder = terms.warm(instance, Vanguard.HOT)
        make_quick = partial(_make_crew, problem, colder, ahead, quick)
        return Vanguard(crew, make_quick, SHORT_LEAD, ahead.budget)
    if isinstance(crew, Stages):  # the first of which is short enough
        return crew
    ahead = replace(terms, budget=terms.budget.part(LONG_LEAD), construction=None)
    make_quick = partial(_choose_by_budget, instance, problem, ahead)
    return Vanguard(crew, make_quick, LONG_LEAD, ahead.budget)


def _choose_main(instance: Instance, problem: EngineProblem, terms: Terms) -> Crew:
    knobs = terms.knobs(instance)
    made_by = terms.construction or _made_by_default(instance)
    if not counts_vehicles_first(instance):
        if lets_plans_breed(instance, problem.native, terms.budget):
            crew = _breeding(problem, knobs, terms, has_all_ways=instance.missing_ways is None)
            return _begin(crew, problem, knobs, terms, made_by)
        if lets_plans_cross(instance, problem.native, terms.budget):
            warm = terms.warm(instance, Crossing.WARM)
            many = has_time_for_many_annealings(instance, terms.budget)
            crew = _crossing(problem, knobs, warm, terms, many=many)
            return _begin(crew, problem, knobs, terms, made_by)
    if not terms.budget.is_limited:
        first_s = Reheating.suited_to(len(instance.stops)).first_s
        terms = replace(terms, budget=Budget(first_s, None))
    return _make_crew(problem, knobs, terms, made_by)


def _make_problem(instance: Instance, terms: Terms, *, as_tour: bool) -> EngineProblem:
    problem = make_problem(
        as_single_tour(instance) if as_tour else instance,
        terms.settings.ranked_neighbours,
        terms.threads,
        in_parts=not as_tour
        and Territories.suit(len(instance.stops), expected_routes(instance), terms.threads),
    )
    preferred = terms.preferred
    if preferred is not None:
        problem.prefer(preferred(problem.with_matrices()) if callable(preferred) else preferred)
    return problem


def _make_crew(
    problem: EngineProblem, knobs: EngineSettings, terms: Terms, construction: Construction | None
) -> Crew:
    """Make a crew that anneals for all of the time."""
    if problem.native.in_parts:
        seed, threads = terms.seed, terms.threads
        return Territories(problem, knobs, seed, threads, terms.budget, construction)
    searches = [
        Search(problem.native, knobs, _first_seed(terms) + island)
        for island in range(terms.threads)
    ]
    return _begin(Islands(searches), problem, knobs, terms, construction)


def _breeding(
    problem: EngineProblem, knobs: EngineSettings, terms: Terms, *, has_all_ways: bool
) -> Crew:
    first = _first_seed(terms)
    return Breeding(
        lambda number: Search(problem.native, knobs, first + number),
        lambda number: make_genetic_search(problem.native, first + number),
        terms.threads,
        problem,
        has_all_ways=has_all_ways,
    )


def _crossing(
    problem: EngineProblem, knobs: EngineSettings, warm: EngineSettings, terms: Terms, *, many: bool
) -> Crew:
    first = _first_seed(terms)
    return Crossing(
        lambda number: Search(problem.native, knobs, first + number),
        lambda number: Search(problem.native, warm, first + number),
        lambda number: make_recombination(problem.native, warm, first + number),
        terms.threads,
        len(problem.stops),
        many=many,
    )


def _tour_crew(problem: EngineProblem, terms: Terms, *, from_plan: bool) -> Crew:
    return Islands(tour_searches(problem.native, terms.seed, terms.threads, from_plan=from_plan))


def _first_seed(terms: Terms) -> int:
    """Of the searches of a run, each of which has a number of its own."""
    return terms.seed * 2**16


def _begin(
    crew: Crew,
    problem: EngineProblem,
    knobs: EngineSettings,
    terms: Terms,
    construction: Construction | None,
) -> Crew:
    """Let a crew start from what a construction makes, if there is one."""
    if construction is not None:
        plans = construction(problem, knobs, crew.threads, terms.seed)
        crew.start_from(best_first(problem.native, plans))
    return crew


def _made_by_default(instance: Instance) -> Construction | None:
    """Coordinates alone stand for more stops than the engine's own construction has time for."""
    return quick_construction(instance) if isinstance(instance.charged_m, Plane) else None


def _suits_tour_search(instance: Instance, terms: Terms) -> bool:
    """Whether one tour is all there is to find, and nobody asked for what needs more than that."""
    if not is_single_tour(instance):
        return False
    if terms.construction is None and terms.preferred is None:
        return True
    # These are made for the instance as it is, and constructions need a matrix.
    return as_single_tour(instance) is instance and not isinstance(instance.charged_m, Plane)
