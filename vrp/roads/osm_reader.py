"""From the ways of an OpenStreetMap file to a road network for one kind of vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.access import passes_barrier
from vrp.roads.assembly import LooseEdges, assemble
from vrp.roads.junctions import is_delayed
from vrp.roads.network import RoadNetwork
from vrp.roads.node_delays import node_delays_s
from vrp.roads.osm_file import OsmWays, read_ways
from vrp.roads.polylines import step_lengths_m
from vrp.roads.profile import Delays, Profile
from vrp.roads.ranges import joined_ranges
from vrp.roads.way_rules import WayRules, all_way_rules, street_name

__all__ = ["read_osm"]


@dataclass(eq=False)
class _Points:
    """Points of roads one after the other; each belongs to a way and may begin a piece of it."""

    way: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    begins: npt.NDArray[np.bool_]

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> _Points:
        return _Points(
            self.way[index], self.ids[index], self.lat[index], self.lon[index], self.begins[index]
        )

    @property
    def ends(self) -> npt.NDArray[np.bool_]:
        """Points that end a piece."""
        return np.append(self.begins[1:], True)


def read_osm(path: Path, profile: Profile) -> RoadNetwork:
    """Build the network of the roads in an OpenStreetMap file that a vehicle may use.

    Every end of a way and every node that roads share becomes a node. At barriers that the vehicle
    cannot pass, roads are cut: each side gets a node of its own, numbered -1, -2 and so on.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file.
    profile
        Whose roads they are.

    Raises
    ------
    RoadError
        If the file cannot be read, is damaged, or holds no road that the vehicle may use.
    """
    highways = (*profile.speeds_kmh, *profile.permitted_kmh, "road")
    ways = read_ways(path, highways, ferries=profile.ferry_kmh > 0)
    rules = all_way_rules(ways.tags, profile)
    points = _road_points(ways, np.array([rule is not None for rule in rules], dtype=np.bool_))
    points = _cut_at_barriers(points, ways, profile)
    if points.ids.size == 0:
        raise RoadError(
            f"{path}: holds no road for the profile {profile.name!r} "
            f"({ways.way_tags.size} ways have a tag highway that could be one)"
        )
    edges = _edges(points, ways, rules, profile)
    return assemble(
        edges,
        profile=profile.name,
        source=f"roads of {path.name} ({profile.name})",
        attribution=ways.attribution,
    )


def _road_points(ways: OsmWays, used: npt.NDArray[np.bool_]) -> _Points:
    """Points of the used ways, cut where the extract misses a node."""
    sizes = np.diff(ways.first)
    begins = np.zeros(ways.node_ids.size, dtype=np.bool_)
    begins[ways.first[:-1]] = True
    missing = np.isnan(ways.lat)
    begins[1:] |= missing[:-1]
    points = _Points(
        np.repeat(ways.way_tags, sizes), ways.node_ids, ways.lat, ways.lon, begins
    ).take(~missing & np.repeat(used[ways.way_tags], sizes))
    return _without_repetition(points)


def _without_repetition(points: _Points) -> _Points:
    """Drop nodes that follow themselves, and then pieces of a single point."""
    repeated = np.zeros(points.ids.size, dtype=np.bool_)
    repeated[1:] = (points.ids[1:] == points.ids[:-1]) & ~points.begins[1:]
    points = points.take(~repeated)
    return points.take(~(points.begins & points.ends)) if points.ids.size else points


def _cut_at_barriers(points: _Points, ways: OsmWays, profile: Profile) -> _Points:
    """Give each road that ends at or crosses an impassable node an end of its own there."""
    closed = [node for node, tags in ways.node_tags.items() if not passes_barrier(tags, profile)]
    blocked = np.isin(points.ids, np.array(closed, dtype=np.int64))
    interior = blocked & ~points.begins & ~points.ends
    twice = np.repeat(np.arange(points.ids.size), 1 + interior)
    second = np.zeros(twice.size, dtype=np.bool_)
    second[1:] = twice[1:] == twice[:-1]
    cut = points.take(twice)
    cut.begins |= second
    ends = np.flatnonzero(blocked[twice])
    _, first = np.unique(cut.ids[ends], return_index=True)
    copies = np.delete(ends, first)
    lowest = min(0, int(cut.ids.min(initial=0)))
    cut.ids[copies] = lowest - 1 - np.arange(copies.size)
    return cut


def _edges(
    points: _Points, ways: OsmWays, rules: list[WayRules | None], profile: Profile
) -> LooseEdges:
    node, first_of_node = _numbered(points.ids)
    begin, end = _shape_bounds(points, node)
    ends = np.stack((node[begin], node[end]), axis=1)
    road_class, speeds_kmh = _rule_columns(rules)
    way = points.way[begin]
    # Direction 0 is along the way, from the first of its ends to the second, and 1 against it.
    direction, shape = np.nonzero(speeds_kmh[way].T)
    length_m = _sums(np.append(step_lengths_m(points.lat, points.lon), 0.0), begin, end)[shape]
    head = ends[shape, 1 - direction]
    delayed = is_delayed(head, road_class[way[shape]], shape, ends, first_of_node.size)
    passing_s = _passing_s(points, ways, profile.delays, begin, end)[shape, direction]
    driving_s = length_m * 3.6 / speeds_kmh[way[shape], direction] * profile.slowdown
    name, names = _names(ways)
    sizes = end - begin + 1
    shape_points = joined_ranges(begin, sizes)
    return LooseEdges(
        node_ids=points.ids[first_of_node],
        node_lat=points.lat[first_of_node],
        node_lon=points.lon[first_of_node],
        tail=ends[shape, direction],
        head=head,
        length_m=length_m,
        duration_s=driving_s + passing_s + profile.delays.junction_s * delayed,
        road_class=road_class[way[shape]],
        name=name[way[shape]],
        names=names,
        shape=shape,
        reversed=direction == 1,
        first_point=np.concatenate(([0], np.cumsum(sizes))),
        shape_lat=points.lat[shape_points],
        shape_lon=points.lon[shape_points],
    )


def _shape_bounds(
    points: _Points, node: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last points of the shapes between nodes that are ends or shared."""
    shared = np.bincount(node) > 1
    stops = np.flatnonzero(points.begins | points.ends | shared[node])
    begin, end = stops[:-1], stops[1:]
    in_one_piece = ~points.begins[end]
    return begin[in_one_piece], end[in_one_piece]


