"""VROOM's tasks and our stops: jobs, and the pickups and deliveries of shipments."""

from __future__ import annotations

from typing import NamedTuple

from vrp.instance import Instance

__all__ = ["VROOM_ID", "Task", "task_of"]

#: Where stops of shipments carry the id of VROOM's to the output.
VROOM_ID = "vroom_id"


class Task(NamedTuple):
    """What VROOM visits. Ids are unique among the tasks of one type only.

    Parameters
    ----------
    type
        ``job``, or ``pickup`` or ``delivery`` of a shipment.
    id
        Of the file.
    """

    type: str
    id: str

    @property
    def stop_id(self) -> str:
        """The id of its stop: jobs keep theirs, 7; others are called pickup-7 and delivery-7."""
        return self.id if self.type == "job" else f"{self.type}-{self.id}"


def task_of(instance: Instance, stop: int) -> Task:
    """What VROOM calls a stop, whose own id stands in where it came from no file of VROOM's.

    Parameters
    ----------
    instance, stop
        The problem, and an index into its stops.
    """
    data = instance.stops[stop]
    if instance.origins[stop] is None and instance.destinations[stop] is None:
        return Task("job", data.id)
    kind = "pickup" if instance.origins[stop] is None else "delivery"
    return Task(kind, str(data.extra.get(VROOM_ID) or data.id))
