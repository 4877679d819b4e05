"""Past days read from the files that they were planned from."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.city import City
from vrp.envs.history import History
from vrp.errors import ReadError
from vrp.instance import Depot, Instance, Stop, TimeWindow, Vehicle
from vrp.read import read
from vrp.read.far_places import FarPlaceWarning
from vrp.roads.matrices import Progress

__all__ = ["FARTHEST_M", "VEHICLES", "find_days", "read_history"]

#: A place farther than this from all points of the city is none of the city's.
FARTHEST_M = 2_000.0
#: Of the files in a folder, the one that is no day.
VEHICLES = "vehicles.csv"
_ANY_TIME = (0, MAX_VALUE)
_MOST_NAMED = 5
_SPREADSHEETS = (".xlsx", ".xls", ".ods")


def read_history(
    folder: str | Path,
    city: City,
    *,
    depot: tuple[float, float] | None = None,
    progress: Progress | None = None,
) -> History:
    """Learn what days are like from a folder of their stops.

    Every ``.csv`` file in the folder is a day, as :func:`vrp.read` takes it, but for
    ``vehicles.csv``, whose most numerous kind of vehicle says where routes start, during which
    hours, and what a vehicle holds. Of several load dimensions, the one that fills the vehicles
    most counts; of delivery and pickup the larger one; of several windows of a stop the longest.
    Goods carried from one stop to another count at the first, of alternatives the one that comes
    first. Setup counts as service of every stop. Skills, prizes and priorities are left out. Breaks
    are refused: they are due every day, and no policy knows them.

    Parameters
    ----------
    folder
        Of the files.
    city
        Where the stops lie.
    depot
        Latitude and longitude, where the files have no row of kind ``depot``.
    progress
        Told how many days are read.

    Raises
    ------
    ReadError
        For a folder without days; what is wrong with a file of it; a break of the vehicles that
        count; places that are farther than :data:`FARTHEST_M` from all points of the city.
    """
    folder = Path(folder)
    paths, fleet = find_days(folder)
    days = []
    for done, path in enumerate(paths):
        if progress is not None:
            progress(done, len(paths))
        days.append(_Day(path, _read_day(path, fleet, depot)))
        counted = days[-1].vehicle
        if counted.breaks:
            raise ReadError(
                f"{fleet}: the driver of vehicle {counted.id!r} has a break, expected none: no "
                "policy knows breaks"
            )
    return _history(days, city)


def find_days(folder: Path) -> tuple[list[Path], Path | None]:
    """Find the files of the days, and that of the vehicles if there is one.

    Raises
    ------
    ReadError
        For a folder without days, or one that cannot be read.
    """
    try:
        there = sorted(folder.iterdir())
    except OSError as error:
        raise ReadError(f"{folder}: cannot be read: {error.strerror or error}") from error
    tables = [path for path in there if path.suffix.lower() == ".csv"]
    days = [path for path in tables if path.name.lower() != VEHICLES]
    if not days:
        raise ReadError(
            f"{folder}: has no days, expected .csv files of stops, one for each past day, and "
            f"{VEHICLES} beside them; {_described(there)}"
        )
    return days, next((path for path in tables if path not in days), None)


def _described(there: Sequence[Path]) -> str:
    if not there:
        return "it is empty"
    names = ", ".join(path.name for path in there[:_MOST_NAMED])
    more = f" and {len(there) - _MOST_NAMED} more" if len(there) > _MOST_NAMED else ""
    are_sheets = any(path.suffix.lower() in _SPREADSHEETS for path in there)
    return f"it has {names}{more}" + (": save spreadsheets as 'CSV UTF-8'" if are_sheets else "")


def _read_day(path: Path, fleet: Path | None, depot: tuple[float, float] | None) -> Instance:
    try:
        with warnings.catch_warnings():
            # Places outside the city are refused anyway, with how far off they are.
            warnings.simplefilter("ignore", FarPlaceWarning)
            return read(path, vehicles=1 if fleet is None else fleet, depot=depot)
    except ReadError as error:
        if not all(problem.startswith(path.name) for problem in error.problems):
            raise
        hint = (
            f"{path} is taken for a past day, as every .csv in its folder but {VEHICLES} is: "
            "files of another kind belong elsewhere"
        )
        raise ReadError([*error.problems[: ReadError.MAX_SHOWN - 1], hint]) from error


@dataclass(frozen=True)
class _Day:
    """The stops of a day, and the kind of vehicle that most of its vehicles are."""

    path: Path
    instance: Instance

    @property
    def numbers(self) -> list[int]:
        """Of its stops, of alternatives the first: one of them is served."""
        return [choice[0] for choice in self.instance.choices]

    @property
    def stops(self) -> list[Stop]:
        return [self.instance.stops[number] for number in self.numbers]

    @property
    def vehicle(self) -> Vehicle:
        return max(self.instance.vehicles, key=lambda vehicle: vehicle.count)

    @property
    def depot(self) -> Depot:
        return self.instance.depots[self.vehicle.start]

    @property
    def shift(self) -> TimeWindow:
        begin, end = self.vehicle.shift_s
        opening, closing = self.depot.window
        return max(begin, opening), min(end, closing)

    def fill(self, load: str) -> float:
        """How full a load makes the vehicles, 1 being all of them."""
        names = self.instance.load_names
        if load not in names:
            return 0.0
        room = sum(
            vehicle.count * self.instance.capacity(number)[names.index(load)]
            for number, vehicle in enumerate(self.instance.vehicles)
        )
        return sum(self.demands(load, 1)) / max(1, room) / self.scale(load)

    def scale(self, load: str) -> int:
        """Units that make one of the user's."""
        names = self.instance.load_names
        if load not in names or not self.instance.scale.load:
            return 1
        return self.instance.scale.load[names.index(load)]

    def demands(self, load: str, scale: int) -> list[int]:
        """Of all stops, in units of which ``scale`` make one of the user's."""
        names = self.instance.load_names
        if load not in names:
            return [0] * len(self.numbers)
        which, factor = names.index(load), scale / self.scale(load)
        loads = np.maximum(self.instance.deliveries, self.instance.pickups)[self.numbers, which]
        return [round(units * factor) for units in loads.tolist()]

    def capacity(self, load: str, scale: int) -> int:
        """Of the vehicle, :data:`MAX_LOAD` where it is not limited."""
        names = self.instance.load_names
        number = self.instance.vehicles.index(self.vehicle)
        units = self.instance.capacity(number)[names.index(load)] if load in names else MAX_LOAD
        return units if units == MAX_LOAD else round(units * scale / self.scale(load))


