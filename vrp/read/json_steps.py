"""Plans in the JSON form of VROOM: ``steps`` of a problem's vehicles, and of an answer's routes."""

from __future__ import annotations

from vrp.read.json_object import JsonObject
from vrp.read.json_tasks import Task

__all__ = ["read_steps"]

_TASKS = ("job", "pickup", "delivery")
_TYPES = ("start", *_TASKS, "break", "end")
_FIXED = ("service_at", "service_after", "service_before")
_KEYS = ("type", "id", *_FIXED)
#: What VROOM says of a step in its answers, which come back as they are.
_ANSWERED = (
    "description",
    "location",
    "location_index",
    "job",
    "setup",
    "service",
    "waiting_time",
    "load",
    "arrival",
    "duration",
    "distance",
    "violations",
)


def read_steps(item: JsonObject) -> tuple[Task, ...]:
    """Jobs, pickups and deliveries in ``steps``, in their order; problems are noted.

    Breaks are passed over, as arrivals are: both come of the order of the tasks.

    Parameters
    ----------
    item
        A vehicle of a problem, or a route of an answer.
    """
    tasks = []
    for step in item.children("steps"):
        step.refuse_other_than((*_KEYS, *_ANSWERED), {})
        kind = step.text("type")
        if kind not in _TYPES:
            step.note("type", f"is {kind!r}, expected one of {', '.join(_TYPES)}")
        for name in _FIXED:
            if name in step:
                step.note(name, "(a time at which service is fixed) is not supported")
        if kind in _TASKS:
            tasks.append(Task(kind, step.identifier()))
    return tuple(tasks)
