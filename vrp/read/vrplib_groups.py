"""Groups of a VRPLIB file: nodes of which exactly one is visited, as in the generalised VRP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vrp.read.vrplib_sections import Row, VrplibFile

__all__ = ["read_groups"]

_SECTION = "MUTUALLY_EXCLUSIVE_GROUP_SECTION"


def read_groups(
    file: VrplibFile, numbers: Mapping[str, int], depots: Sequence[int], problems: list[str]
) -> tuple[str | None, ...] | None:
    """Read which group every node is in: a row per group has its number, then those of its nodes.

    Parameters
    ----------
    file
        The file.
    numbers
        Positions of the node numbers.
    depots
        Positions of the depots among them.
    problems
        Where problems are added to.

    Returns
    -------
    tuple of str or None, one a node
        The number of its group; ``None`` in its place for a node that is in none, which has to be
        visited itself. ``None`` for all where the file has no such section.
    """
    section = file.sections.get(_SECTION)
    if section is None:
        return None
    if "PRIZE_SECTION" in file.sections:
        text = f"{_SECTION} beside a PRIZE_SECTION says not whether a group may be left out"
        problems.append(file.at(section.line, f"{text}, expected one of the two"))
    groups: list[str | None] = [None] * len(numbers)
    #: Lines of what was there before, groups and nodes.
    rows: dict[str, int] = {}
    lines: dict[str, int] = {}
    for row in section.rows:
        group, *nodes = row.values
        if group in rows:
            text = f"{_SECTION} has group {group!r} twice, first on line {rows[group]}"
            problems.append(file.at(row.line, text))
            continue
        rows[group] = row.line
        if not nodes:
            text = f"{_SECTION}: group {group!r} has no nodes, expected one of them at least"
            problems.append(file.at(row.line, text))
        for node in nodes:
            if _may_join(file, row, node, numbers, depots, lines, problems):
                groups[numbers[node]] = group
                lines[node] = row.line
    return tuple(groups)


def _may_join(
    file: VrplibFile,
    row: Row,
    node: str,
    numbers: Mapping[str, int],
    depots: Sequence[int],
    lines: Mapping[str, int],
    problems: list[str],
) -> bool:
    """Whether the node is a client that is in no group yet."""
    what = f"{_SECTION}, group {row.values[0]!r}"
    if node not in numbers:
        problem = f"{what}: there is no node {node!r}"
    elif numbers[node] in depots:
        problem = f"{what}: node {node!r} is a depot, expected clients"
    elif node in lines:
        problem = f"{what}: node {node!r} is in a group already, on line {lines[node]}"
    else:
        return True
    problems.append(file.at(row.line, problem))
    return False
