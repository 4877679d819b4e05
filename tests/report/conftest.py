"""Small, medium and awkward plans, made by nearest-neighbour filling rather than by the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Scale, Stop, Vehicle
from vrp.schedule import make_schedule
from vrp.solution import Route, Run, Solution, TracePoint

Plan = tuple[Instance, Solution]
MakePlan = Callable[..., Plan]


def _stops(rng: np.random.Generator, points: np.ndarray) -> tuple[Stop, ...]:
    stops = []
    for number, (lat, lon) in enumerate(points, start=1):
        opens = int(rng.integers(8, 14)) * 3600
        stops.append(
            Stop(
                f"S{number:03d}",
                lat=round(float(lat), 6),
                lon=round(float(lon), 6),
                delivery=(int(rng.integers(1, 9)),),
                service_s=int(rng.integers(3, 12)) * 60,
                windows=((opens, opens + 3 * 3600),) if number % 3 == 0 else (),
                priority=number % 5 * 10,
                name=f"Shop {number}",
                address=f"{number} Rua da Boavista",
                extra={"phone": f"+351 {number:03d}"},
            )
        )
    return tuple(stops)


def _fill(instance: Instance, vehicle: int, left: set[int]) -> tuple[int, ...]:
    """Nearest stop first, as long as load and times allow."""
    kind = instance.vehicles[vehicle]
    capacity = instance.capacity(vehicle)[0]
    taken: list[int] = []
    at = kind.start
    while True:
        room = capacity - int(instance.deliveries[taken].sum())
        nearest = sorted(
            left - set(taken), key=lambda s: instance.distances_m[at, instance.location(s)]
        )
        for stop in nearest[:6]:
            fits = int(instance.deliveries[stop].sum()) <= room
            schedule = make_schedule(instance, vehicle, [*taken, stop])
            if fits and not schedule.late_s and not any(v.late_s for v in schedule.visits):
                taken.append(stop)
                at = instance.location(stop)
                break
        else:
            return tuple(taken)


def make_plan(stops: int = 12, vehicles: int = 3, *, planar: bool = False, seed: int = 1) -> Plan:
    """A city (or a planar benchmark) with sweep-like routes and a few stops left out."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 1, (5, 2))
    spread = centres[rng.integers(0, 5, stops)] + rng.normal(0, 0.7, (stops, 2))
    points = np.vstack([np.zeros((1, 2)), spread])
    metres = points * 3000
    places = np.rint(500 + points * 120) if planar else [41.155, -8.63] + points * [0.014, 0.019]
    gaps = np.hypot(*(metres[:, None, :] - metres[None, :, :]).transpose(2, 0, 1)) * 1.4
    distances = np.rint(gaps / (10 if planar else 1)).astype(np.int32)
    van = Vehicle(
        "van",
        count=vehicles - 1,
        capacity=(int(4.6 * stops / vehicles),),
        shift_s=(28800, 64800),
        cost_per_m=350,
        cost_fixed=40_000_000,
    )
    bike = Vehicle("cargo bike", capacity=(int(3 * stops / vehicles),), cost_per_m=100)
    instance = Instance(
        depots=(Depot("D1", lat=float(places[0][0]), lon=float(places[0][1]), name="Warehouse"),),
        stops=_stops(rng, np.asarray(places)[1:]),
        vehicles=(van, bike),
        distances_m=distances,
        durations_s=np.rint(distances / 9.72).astype(np.int32),
        name="Porto deliveries" if not planar else "X-n101-k25",
        scale=Scale(cost=1 if planar else 1_000_000, load=(1,)),
        planar=planar,
        matrix_source="planar distances" if planar else "great circle × 1.4 at 35 km/h",
        estimated=not planar,
    )
    left = set(range(stops))
    routes = []
    for vehicle in (0,) * (vehicles - 1) + (1,):
        taken = _fill(instance, vehicle, left)
        left -= set(taken)
        if taken:
            routes.append(Route(vehicle, taken))
    plan = Solution.of(instance, routes)
    trace = tuple(
        TracePoint(
            elapsed_s=0.02 * 1.35**step,
            iterations=400 * step,
            unserved=plan.unserved + (50 if step < 3 else 0),
            cost=round(plan.cost.total * (1 + 0.2 * (20 - step) / 20 / (1 + step))),
            routes=len(routes),
        )
        for step in range(21)
    )
    run = Run(
        "sisr", seed=7, threads=2, time_limit_s=10.0, iterations=81_234, elapsed_s=10.0, trace=trace
    )
    return instance, Solution.of(instance, routes, run)


@pytest.fixture
def plan() -> Plan:
    """Twelve stops of a city on three vehicles."""
    return make_plan()


@pytest.fixture
def trips_plan() -> Plan:
    """Twelve stops; the longest route comes back to the depot after its second stop."""
    instance, solution = make_plan()
    kinds = [replace(kind, max_reloads=1, reload_s=600, capacity=()) for kind in instance.vehicles]
    instance = replace(instance, vehicles=tuple(kinds))
    longest = max(solution.routes, key=lambda route: len(route.stops))
    routes = [
        replace(route, reloads=(2,)) if route is longest else route for route in solution.routes
    ]
    return instance, Solution.of(instance, routes)


@pytest.fixture
def shipment_plan() -> Plan:
    """A van that carries 5 from A to B, and has no room for the 9 that go from C to D."""
    at = np.arange(6, dtype=np.int32)
    metres = abs(at[:, None] - at) * 1000
    stops = (
        Stop("A", 41.01, -8.0, delivery=1, pickup=2),
        Stop("B", 41.02, -8.0, delivery=5, origin="A"),
        Stop("C", 41.03, -8.0),
        Stop("D", 41.04, -8.0, delivery=9, origin="C"),
        Stop("E", 41.05, -8.0, delivery=1),
    )
    instance = Instance(
        depots=(Depot("base", 41.0, -8.0),),
        stops=stops,
        vehicles=(Vehicle("van", capacity=8),),
        distances_m=metres,
        durations_s=metres // 8,
        load_names=("kg",),
    )
    return instance, Solution.of(instance, [Route(0, (0, 1, 4))])


@pytest.fixture
def group_plan() -> Plan:
    """A van that serves B of the group of A and B, and none of C and D, which need a lift."""
    at = np.arange(6, dtype=np.int32)
    metres = abs(at[:, None] - at) * 1000
    lift = frozenset({"lift"})
    stops = (
        Stop("A", 41.01, -8.0, group="parcel 1"),
        Stop("B", 41.02, -8.0, group="parcel 1"),
        Stop("C", 41.03, -8.0, skills=lift, group="parcel 2"),
        Stop("D", 41.04, -8.0, skills=lift, group="parcel 2"),
        Stop("E", 41.05, -8.0),
    )
    instance = Instance(
        depots=(Depot("base", 41.0, -8.0),),
        stops=stops,
        vehicles=(Vehicle("van"),),
        distances_m=metres,
        durations_s=metres // 8,
    )
    return instance, Solution.of(instance, [Route(0, (1, 4))])


@pytest.fixture(name="make_plan")
def make_plan_fixture() -> MakePlan:
    """The function that makes plans of any size."""
    return make_plan
