"""Which instances a policy can plan: those it was trained on are not everything there is."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.envs.constraints import unknown_constraints
from vrp.errors import UnsupportedError
from vrp.instance import MAX_VALUE, Instance
from vrp.plane import Plane

__all__ = ["check_scope", "problem_of"]


def problem_of(instance: Instance) -> str:
    """Name the problem that a policy has to be trained for to plan an instance.

    Parameters
    ----------
    instance
        What is to be planned.
    """
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
    yield from unknown_constraints(instance)
    if isinstance(instance.charged_m, Plane) or isinstance(instance.durations_s, Plane):
        yield "coordinates in place of a matrix"
    needed = problem_of(instance)
    if needed != problem:
        yield f"the constraints of {needed}, while it was trained for {problem}"
