"""Roads of a place by its name, or of a box: downloaded once, and kept."""

from __future__ import annotations

import datetime
import hashlib
import math
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vrp.errors import RoadError
from vrp.roads.cache import user_cache

if TYPE_CHECKING:
    from vrp.roads.network import RoadNetwork
    from vrp.roads.streets import Box

__all__ = ["box_network", "download_box", "download_place", "place_network"]

#: Part of the name of what is kept: another one is downloaded anew.
_DOWNLOAD_VERSION = 1
_DATE = r"(?P<date>\d{4}-\d\d-\d\d)"
_NUMBER = r"(-?\d+\.\d\d)"
_BOX_NAME = re.compile(
    rf"box_{_NUMBER}_{_NUMBER}_{_NUMBER}_{_NUMBER}_{_DATE}_v{_DOWNLOAD_VERSION}\.osm\.pbf"
)
#: Boxes are made larger to whole steps of so many degrees, so that similar ones share a download.
_STEPS_PER_DEGREE = 100


def place_network(name: str, *, profile: str = "car", cache: Path | None = None) -> RoadNetwork:
    """Roads of a place by its name.

    Parameters
    ----------
    name
        As one would search for it on openstreetmap.org.
    profile
        Whose roads and speeds.
    cache
        Folder where downloads and networks are kept, that of the user by default.

    Raises
    ------
    RoadError
        As :func:`download_place`; also if the place has no roads for the profile.
    """
    path = download_place(name, cache=cache)
    return _network(path, " ".join(name.split()), profile, cache)


def box_network(box: Box, *, profile: str = "car", cache: Path | None = None) -> RoadNetwork:
    """Roads of a box; see :func:`place_network` and :func:`download_box`."""
    south, west, north, east = box
    area = f"{south:.2f}, {west:.2f} to {north:.2f}, {east:.2f}"
    return _network(download_box(box, cache=cache), area, profile, cache)


def download_place(name: str, *, cache: Path | None = None) -> Path:
    """Download the roads of a place, unless that has been done.

    Parameters
    ----------
    name
        As one would search for it on openstreetmap.org.
    cache
        Folder where downloads are kept, that of the user by default. What is there is used however
        old it is: the file's name tells its date, and without the file there is a new download.

    Returns
    -------
    Path
        An .osm.pbf file of everything tagged as a road, for any profile.

    Raises
    ------
    RoadError
        If there is no such place, the network or the extra ``osm`` is missing, or the download
        cannot be written.
    """
    words = " ".join(name.split())
    if not words:
        raise RoadError("the name of the place is empty")
    key = hashlib.sha256(f"{_DOWNLOAD_VERSION} {words.casefold()}".encode()).hexdigest()[:12]
    folder = _folder(cache)
    kept = sorted(folder.glob(f"*_{key}.osm.pbf"), key=_date)
    if kept:
        return kept[-1]

    def download(path: Path) -> None:
        from vrp.roads.overpass import area_of_place, download_roads

        download_roads(area_of_place(words), words, path)

    plain = re.sub(r"[^\w]+", "-", words.casefold()).strip("-")[:40]
    return _downloaded(folder / f"{plain}_{_today()}_{key}.osm.pbf", download)


def download_box(box: Box, *, cache: Path | None = None) -> Path:
    """Download the roads of a box, unless those of one that holds it are there.

    Parameters
    ----------
    box
        South, west, north and east in WGS84 degrees.
    cache
        As for :func:`download_place`.

    Returns
    -------
    Path
        An .osm.pbf file of everything tagged as a road, for any profile.

    Raises
    ------
    RoadError
        As :func:`download_place`, and for a box that is none.
    """
    south, west, north, east = box
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise RoadError(
            f"the box is {south:g}, {west:g} to {north:g}, {east:g}, expected latitudes from -90 "
            "to 90 and longitudes from -180 to 180, the lower ones first"
        )
    folder = _folder(cache)
    holding = [path for path in folder.glob("box_*.osm.pbf") if _holds(path, box)]
    if holding:
        return max(holding, key=_date)
    rounded = _rounded(box)

    def download(path: Path) -> None:
        import shapely

        from vrp.roads.overpass import download_roads

        area = shapely.box(rounded[1], rounded[0], rounded[3], rounded[2])
        what = "the box {:.2f}, {:.2f} to {:.2f}, {:.2f}".format(*rounded)
        download_roads(area, what, path)

    corners = "_".join(f"{side:.2f}" for side in rounded)
    name = f"box_{corners}_{_today()}_v{_DOWNLOAD_VERSION}.osm.pbf"
    return _downloaded(folder / name, download)


def _rounded(box: Box) -> Box:
    """Make a box larger to whole steps, at least one step wide and high."""
    south, west, north, east = (side * _STEPS_PER_DEGREE for side in box)
    bottom, left = math.floor(south), math.floor(west)
    top, right = max(math.ceil(north), bottom + 1), max(math.ceil(east), left + 1)
    return (
        bottom / _STEPS_PER_DEGREE,
        left / _STEPS_PER_DEGREE,
        top / _STEPS_PER_DEGREE,
        right / _STEPS_PER_DEGREE,
    )


def _folder(cache: Path | None) -> Path:
    return (user_cache() if cache is None else cache) / "places"


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _date(path: Path) -> str:
    match = re.search(rf"_{_DATE}_", path.name)
    return match["date"] if match else ""


def _holds(path: Path, box: Box) -> bool:
    match = _BOX_NAME.fullmatch(path.name)
    if match is None:
        return False
    south, west, north, east = (float(side) for side in match.groups()[:4])
    return south <= box[0] and west <= box[1] and north >= box[2] and east >= box[3]


def _downloaded(path: Path, download: Callable[[Path], None]) -> Path:
    """Download under a temporary name and rename, so that nobody meets half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".download-") as folder:
            unfinished = Path(folder) / path.name
            download(unfinished)
            unfinished.replace(path)
    except OSError as error:
        raise RoadError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def _network(path: Path, area: str, profile: str, cache: Path | None) -> RoadNetwork:
    from vrp.roads.network import RoadNetwork

    network = RoadNetwork.from_osm(path, profile=profile, cache=cache or "user")
    return replace(network, source=f"roads of {area}, downloaded on {_date(path)} ({profile})")
