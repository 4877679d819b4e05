"""Raw OpenStreetMap data of an area, asked of the public servers through osmnx.

osmnx would make a graph of its own from them, by rules of its own: without service roads, with
motorways driven both ways, with guessed speeds. Its answers are taken down before that and written
as they came, so that the roads are read by the same rules as those of any extract.
"""

from __future__ import annotations

import json
import math
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from urllib.parse import urlsplit

from vrp.errors import RoadError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["area_of_place", "download_roads"]

#: Everything that might be a road for somebody, and ferries.
_WAYS = ['["highway"]', '["route"="ferry"]']
#: Square kilometres that the public server may be bothered with.
_LARGEST_KM2 = 10_000.0
_KM_PER_DEGREE = 111.195
_FIND_S, _FIRST_ANSWER_S = 10, 30
#: Status of a server that has too much to do: osmnx waits a minute and asks again, without end.
_BUSY = (429, 504)
_MOST_BUSY_ANSWERS = 5
_OFFLINE = "without a network, give a file of roads (.osm.pbf) instead"


def area_of_place(name: str) -> BaseGeometry:
    """Find the area of a place by its name.

    Parameters
    ----------
    name
        As one would search for it on openstreetmap.org.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        In degrees of longitude and latitude.

    Raises
    ------
    RoadError
        If no such place is known, it is no area, or the server cannot be asked.
    """
    osmnx = _osmnx()
    with _taken_down(osmnx, f"the area of {name!r}"):
        try:
            area: BaseGeometry = osmnx.geocoder.geocode_to_gdf(name).union_all()
        except (KeyError, TypeError) as error:
            raise RoadError(
                f"{name!r}: OpenStreetMap knows no area of this name, only a point or a line at "
                "most; name the town around it, or take 'osm' for the surroundings of the stops"
            ) from error
        except ValueError as error:
            raise RoadError(
                f"{name!r}: OpenStreetMap knows no such place; a file of roads would have to exist "
                "under this name"
            ) from error
    return area


def download_roads(area: BaseGeometry, what: str, path: Path) -> None:
    """Download the roads of an area, with half a kilometre around it, and write them to a file.

    Parameters
    ----------
    area
        In degrees of longitude and latitude.
    what
        The area in words, for messages.
    path
        An .osm.pbf file to be written.

    Raises
    ------
    RoadError
        If the area is too large, has no roads, or the server cannot be asked.
    """
    _check_size(area, what)
    osmnx = _osmnx()
    with _taken_down(osmnx, f"the roads of {what}") as answers:
        _check_reachable(osmnx.settings)
        try:
            osmnx.graph.graph_from_polygon(area, custom_filter=_WAYS, retain_all=True)
        except InterruptedError:
            pass  # the answers are there, and cache_only_mode has kept osmnx from going on
        except (KeyError, TypeError, ValueError) as error:
            raise RoadError(f"the roads of {what} cannot be downloaded: {error}") from error
    try:
        elements = _merged(answers)
        if elements.ways:
            _write(elements, path)
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise RoadError(
            f"the roads of {what} cannot be downloaded: the answer is no OpenStreetMap data "
            f"({type(error).__name__}: {error})"
        ) from error
    if not elements.ways:
        raise RoadError(f"{what}: OpenStreetMap has no roads there")


def _osmnx() -> ModuleType:
    try:
        import osmnx
    except ImportError as error:
        raise RoadError(
            "downloading roads needs osmnx: pip install 'vrp[osm]', or give a file of roads"
        ) from error
    return osmnx


def _check_size(area: BaseGeometry, what: str) -> None:
    west, south, east, north = area.bounds
    shrink = math.cos(math.radians((south + north) / 2))
    square_km = float(area.area) * _KM_PER_DEGREE**2 * shrink
    if not square_km <= _LARGEST_KM2:
        raise RoadError(
            f"{what} covers {square_km:,.0f} km² (latitude {south:.4f} to {north:.4f}, longitude "
            f"{west:.4f} to {east:.4f}), too much for a download of at most {_LARGEST_KM2:,.0f} "
            "km²: give a file of roads (.osm.pbf), for example from download.geofabrik.de"
        )


