"""What PyVRP has no model for: breaks, and what its shipments, reloads and distances cannot say."""

from __future__ import annotations

from vrp.baselines.breaks import rested
from vrp.baselines.refusal import refuse
from vrp.baselines.shipments import ends, refuse_goods_of_depots
from vrp.departure import route_hours
from vrp.errors import UnsupportedError
from vrp.instance import Instance

__all__ = ["refuse_beyond_pyvrp"]


def refuse_beyond_pyvrp(instance: Instance) -> None:
    """Refuse what PyVRP has no form for.

    Raises
    ------
    UnsupportedError
        Naming the first of it.
    """
    _refuse_shipments(instance)
    refuse("pyvrp", rested(instance))
    for stop in instance.stops:
        if any(closes < stop.release_s for _, closes in stop.windows):
            raise UnsupportedError(
                f"pyvrp cannot model release_s of stop {stop.id!r}, which is after a window's end"
            )
    for number, vehicle in enumerate(instance.vehicles):
        if not vehicle.max_reloads:
            continue
        if vehicle.max_stops is not None:
            raise UnsupportedError(
                f"pyvrp cannot model max_stops of vehicle {vehicle.id!r} beside max_reloads: it "
                "would count the stops of every trip from 0"
            )
        leave, _ = route_hours(instance, number)
        latest = max(stop.release_s for stop in instance.stops) if instance.stops else 0
        if vehicle.reload_s and latest:
            raise UnsupportedError(
                f"pyvrp cannot model reload_s of vehicle {vehicle.id!r} beside release times: it "
                "begins to load when everything is there"
            )
        if latest > leave[1] or vehicle.reload_s > leave[1] - leave[0]:
            raise UnsupportedError(
                f"pyvrp cannot model when the last trip of vehicle {vehicle.id!r} has to leave"
            )
    if instance.generalised_m is None:
        return
    for vehicle in instance.vehicles:
        if vehicle.max_distance_m is not None:
            raise UnsupportedError(
                f"pyvrp cannot model max_distance_m of vehicle {vehicle.id!r} while "
                f"{instance.minimised} is minimised: it charges and limits the same distance"
            )


def _refuse_shipments(instance: Instance) -> None:
    refuse_goods_of_depots(instance, "pyvrp")
    for stop in (instance.stops[stop] for pair in ends(instance) for stop in pair):
        if len(stop.windows) > 1:
            raise UnsupportedError(
                f"pyvrp cannot model windows of stop {stop.id!r}: an end of a shipment has one"
            )
        if stop.release_s:
            raise UnsupportedError(
                f"pyvrp cannot model release_s of stop {stop.id!r}: a shipment has none"
            )
    for vehicle in instance.vehicles:
        if instance.has_shipments and vehicle.max_stops is not None:
            raise UnsupportedError(
                f"pyvrp cannot model max_stops of vehicle {vehicle.id!r} beside shipments"
            )
