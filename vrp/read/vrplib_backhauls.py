"""Backhauls: goods that are picked up once everything on the vehicle has been delivered.

A file of TYPE VRPB has linehaul clients, with a demand, and backhaul clients, whose goods are taken
to the depot. Vehicles are unloaded and loaded at the rear, so that on every route all linehauls
come before all backhauls (Goetschalckx & Jacobs-Blecha 1989, *The vehicle routing problem with
backhauls*), and no route has backhauls only (Toth & Vigo 1997, *An exact algorithm for the vehicle
routing problem with backhauls*; the public files of Queiroga et al. 2020 keep to it). Both rules
are about pairs of places of which one may not follow the other: no way leads from a backhaul to a
linehaul, nor from a depot to a backhaul.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vrp.instance import NO_WAY, IntMatrix, LegMatrix
from vrp.read.vrplib_data import Nodes
from vrp.read.vrplib_sections import VrplibFile
from vrp.read.vrplib_types import type_of

__all__ = ["ORDER_RULE", "backhauls_come_last", "check_backhauls", "without_ways"]

#: What the legs that :func:`without_ways` takes out stand for.
ORDER_RULE = "every route begins with a delivery and has its pickups last"

_SECTION = "BACKHAUL_SECTION"
#: Problem types whose backhauls come after all linehauls of a route.
_LAST = "VRPB"
#: Problem types in which a client's BACKHAUL is a pickup on the same route, in any order.
_ANY_ORDER = ("VRPSPD", "VRPMPD")


def backhauls_come_last(file: VrplibFile) -> bool:
    """Whether the file's TYPE has pickups after all deliveries of a route."""
    return type_of(file).startswith(_LAST)


def check_backhauls(
    file: VrplibFile, nodes: Nodes, depots: Sequence[int], problems: list[str]
) -> None:
    """Add to the problems what leaves open which clients are backhauls, or when they are visited.

    Parameters
    ----------
    file
        The file.
    nodes
        Of the file.
    depots
        Positions of the depots among them.
    problems
        Where problems are added to.
    """
    section = file.sections.get(_SECTION)
    kind = type_of(file) or "(missing)"
    if section is None:
        if backhauls_come_last(file):
            problems.append(f"{file.path}: TYPE {kind} needs a {_SECTION}, which is missing")
        return
    if backhauls_come_last(file):
        # What could not be read counts as 0, and has been reported.
        problems += [] if problems else _of_two_minds(file, nodes, depots)
    elif not kind.startswith(_ANY_ORDER):
        expected = f"{_LAST} (pickups come after all deliveries of a route) or "
        expected += f"{' or '.join(_ANY_ORDER)} (pickups in any order)"
        text = f"{_SECTION} of TYPE {kind} says not when pickups are made, expected TYPE {expected}"
        problems.append(file.at(section.line, text))


def without_ways(legs: LegMatrix, backhauls: Sequence[bool], depots: int) -> IntMatrix:
    """Take out the legs that no route with its backhauls last has.

    Parameters
    ----------
    legs : shape (n_locations, n_locations)
        Between depots, then stops.
    backhauls
        Whether each of the stops is one.
    depots
        How many there are.

    Returns
    -------
    ndarray of int32, shape (n_locations, n_locations)
        With :data:`~vrp.instance.NO_WAY` from depots to backhauls and from backhauls to linehauls.
    """
    backhaul = np.array([*[False] * depots, *backhauls])
    linehaul = ~backhaul
    linehaul[:depots] = False
    depot = ~backhaul & ~linehaul
    ways: IntMatrix = np.array(legs, dtype=np.int32)
    ways[np.ix_(depot, backhaul)] = NO_WAY
    ways[np.ix_(backhaul, linehaul)] = NO_WAY
    ways.flags.writeable = False
    return ways


def _of_two_minds(file: VrplibFile, nodes: Nodes, depots: Sequence[int]) -> list[str]:
    """Clients that are linehaul and backhaul, or neither."""
    lines = {row.values[0]: row.line for row in file.sections[_SECTION].rows}
    return [
        file.at(
            lines.get(node, file.sections[_SECTION].line),
            f"node {node} has a demand of {delivery} and a backhaul of {pickup}, expected one of "
            f"them to be 0 and the other not, with TYPE {type_of(file)}",
        )
        for at, (node, delivery, pickup) in enumerate(
            zip(nodes.ids, nodes.deliveries, nodes.pickups, strict=True)
        )
        if at not in depots and (delivery > 0) == (pickup > 0)
    ]
