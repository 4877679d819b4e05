"""Which junctions cars can reach from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from doggerhaven.geometry import Point
from doggerhaven.street import Street

__all__ = ["cut_off", "is_drivable"]

_DRIVABLE = {
    "motorway",
    "motorway_link",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
}


def is_drivable(street: Street) -> bool:
    """Whether anybody may drive there."""
    return street.highway in _DRIVABLE and street.tags.get("access") not in ("private", "no")


def cut_off(streets: Sequence[Street]) -> set[Point]:
    """Vertices of drivable streets that lie outside the largest strongly connected component.

    Kosaraju's two passes, as in Aho, Hopcroft and Ullman (1983), without recursion.
    """
    ahead: dict[Point, list[Point]] = defaultdict(list)
    back: dict[Point, list[Point]] = defaultdict(list)
    for street in filter(is_drivable, streets):
        for a, b in zip(street.line, street.line[1:], strict=False):
            ahead[a].append(b)
            back[b].append(a)
            if not _is_one_way(street):
                ahead[b].append(a)
                back[a].append(b)
    vertices = list(dict.fromkeys([*ahead, *back]))
    components = []
    seen: set[Point] = set()
    for start in reversed(_finished(vertices, ahead)):
        if start not in seen:
            component = {start}
            ways = [start]
            while ways:
                fresh = set(back[ways.pop()]) - seen - component
                component |= fresh
                ways += fresh
            seen |= component
            components.append(component)
    return set(vertices) - max(components, key=len)


def _finished(vertices: Sequence[Point], ahead: dict[Point, list[Point]]) -> list[Point]:
    """Vertices in the order in which a depth-first search is done with them."""
    order: list[Point] = []
    seen: set[Point] = set()
    for start in vertices:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(ahead[start]))]
        while stack:
            vertex, ways = stack[-1]
            following = next((way for way in ways if way not in seen), None)
            if following is None:
                order.append(vertex)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(ahead[following])))
    return order


def _is_one_way(street: Street) -> bool:
    return (
        street.highway == "motorway"
        or street.tags.get("junction") == "roundabout"
        or street.tags.get("oneway") == "yes"
    )
