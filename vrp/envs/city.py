"""A city as a policy learns it: points where deliveries happen, and all the ways between them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.entities import NO_WAY
from vrp.envs.archive import Archive
from vrp.envs.history import History
from vrp.errors import ReadError
from vrp.read_only import ReadOnlyArrays, read_only
from vrp.roads.sphere import great_circle_m

__all__ = ["City", "euclidean"]

FloatArray = npt.NDArray[np.float64]
IntMatrix = npt.NDArray[np.int32]

_FILE = Archive("city", version=1, command="vrp city")
_TEXTS = ("name", "source", "attribution", "profile")
_HISTORY = "history_"


@dataclass(frozen=True, eq=False)
class City(ReadOnlyArrays):
    """Points of a city and the matrices between them, from which instances are drawn.

    Parameters
    ----------
    name
        What tables call it.
    lat, lon : ndarray of float64, shape (m,)
        WGS84 degrees, or planar y and x where ``planar`` is set.
    distances_m, durations_s : ndarray of int32, shape (m, m)
        Metres and seconds from row to column, not necessarily symmetric; 0 on the diagonal. The
        same array may be given for both.
    source
        Where the matrices come from, in words fit for a report.
    attribution
        What must be said wherever something derived from them is shown; empty for none.
    profile
        Who drives.
    planar
        Coordinates are planar rather than degrees.
    history
        What was learnt of the user's own days; see :mod:`vrp.envs.history`.

    Raises
    ------
    ReadError
        Naming the array, the position, the value and what was expected.
    """

    name: str
    lat: FloatArray
    lon: FloatArray
    distances_m: IntMatrix
    durations_s: IntMatrix
    source: str = "given matrices"
    attribution: str = ""
    profile: str = "car"
    planar: bool = False
    history: History | None = None

    def __post_init__(self) -> None:
        shared = self.durations_s is self.distances_m
        for name in ("lat", "lon", "distances_m", "durations_s"):
            if name != "durations_s" or not shared:
                object.__setattr__(self, name, _frozen(name, getattr(self, name)))
        if shared:
            object.__setattr__(self, "durations_s", self.distances_m)
        self._check_sizes()
        self._check_values()
        if self.history is not None:
            self.history.check_points(self.size)

    def _check_sizes(self) -> None:
        if self.lat.ndim != 1 or self.lat.shape != self.lon.shape or self.lat.size < 2:
            raise ReadError(
                f"lat and lon have shapes {self.lat.shape} and {self.lon.shape}, expected a value "
                "for each of at least 2 points"
            )
        for name in ("distances_m", "durations_s"):
            shape = getattr(self, name).shape
            if shape != (self.size, self.size):
                raise ReadError(f"{name} has shape {shape}, expected {(self.size, self.size)}")

    def _check_values(self) -> None:
        for name in ("lat", "lon"):
            values = getattr(self, name)
            if not np.isfinite(values).all():
                point = int(np.argmin(np.isfinite(values)))
                raise ReadError(f"{name}[{point}] is {values[point]}, expected a number")
        for name in ("distances_m", "durations_s"):
            values = getattr(self, name)
            wrong = (values < 0) | (values >= NO_WAY)
            wrong |= np.eye(self.size, dtype=np.bool_) & (values != 0)
            if wrong.any():
                row, column = np.argwhere(wrong)[0]
                expected = "0" if row == column else f"0 to {NO_WAY - 1}"
                raise ReadError(
                    f"{name}[{row}, {column}] is {values[row, column]}, expected {expected}"
                )

    def __repr__(self) -> str:
        return f"<City {self.name!r}: {self.size} points, {self.source}>"

    @property
    def size(self) -> int:
        """Number of points."""
        return self.lat.size

    @cached_property
    def fingerprint(self) -> str:
        """Tells matrices from others, whatever the city and its file are called."""
        content = hashlib.blake2b(digest_size=16)
        for values in (self.distances_m, self.durations_s):
            content.update(np.ascontiguousarray(values).data)
        return content.hexdigest()

    def nearest(self, lat: float, lon: float) -> tuple[int, float]:
        """Return the point nearest to a place, and how many metres it is away as the crow flies.

        Parameters
        ----------
        lat, lon
            WGS84 degrees, or planar y and x of a planar city.
        """
        if self.planar:
            metres = np.hypot(self.lat - lat, self.lon - lon)
        else:
            metres = great_circle_m(np.array(lat), np.array(lon), self.lat, self.lon)
        point = int(np.argmin(metres))
        return point, float(metres[point])

    def save(self, path: str | Path) -> None:
        """Write a compressed npz archive, without pickle; a reader never meets half of it.

        It has the arrays and texts of the class by their names, ``durations_s`` only where they
        are not the distances, ``history_…`` for each array of the history, and ``format`` and
        ``version``.

        Parameters
        ----------
        path
            A file that is there already is replaced.

        Raises
        ------
        OSError
            If it cannot be written; a file that was there before is untouched.
        """
        arrays: dict[str, Any] = {
            "planar": np.array(self.planar),
            "lat": self.lat,
            "lon": self.lon,
            "distances_m": self.distances_m,
            **{name: np.array(getattr(self, name)) for name in _TEXTS},
        }
        if self.durations_s is not self.distances_m:
            arrays["durations_s"] = self.durations_s
        if self.history is not None:
            for field in fields(self.history):
                arrays[_HISTORY + field.name] = getattr(self.history, field.name)
        _FILE.save(Path(path), arrays)

    @classmethod
    def load(cls, path: str | Path) -> City:
        """Read what :meth:`save` has written.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        ReadError
            Naming the file and what is wrong with it: missing or unreadable, damaged, another kind
            or version of file, without matrices, or with values that make no city.
        """
        path = Path(path)
        arrays = _FILE.load(path, ("lat", "lon", "distances_m", "planar", *_TEXTS))
        texts = {name: str(arrays[name]) for name in _TEXTS}
        try:
            return cls(
                lat=arrays["lat"],
                lon=arrays["lon"],
                distances_m=arrays["distances_m"],
                durations_s=arrays.get("durations_s", arrays["distances_m"]),
                planar=bool(arrays["planar"]),
                history=_history(arrays),
                **texts,
            )
        except ReadError as error:
            raise ReadError(f"{path}: {error}; {_FILE.again}") from error


def _history(arrays: dict[str, Any]) -> History | None:
    names = [field.name for field in fields(History)]
    given = [name for name in names if _HISTORY + name in arrays]
    if not given:
        return None
    if given != names:
        lost = ", ".join(_HISTORY + name for name in names if name not in given)
        raise ReadError(f"has no {lost}")
    return History(**{name: arrays[_HISTORY + name] for name in names})


def _frozen(name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Return values as a read-only array of the field's type, copied unless they are one."""
    dtype = np.float64 if name in ("lat", "lon") else np.int32
    given = np.asarray(values)
    if given.dtype.kind not in ("f" if dtype is np.float64 else "iu"):
        raise ReadError(f"{name} has dtype {given.dtype}, expected {np.dtype(dtype)}")
    if given.dtype == dtype or dtype is np.float64:
        return read_only(given, dtype)
    bounds = np.iinfo(np.int32)
    # What no 32 bits hold is refused as out of range rather than wrapped around.
    return read_only(np.clip(given, bounds.min, bounds.max), dtype)


