"""Little OpenStreetMap files, written by tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from vrp.roads.network import RoadNetwork
from vrp.roads.profile import Profile

Way = tuple[Sequence[int], Mapping[str, str]]

#: Degrees of latitude that make about 111 m.
STEP = 0.001
#: Node ids of a street, in a row from south to north.
ROW = {node: (49.0 + node * STEP, 8.0) for node in range(1, 10)}


def osm_xml(
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[Way],
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> str:
    """Write nodes (latitude, longitude) and ways (node ids, tags) as .osm text."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    for node, (lat, lon) in nodes.items():
        tags = _tags((node_tags or {}).get(node, {}))
        lines.append(f'<node id="{node}" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>')
    for number, (refs, tags_of_way) in enumerate(ways, start=1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs) + _tags(tags_of_way)
        lines.append(f'<way id="{number}">{inside}</way>')
    return "\n".join([*lines, "</osm>\n"])


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def read_roads(
    folder: Path,
    ways: Sequence[Way],
    *,
    nodes: Mapping[int, tuple[float, float]] = ROW,
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
    profile: str | Profile = "car",
) -> RoadNetwork:
    """Read ways over the given nodes into a network."""
    path = folder / "roads.osm"
    path.write_text(osm_xml(nodes, ways, node_tags), encoding="utf-8")
    return RoadNetwork.from_osm(path, profile=profile, cache=None)


def street(**tags: str) -> dict[str, str]:
    """Tags of a residential street; ``__`` in a keyword stands for a colon."""
    return {"highway": "residential"} | {key.replace("__", ":"): v for key, v in tags.items()}


def edge_ids(network: RoadNetwork) -> list[tuple[int, int]]:
    """Node ids of tail and head of every edge, sorted."""
    tails, heads = network.node_ids[network.tail], network.node_ids[network.head]
    return sorted(zip(tails.tolist(), heads.tolist(), strict=True))


def edge_between(network: RoadNetwork, tail: int, head: int) -> int:
    """Number of the only edge between two nodes, by their ids."""
    tails, heads = network.node_ids[network.tail], network.node_ids[network.head]
    (edge,) = ((tails == tail) & (heads == head)).nonzero()[0].tolist()
    return int(edge)
