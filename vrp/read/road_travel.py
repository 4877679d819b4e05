"""Travel on roads, and what becomes of pairs of places that no road joins."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vrp.argument_types import check_type, whole_number
from vrp.errors import ReadError, RoadError
from vrp.instance import HOURS, NO_WAY, BoolMatrix, IntMatrix
from vrp.read.generalised import minimising
from vrp.read.off_road_stops import ask_near, spread
from vrp.read.problems import InputWarning
from vrp.read.travel import UNREACHABLE, Places, Travel
from vrp.roads import haversine
from vrp.roads.driving import DrivenNetwork, driven
from vrp.roads.matrices import Progress, RoadMatrices, RoadSource
from vrp.roads.mix import Mix
from vrp.roads.off_road import REFUSE_M, WARN_M
from vrp.roads.open import RoadOpener, open_roads

if TYPE_CHECKING:
    from vrp.roads.matrix_stack import MatrixStack

__all__ = [
    "RoadOptions",
    "Settled",
    "ask",
    "open_source",
    "settle",
    "travel_by_road",
]

_MOST_NAMED = ReadError.MAX_SHOWN


@dataclass(frozen=True)
class RoadOptions:
    """Which roads to drive on, and how.

    Parameters
    ----------
    roads
        A source of roads, a function that opens one for given places (and sees itself to how it is
        asked), or a file or word for :func:`vrp.roads.open.open_roads`.
    profile
        Whose roads and speeds, where ``roads`` is a word.
    unreachable
        What becomes of pairs that no road joins. ``"error"``: refuse them. ``"drop"``: no plan
        drives them, which leaves out the stops that cannot be both reached and left.
        ``"estimate"``: take the great circle, calibrated on the same roads.
    mix
        What ways and plans have least of; ``None``: the fastest ways, and the metres driven.
    traffic
        A file of speed factors by the hour of the day; see
        :func:`vrp.read.speed_factors.read_speed_factors`.
    warn_m, refuse_m
        Metres from the nearest road above which a place is warned of, and refused.
    progress
        Told how much of the matrices is there.
    threads
        For matrices from a network; see :func:`vrp.roads.matrix.road_matrices`.

    Raises
    ------
    ReadError
        For another policy than these, and for traffic with other ways than the fastest.
    TypeError
        For roads that are none of these, or an argument of another type.
    """

    roads: RoadSource | RoadOpener | str | Path
    profile: str = "car"
    unreachable: str = "error"
    mix: Mix | None = None
    traffic: Path | None = None
    warn_m: float = WARN_M
    refuse_m: float = REFUSE_M
    progress: Progress | None = None
    threads: int = 1

    def __post_init__(self) -> None:
        if not (hasattr(self.roads, "matrix") or callable(self.roads)):
            check_type("roads", self.roads, str, Path)
        for name in ("warn_m", "refuse_m"):
            check_type(f"snap_{name}", getattr(self, name), Real)
        object.__setattr__(self, "threads", whole_number("threads", self.threads))
        check_type("progress", self.progress, Callable, optional=True)  # type: ignore[arg-type]
        if self.unreachable not in UNREACHABLE:
            raise ReadError(
                f"unreachable is {self.unreachable!r}, expected one of {', '.join(UNREACHABLE)}"
            )
        if self.traffic is not None and self.mix is not None and self.mix.only != "duration":
            raise ReadError(
                f"traffic changes which ways are the fastest: minimise is {str(self.mix)!r}, "
                "expected 'duration' or none"
            )


@dataclass(frozen=True, eq=False)
class Settled:
    """What a source of roads said, after the policy for pairs that no road joins.

    Parameters
    ----------
    matrices
        NaN only for pairs that are to be left out.
    estimated_legs
        Which pairs were estimated for want of a road; ``None`` for none.
    """

    matrices: RoadMatrices
    estimated_legs: BoolMatrix | None = None


def travel_by_road(
    places: Places, options: RoadOptions, hours: Iterable[int] = range(HOURS)
) -> Travel:
    """Durations and distances between places on roads, in whole seconds and metres.

    Parameters
    ----------
    places
        Between which.
    options
        Which roads, and how they are driven on.
    hours
        Of the day in which vehicles are out. Where there is traffic, every pair has the duration of
        the slowest of them.

    Raises
    ------
    RoadError
        If roads or ways cannot be had; pairs that no road joins are named where the policy refuses
        them.

    Warns
    -----
    InputWarning
        Naming the stops that are left out and the pairs that are estimated.
    """
    source = open_source(places, options)
    stack = None
    if options.traffic is None:
        matrices = ask(places, source, options)
    else:
        stack = _ask_by_hour(places, source, options)
        matrices = _checked(stack.slowest(hours))
    settled = settle(places, source, matrices, options.unreachable)
    if options.unreachable == "drop":
        _warn_of_dropped(places, np.isnan(settled.matrices.durations_s))
    travel = Travel(
        _whole(settled.matrices.durations_s),
        _whole(settled.matrices.distances_m),
        matrix_source=settled.matrices.source,
        estimated=settled.matrices.estimated,
        attribution=settled.matrices.attribution,
        estimated_legs=settled.estimated_legs,
    )
    if stack is not None and options.traffic is not None:
        travel = _with_hours(travel, stack, options.traffic.name)
    return minimising(travel, options.mix, settled.matrices.costs)


def ask(places: Places, source: RoadSource, options: RoadOptions) -> RoadMatrices:
    """Take matrices between places, NaN where no road leads.

    Raises
    ------
    RoadError
        If they cannot be had, or cannot be counted with.
    """

    def matrices(near: Places) -> RoadMatrices:
        return source.matrix(near.lat, near.lon, names=near.names, progress=options.progress)

    answer, near = ask_near(places, options.unreachable, matrices)
    return _checked(spread(answer, near, len(places.ids)))


def _ask_by_hour(places: Places, source: RoadSource, options: RoadOptions) -> MatrixStack:
    """Take the matrices of every hour of the day.

    Raises
    ------
    RoadError
        If they cannot be had: only roads of a file or place know their classes.
    ReadError
        For a file of speed factors that is none.
    """
    from vrp.read.speed_factors import read_speed_factors

    if options.traffic is None or not isinstance(source, DrivenNetwork):
        raise RoadError(
            f"{source.source}: traffic by the hour needs the roads of a file or of a place"
        )
    factors = read_speed_factors(options.traffic)

    def stack(near: Places) -> MatrixStack:
        return source.hourly(
            near.lat, near.lon, factors, names=near.names, progress=options.progress
        )

    answer, near = ask_near(places, options.unreachable, stack)
    matrices = tuple(spread(each, near, len(places.ids)) for each in answer.matrices)
    return replace(answer, matrices=matrices)


def _checked(matrices: RoadMatrices) -> RoadMatrices:
    """The matrices, if whole seconds and metres of them can be counted with.

    Raises
    ------
    RoadError
        If not.
    """
    for name in ("durations_s", "distances_m"):
        values = getattr(matrices, name)
        longest = np.nanmax(values, initial=0)
        if not (longest < NO_WAY and np.nanmin(values, initial=0) >= 0):
            raise RoadError(f"{matrices.source}: {name} up to {longest:g}, expected 0 to {NO_WAY}")
    return matrices


def settle(places: Places, source: RoadSource, matrices: RoadMatrices, unreachable: str) -> Settled:
    """Refuse, keep or estimate the pairs that no road joins; see :class:`RoadOptions`.

    Raises
    ------
    RoadError
        Naming such pairs, if they are refused.
    """
    missing = np.isnan(matrices.durations_s) | np.isnan(matrices.distances_m)
    np.fill_diagonal(missing, val=False)
    if not missing.any() or unreachable == "drop":
        return Settled(matrices)
    if unreachable == "error":
        raise RoadError("\n".join(_unreachable_problems(places, missing)))
    return _estimated(places, matrices, missing, _calibration(places, source, matrices))


def open_source(places: Places, options: RoadOptions) -> RoadSource:
    """Open the roads between places, to be asked as the options say.

    Raises
    ------
    RoadError
        If they cannot be had.
    """
    roads = options.roads
    if isinstance(roads, str | Path):
        roads = open_roads(roads, profile=options.profile, lat=places.lat, lon=places.lon)
    elif callable(roads):
        return roads(places.lat, places.lon)
    return driven(roads, options.mix, options.warn_m, options.refuse_m, options.threads)


def _whole(values: npt.NDArray[np.float32]) -> IntMatrix:
    """Round to whole units; pairs without a way become :data:`NO_WAY`."""
    missing = np.isnan(values)
    whole = np.rint(np.where(missing, 0, values)).astype(np.int32)
    whole[missing] = NO_WAY
    np.fill_diagonal(whole, 0)
    whole.flags.writeable = False
    return whole


def _with_hours(travel: Travel, stack: MatrixStack, traffic: str) -> Travel:
    """Add the durations of every hour; pairs that no road joins take as long at any time."""
    hours: dict[int, IntMatrix] = {}
    for number in set(stack.matrix_of):
        durations_s = stack.matrices[number].durations_s
        missing = np.isnan(durations_s)
        whole = np.where(missing, travel.durations_s, np.rint(np.where(missing, 0, durations_s)))
        hours[number] = whole.astype(np.int32)
        hours[number].flags.writeable = False
    by_hour = tuple(hours[number] for number in stack.matrix_of)
    return replace(travel, hourly_durations_s=by_hour, traffic=traffic)


def _unreachable_problems(places: Places, missing: BoolMatrix) -> list[str]:
    pairs = np.argwhere(missing)
    problems = [
        f"no road leads from {places.name(row)} to {places.name(column)} "
        f"(row {places.ids[row]!r}, column {places.ids[column]!r})"
        for row, column in pairs[:_MOST_NAMED]
    ]
    if len(pairs) > _MOST_NAMED:
        problems.append(f"… and {len(pairs) - _MOST_NAMED} more pairs")
    return [
        *problems,
        f"{_count(len(pairs), 'pair')} of {missing.size - len(missing)} without a road: "
        "'drop' leaves such stops out, 'estimate' takes the great circle for them",
    ]


def _warn_of_dropped(places: Places, missing: BoolMatrix) -> None:
    n = places.n_depots
    np.fill_diagonal(missing, val=False)
    cut_off = np.flatnonzero(missing[:n, n:].all(axis=0) | missing[n:, :n].all(axis=1)) + n
    rest = missing.copy()
    rest[cut_off] = rest[:, cut_off] = False
    if cut_off.size:
        text = f"no road leads there and back, left out: {_listed(places, cut_off.tolist())}"
        warnings.warn(text, InputWarning, stacklevel=2)
    if rest.any():
        pairs = [f"{places.ids[row]} → {places.ids[column]}" for row, column in np.argwhere(rest)]
        text = f"no road joins {_count(len(pairs), 'pair')}, never driven: {_some(pairs)}"
        warnings.warn(text, InputWarning, stacklevel=2)


def _estimated(
    places: Places, matrices: RoadMatrices, missing: BoolMatrix, known: haversine.Calibration
) -> Settled:
    """Fill in the pairs without a way, and say that they are estimates."""
    durations_s, distances_m = haversine.estimate(
        places.lat, places.lon, detour=known.detour, speed_kmh=known.speed_kmh
    )
    pairs = _count(int(missing.sum()), "pair")
    text = f"{pairs} without a road: {haversine.describe_estimate(*known)}"
    warnings.warn(f"estimated {text}", InputWarning, stacklevel=2)
    filled = replace(
        matrices,
        durations_s=np.where(missing, durations_s.astype(np.float32), matrices.durations_s),
        distances_m=np.where(missing, distances_m.astype(np.float32), matrices.distances_m),
        source=f"{matrices.source}; {text}",
    )
    return Settled(filled, missing)


def _calibration(
    places: Places, source: RoadSource, matrices: RoadMatrices
) -> haversine.Calibration:
    """From the whole network where there is one, else from what a server said of the places."""
    if isinstance(source, DrivenNetwork):
        return haversine.calibrate_network(source.network)
    return haversine.calibrate(places.lat, places.lon, matrices)


def _listed(places: Places, indices: Sequence[int]) -> str:
    return _some([places.name(index) for index in indices])


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number} {unit}s"
