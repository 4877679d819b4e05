"""How fast roads are by the hour: speed factors, and the matrices that they make."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.roads.matrices import Progress
from vrp.roads.matrix import snapped_matrices
from vrp.roads.matrix_stack import HOURS, MatrixStack
from vrp.roads.network import RoadNetwork
from vrp.roads.off_road import REFUSE_M, WARN_M
from vrp.roads.road_classes import ROAD_CLASSES
from vrp.roads.snap import snap

__all__ = ["SpeedFactors", "read_speed_factors", "traffic_matrices"]

FloatArray = npt.NDArray[np.float64]

#: Stands for every class of road that has no factor of its own.
_ALL = "all"
_LINK = "_link"
_COLUMNS = ("hours", "road_class", "factor")
_SLOWEST, _QUICKEST = 0.02, 5.0


@dataclass(frozen=True, eq=False)
class SpeedFactors:
    """How fast each class of road is in each hour of the day, as a factor of its usual speed.

    The whole duration of an edge is divided by the factor, the wait at its end included.

    Parameters
    ----------
    factors : ndarray of float64, shape (24, n_classes)
        By hour from midnight on, and by :data:`vrp.roads.road_classes.ROAD_CLASSES`. Copied.

    Raises
    ------
    ReadError
        For another shape, or a factor that is out of bounds.
    """

    factors: FloatArray

    def __post_init__(self) -> None:
        factors = np.array(self.factors, dtype=np.float64)
        expected = (HOURS, len(ROAD_CLASSES))
        if factors.shape != expected:
            raise ReadError(f"speed factors have shape {factors.shape}, expected {expected}")
        wrong = ~((factors >= _SLOWEST) & (factors <= _QUICKEST))
        if wrong.any():
            hour, number = np.argwhere(wrong)[0]
            raise ReadError(
                f"speed factor of {ROAD_CLASSES[number]} in hour {hour} is "
                f"{factors[hour, number]}, expected {_SLOWEST} to {_QUICKEST}"
            )
        factors.flags.writeable = False
        object.__setattr__(self, "factors", factors)

    def durations_ms(self, network: RoadNetwork, hour: int) -> FloatArray:
        """Milliseconds for each edge of a network in an hour of the day."""
        slowed: FloatArray = np.rint(network.duration_ms / self.factors[hour, network.road_class])
        return np.maximum(1.0, slowed)


def traffic_matrices(
    network: RoadNetwork,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    factors: SpeedFactors,
    *,
    names: Sequence[str] | None = None,
    engine: str = "auto",
    threads: int = 1,
    warn_m: float = WARN_M,
    refuse_m: float = REFUSE_M,
    progress: Progress | None = None,
) -> MatrixStack:
    """Durations and distances of the fastest paths in every hour of the day.

    Hours whose factors are the same on the classes of road that there are share a matrix.

    Parameters
    ----------
    network
        The roads.
    lat, lon
        WGS84 degrees, shape (n,).
    factors
        How fast they are.
    names, engine, threads, warn_m, refuse_m
        See :func:`vrp.roads.matrix.road_matrices`, also for the errors and warnings.
    progress
        Told how many rows of all matrices are done.
    """
    snapped = snap(network, lat, lon, names=names, warn_m=warn_m, refuse_m=refuse_m)
    there = np.unique(network.road_class)
    _, hours, matrix_of = np.unique(
        factors.factors[:, there], axis=0, return_index=True, return_inverse=True
    )
    matrices = []
    for done, hour in enumerate(hours.tolist()):
        weights = network.path_graph.fastest_by(factors.durations_ms(network, hour))
        matrices.append(
            snapped_matrices(
                network,
                snapped,
                weights,
                engine=engine,
                threads=threads,
                progress=_part(progress, done, len(hours)),
            )
        )
    return MatrixStack(tuple(matrices), tuple(matrix_of.ravel().tolist()))


def _part(progress: Progress | None, part: int, parts: int) -> Progress | None:
    """Tell of one of several matrices as of a part of them all."""
    if progress is None:
        return None
    return lambda done, total: progress(part * total + done, parts * total)


def read_speed_factors(path: str | Path) -> SpeedFactors:
    """Read speed factors from a CSV or TOML file.

    A CSV has the columns ``hours`` (``7`` for seven to eight, ``7-9`` for seven to nine o'clock,
    ``22-6`` over midnight), ``road_class`` (as ``highway`` in OpenStreetMap; ``all`` for those
    without a factor of their own) and ``factor``. A TOML file has a table per range of hours::

        ["7-9"]
        all = 0.8
        motorway = 0.6

    A class counts for its links (``motorway_link``) as well, unless they are given. What is not
    given is 1.

    Raises
    ------
    ReadError
        Naming the file, the place in it, the value and what was expected.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: cannot be read: {error}") from error
    entries = _toml_entries(path, text) if path.suffix == ".toml" else _csv_entries(path, text)
    return SpeedFactors(_table(entries))