def _check_reachable(settings: Any) -> None:
    """Ask for a sign of life: osmnx would sleep a minute before it finds that there is none."""
    import requests

    url = settings.overpass_url.rstrip("/") + "/status"
    requests.get(url, timeout=(_FIND_S, _FIRST_ANSWER_S), **settings.requests_kwargs).close()


@contextmanager
def _taken_down(osmnx: ModuleType, what: str) -> Iterator[list[dict[str, Any]]]:
    """Collect what the servers answer to osmnx, whose settings are as before afterwards."""
    import requests

    answers: list[dict[str, Any]] = []
    busy = 0

    def take_down(response: requests.Response, *_: Any, **__: Any) -> None:
        nonlocal busy
        if response.is_redirect or response.url.endswith("/status"):
            return
        busy += response.status_code in _BUSY
        if response.status_code >= 400 and (
            response.status_code not in _BUSY or busy > _MOST_BUSY_ANSWERS
        ):
            _refused(what, response.url, f"HTTP {response.status_code} {response.reason}")
        if response.ok:
            answers.extend(_data_in(response, what))

    settings = osmnx.settings
    changes = {
        "cache_only_mode": True,
        "doh_url_template": None,  # no company need hear of it where names cannot be resolved
        "requests_kwargs": {**settings.requests_kwargs, "hooks": {"response": take_down}},
        "use_cache": False,
    }
    before = {name: getattr(settings, name) for name in changes}
    resolve = socket.getaddrinfo
    try:
        for name, value in changes.items():
            setattr(settings, name, value)
        yield answers
    except requests.RequestException as error:
        host = urlsplit(str(error.request.url)).hostname if error.request else "the server"
        raise RoadError(
            f"{what} cannot be downloaded: {host} cannot be reached ({type(error).__name__}); "
            f"{_OFFLINE}"
        ) from error
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        socket.getaddrinfo = resolve  # osmnx binds host names to addresses for good


def _data_in(response: Any, what: str) -> list[dict[str, Any]]:
    """Data from Overpass, if they are whole; places come as a list, which osmnx reads itself."""
    try:
        body = json.loads(response.content)
    except ValueError:
        _refused(what, response.url, "no valid JSON")
    if not isinstance(body, dict):
        return []
    # Overpass says so, with status 200, when time or memory ran out in the middle.
    if "remark" in body:
        _refused(what, response.url, str(body["remark"]))
    return [body]


def _refused(what: str, url: str, answer: str) -> NoReturn:
    host = url.split("?")[0]
    raise RoadError(f"{what} cannot be downloaded: {host} answered {answer[:200]}; {_OFFLINE}")


class _Elements(NamedTuple):
    """Nodes and ways by their ids, and how old they are."""

    nodes: dict[int, dict[str, Any]]
    ways: dict[int, dict[str, Any]]
    moment: str


def _merged(answers: Iterable[dict[str, Any]]) -> _Elements:
    """Put the answers to several questions together, every node and way once."""
    nodes: dict[int, dict[str, Any]] = {}
    ways: dict[int, dict[str, Any]] = {}
    moment = ""
    for answer in answers:
        moment = max(moment, str(answer.get("osm3s", {}).get("timestamp_osm_base", "")))
        for element in answer["elements"]:
            if element["type"] == "node":
                nodes[int(element["id"])] = element
            elif element["type"] == "way":
                ways[int(element["id"])] = element
    return _Elements(nodes, ways, moment)


def _write(elements: _Elements, path: Path) -> None:
    import osmium
    from osmium.osm import mutable

    header = osmium.io.Header()
    header.set("generator", "vrp")
    if elements.moment:
        header.set("osmosis_replication_timestamp", elements.moment)
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf"), header=header) as writer:
        for number, node in sorted(elements.nodes.items()):
            place = float(node["lon"]), float(node["lat"])
            writer.add_node(mutable.Node(id=number, location=place, tags=node.get("tags", {})))
        for number, way in sorted(elements.ways.items()):
            nodes = [int(node) for node in way["nodes"]]
            writer.add_way(mutable.Way(id=number, nodes=nodes, tags=way.get("tags", {})))
