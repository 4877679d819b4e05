"""What instances may have that environments do not know."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.envs.problems import PROBLEMS
from vrp.errors import InstanceError
from vrp.instance import Instance, Stop, Vehicle
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
    found = [*_of_whole(instance), *_of_problem(instance, problem)]
    found += [text for vehicle in instance.vehicles[:1] for text in _of_vehicle(vehicle)]
    for stop in instance.stops:
        found += _of_stop(stop, instance)
    if not found and problem == "acvrptw":
        found += _of_times(instance)
    if found:
        raise InstanceError(
            "\n".join(f"{instance.name}: {text}, which {problem} does not model" for text in found)
        )


def _of_whole(instance: Instance) -> Iterator[str]:
    if not instance.stops:
        yield "has no stops"
    if len(instance.depots) > 1:
        yield f"has {len(instance.depots)} depots"
    if len(instance.vehicles) > 1:
        yield f"has {len(instance.vehicles)} kinds of vehicle"
    if len(instance.load_names) > 1:
        yield f"has {len(instance.load_names)} load dimensions"
    if instance.missing_ways is not None:
        yield "has legs that cannot be driven"
    if instance.generalised_m is not None:
        yield f"charges {instance.minimised} rather than distance"


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


def _of_vehicle(vehicle: Vehicle) -> Iterator[str]:
    what = f"vehicle {vehicle.id!r}"
    if vehicle.end != vehicle.start:
        yield f"{what} does not return to where it starts"
    for name in ("max_distance_m", "max_duration_s", "max_stops"):
        if getattr(vehicle, name) is not None:
            yield f"{what} has {name} {getattr(vehicle, name)}"
    for name in ("cost_fixed", "cost_per_s", "max_reloads"):
        if getattr(vehicle, name):
            yield f"{what} has {name} {getattr(vehicle, name)}"
    if not vehicle.cost_per_m:
        yield f"{what} has no cost_per_m"


def _of_stop(stop: Stop, instance: Instance) -> Iterator[str]:
    what = f"stop {stop.id!r}"
    if any(stop.pickup):
        yield f"{what} has a pickup"
    if len(stop.windows) > 1:
        yield f"{what} has {len(stop.windows)} windows"
    if stop.release_s:
        yield f"{what} has a release time"
    if stop.prize is not None:
        yield f"{what} has a prize"
    if not stop.skills <= instance.vehicles[0].skills:
        yield f"{what} needs skills {', '.join(sorted(stop.skills))}"
    if sum(stop.delivery) > min(instance.capacity(0)):
        yield f"{what} has a demand of {sum(stop.delivery)} above any capacity"


def _of_times(instance: Instance) -> Iterator[str]:
    """Stops that no vehicle could serve if it did nothing else."""
    for number, stop in enumerate(instance.stops):
        schedule = make_schedule(instance, 0, [number])
        if schedule.late_s or schedule.visits[0].late_s:
            yield f"stop {stop.id!r} cannot be served in time"