@dataclass(frozen=True)
class _Entry:
    """One factor of a file."""

    where: str
    hours: list[int]
    road_class: str
    factor: float


def _toml_entries(path: Path, text: str) -> Iterator[_Entry]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"{path}: is no TOML: {error}") from error
    for hours, table in tables.items():
        if not isinstance(table, dict):
            raise ReadError(f'{path}: {hours} is {table!r}, expected a table such as ["7-9"]')
        for road_class, factor in table.items():
            yield _entry(f"{path}: [{hours}] {road_class}", hours, road_class, factor)


def _csv_entries(path: Path, text: str) -> Iterator[_Entry]:
    rows = csv.reader(text.splitlines())
    header = tuple(name.strip() for name in next(rows, []))
    if header != _COLUMNS:
        raise ReadError(
            f"{path}: has {'the columns ' + ', '.join(header) if header else 'no columns'}, "
            f"expected {', '.join(_COLUMNS)}"
        )
    for row in rows:
        cells = [cell.strip() for cell in row]
        where = f"{path}: row {rows.line_num}"
        if any(cells) and len(cells) != len(_COLUMNS):
            raise ReadError(f"{where}: has {len(cells)} cells, expected {len(_COLUMNS)}")
        if any(cells):
            yield _entry(where, *cells)


def _entry(where: str, hours: str, road_class: str, factor: object) -> _Entry:
    if road_class != _ALL and road_class not in ROAD_CLASSES:
        raise ReadError(
            f"{where}: road_class is {road_class!r}, expected all, {', '.join(ROAD_CLASSES)}"
        )
    try:
        value = float(str(factor))
    except ValueError:
        value = np.nan
    if isinstance(factor, bool) or not _SLOWEST <= value <= _QUICKEST:
        raise ReadError(f"{where}: factor is {factor!r}, expected {_SLOWEST} to {_QUICKEST}")
    return _Entry(where, _hours(where, hours), road_class, value)


def _hours(where: str, text: str) -> list[int]:
    """Parse ``7``, ``7-9`` or ``22-6``."""
    begin, dash, end = (part.strip() for part in text.partition("-"))
    if begin.isdecimal() and (end.isdecimal() or not dash):
        first = int(begin)
        last = int(end) if dash else first + 1
        if first < HOURS and last <= HOURS and first != last:
            return [hour % HOURS for hour in range(first, last if last > first else last + HOURS)]
    raise ReadError(f"{where}: hours is {text!r}, expected an hour from 0 to 23 or a range as 7-9")


def _table(entries: Iterable[_Entry]) -> FloatArray:
    given: dict[tuple[int, str], float] = {}
    for entry in entries:
        for hour in entry.hours:
            if (hour, entry.road_class) in given:
                raise ReadError(
                    f"{entry.where}: {entry.road_class} has a factor in hour {hour} already"
                )
            given[hour, entry.road_class] = entry.factor
    factors = np.ones((HOURS, len(ROAD_CLASSES)))
    for hour in range(HOURS):
        for number, name in enumerate(ROAD_CLASSES):
            names = (name, name.removesuffix(_LINK), _ALL)
            factors[hour, number] = next(
                (given[hour, known] for known in names if (hour, known) in given), 1.0
            )
    return factors