def _passing_s(
    points: _Points,
    ways: OsmWays,
    delays: Delays,
    begin: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Seconds lost at signals and the like along every shape and against it, shape (n, 2)."""
    lost_s = node_delays_s(points.ids, ways.node_tags, delays)
    # Along the way its last point is reached and the first one is not; against it, it is.
    along, against = _sums(lost_s[:, 0], begin + 1, end + 1), _sums(lost_s[:, 1], begin, end)
    return np.stack((along, against), axis=1)


def _numbered(ids: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Number equal ids alike: each one's number, and where each number is met first."""
    order = np.argsort(ids, kind="stable")
    new = np.append(True, ids[order[1:]] != ids[order[:-1]])
    number = np.empty(ids.size, dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return number, order[new]


def _rule_columns(
    rules: list[WayRules | None],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Classes and both speeds of every set of tags, shapes (n,) and (n, 2); 0 for no road."""
    columns = np.array([rule or (0, 0.0, 0.0) for rule in rules], dtype=np.float64)
    return columns[:, 0].astype(np.int64), columns[:, 1:]


def _names(ways: OsmWays) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Street names, each once, and which of them belongs to every set of tags."""
    numbers: dict[str, int] = {}
    name = [numbers.setdefault(street_name(tags), len(numbers)) for tags in ways.tags]
    return np.array(name, dtype=np.int64), list(numbers)


def _sums(
    values: npt.NDArray[np.float64], begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Sums of ``values[begin[i]:end[i]]``, none of them empty."""
    bounds = np.stack((begin, end), axis=1).ravel()
    sums: npt.NDArray[np.float64] = np.add.reduceat(np.append(values, 0.0), bounds)[::2]
    return sums
