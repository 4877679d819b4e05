"""Which instances a policy can plan: those it was trained on are not everything there is."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.errors import UnsupportedError
from vrp.instance import MAX_VALUE, Instance, Stop, Vehicle
from vrp.plane import Plane

__all__ = ["check_scope", "problem_of"]


def problem_of(instance: Instance) -> str:
    """Name the problem that a policy has to be trained for to plan an instance."""
    vehicle = instance.vehicles[0]
    ends = (vehicle.shift_s[1], instance.depots[vehicle.start].window[1])
    if min(ends) < MAX_VALUE or any(stop.windows for stop in instance.stops):
        return "acvrptw"
    limited = any(units is not None for units in vehicle.capacity)
    return "acvrp" if limited or instance.n_vehicles > 1 else "atsp"


def check_scope(instance: Instance, problem: str, name: str) -> None:
    """Refuse an instance that a policy cannot plan.

    What vehicles cost may differ from the metres that policies are trained to save, and vehicles
    may be too few for the plan: the search, which starts from it, sees to both. Constraints must be
    known to the policy, or its plans would be worth nothing.

    Parameters
    ----------
    instance
        To be planned.
    problem
        What the policy was trained for.
    name
        Of the policy, for the message.

    Raises
    ------
    UnsupportedError
        Naming the first constraint that the policy does not know.
    """
    for constraint in _unknown(instance, problem):
        raise UnsupportedError(
            f"the policy {name!r} cannot plan {instance.name}, which has {constraint}: choose "
            "another --init"
        )


def _unknown(instance: Instance, problem: str) -> Iterator[str]:
    yield from _of_whole(instance)
    yield from _of_vehicle(instance.vehicles[0])
    for stop in instance.stops:
        yield from _of_stop(stop, instance)
    needed = problem_of(instance)
    if needed != problem:
        yield f"the constraints of {needed}, while it was trained for {problem}"


def _of_whole(instance: Instance) -> Iterator[str]:
    if not instance.stops:
        yield "no stops"
    if len(instance.depots) > 1:
        yield f"{len(instance.depots)} depots"
    if len(instance.vehicles) > 1:
        yield f"{len(instance.vehicles)} kinds of vehicles"
    if len(instance.load_names) > 1:
        yield f"{len(instance.load_names)} load dimensions"
    if instance.missing_ways is not None:
        yield "legs that cannot be driven"
    if isinstance(instance.charged_m, Plane) or isinstance(instance.durations_s, Plane):
        yield "coordinates in place of a matrix"


def _of_vehicle(vehicle: Vehicle) -> Iterator[str]:
    if vehicle.end != vehicle.start:
        yield f"routes of vehicle {vehicle.id!r} that end elsewhere than they start"
    for limit in ("max_distance_m", "max_duration_s", "max_stops"):
        if getattr(vehicle, limit) is not None:
            yield f"a {limit} of vehicle {vehicle.id!r}"
    if vehicle.max_reloads:
        yield f"reloads of vehicle {vehicle.id!r}"


def _of_stop(stop: Stop, instance: Instance) -> Iterator[str]:
    if any(stop.pickup):
        yield f"a pickup at stop {stop.id!r}"
    if len(stop.windows) > 1:
        yield f"several windows of stop {stop.id!r}"
    if stop.release_s:
        yield f"a release time of stop {stop.id!r}"
    if stop.prize is not None:
        yield f"a prize of stop {stop.id!r}"
    if not stop.skills <= instance.vehicles[0].skills:
        yield f"skills that stop {stop.id!r} needs"