def _history(days: Sequence[_Day], city: City) -> History:
    loads = dict.fromkeys(name for day in days for name in day.instance.load_names)
    load = max(loads, key=lambda name: sum(day.fill(name) for day in days))
    scale = max(day.scale(load) for day in days)
    problems: list[str] = []
    points = [_points(day, day.stops, city, problems) for day in days]
    depots = [_points(day, [day.depot], city, problems)[0] for day in days]
    if problems:
        raise ReadError(problems)
    stops = [stop for day in days for stop in day.stops]
    windows = [_longest(stop.windows) for stop in stops]
    return History(
        points=np.concatenate(points).astype(np.int32),
        demands=np.concatenate([day.demands(load, scale) for day in days]),
        service_s=np.array([stop.service_s + stop.setup_s for stop in stops]),
        opens_s=np.array([begin for begin, _ in windows]),
        closes_s=np.array([end for _, end in windows]),
        depots=np.array(depots),
        day_sizes=np.array([len(day.stops) for day in days]),
        shift_begins_s=np.array([day.shift[0] for day in days]),
        shift_ends_s=np.array([day.shift[1] for day in days]),
        capacities=np.array([day.capacity(load, scale) for day in days]),
    )


def _longest(windows: Sequence[TimeWindow]) -> TimeWindow:
    return max(windows, key=lambda window: window[1] - window[0], default=_ANY_TIME)


def _points(
    day: _Day, places: Sequence[Stop | Depot], city: City, problems: list[str]
) -> list[int]:
    """Points nearest to places; what is too far away is noted as a problem."""
    points = []
    for place in places:
        # A file of stops without a matrix has coordinates: the reader has seen to it.
        point, metres = city.nearest(place.lat or 0.0, place.lon or 0.0)
        points.append(point)
        if metres > FARTHEST_M:
            problems.append(
                f"{day.path.name}: {place.id!r} at {place.lat:.5f}, {place.lon:.5f} is "
                f"{metres:,.0f} m from the nearest point of {city.name}, expected at most "
                f"{FARTHEST_M:,.0f} m: is it in another city?"
            )
    return points
