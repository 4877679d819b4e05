"""Tiny random instances over every mix of the model's features, for fuzzing.

Numbers are small on purpose: windows, loads and limits then bite, ties are common, and every
constraint decides some instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from vrp import instance as model
from vrp.instance import Break, Depot, Instance, Stop, TimeWindow, Vehicle
from vrp.solution import Route, Solution, check

__all__ = [
    "FEATURES",
    "STOP_BY_STOP",
    "instances",
    "one_route",
    "paired",
    "random_features",
    "random_instance",
]

FEATURES = (
    "asymmetric",
    "breaks",
    "depot hours",
    "depots",
    "dimensions",
    "fixed costs",
    "fleet",
    "generalised costs",
    "groups",
    "hourly costs",
    "limits",
    "missing ways",
    "multiple windows",
    "open",
    "overtime",
    "pickups",
    "prizes",
    "priorities",
    "releases",
    "reloads",
    "service",
    "setups",
    "shifts",
    "shipments",
    "skills",
    "speed",
    "windows",
)
#: Those with which every stop is served, or not, by itself.
STOP_BY_STOP = tuple(name for name in FEATURES if name not in ("groups", "shipments"))
_HORIZON = 100
_WIDTH = 20
_SKILLS = ("cold", "lift")


def random_features(rng: np.random.Generator) -> frozenset[str]:
    """Each feature with probability one third."""
    return frozenset(name for name in FEATURES if rng.random() < 1 / 3)


def random_instance(
    rng: np.random.Generator,
    *,
    n_stops: int = 5,
    n_vehicles: int = 3,
    features: Iterable[str] | None = None,
) -> Instance:
    """Make an instance that uses the given features, drawn at random by default.

    Parameters
    ----------
    rng
        Where all randomness comes from: same state, same instance.
    n_stops, n_vehicles
        Number of stops, and the largest number of single vehicles.
    features
        Names out of :data:`FEATURES`. Beside reloads or releases, there are no breaks.
    """
    mix = random_features(rng) if features is None else frozenset(features)
    unknown = mix - set(FEATURES)
    if unknown:
        raise ValueError(f"unknown features {sorted(unknown)}, expected some of {FEATURES}")
    if mix & {"reloads", "releases"}:
        mix -= {"breaks"}
    n_depots = int(rng.integers(2, 4)) if "depots" in mix else 1
    dimensions = int(rng.integers(2, 4)) if "dimensions" in mix else 1
    depots = tuple(_depot(rng, mix, number) for number in range(n_depots))
    stops = tuple(_stop(rng, mix, number, dimensions) for number in range(n_stops))
    if "setups" in mix:
        stops = _with_setups(rng, [*depots, *stops], n_stops)
    if "shipments" in mix:
        stops = paired(stops, rng)
    if "groups" in mix:
        stops = _grouped(stops, rng)
    vehicles = tuple(_vehicles(rng, mix, n_vehicles, n_depots, dimensions))
    distances, durations = _matrices(rng, mix, [*depots, *stops])
    if "missing ways" in mix:
        distances, durations = _with_missing_ways(rng, distances, durations)
    return Instance(
        depots=depots,
        stops=stops,
        vehicles=vehicles,
        distances_m=distances,
        durations_s=durations,
        load_names=("", "volume", "pallets")[:dimensions],
        planar=True,
        generalised_m=_generalised(rng, distances) if "generalised costs" in mix else None,
    )


def _with_setups(
    rng: np.random.Generator, places: Sequence[Depot | Stop], n_stops: int
) -> tuple[Stop, ...]:
    """The stops, which come last: most have a setup, and half of them are where another one is."""
    stops = []
    for stop in places[len(places) - n_stops :]:
        where = places[_between(rng, 0, len(places) - 1)] if rng.random() < 0.5 else stop
        setup_s = _between(rng, 0, 9)
        stops.append(replace(stop, lat=where.lat, lon=where.lon, setup_s=setup_s))
    return tuple(stops)


def paired(stops: tuple[Stop, ...], rng: np.random.Generator) -> tuple[Stop, ...]:
    """The stops, about two thirds of them as origins and destinations of shipments."""
    order = rng.permutation(len(stops)).tolist()
    changed = list(stops)
    for origin, destination in zip(order[::2], order[1::2], strict=False):
        if rng.random() < 2 / 3:
            changed[destination] = replace(stops[destination], origin=stops[origin].id, release_s=0)
    return tuple(changed)


def _grouped(stops: tuple[Stop, ...], rng: np.random.Generator) -> tuple[Stop, ...]:
    """The stops, some of those that are of no shipment as alternatives."""
    origins = {stop.origin for stop in stops}
    single = [at for at, stop in enumerate(stops) if stop.origin is None and stop.id not in origins]
    changed = list(stops)
    firsts: dict[int, Stop] = {}
    for at in single:
        group = int(rng.integers(0, len(stops)))
        first = firsts.setdefault(group, stops[at])
        changed[at] = replace(
            stops[at], group=f"g{group}", priority=first.priority, prize=first.prize
        )
    return tuple(changed)


@st.composite
def instances(
    draw: st.DrawFn,
    min_stops: int = 1,
    max_stops: int = 5,
    n_vehicles: int = 3,
    features: Sequence[str] = FEATURES,
    always: Sequence[str] = (),
) -> Instance:
    """Instances of any mix of features; a failing one shrinks to few stops and features."""
    mix = draw(st.frozensets(st.sampled_from(sorted(features))) if features else st.just(()))
    mix = {*mix, *always}
    return random_instance(
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
        n_stops=draw(st.integers(min_stops, max_stops)),
        n_vehicles=n_vehicles,
        features=mix,
    )


def one_route(instance: Instance) -> Solution:
    """A valid plan: one route, of the stops that may be appended to it in their order."""
    plan = Solution.of(instance, [])
    taken: tuple[int, ...] = ()
    for stop in range(len(instance.stops)):
        longer = Solution.of(instance, [Route(0, (*taken, stop))])
        if not check(instance, longer):
            plan, taken = longer, (*taken, stop)
    return plan


def _between(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1))


def _depot(rng: np.random.Generator, mix: frozenset[str], number: int) -> Depot:
    window = (0, model.MAX_VALUE)
    if "depot hours" in mix:
        window = (_between(rng, 0, 40), _between(rng, 60, 2 * _HORIZON))
    return Depot(f"d{number}", *_point(rng), window=window)


def _point(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.integers(0, _WIDTH)), float(rng.integers(0, _WIDTH))


def _stop(rng: np.random.Generator, mix: frozenset[str], number: int, dimensions: int) -> Stop:
    lat, lon = _point(rng)
    return Stop(
        f"s{number}",
        lat,
        lon,
        delivery=tuple(_between(rng, 0, 9) for _ in range(dimensions)),
        pickup=tuple(_between(rng, 0, 9) for _ in range(dimensions)) if "pickups" in mix else (),
        service_s=_between(rng, 0, 9) if "service" in mix else 0,
        windows=_windows(rng, mix),
        skills=frozenset(skill for skill in _SKILLS if "skills" in mix and rng.random() < 0.3),
        priority=_between(rng, 0, 3) if "priorities" in mix else 0,
        prize=_between(rng, 0, 60) if "prizes" in mix and rng.random() < 0.5 else None,
        release_s=_between(rng, 0, 60) if "releases" in mix and rng.random() < 0.5 else 0,
    )


def _windows(rng: np.random.Generator, mix: frozenset[str]) -> tuple[TimeWindow, ...]:
    most = 3 if "multiple windows" in mix else 1 if "windows" in mix else 0
    bounds = sorted(rng.choice(_HORIZON, size=2 * _between(rng, 0, most), replace=False).tolist())
    return tuple(zip(bounds[::2], bounds[1::2], strict=True))


def _vehicles(
    rng: np.random.Generator, mix: frozenset[str], most: int, n_depots: int, dimensions: int
) -> Iterable[Vehicle]:
    kinds = _between(rng, 1, most) if "fleet" in mix else 1
    for number in range(kinds):
        count = _between(rng, 1, max(1, most // kinds))
        yield _vehicle(rng, mix, number, count, n_depots, dimensions)


def _vehicle(
    rng: np.random.Generator,
    mix: frozenset[str],
    number: int,
    count: int,
    n_depots: int,
    dimensions: int,
) -> Vehicle:
    def limit(low: int, high: int) -> int | None:
        return _between(rng, low, high) if "limits" in mix and rng.random() < 0.5 else None

    def capacity() -> int | None:
        return _between(rng, 8, 24) if rng.random() < 0.9 else None

    is_open = "open" in mix and rng.random() < 0.5
    return Vehicle(
        f"v{number}",
        count=count,
        capacity=tuple(capacity() for _ in range(dimensions)) if rng.random() < 0.9 else (),
        start=_between(rng, 0, n_depots - 1),
        end=None if is_open else _between(rng, 0, n_depots - 1),
        shift_s=_shift(rng) if "shifts" in mix else (0, model.MAX_VALUE),
        # The engine counts metres or a generalised cost, not both.
        max_distance_m=None if "generalised costs" in mix else limit(20, 80),
        max_duration_s=limit(20, 80),
        max_stops=limit(0, 4),
        cost_fixed=_between(rng, 0, 50) if "fixed costs" in mix else 0,
        cost_per_m=_between(rng, 0, 3) if "fleet" in mix else 1,
        cost_per_s=_between(rng, 0, 3) if "hourly costs" in mix else 0,
        skills=frozenset(skill for skill in _SKILLS if "skills" in mix and rng.random() < 0.6),
        speed_factor=float(rng.choice([0.7, 1.0, 1.3, 2.0])) if "speed" in mix else 1.0,
        max_reloads=_between(rng, 0, 3) if "reloads" in mix else 0,
        reload_s=_between(rng, 0, 9) if "reloads" in mix else 0,
        breaks=_breaks(rng) if "breaks" in mix else (),
        overtime_after_s=_between(rng, 0, 60) if "overtime" in mix else None,
        cost_per_overtime_s=_between(rng, 0, 3) if "overtime" in mix else 0,
    )


def _breaks(rng: np.random.Generator) -> tuple[Break, ...]:
    """Mostly one, that many routes are out for."""
    if rng.random() < 0.2:
        return ()
    earliest = _between(rng, 0, 60)
    return (Break(earliest, earliest + _between(rng, 0, 20), _between(rng, 1, 15)),)


def _shift(rng: np.random.Generator) -> TimeWindow:
    start = _between(rng, 0, 50)
    return start, start + _between(rng, 20, _HORIZON)


def _with_missing_ways(
    rng: np.random.Generator, distances: model.IntMatrix, durations: model.IntMatrix
) -> tuple[model.IntMatrix, model.IntMatrix]:
    """One leg in six cannot be driven, which one or both of the matrices say."""
    missing = rng.random(distances.shape) < 1 / 6
    np.fill_diagonal(missing, val=False)
    said = rng.integers(0, 3, distances.shape)
    return (
        np.where(missing & (said != 0), np.int32(model.NO_WAY), distances),
        np.where(missing & (said != 1), np.int32(model.NO_WAY), durations),
    )


def _generalised(rng: np.random.Generator, distances: model.IntMatrix) -> model.IntMatrix:
    """Has little to do with the distances."""
    return rng.integers(0, _WIDTH, distances.shape, dtype=np.int32)


def _matrices(
    rng: np.random.Generator, mix: frozenset[str], places: Sequence[Depot | Stop]
) -> tuple[model.IntMatrix, model.IntMatrix]:
    """Metres and seconds; asymmetric ones also break the triangle inequality."""
    points = np.array([(place.lat, place.lon) for place in places], dtype=np.float64)
    if "asymmetric" in mix:
        shape = (len(places), len(places))
        distances = rng.integers(0, _WIDTH, shape, dtype=np.int32)
        durations = rng.integers(0, _WIDTH, shape, dtype=np.int32)
        same = np.eye(len(places), dtype=bool)
        if "setups" in mix:
            same = (points[:, None] == points[None, :]).all(axis=-1)
        distances[same] = durations[same] = 0
        return distances, durations
    gaps = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    distances = np.rint(gaps).astype(np.int32)
    return distances, distances
