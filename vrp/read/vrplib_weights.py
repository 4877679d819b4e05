"""Distances of a benchmark file: metrics over coordinates, and explicit matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from vrp.errors import InstanceError, ReadError
from vrp.instance import MAX_VALUE, IntMatrix, LegMatrix
from vrp.plane import MAX_DENSE, Plane
from vrp.read.rounding import Rounding
from vrp.read.vrplib_data import FloatArray, VrplibData
from vrp.read.vrplib_sections import VrplibFile
from vrp.read.vrplib_tables import number

__all__ = ["FORMATS", "METRICS", "PLANE_FROM", "explicit_weights", "geo_degrees", "make_legs"]

#: Above so many locations, coordinates stand in for their matrix: it would take 100 MB and more.
PLANE_FROM = 5_000
#: Metrics by ``EDGE_WEIGHT_TYPE`` that a plane knows, and whether they are raised to whole numbers.
_PLANAR = {"EUC_2D": False, "CEIL_2D": True}
#: Matrix cells computed at a time: temporary arrays stay in the processor's cache.
_CELLS = 100_000
#: Radius in kilometres and value of pi that TSPLIB prescribes for GEO distances.
_GEO_RADIUS, _GEO_PI = 6378.388, 3.141592

Metric = Callable[[FloatArray, FloatArray], FloatArray]


def _squares(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    squares: FloatArray = origins[:, 0, None] - destinations[None, :, 0]
    squares *= squares
    other = origins[:, 1, None] - destinations[None, :, 1]
    other *= other
    squares += other
    return squares


def _euclidean(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    # Not np.hypot: the square root of an exact sum is correctly rounded, as others compute it.
    squares = _squares(origins, destinations)
    distances: FloatArray = np.sqrt(squares, out=squares)
    return distances


def _ceiled(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    distances: FloatArray = np.ceil(_euclidean(origins, destinations))
    return distances


def _pseudo_euclidean(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    distances: FloatArray = np.ceil(np.sqrt(_squares(origins, destinations) / 10.0))
    return distances


def _geographical(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    """Whole kilometres on TSPLIB's sphere, from coordinates in degrees.minutes."""
    from_lat, from_lon = (geo_degrees(origins) * _GEO_PI / 180.0).T
    to_lat, to_lon = (geo_degrees(destinations) * _GEO_PI / 180.0).T
    east = np.cos(from_lon[:, None] - to_lon[None, :])
    minus = np.cos(from_lat[:, None] - to_lat[None, :])
    plus = np.cos(from_lat[:, None] + to_lat[None, :])
    cosine = np.clip(0.5 * ((1.0 + east) * minus - (1.0 - east) * plus), -1.0, 1.0)
    distances: FloatArray = np.floor(_GEO_RADIUS * np.arccos(cosine) + 1.0)
    return distances


#: Distance functions by ``EDGE_WEIGHT_TYPE``; all but EUC_2D give whole numbers by definition.
METRICS: dict[str, Metric] = {
    "EUC_2D": _euclidean,
    "CEIL_2D": _ceiled,
    "ATT": _pseudo_euclidean,
    "GEO": _geographical,
}


def geo_degrees(coordinates: FloatArray) -> FloatArray:
    """Decimal degrees of TSPLIB's ``degrees.minutes``."""
    degrees = np.trunc(coordinates)
    decimal: FloatArray = degrees + (coordinates - degrees) * 5.0 / 3.0
    return decimal


def make_legs(data: VrplibData, order: tuple[int, ...], rounding: Rounding) -> LegMatrix:
    """Round the distances between the nodes in the given order.

    Parameters
    ----------
    data
        The file's nodes and their metric or explicit weights.
    order
        Node numbers from 0: the matrix rows.
    rounding
        Applied to every distance.

    Returns
    -------
    ndarray of int32, shape (n, n), or Plane
        A plane for coordinates of more than :data:`PLANE_FROM` nodes, any of which may follow any.

    Raises
    ------
    ReadError
        More locations than a matrix may have, or a distance out of range.
    """
    n = len(order)
    coordinates = data.nodes.coordinates
    planar = data.metric in _PLANAR and not data.backhauls_last
    if n > PLANE_FROM and planar and coordinates is not None:
        return _plane(data, coordinates[list(order)], rounding)
    if n > MAX_DENSE:
        what = "backhauls" if data.backhauls_last else f"{data.metric} distances"
        raise ReadError(
            f"{data.path}: has {n} locations, at most {MAX_DENSE} are possible with {what}: they "
            "need a dense matrix"
        )
    return _matrix(data, order, rounding)


def _plane(data: VrplibData, points: FloatArray, rounding: Rounding) -> Plane:
    try:
        return Plane(points, rounding.scale, rounding.offset, ceiled=_PLANAR[data.metric])
    except InstanceError as error:
        raise ReadError(f"{data.path}: {error}") from error