def euclidean(
    points: int = 2000,
    *,
    side_m: int = 10_000,
    speed_m_per_s: float = 1.0,
    rng: np.random.Generator,
) -> City:
    """Make a city of uniform points on a square, all ways straight: Euclidean CVRP and CVRPTW.

    Parameters
    ----------
    points
        How many.
    side_m
        Of the square; coordinates are whole metres from 0 to it.
    speed_m_per_s
        Of driving; at 1 durations are distances, as in benchmark instances.
    rng
        Draws the points.

    Returns
    -------
    City
        Planar, with distances rounded to the nearest integer, as VRPLIB's ``EUC_2D``.

    Raises
    ------
    ValueError
        For fewer than 2 points, a side outside 1 to 100,000,000 or no positive speed.
    """
    if points < 2:
        raise ValueError(f"points is {points}, expected at least 2")
    if not 1 <= side_m <= 100_000_000:
        raise ValueError(f"side_m is {side_m}, expected 1 to 100,000,000")
    if not speed_m_per_s > 0:
        raise ValueError(f"speed_m_per_s is {speed_m_per_s}, expected more than 0")
    x, y = rng.integers(0, side_m, endpoint=True, size=(2, points)).astype(np.float64)
    metres = np.hypot(x[:, None] - x, y[:, None] - y)
    distances_m = np.floor(metres + 0.5).astype(np.int32)
    durations_s = distances_m
    if speed_m_per_s != 1:
        durations_s = np.floor(metres / speed_m_per_s + 0.5).astype(np.int32)
    return City(
        name="euclidean",
        lat=y,
        lon=x,
        distances_m=distances_m,
        durations_s=durations_s,
        source=f"straight lines on a square of {side_m} m",
        profile="none",
        planar=True,
    )
