"""What instances may have that environments do not know."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.envs.constraints import unknown_constraints
from vrp.envs.problems import PROBLEMS
from vrp.errors import InstanceError
from vrp.instance import Instance
from vrp.schedule import make_schedule

__all__ = ["check_modelled", "problem_of"]


def problem_of(instance: Instance) -> str:
    """Return the simplest problem that has the instance's constraints."""
    if instance.is_timed:
        return "acvrptw"
    vehicle = instance.vehicles[0]
    limited = any(units is not None for units in vehicle.capacity)
    return "acvrp" if limited or instance.n_vehicles > 1 else "atsp"


def check_modelled(instance: Instance, problem: str) -> None:
    """Refuse an instance that a problem is not the whole truth of.

    Raises
    ------
    InstanceError
        Naming the instance and everything that is not modelled.
    ValueError
        For an unknown problem.
    """
    if problem not in PROBLEMS:
        raise ValueError(f"problem is {problem!r}, expected one of {', '.join(PROBLEMS)}")
    found = [f"has {constraint}" for constraint in unknown_constraints(instance)]
    found += [*_of_costs(instance), *_of_problem(instance, problem), *_of_demands(instance)]
    if not found and problem == "acvrptw":
        found += _of_times(instance)
    if found:
        raise InstanceError(
            "\n".join(f"{instance.name}: {text}, which {problem} does not model" for text in found)
        )


def _of_costs(instance: Instance) -> Iterator[str]:
    """Policies learn to save metres, and nothing else."""
    if instance.generalised_m is not None:
        yield f"charges {instance.minimised} rather than distance"
    vehicle = instance.vehicles[0]
    for name in ("cost_fixed", "cost_per_s", "cost_per_overtime_s"):
        if getattr(vehicle, name):
            yield f"has a {name} of {getattr(vehicle, name)} for vehicle {vehicle.id!r}"
    if not vehicle.cost_per_m:
        yield f"has no cost_per_m for vehicle {vehicle.id!r}"


def _of_problem(instance: Instance, problem: str) -> Iterator[str]:
    if problem == "atsp":
        if instance.n_vehicles > 1:
            yield f"has {instance.n_vehicles} vehicles"
        if int(instance.deliveries.sum()) > instance.capacity(0)[0]:
            yield f"has more demand than the capacity of {instance.capacity(0)[0]}"
    elif instance.n_vehicles < len(instance.stops):
        yield f"has {instance.n_vehicles} vehicles for {len(instance.stops)} stops"
    if problem != "acvrptw" and instance.is_timed:
        yield "has times"


def _of_demands(instance: Instance) -> Iterator[str]:
    largest = min(instance.capacity(0))
    for stop in instance.stops:
        if sum(stop.delivery) > largest:
            yield f"has a demand of {sum(stop.delivery)} at stop {stop.id!r} above any capacity"


def _of_times(instance: Instance) -> Iterator[str]:
    """Stops that no vehicle could serve if it did nothing else."""
    for number, stop in enumerate(instance.stops):
        schedule = make_schedule(instance, 0, [number])
        if schedule.late_s or schedule.visits[0].late_s:
            yield f"has a stop {stop.id!r} that cannot be served in time"
