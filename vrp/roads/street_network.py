"""From a street graph of attributes, as osmnx makes them, to a network."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.assembly import LooseEdges, assemble
from vrp.roads.junctions import is_delayed
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.network import RoadNetwork
from vrp.roads.node_delays import node_delays_s
from vrp.roads.polylines import step_lengths_m
from vrp.roads.profile import Profile
from vrp.roads.profiles import PROFILES, find_profile
from vrp.roads.road_classes import road_class_number
from vrp.roads.street_graph import Attributes, StreetGraph
from vrp.roads.way_rules import way_rules

__all__ = ["street_network"]

_WGS84 = ("epsg:4326", "ogc:crs84", "wgs84", "+init=epsg:4326")
#: Tags that say what the edges of a directed graph have said already.
_SAID_BY_EDGES = ("oneway", "junction", "area")
_NODE_TAGS = ("barrier", "highway", "railway")

Line = npt.NDArray[np.float64]


class _Edge(NamedTuple):
    """Ends, shape and cost of an edge; one of ``duration_s`` and ``speed_kmh`` is NaN."""

    tail: int
    head: int
    length_m: float
    duration_s: float
    speed_kmh: float
    road_class: int
    name: int
    shape: int
    reversed: bool


@dataclass(eq=False)
class _Builder:
    """Reads edges one by one: the tables that they share."""

    graph: StreetGraph
    driver: Profile
    index: dict[int, int]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    shapes: dict[tuple[int, int, bytes, int], int] = field(default_factory=dict)
    uses: Counter[tuple[tuple[int, int, bytes], bool]] = field(default_factory=Counter)

    def edge(self, tail: Hashable, head: Hashable, attributes: Attributes) -> _Edge | None:
        """Read an edge; ``None`` if it is no road to the driver."""
        ends = (_node_id(self.graph, tail), _node_id(self.graph, head))
        what = f"{self.graph.name}: edge {ends[0]} → {ends[1]}"
        for node in ends:
            if node not in self.index:
                raise RoadError(f"{what}: there is no node {node}")
        backwards = str(attributes.get("reversed", ends[0] > ends[1])) == "True"
        tags = _tags(attributes, self.driver) | _oneway(attributes, backwards)
        duration_s, speed_kmh = self._pace(what, attributes, tags, backwards)
        if speed_kmh == 0:
            return None
        u, v = self.index[ends[0]], self.index[ends[1]]
        line = attributes.get("geometry", np.array([self.lat[[u, v]], self.lon[[u, v]]]))
        if "length" in attributes:
            length_m = _number(what, attributes, "length", least=0)
        else:
            length_m = float(step_lengths_m(*line).sum())
        return _Edge(
            tail=u,
            head=v,
            length_m=length_m,
            duration_s=duration_s,
            speed_kmh=speed_kmh,
            road_class=road_class_number(tags.get("highway", "")),
            name=self.names.setdefault(tags.get("name", ""), len(self.names)),
            shape=self._shape(u, v, line, backwards),
            reversed=backwards,
        )

    def _shape(self, tail: int, head: int, line: Line, backwards: bool) -> int:
        """Number a shape: the two directions of a road share one, two roads alike do not."""
        drawn = (head, tail, line[:, ::-1].tobytes()) if backwards else (tail, head, line.tobytes())
        copy = self.uses[drawn, backwards]
        self.uses[drawn, backwards] += 1
        return self.shapes.setdefault((*drawn, copy), len(self.shapes))

    def _pace(
        self, what: str, attributes: Attributes, tags: Mapping[str, str], backwards: bool
    ) -> tuple[float, float]:
        """Seconds or free-flow kilometres per hour, the other one NaN; speed 0 where closed."""
        if "travel_time" in attributes:
            return _number(what, attributes, "travel_time", least=0), math.nan
        if "speed_kph" in attributes:
            return math.nan, _number(what, attributes, "speed_kph", least=1)
        if "highway" not in attributes:
            raise RoadError(f"{what} has no travel_time, speed_kph or highway")
        rules = way_rules(tags, self.driver)
        if rules is None:
            return math.nan, 0.0
        return math.nan, rules.backward_kmh if backwards else rules.forward_kmh


def street_network(
    graph: StreetGraph, *, profile: str | Profile | None, source: str
) -> RoadNetwork:
    """Make a network of a street graph.

    Durations are ``travel_time`` where edges have it. Otherwise they follow from ``speed_kph``, or
    from ``highway``, ``maxspeed`` and other tags by the profile, with its slowdown and delays;
    edges that the profile does not use are left out. One-way streets are those with one edge.

    Parameters
    ----------
    graph
        Streets with the attributes that osmnx gives them.
    profile
        Whose roads they are; ``None`` for whom the graph says that it was made, or a car.
    source
        Where they come from, in words fit for a report, to which the profile is added.

    Raises
    ------
    RoadError
        Naming the node or edge and what is missing or wrong.
    """
    driver, profile_name = _driver(graph, profile)
    _check_coordinates(graph)
    builder = _builder(graph, driver)
    read = [builder.edge(*edge) for edge in graph.edges]
    edges = [edge for edge in read if edge is not None]
    if not edges:
        raise RoadError(
            f"{graph.name}: holds no road for the profile {profile_name!r} among its "
            f"{len(graph.edges)} edges"
        )
    return assemble(
        _loose_edges(builder, edges),
        profile=profile_name,
        source=f"{source} ({profile_name})",
        attribution=str(graph.attributes.get("attribution", OSM_ATTRIBUTION)),
    )


def _driver(graph: StreetGraph, profile: str | Profile | None) -> tuple[Profile, str]:
    """Whose roads they are, and the name of that."""
    made_for = graph.attributes.get("profile")
    if profile is None:
        known = str(made_for) if made_for in PROFILES else "car"
        return find_profile(known), str(made_for or known)
    driver = find_profile(profile)
    if made_for not in (None, driver.name):
        raise RoadError(
            f"{graph.name}: was made for the profile {made_for!r}, expected {driver.name!r}"
        )
    return driver, driver.name


def _check_coordinates(graph: StreetGraph) -> None:
    crs = graph.attributes.get("crs", _WGS84[0])
    epsg = crs.to_epsg() if hasattr(crs, "to_epsg") else None
    if epsg != 4326 and str(crs).lower() not in _WGS84:
        raise RoadError(
            f"{graph.name}: its coordinates are {crs}, expected WGS84 degrees (epsg:4326); osmnx "
            "turns them back with project_graph(G, to_latlong=True)"
        )


def _builder(graph: StreetGraph, driver: Profile) -> _Builder:
    index: dict[int, int] = {}
    for node in graph.nodes:
        index[_node_id(graph, node)] = len(index)
    lat, lon = (
        np.array(
            [
                _number(f"{graph.name}: node {node}", attributes, key)
                for node, attributes in graph.nodes.items()
            ]
        )
        for key in ("y", "x")
    )
    return _Builder(graph, driver, index, lat, lon)


def _node_id(graph: StreetGraph, node: Hashable) -> int:
    try:
        return int(node)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        raise RoadError(
            f"{graph.name}: node {node!r} is no whole number; networkx numbers nodes anew with "
            "convert_node_labels_to_integers"
        ) from None


def _number(what: str, attributes: Attributes, key: str, *, least: float = -math.inf) -> float:
    value = attributes.get(key)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number >= least):
        bound = "" if least == -math.inf else f" of at least {least:g}"
        raise RoadError(f"{what}: {key} is {value!r}, expected a number{bound}")
    return number


def _tags(attributes: Attributes, driver: Profile) -> dict[str, str]:
    """Tags of an edge: of several classes the first that is a road to the driver."""
    tags = {}
    for key, value in attributes.items():
        if key == "geometry" or key in _SAID_BY_EDGES:
            continue
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        if key == "highway":
            used = [one for one in values if one in driver.speeds_kmh]
            tags[key] = (used or values or [""])[0]
        elif key == "name":
            tags[key] = (values or [""])[0]
        else:
            tags[key] = ";".join(values)
    return tags


def _oneway(attributes: Attributes, backwards: bool) -> dict[str, str]:
    """Let an edge be open in its direction, but for what osmnx makes of motorways.

    It gives those without a tag ``oneway`` an edge back, which is ``reversed``.
    """
    if "reversed" not in attributes:
        return {"oneway": "no"}
    if str(attributes.get("oneway")) == "True":
        return {"oneway": "-1" if backwards else "yes"}
    return {}


def _loose_edges(builder: _Builder, edges: list[_Edge]) -> LooseEdges:
    column = {name: np.array([getattr(edge, name) for edge in edges]) for name in _Edge._fields}
    lines = [np.frombuffer(points).reshape(2, -1) for _, _, points, _ in builder.shapes]
    shape_lat, shape_lon = np.concatenate(lines, axis=1)
    return LooseEdges(
        node_ids=np.array(list(builder.index), dtype=np.int64),
        node_lat=builder.lat,
        node_lon=builder.lon,
        tail=column["tail"],
        head=column["head"],
        length_m=column["length_m"],
        duration_s=_durations_s(builder, column),
        road_class=column["road_class"],
        name=column["name"],
        names=list(builder.names),
        shape=column["shape"],
        reversed=column["reversed"],
        first_point=np.cumsum([0, *(line.shape[1] for line in lines)]),
        shape_lat=shape_lat,
        shape_lon=shape_lon,
        elevation_m=_elevations(builder.graph),
    )


def _durations_s(
    builder: _Builder, column: Mapping[str, npt.NDArray[Any]]
) -> npt.NDArray[np.float64]:
    """Durations as given, and where only a speed is, with all that delays the driver."""
    driver, nodes = builder.driver, builder.graph.nodes
    ends = np.array([shape[:2] for shape in builder.shapes])
    delayed = is_delayed(
        column["head"], column["road_class"], column["shape"], ends, len(builder.index)
    )
    node_tags = {
        node: {key: str(attributes[key]) for key in _NODE_TAGS if key in attributes}
        for node, attributes in zip(builder.index, nodes.values(), strict=True)
    }
    ids = np.array(list(builder.index), dtype=np.int64)
    waits_s = node_delays_s(ids, node_tags, driver.delays)[column["head"], 0]
    waits_s += driver.delays.junction_s * delayed
    driven_s = column["length_m"] * 3.6 / column["speed_kmh"] * driver.slowdown
    given: npt.NDArray[np.float64] = column["duration_s"]
    return np.where(np.isnan(given), driven_s + waits_s, given)


def _elevations(graph: StreetGraph) -> npt.NDArray[np.float64] | None:
    if not any("elevation" in attributes for attributes in graph.nodes.values()):
        return None
    return np.array(
        [
            _number(f"{graph.name}: node {node}", attributes, "elevation")
            if "elevation" in attributes
            else math.nan
            for node, attributes in graph.nodes.items()
        ]
    )
