"""Turn the data of a benchmark file into an instance of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from vrp.errors import InstanceError, ReadError
from vrp.instance import MAX_VALUE, Depot, Instance, Scale, Stop, TimeWindow, Vehicle
from vrp.read.rounding import NEAREST, NONE, TRUNCATE1, Rounding
from vrp.read.vrplib_backhauls import ORDER_RULE, without_ways
from vrp.read.vrplib_data import VehicleRow, VrplibData
from vrp.read.vrplib_weights import geo_degrees, make_legs

__all__ = ["build_instance", "default_rounding"]


def default_rounding(data: VrplibData) -> Rounding:
    """Return the convention under which the best known solutions of such files are published.

    No rounding for fleets of several kinds (Pessoa's heterogeneous fleets, Cordeau's several depots
    and site dependencies) and for pickups and deliveries (Li & Lim's); otherwise one truncated
    decimal with time windows (the DIMACS challenge) and the nearest integer without.
    """
    if len(set(data.vehicles)) > 1 or data.nodes.origins is not None:
        return NONE
    return NEAREST if data.nodes.windows is None else TRUNCATE1


def build_instance(data: VrplibData, rounding: Rounding) -> Instance:
    """Build the instance: one unit of distance is one metre and one second.

    Consecutive equal vehicles become one kind, so that the file's vehicle numbers can be counted
    off along ``instance.vehicles``.

    Raises
    ------
    ReadError
        Naming the file, for everything that :class:`~vrp.instance.Instance` refuses too.
    """
    depots = set(data.depots)
    stops = tuple(node for node in range(len(data.nodes.ids)) if node not in depots)
    legs = make_legs(data, (*data.depots, *stops), rounding)
    if data.backhauls_last:
        backhauls = [data.nodes.pickups[node] > 0 for node in stops]
        legs = without_ways(legs, backhauls, len(data.depots))
    kinds = [(row, len(list(alike))) for row, alike in groupby(data.vehicles)]
    allowed = _allowed_kinds(kinds, stops)
    unit = rounding.scale
    try:
        return Instance(
            depots=tuple(_depot(data, node, rounding) for node in data.depots),
            stops=tuple(_stop(data, node, rounding, allowed.get(node)) for node in stops),
            vehicles=_vehicles(data, kinds, rounding, set(allowed.values())),
            distances_m=legs,
            durations_s=legs,
            name=data.name,
            scale=Scale(distance=unit, duration=unit, cost=unit, load=(1,)),
            planar=data.metric != "GEO",
            matrix_source=_source(data, rounding),
            order_rule=ORDER_RULE if data.backhauls_last else "",
        )
    except InstanceError as error:
        raise ReadError(f"{data.path}: {error}") from error


def _source(data: VrplibData, rounding: Rounding) -> str:
    kind = "explicit matrix" if data.weights is not None else f"{data.metric} distances"
    return f"{kind} of the file, rounding {rounding.name}"


def _place(data: VrplibData, node: int) -> tuple[float | None, float | None]:
    """(lat, lon) of a node: planar (y, x), or degrees where the file has geographical ones."""
    if data.nodes.coordinates is None:
        return None, None
    first, second = data.nodes.coordinates[node]
    if data.metric == "GEO":
        first, second = geo_degrees(data.nodes.coordinates[node])
        return float(first), float(second)
    return float(second), float(first)


def _window(data: VrplibData, node: int, rounding: Rounding) -> TimeWindow | None:
    if data.nodes.windows is None:
        return None
    start, end = data.nodes.windows[node]
    return rounding.one(start), rounding.one(end)


def _depot(data: VrplibData, node: int, rounding: Rounding) -> Depot:
    lat, lon = _place(data, node)
    window = _window(data, node, rounding) or (0, MAX_VALUE)
    return Depot(id=data.nodes.ids[node], lat=lat, lon=lon, window=window)


def _stop(data: VrplibData, node: int, rounding: Rounding, allowed: tuple[int, ...] | None) -> Stop:
    nodes = data.nodes
    lat, lon = _place(data, node)
    window = _window(data, node, rounding)
    origin = None if nodes.origins is None else nodes.origins[node]
    return Stop(
        id=nodes.ids[node],
        lat=lat,
        lon=lon,
        delivery=(nodes.deliveries[node],),
        pickup=(nodes.pickups[node],),
        service_s=rounding.one(nodes.services[node]),
        windows=() if window is None else (window,),
        skills=frozenset() if allowed is None else frozenset({_skill(allowed)}),
        prize=None if nodes.prizes is None else rounding.one(nodes.prizes[node]),
        origin=None if origin is None else nodes.ids[origin],
        group=None if nodes.groups is None else nodes.groups[node],
        release_s=0 if nodes.releases is None else rounding.one(nodes.releases[node]),
    )


def _vehicles(
    data: VrplibData,
    kinds: Sequence[tuple[VehicleRow, int]],
    rounding: Rounding,
    allowed: set[tuple[int, ...]],
) -> tuple[Vehicle, ...]:
    vehicles = []
    for kind, (row, count) in enumerate(kinds):
        depot = data.depots.index(row.depot)
        vehicles.append(
            Vehicle(
                id="vehicle" if len(kinds) == 1 else _kind_id(kind),
                count=count,
                capacity=(row.capacity,),
                start=depot,
                end=None if data.open_routes else depot,
                max_distance_m=_limit(row.max_distance, rounding),
                max_duration_s=_limit(row.max_duration, rounding),
                cost_fixed=rounding.one(row.fixed_cost),
                # Not scaled: it multiplies distances that are.
                cost_per_m=row.unit_distance_cost,
                skills=frozenset(_skill(some) for some in allowed if kind in some),
                max_reloads=row.max_reloads,
            )
        )
    return tuple(vehicles)


def _limit(value: float | None, rounding: Rounding) -> int | None:
    return None if value is None else rounding.one(value)


def _allowed_kinds(
    kinds: Sequence[tuple[VehicleRow, int]], stops: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Kinds that may visit a stop, for every stop that not all of them may visit."""
    allowed = {
        stop: tuple(
            kind
            for kind, (row, _) in enumerate(kinds)
            if row.clients is None or stop in row.clients
        )
        for stop in stops
    }
    return {stop: some for stop, some in allowed.items() if len(some) < len(kinds)}


def _skill(allowed: tuple[int, ...]) -> str:
    """Name of the skill that exactly these kinds of vehicle have."""
    return "/".join(_kind_id(kind) for kind in allowed) or "none of the vehicles"


def _kind_id(kind: int) -> str:
    return f"type{kind + 1}"
