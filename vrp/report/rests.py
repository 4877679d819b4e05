"""Where on its route a driver takes the break: at which stop or depot, or on the road."""

from __future__ import annotations

from typing import NamedTuple

from vrp.instance import Depot, Instance, Stop
from vrp.timetable import Rest, Schedule

__all__ = ["BEFORE_LEAVING", "ON_ARRIVAL", "ON_THE_ROAD", "PlacedRest"]

BEFORE_LEAVING = "before leaving"
ON_ARRIVAL = "on arrival"
ON_THE_ROAD = "on the road"


class PlacedRest(NamedTuple):
    """A break, and where it is. Make it with :meth:`of`.

    Parameters
    ----------
    rest
        When it is.
    where
        ``before leaving``, ``on arrival`` or ``on the road``.
    stop
        Index of the stop that it is taken at, ``None`` at a depot and on the road.
    place
        That stop or depot; ``None`` on the road.
    arrival_s
        When the vehicle comes to where it is taken: earlier than it begins, if it waits for that.
    driven_s, setup_s
        Seconds that are driven before, of the leg that the break is on, and seconds of setup.
    load
        Load units on board, per dimension.
    """

    rest: Rest
    where: str
    stop: int | None
    place: Depot | Stop | None
    arrival_s: int
    driven_s: int
    load: tuple[int, ...]
    setup_s: int = 0

    @property
    def place_id(self) -> str:
        """Id of the stop or depot; empty on the road."""
        return "" if self.place is None else self.place.id

    @classmethod
    def of(cls, instance: Instance, vehicle: int, schedule: Schedule) -> PlacedRest | None:
        """Find the break of a route; ``None`` where the driver has none on it.

        Parameters
        ----------
        instance, vehicle, schedule
            The problem, an index into its vehicles, and what that vehicle does.
        """
        rest, visits = schedule.rest, schedule.visits
        if rest is None:
            return None
        left = visits[rest.position - 1] if rest.position else None
        next_visit = visits[rest.position] if rest.position < len(visits) else None
        load = schedule.load_at_start if left is None else left.load_after
        left_s = schedule.departure_s if left is None else left.departure_s
        leg_s = schedule.last_leg_s if next_visit is None else next_visit.leg_s
        # The departure from a stop comes after a break that is taken there.
        if left is not None and rest.start_s < left_s:
            stop = instance.stops[left.stop]
            return cls(rest, BEFORE_LEAVING, left.stop, stop, rest.start_s, 0, load)
        kind = instance.vehicles[vehicle]
        if left is None and rest.start_s == left_s:
            return cls(rest, BEFORE_LEAVING, None, instance.depots[kind.start], left_s, 0, load)
        if rest.start_s < left_s + leg_s:
            driven_s = rest.start_s - left_s
            return cls(rest, ON_THE_ROAD, None, None, rest.start_s, driven_s, load)
        if next_visit is None and kind.end is not None:
            end = instance.depots[kind.end]
            return cls(rest, ON_ARRIVAL, None, end, left_s + leg_s, leg_s, load)
        arrival_s = left_s + leg_s
        if next_visit is None:
            reached, setup_s = visits[-1].stop, 0
        else:
            reached = next_visit.stop
            setup_s = min(next_visit.setup_s, rest.start_s - arrival_s)
        stop = instance.stops[reached]
        return cls(rest, ON_ARRIVAL, reached, stop, arrival_s, leg_s, load, setup_s)
