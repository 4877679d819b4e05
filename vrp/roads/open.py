"""From what a user calls roads (a file, a place, a server) to a source that answers for them."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.pipes import reopenable
from vrp.roads.matrices import RoadSource
from vrp.roads.sphere import METRES_PER_DEGREE

if TYPE_CHECKING:
    from vrp.roads.network import RoadNetwork
    from vrp.roads.streets import Box

__all__ = [
    "PROFILES",
    "RoadOpener",
    "box_around",
    "is_address",
    "is_osm_file",
    "open_roads",
]

#: Kinds of vehicle whose roads can be opened.
PROFILES = ("car", "truck", "bike", "foot")

#: Opens roads when it is known between which places (latitudes, longitudes) they are needed.
RoadOpener = Callable[[npt.ArrayLike, npt.ArrayLike], RoadSource]

_URL = re.compile(r"(?:\w+\+)?https?://", re.IGNORECASE)
_FILE_NAME = re.compile(r".*\.(?:osm|pbf|osm\.pbf|osm\.gz|osm\.bz2|graphml|xml)", re.IGNORECASE)
#: The roads around the stops reach so much farther than the stops do, for ways there and back.
_MARGIN_M = 2_000.0
_HEAD_BYTES = 4096
_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"


def open_roads(
    spec: str | Path,
    *,
    profile: str = "car",
    lat: npt.ArrayLike | None = None,
    lon: npt.ArrayLike | None = None,
) -> RoadSource:
    """Open the roads that a word names.

    Parameters
    ----------
    spec
        A file or pipe (``.osm.pbf``, ``.osm``, ``.osm.gz`` or GraphML, told apart by content), the
        address of a routing server (``http://…``, ``osrm+http://…``, ``valhalla+http://…``,
        ``ors+http://…``), ``osm`` for a download of the roads around the stops, or the name of a
        place to download (``Heidelberg, Germany``).
    profile
        Whose roads and speeds: one of :data:`PROFILES`.
    lat, lon
        WGS84 degrees of the stops and depots, shape (n,); only ``osm`` needs them.

    Returns
    -------
    RoadSource
        A :class:`vrp.roads.network.RoadNetwork`, or a client of the server.

    Raises
    ------
    RoadError
        For a file that does not exist or holds no roads, a server or place that cannot be had, a
        profile that there is not, or a missing extra.
    """
    if profile not in PROFILES:
        raise RoadError(f"profile is {profile!r}, expected one of {', '.join(PROFILES)}")
    text = str(spec).strip()
    if not text:
        raise RoadError("roads is empty, expected a file, an address, 'osm' or the name of a place")
    if is_address(text):
        from vrp.roads.http import server

        return server(text, profile=profile)
    path = _path(text)
    if _exists(path):
        with reopenable(path) as file:
            return _open_file(file, profile)
    if isinstance(spec, Path) or _looks_like_a_file(text):
        raise RoadError(f"{text}: there is no such file of roads")
    if text.lower() == "osm":
        return _open_around(profile, lat, lon)
    from vrp.roads.place import place_network

    return place_network(text, profile=profile)


def is_address(spec: str | Path) -> bool:
    """Whether a word is the address of a server rather than a file or place."""
    return isinstance(spec, str) and _URL.match(spec.strip()) is not None


def is_osm_file(spec: str | Path) -> bool:
    """Whether a word names a file of OpenStreetMap's, which can be read more than once."""
    path = _path(str(spec).strip())
    try:
        return path.is_file() and _is_osm(_head(path))
    except (OSError, EOFError, zlib.error):  # which opening the roads will report
        return False


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # of a user that there is not
        return Path(text)


def _is_osm(head: bytes) -> bool:
    return b"OSMHeader" in head or b"<osm" in head or head.startswith(_BZIP2)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # in a directory that is closed to us
        raise RoadError(f"{path}: cannot be read: {error.strerror or error}") from error


def _looks_like_a_file(text: str) -> bool:
    return "/" in text or "\\" in text or _FILE_NAME.fullmatch(text) is not None


def _open_file(path: Path, profile: str) -> RoadNetwork:
    from vrp.roads.network import RoadNetwork

    if path.is_dir():
        raise RoadError(f"{path}: is a directory, expected a file of roads")
    try:
        head = _head(path)
    except (OSError, EOFError, zlib.error) as error:
        problem = getattr(error, "strerror", None) or error
        raise RoadError(f"{path}: cannot be read: {problem}") from error
    if b"<graphml" in head:
        return RoadNetwork.from_graphml(path, profile=profile)
    if _is_osm(head):
        return RoadNetwork.from_osm(path, profile=profile)
    raise RoadError(
        f"{path}: holds no roads that can be read, expected an OpenStreetMap extract (.osm.pbf, "
        ".osm, .osm.gz) or GraphML"
    )


def _head(path: Path) -> bytes:
    """How the file begins, unpacked where gzip packed it."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(_GZIP):
        return head
    with gzip.open(path) as file:
        return file.read(_HEAD_BYTES)


def _open_around(profile: str, lat: npt.ArrayLike | None, lon: npt.ArrayLike | None) -> RoadNetwork:
    from vrp.roads.place import box_network

    if lat is None or lon is None or not (np.size(lat) and np.size(lon)):
        raise RoadError("'osm' downloads the roads around the stops: expected their coordinates")
    network: RoadNetwork = box_network(box_around(lat, lon), profile=profile)
    return network


def box_around(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Box:
    """South, west, north and east of the places, with a margin all around."""
    latitudes, longitudes = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    north_south = _MARGIN_M / METRES_PER_DEGREE
    shrink = np.cos(np.radians(np.abs(latitudes).max(initial=0.0)))
    east_west = north_south / max(0.01, float(shrink))
    return (
        max(-90.0, float(latitudes.min()) - north_south),
        max(-180.0, float(longitudes.min()) - east_west),
        min(90.0, float(latitudes.max()) + north_south),
        min(180.0, float(longitudes.max()) + east_west),
    )
