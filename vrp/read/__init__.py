"""Text to instances: CSV, VRPLIB, Solomon, Li & Lim and JSON, told apart by their content.

``vrp.read`` is the function :func:`read`, which hides this package of the same name. Whatever is
inside is imported by ``from``, as in ``from vrp.read.csv import read_csv``: after
``import vrp.read.csv``, Python looks for ``csv`` in the function, and so does ``import … as``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrp.argument_types import check_type
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.pipes import reopenable
from vrp.read.problems import InputWarning
from vrp.roads.matrices import Progress, RoadSource
from vrp.roads.mix import Mix
from vrp.roads.off_road import REFUSE_M, WARN_M
from vrp.roads.open import RoadOpener

if TYPE_CHECKING:
    from vrp.roads.address_source import AddressSource

__all__ = ["InputWarning", "read"]

PathLike = str | Path

_HEAD_BYTES = 1 << 16


def read(
    path: PathLike | Mapping[str, Any],
    *,
    vehicles: PathLike | int | None = None,
    capacity: float | None = None,
    depot: tuple[float, float] | None = None,
    matrix: PathLike | None = None,
    rounding: str | None = None,
    roads: RoadSource | RoadOpener | PathLike | None = None,
    profile: str = "car",
    unreachable: str = "error",
    minimise: Mix | str | None = None,
    traffic: PathLike | None = None,
    snap_warn_m: float = WARN_M,
    snap_refuse_m: float = REFUSE_M,
    progress: Progress | None = None,
    threads: int = 1,
    geocoder: AddressSource | PathLike | None = None,
) -> Instance:
    """Read an instance from a CSV of stops, a VRPLIB, Solomon or Li & Lim file, or VROOM's JSON.

    The format is recognised by the content, whatever the file is called.

    Parameters
    ----------
    path
        The file, or a pipe; or a problem of VROOM as :func:`json.loads` makes it of its text.
    vehicles, capacity, depot, matrix
        What belongs to a CSV of stops: see :func:`vrp.read.csv.read_csv`.
    rounding
        Of VRPLIB distances: ``"nearest"``, ``"truncate1"`` or ``"none"``.
    roads
        Where durations and distances come from, unless a matrix is given: a
        :class:`~vrp.roads.network.RoadNetwork` or another source, or what
        :func:`vrp.roads.open.open_roads` understands: a file, a place, ``"osm"`` or a server's
        address. ``None``: estimates from great circles.
    profile
        Whose roads and speeds, where ``roads`` is a word: ``"car"``, ``"truck"``, ``"bike"`` or
        ``"foot"``.
    unreachable
        What becomes of pairs that no road joins: ``"error"``, ``"drop"`` or ``"estimate"``; see
        :class:`vrp.read.road_travel.RoadOptions`. A matrix has a way for every pair.
    minimise
        What kilometres are charged on instead of the metres driven: ``"duration"``, ``"eco"``
        (fuel, on the roads of a file or place) or a mix such as ``"0.7*duration+0.3*eco"``; see
        :class:`vrp.roads.mix.Mix`. Roads of a file or place are also driven so as to have least of
        it, ``"distance"`` included, rather than the fastest way. Time windows count durations.
    traffic
        A file of speed factors by the hour and class of road
        (:func:`vrp.read.speed_factors.read_speed_factors`), for roads of a file or place. Plans are
        made with the slowest hour of the shifts, so that time windows hold; reports show the times
        that are expected of the hour.
    snap_warn_m, snap_refuse_m
        Metres from the nearest road above which a place is warned of, and refused.
    progress
        Told how much of the matrices on roads is there: rows done, and rows in all.
    threads
        Processes that search the roads of a file or place at the same time, one for every 500
        places at most. The matrices do not depend on them.
    geocoder
        Where the addresses of rows without ``lat`` and ``lon`` are looked up: the address of a
        Nominatim or Photon server, an OpenStreetMap file, or another source; see
        :func:`vrp.roads.open_addresses.open_addresses`. ``None``: in the file of ``roads``, if it
        is one of OpenStreetMap's.

    Raises
    ------
    ReadError
        For a file that cannot be used, or an option that its format has no use for.
    InstanceError
        For data that make no consistent instance.
    RoadError
        If distances could not be had, or addresses not be looked up.
    TypeError
        For an argument of another type.

    Warns
    -----
    InputWarning
        Of what could be read, and may not be what was meant: columns that nothing is known of,
        places that can hardly be right or are not quite those of their addresses, stops left out
        and pairs estimated for want of a road.
    RoadWarning
        Of places some way off any road, and of roads that could not be kept for the next time.
    """
    check_type("path", path, str, os.PathLike, Mapping)
    if not hasattr(geocoder, "find_all"):
        check_type("geocoder", geocoder, str, Path, optional=True)
    # Imported when there is something to read: `import vrp` would take a third longer.
    from vrp.read.csv import read_csv
    from vrp.read.json import read_json
    from vrp.read.road_travel import RoadOptions
    from vrp.read.solution import SOLUTION_FORMAT
    from vrp.read.vrplib import is_vrplib, read_vrplib
    from vrp.roads.open_addresses import open_addresses

    csv_options: dict[str, object] = {
        "vehicles": vehicles,
        "capacity": capacity,
        "depot": depot,
        "matrix": matrix,
        "geocoder": geocoder,
    }
    if matrix is not None:
        _refuse_beside_matrix(unreachable, traffic)
    check_type("minimise", minimise, str, Mix, optional=True)
    mix = Mix.parse(minimise) if isinstance(minimise, str) else minimise
    options = None
    if roads is not None:
        speeds = None if traffic is None else Path(traffic)
        snapping = (snap_warn_m, snap_refuse_m)
        options = RoadOptions(
            roads, profile, unreachable, mix, speeds, *snapping, progress, threads
        )
    else:
        _refuse_without_roads(
            traffic,
            profile=(profile, "car"),
            unreachable=(unreachable, "error"),
            snap_warn_m=(snap_warn_m, WARN_M),
            snap_refuse_m=(snap_refuse_m, REFUSE_M),
            threads=(threads, 1),
        )
    if isinstance(path, Mapping):
        _refuse_plan(path.get("format") == SOLUTION_FORMAT, "problem")
        _refuse("problem", "a JSON problem", csv_options | {"rounding": rounding})
        return read_json(path, roads=options, mix=mix)
    with reopenable(Path(path)) as path:
        head = _read_head(path)
        if head.startswith("{"):
            is_plan = re.search(rf'"format": *"{SOLUTION_FORMAT}"', head) is not None
            _refuse_plan(is_plan, path.name)
            _refuse(path.name, "a JSON file", csv_options | {"rounding": rounding})
            return read_json(path, roads=options, mix=mix)
        if is_vrplib(head):
            _refuse(
                path.name, "a VRPLIB file", csv_options | {"roads": roads, "minimise": minimise}
            )
            return read_vrplib(path, rounding=rounding)
        _refuse(path.name, "a CSV of stops", {"rounding": rounding})
        return read_csv(
            path,
            vehicles=vehicles,
            capacity=capacity,
            depot=depot,
            matrix=matrix,
            roads=options,
            mix=mix,
            addresses=open_addresses(geocoder, roads if matrix is None else None),
        )


def _read_head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace").lstrip()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error


def _refuse_beside_matrix(unreachable: str, traffic: PathLike | None) -> None:
    """Refuse what roads alone have a use for."""
    if unreachable != "error":
        raise ReadError(
            f"unreachable is {unreachable!r}, which goes with roads alone: a matrix needs a way "
            "for every pair"
        )
    if traffic is not None:
        raise ReadError("traffic goes with roads alone: a matrix has one duration for every pair")


def _refuse_without_roads(traffic: PathLike | None, **options: tuple[object, object]) -> None:
    """Refuse options, given with their defaults, that would be passed over in silence."""
    if traffic is not None:
        raise ReadError("traffic needs roads: it says how fast they are by the hour")
    for name, (value, default) in options.items():
        if value != default:
            raise ReadError(f"{name} is {value!r}, which needs roads, and there are none")


def _refuse_plan(is_plan: bool, source: str) -> None:
    if is_plan:
        raise ReadError(f"{source}: is a plan, expected the stops that it is for")


def _refuse(source: str, kind: str, options: Mapping[str, object]) -> None:
    for name, value in options.items():
        if value is not None:
            raise ReadError(f"{source}: is {kind}, which has no use for the option {name!r}")
