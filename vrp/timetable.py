"""What a schedule says: when a vehicle comes to every place of its route, and leaves again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Reload", "Rest", "Schedule", "Visit"]


class Visit(NamedTuple):
    """One stop of a route: when it is served and what is on board afterwards.

    Parameters
    ----------
    stop
        Index into ``instance.stops``.
    arrival_s, start_s, departure_s
        When the vehicle arrives, service starts, and the vehicle leaves again, in seconds. Setup
        and a break may come before service starts, or a break before the vehicle leaves.
    late_s
        How long after the end of the last window service starts: 0 in a valid plan.
    leg_m, leg_s
        Metres and seconds of the leg that leads here.
    load_after
        Load units on board, per dimension.
    rest_s
        Seconds of the driver's break between arrival and the start of service.
    setup_s
        Seconds of setup, from the arrival on unless the break interrupts it.
    """

    stop: int
    arrival_s: int
    start_s: int
    departure_s: int
    late_s: int
    leg_m: int
    leg_s: int
    load_after: tuple[int, ...]
    rest_s: int = 0
    setup_s: int = 0

    @property
    def wait_s(self) -> int:
        """Seconds between arrival and the start of service, less setup and the driver's break."""
        return self.start_s - self.arrival_s - self.setup_s - self.rest_s

    @property
    def transit_s(self) -> int:
        """Seconds of the leg that leads here, and of setup."""
        return self.leg_s + self.setup_s


class Reload(NamedTuple):
    """A return to the depot, from which the vehicle leaves again for its next trip.

    Parameters
    ----------
    position
        How many stops of the route come before.
    arrival_s, departure_s
        When the vehicle arrives and leaves again, in seconds: when it has reloaded, and the goods
        of the next trip are there.
    service_s
        Seconds spent reloading.
    late_s
        How long after the last departure that the depot's hours and the shift allow it leaves.
    leg_m, leg_s
        Metres and seconds of the leg that leads here.
    load_after
        Load units on board, per dimension.
    """

    position: int
    arrival_s: int
    service_s: int
    departure_s: int
    late_s: int
    leg_m: int
    leg_s: int
    load_after: tuple[int, ...]

    @property
    def wait_s(self) -> int:
        """Seconds between arrival and departure that are not spent reloading."""
        return self.departure_s - self.arrival_s - self.service_s

    @property
    def transit_s(self) -> int:
        """Seconds of the leg that leads here, as depots have no setup."""
        return self.leg_s


class Rest(NamedTuple):
    """The driver's break, where it is a part of the route.

    It is taken between the end of service at one place and the start of service at the next: before
    leaving if it may begin then, otherwise on arrival if that is not too late, otherwise on the
    road. On the first leg it is on arrival or on the road. On arrival it is after setup rather than
    before; it interrupts that only where it may begin neither after nor before.

    Parameters
    ----------
    position
        How many stops of the route come before.
    start_s, end_s
        When it begins and ends, in seconds. It never begins too late: a route that breaks its
        limits takes it in time, and is later for it elsewhere.
    """

    position: int
    start_s: int
    end_s: int


@dataclass(frozen=True)
class Schedule:
    """The times of one route, from the depot and back (or to the last stop of an open route).

    Parameters
    ----------
    visits
        The stops, in driving order.
    departure_s, return_s
        When the vehicle leaves the depot and is back, in seconds; an open route is back when it
        leaves its last stop.
    late_s
        How long after the shift or the depot's hours the route ends, or leaves the depot.
    last_leg_m, last_leg_s
        Metres and seconds back to the depot: 0 for an open route.
    load_at_start
        Load units on board in the first trip, per dimension.
    peak_load
        The largest load on board at any moment, per dimension.
    reloads
        Returns to the depot between trips.
    rest
        The driver's break; ``None`` where none is due, or it is taken at home.
    """

    visits: tuple[Visit, ...]
    departure_s: int
    return_s: int
    late_s: int
    last_leg_m: int
    last_leg_s: int
    load_at_start: tuple[int, ...]
    peak_load: tuple[int, ...]
    reloads: tuple[Reload, ...] = ()
    rest: Rest | None = None

    @property
    def calls(self) -> tuple[Visit | Reload, ...]:
        """Visits and reloads in driving order."""
        calls: list[Visit | Reload] = list(self.visits)
        for earlier, reload in enumerate(self.reloads):
            calls.insert(reload.position + earlier, reload)
        return tuple(calls)

    @property
    def distance_m(self) -> int:
        """Metres driven."""
        return self.last_leg_m + sum(call.leg_m for call in self.calls)

    @property
    def duration_s(self) -> int:
        """Seconds from departure to return."""
        return self.return_s - self.departure_s

    @property
    def driving_s(self) -> int:
        """Seconds driven."""
        return self.last_leg_s + sum(call.leg_s for call in self.calls)

    @property
    def setup_s(self) -> int:
        """Seconds of setup at stops."""
        return sum(visit.setup_s for visit in self.visits)

    @property
    def wait_s(self) -> int:
        """Seconds waited at stops, and at the depot between trips."""
        return sum(call.wait_s for call in self.calls)