def _matrix(data: VrplibData, order: tuple[int, ...], rounding: Rounding) -> IntMatrix:
    """Compute the matrix some rows at a time."""
    n = len(order)
    rows = np.array(order)
    matrix: IntMatrix = np.empty((n, n), dtype=np.int32)
    step = max(1, _CELLS // n)
    for first in range(0, n, step):
        chunk = rounding(_distances(data, rows[first : first + step], rows))
        _check_range(data, chunk, order, first)
        matrix[first : first + step] = chunk
    np.fill_diagonal(matrix, 0)
    matrix.flags.writeable = False
    return matrix


def _distances(
    data: VrplibData, origins: npt.NDArray[np.intp], destinations: npt.NDArray[np.intp]
) -> FloatArray:
    if data.weights is not None:
        return data.weights[np.ix_(origins, destinations)]
    if data.nodes.coordinates is None:
        raise ReadError(f"{data.path}: {data.metric} distances need a NODE_COORD_SECTION")
    places = data.nodes.coordinates
    return METRICS[data.metric](places[origins], places[destinations])


def _check_range(data: VrplibData, chunk: FloatArray, order: tuple[int, ...], first: int) -> None:
    if chunk.min() >= 0 and chunk.max() <= MAX_VALUE:
        return
    row, column = np.argwhere((chunk < 0) | (chunk > MAX_VALUE))[0]
    origin, destination = data.nodes.ids[order[first + row]], data.nodes.ids[order[column]]
    raise ReadError(
        f"{data.path}: the rounded distance from node {origin} to node {destination} is "
        f"{chunk[row, column]:.0f}, expected 0 to {MAX_VALUE}"
    )


#: Formats by the equal one that lists the same symmetric matrix row by row.
FORMATS = {
    "FULL_MATRIX": "FULL_MATRIX",
    "LOWER_ROW": "LOWER_ROW",
    "UPPER_ROW": "UPPER_ROW",
    "LOWER_DIAG_ROW": "LOWER_DIAG_ROW",
    "UPPER_DIAG_ROW": "UPPER_DIAG_ROW",
    "UPPER_COL": "LOWER_ROW",
    "LOWER_COL": "UPPER_ROW",
    "UPPER_DIAG_COL": "LOWER_DIAG_ROW",
    "LOWER_DIAG_COL": "UPPER_DIAG_ROW",
}


def explicit_weights(file: VrplibFile, n: int) -> FloatArray:
    """Assemble the matrix of an EDGE_WEIGHT_SECTION.

    The diagonal means nothing (asymmetric files fill it with large numbers) and is set to zero.

    Returns
    -------
    ndarray of float64, shape (n, n)

    Raises
    ------
    ReadError
        Unknown format, wrong number of weights, or one that is no finite number ≥ 0.
    """
    section = file.sections.get("EDGE_WEIGHT_SECTION")
    if section is None:
        raise ReadError(
            f"{file.path}: EDGE_WEIGHT_TYPE EXPLICIT needs an EDGE_WEIGHT_SECTION, which is missing"
        )
    if n > MAX_DENSE:
        raise ReadError(f"{file.path}: DIMENSION is {n}, at most {MAX_DENSE} are supported")
    layout = (file.text("EDGE_WEIGHT_FORMAT") or "").upper()
    if layout not in FORMATS:
        raise ReadError(
            f"{file.path}: EDGE_WEIGHT_FORMAT is {layout or 'missing'}, "
            f"expected one of {', '.join(FORMATS)}"
        )
    rows, columns = _cells(FORMATS[layout], n)
    given = sum(len(row.values) for row in section.rows)
    if given != len(rows):
        raise ReadError(
            file.at(
                section.line,
                f"EDGE_WEIGHT_SECTION has {given} weights, expected {len(rows)} for {layout} and "
                f"{n} nodes",
            )
        )
    weights = np.zeros((n, n))
    weights[rows, columns] = _weights(file)
    if FORMATS[layout] != "FULL_MATRIX":
        weights[columns, rows] = weights[rows, columns]
    np.fill_diagonal(weights, 0.0)
    return weights


def _cells(layout: str, n: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Row and column numbers in the order in which the layout lists its cells."""
    if layout == "FULL_MATRIX":
        rows, columns = np.divmod(np.arange(n * n), n)
        return rows, columns
    diagonal = 0 if "DIAG" in layout else 1
    if layout.startswith("LOWER"):
        return np.tril_indices(n, -diagonal)
    return np.triu_indices(n, diagonal)


def _weights(file: VrplibFile) -> FloatArray:
    problems: list[str] = []
    found = [
        [
            number(file, row.line, f"EDGE_WEIGHT_SECTION, column {column}", text, problems)
            for column, text in enumerate(row.values, start=1)
        ]
        for row in file.sections["EDGE_WEIGHT_SECTION"].rows
    ]
    if problems:
        raise ReadError(problems)
    return np.array([weight for weights in found for weight in weights], dtype=np.float64)
