"""Fuzz a build of the engine: ``python engine_fuzz.py EXTENSION FIRST LAST``.

A process of its own, so that a build with debug checks and sanitizers can stand in for the
installed one. Prints what is wrong with each instance from number FIRST to before LAST, or how many
iterations found nothing, and exits with 1 if anything is wrong.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vrp.instance import Instance
    from vrp.search.loop import Found


def main(extension: str, first: str, last: str) -> int:
    load_engine(Path(extension))
    problems: list[str] = []
    iterations = 0
    for seed in range(int(first), int(last)):
        searched: list[Found] = []
        problems += fuzz(seed, searched)
        iterations += sum(found.iterations for found in searched)
    instances = int(last) - int(first)
    print("\n".join(problems) or f"{instances} instances, {iterations} iterations, no problem")
    return 1 if problems else 0


def load_engine(extension: Path) -> None:
    """Let a build of the engine be the one that ``vrp`` imports, which must not have happened."""
    name = "vrp.search._engine"
    spec = importlib.util.spec_from_file_location(name, extension)
    if spec is None or spec.loader is None or name in sys.modules:
        raise ImportError(f"{extension} cannot be loaded as {name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if not module.DEBUG_CHECKS:
        raise ImportError(f"{extension} was built without VRP_DEBUG_CHECKS")


def fuzz(seed: int, searched: list[Found]) -> Iterator[str]:
    """Search twice, the second time from the routes of the first, and say what is wrong.

    Then make first plans of all kinds, and let a policy plan what policies know of the instance.
    """
    from plane_instances import plane_instance, with_matrices
    from random_instances import FEATURES, random_features, random_instance
    from shared_places import with_stops_repeated

    from vrp.search import bundles
    from vrp.search.territories import Territories

    # Here even small instances are cut up, and bundles fill whole vehicles.
    Territories.STOPS, Territories.ROUTES, Territories.MOST_STOPS = 5, 1, 10
    bundles._SHARE = 1.0
    from vrp.search.loop import Budget, search

    mixes = [(), *((name,) for name in FEATURES), FEATURES]
    rng = np.random.default_rng(seed)
    mix = mixes[seed] if seed < len(mixes) else random_features(rng)
    n_stops = int(rng.integers(15, 40)) if seed % 3 == 0 else int(rng.integers(0, 9))
    # Now and then most stops find no place.
    n_vehicles = 1 if seed % 9 == 0 else 2 + n_stops // 4
    instance = random_instance(rng, n_stops=n_stops, n_vehicles=n_vehicles, features=mix)
    if seed % 5 == 2:
        instance = _with_dear_vehicles(instance)
    if seed % 4 == 1:
        instance = _enlarged(instance)
    if seed % 4 == 3:
        instance = plane_instance(seed, n_stops=n_stops, features=mix)
    elif seed % 6 == 2:
        n_stops *= 3
        instance = with_stops_repeated(rng, instance, 3)
    if seed % 7 == 4 and seed % 4 != 1:
        instance = _filled(instance)
    label = f"instance {seed} ({n_stops} stops: {', '.join(sorted(mix)) or 'plain'})"
    budget = Budget(seconds=None, iterations=100 if n_stops > 10 else 400)
    try:
        found = search(instance, budget, seed=seed, threads=1 + seed % 2)
        searched.append(found)
        yield from _faults(label, instance, found)
        again = search(instance, budget, seed=seed, threads=1, start=found.routes)
        searched.append(again)
        yield from _faults(f"{label}, started from its routes", instance, again)
        yield from _tour_faults(seed)
        yield from _genetic_faults(label, instance, seed)
        # Parts of planes have matrices when first plans are made of them.
        instance = with_matrices(instance)
        yield from _crossing_faults(label, instance, seed)
        yield from _first_plan_faults(label, instance, seed)
        yield from _policy_faults(label, instance, rng)
    except RuntimeError as error:  # std::logic_error: an audit failed
        yield f"{label}: {error}"


def _tour_faults(seed: int) -> Iterator[str]:
    """One vehicle, whose tour has a search of its own."""
    from random_instances import random_features
    from tour_instances import TOUR_FEATURES, on_plane, tour_instance

    from vrp.search.loop import Budget, search
    from vrp.search.salesman import is_single_tour

    rng = np.random.default_rng(seed)
    features = random_features(rng) & set(TOUR_FEATURES)
    n_stops = int(rng.integers(1, 60))
    instance = tour_instance(seed, n_stops, features)
    if seed % 3 == 0:
        instance = on_plane(instance, seed)
    if not is_single_tour(instance):
        return
    label = f"tour {seed} ({n_stops} stops: {', '.join(sorted(features)) or 'plain'})"
    found = search(instance, Budget(None, 60), seed=seed, threads=1 + seed % 2)
    yield from _faults(label, instance, found)
    again = search(instance, Budget(None, 10), seed=seed, threads=1, start=found.routes)
    yield from _faults(f"{label}, started from its tour", instance, again)


def _genetic_faults(label: str, instance: Instance, seed: int) -> Iterator[str]:
    """Breed plans of what a genetic search knows of an instance."""
    from vrp.search._engine import make_genetic_search
    from vrp.search.construct import insertion
    from vrp.search.problem import make_problem
    from vrp.search.settings import SearchSettings
    from vrp.solution import Solution, check

    known = _known_to_genes(
        instance,
        timed=seed % 2 == 0,
        hours=seed % 4 == 0,
        one_kind=seed % 3 == 0,
        crowded=seed % 5 == 0,
    )
    problem = make_problem(known, 1 + seed % 30)
    if not problem.native.can_breed:
        return
    plan = insertion(problem, SearchSettings().to_engine(from_plan=False), 1, seed)[0]
    search = make_genetic_search(problem.native, seed)
    search.start_from(plan)
    search.run(60.0, 40 * len(problem.stops), 0.0, 1.0)
    solution = Solution.of(known, problem.routes(search.best()))
    faults = check(known, solution)
    yield from (f"{label}, bred: {text}" for text in faults)
    value = (solution.unserved, solution.cost.total)
    if search.best_value() != value:
        yield f"{label}, bred: {search.best_value()}, recomputed {value}"


def _known_to_genes(
    instance: Instance, *, timed: bool, hours: bool, one_kind: bool, crowded: bool
) -> Instance:
    """What breeds of an instance; where it is crowded, with too few vehicles."""
    from vrp.instance import Depot, Instance, Stop, Vehicle

    loads = np.maximum(instance.deliveries, instance.pickups)
    room = loads.sum(axis=0) // 3 + loads.max(axis=0, initial=1)
    simple = [
        Vehicle(
            kind.id,
            count=max(1, len(loads) // (10 if crowded else 1)),
            capacity=tuple((room * (2 + number) // 2).tolist()),
            start=kind.start,
            end=None if kind.end is None else kind.start if one_kind else kind.end,
            cost_fixed=kind.cost_fixed,
            cost_per_m=kind.cost_per_m,
            skills=kind.skills,
        )
        for number, kind in enumerate(instance.vehicles[:1] if one_kind else instance.vehicles)
    ]
    vehicles = [
        replace(
            made,
            shift_s=kind.shift_s if timed else made.shift_s,
            speed_factor=kind.speed_factor,
            max_duration_s=kind.max_duration_s if hours else None,
            cost_per_s=kind.cost_per_s if hours else 0,
            overtime_after_s=kind.overtime_after_s if hours else None,
            cost_per_overtime_s=kind.cost_per_overtime_s if hours else 0,
            max_distance_m=kind.max_distance_m,
            max_stops=kind.max_stops,
            breaks=kind.breaks if hours else (),
        )
        for made, kind in zip(simple, instance.vehicles, strict=False)
    ]
    stops = tuple(
        Stop(
            stop.id,
            delivery=stop.delivery,
            pickup=stop.pickup,
            service_s=stop.service_s if timed else 0,
            windows=stop.windows[: 1 if hours else None] if timed else (),
            skills=stop.skills,
            prize=stop.prize,
        )
        for stop in instance.stops
    )
    depots = tuple(
        Depot(depot.id, window=depot.window) if timed else Depot(depot.id)
        for depot in instance.depots
    )
    return Instance(
        depots,
        stops,
        tuple(vehicles),
        instance.distances_m,
        instance.durations_s,
        load_names=instance.load_names,
    )


def _crossing_faults(label: str, instance: Instance, seed: int) -> Iterator[str]:
    """Cross a few hasty plans."""
    from vrp.search._engine import Search, make_recombination
    from vrp.search.problem import make_problem
    from vrp.search.settings import SearchSettings
    from vrp.solution import Solution, check

    native = (problem := make_problem(instance, 1 + seed % 30)).native
    knobs = SearchSettings().to_engine(from_plan=False)
    crossing = make_recombination(native, knobs, seed)
    for member in range(3):
        search = Search(native, knobs, 3 * seed + member)
        search.construct()
        search.run(60.0, 10, 0.0, 1.0)
        crossing.start_from(search.best())
    crossing.run(60.0, 100, 0.0, 1.0)
    solution = Solution.of(instance, problem.routes(crossing.best()))
    yield from (f"{label}, crossed: {text}" for text in check(instance, solution))
    value = (solution.unserved, solution.cost.total)
    # Of several windows, those that the engine keeps to may not be the best ones.
    exact = native.has_single_windows
    if crossing.best_value() < value or (exact and crossing.best_value() > value):
        yield f"{label}, crossed: {crossing.best_value()}, recomputed {value}"


def _first_plan_faults(label: str, instance: Instance, seed: int) -> Iterator[str]:
    from vrp.errors import UnsupportedError
    from vrp.search.construct import CONSTRUCTIONS, make_construction
    from vrp.search.problem import make_problem
    from vrp.search.settings import SearchSettings
    from vrp.solution import Solution, check

    problem = make_problem(instance, 1 + seed % 20, 1 + seed % 3)
    knobs = SearchSettings().to_engine(from_plan=False)
    for name in CONSTRUCTIONS:
        try:
            construction = make_construction(name, instance)
        except UnsupportedError:
            continue
        for plan in construction(problem, knobs, 1, seed):
            solution = Solution.of(instance, problem.routes(plan))
            yield from (f"{label}, {name}: {text}" for text in check(instance, solution))


def _policy_faults(label: str, instance: Instance, rng: np.random.Generator) -> Iterator[str]:
    """Leave out what policies do not know, and plan the rest."""
    from random_policies import DENSE, SMALL, random_policy

    from vrp.policy.guide import PolicyGuide
    from vrp.policy.scope import problem_of
    from vrp.search.problem import make_problem
    from vrp.search.settings import SearchSettings
    from vrp.solution import Solution, check

    known = _known_to_policies(instance)
    if known is None:
        return
    settings = DENSE if rng.random() < 0.5 else SMALL
    policy = random_policy(problem_of(known), settings, seed=int(rng.integers(2**31)))
    problem = make_problem(known, int(rng.integers(1, 20)))
    guide = PolicyGuide(policy, known, threads=2, rollouts=3)
    for plan in guide(problem, SearchSettings().to_engine(from_plan=True), 1, 0):
        if len(plan) > known.n_vehicles:
            continue
        solution = Solution.of(known, problem.routes(plan))
        yield from (f"{label}, policy: {text}" for text in check(known, solution))
    problem.prefer(guide.neighbours(problem, 4))


def _known_to_policies(instance: Instance) -> Instance | None:
    if (
        not instance.stops
        or len(instance.depots) > 1
        or len(instance.load_names) > 1
        or instance.missing_ways is not None
    ):
        return None
    stops = [
        replace(
            stop,
            pickup=(),
            prize=None,
            skills=frozenset(),
            windows=stop.windows[:1],
            release_s=0,
            origin=None,
            group=None,
        )
        for stop in instance.stops
    ]
    vehicle = replace(
        instance.vehicles[0],
        end=instance.vehicles[0].start,
        max_distance_m=None,
        max_duration_s=None,
        max_stops=None,
        max_reloads=0,
        breaks=(),
    )
    return replace(instance, stops=stops, vehicles=(vehicle,))


def _filled(instance: Instance) -> Instance:
    """Three stops to a vehicle, all of which they fill but for a hundredth."""
    if not instance.stops:
        return instance
    stops = tuple(
        replace(
            stop,
            delivery=tuple(100 * units for units in stop.delivery),
            pickup=tuple(100 * units for units in stop.pickup),
        )
        for stop in instance.stops
    )
    count = -(-len(stops) // (3 * len(instance.vehicles)))
    vehicles = count * len(instance.vehicles)
    totals = np.maximum(instance.deliveries.sum(axis=0), instance.pickups.sum(axis=0)).tolist()
    room = tuple(-(-100 * 100 * total // (99 * vehicles)) for total in totals)
    vans = tuple(replace(each, count=count, capacity=room) for each in instance.vehicles)
    return replace(instance, stops=stops, vehicles=vans)


def _with_dear_vehicles(instance: Instance) -> Instance:
    """The same instance where one vehicle less is worth any detour, and all stops are served."""
    stops = [replace(stop, prize=None) for stop in instance.stops]
    vehicles = [replace(vehicle, cost_fixed=10_000) for vehicle in instance.vehicles]
    return replace(instance, stops=stops, vehicles=vehicles)


def _enlarged(instance: Instance) -> Instance:
    """The same instance in units so small that every number is about as large as it may be."""
    from vrp.instance import MAX_LOAD, MAX_VALUE, NO_WAY, Break, Instance, IntMatrix

    finer, lighter, cheaper = MAX_VALUE // 200, MAX_LOAD // 1000, 10**6

    def times(window: tuple[int, int]) -> tuple[int, int]:
        return min(window[0] * finer, MAX_VALUE), min(window[1] * finer, MAX_VALUE)

    def legs(matrix: IntMatrix) -> IntMatrix:
        longer = matrix.astype(np.int64) * finer
        return np.where(matrix == NO_WAY, NO_WAY, longer).astype(np.int32)

    def limit(value: int | None, unit: int) -> int | None:
        return None if value is None else value * unit

    stops = [
        replace(
            stop,
            delivery=tuple(units * lighter for units in stop.delivery),
            pickup=tuple(units * lighter for units in stop.pickup),
            service_s=stop.service_s * finer,
            setup_s=stop.setup_s * finer,
            windows=tuple(map(times, stop.windows)),
            prize=limit(stop.prize, finer * cheaper),
            release_s=stop.release_s * finer,
        )
        for stop in instance.stops
    ]
    vehicles = [
        replace(
            vehicle,
            capacity=tuple(limit(units, lighter) for units in vehicle.capacity),
            shift_s=times(vehicle.shift_s),
            max_distance_m=limit(vehicle.max_distance_m, finer),
            max_duration_s=limit(vehicle.max_duration_s, finer),
            cost_fixed=vehicle.cost_fixed * finer * cheaper,
            cost_per_m=vehicle.cost_per_m * cheaper,
            cost_per_s=vehicle.cost_per_s * cheaper,
            reload_s=vehicle.reload_s * finer,
            breaks=tuple(
                Break(*times((due.earliest_s, due.latest_s)), due.duration_s * finer)
                for due in vehicle.breaks
            ),
        )
        for vehicle in instance.vehicles
    ]
    return Instance(
        depots=tuple(replace(depot, window=times(depot.window)) for depot in instance.depots),
        stops=tuple(stops),
        vehicles=tuple(vehicles),
        distances_m=legs(instance.distances_m),
        durations_s=legs(instance.durations_s),
        load_names=instance.load_names,
    )


def _faults(label: str, instance: Instance, found: Found) -> Iterator[str]:
    from vrp.search.bundles import Bundles
    from vrp.solution import Solution, check

    solution = Solution.of(instance, found.routes)
    yield from (f"{label}: {violation}" for violation in check(instance, solution))
    last = found.trace[-1]
    claimed, real = (last.unserved, last.cost), (solution.unserved, solution.cost.total)
    # The engine keeps the windows it has chosen; the schedule may find better ones, and begin some
    # stops before others of their bundle.
    several_windows = any(len(stop.windows) > 1 for stop in instance.stops)
    paid_hours = any(vehicle.cost_per_s for vehicle in instance.vehicles)
    bundled = paid_hours and Bundles.of(instance) is not None
    if claimed < real or (claimed > real and not several_windows and not bundled):
        yield f"{label}: the engine says {claimed}, recomputed {real}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
