"""What the TYPE of a VRPLIB file says of its problem.

The sections of a file say most of what a problem is, and the TYPE says the rest: that deliveries
may be split, that arrivals are summed up rather than distances, that routes end at their last
client. What has no model here is refused, rather than solved as if it were something else.
"""

from __future__ import annotations

import re

from vrp.read.vrplib_sections import VrplibFile

__all__ = ["check_type", "is_open", "type_of"]

#: Problems that are all in the sections of their files, but for the order of backhauls.
_CLOSED = (
    *("CVRP", "VRP", "ACVRP", "AVRP", "DCVRP", "CVRPTW", "VRPTW", "ACVRPTW", "AVRPTW"),
    *("TSP", "ATSP", "TSPTW", "ATSPTW"),
    *("HVRP", "HFVRP", "HFVRPTW", "MDVRP", "MDVRPTW", "PCVRP", "PCVRPTW"),
    *("MTVRP", "MTVRPTW", "MTVRPTWR", "VRPTWR"),
    *("VRPB", "VRPBTW", "VRPSPD", "VRPSPDTW", "VRPMPD", "VRPMPDTW"),
)
#: Routes that end at their last client.
_OPEN = ("OVRP", "OCVRP", "OVRPTW")
#: Site-dependent where a section says so; others use the same letters for split deliveries.
_SITES = ("VEHICLES_ALLOWED_CLIENTS_SECTION", "split deliveries have no model")
#: Generalised: which nodes are alternatives is said in one way here, of several that there are.
_GROUPS = ("MUTUALLY_EXCLUSIVE_GROUP_SECTION", "it says of which nodes one is visited")
#: Types that have a model with a section of their own, and why not without.
_WITH_SECTION = {"SDVRP": _SITES, "SDVRPTW": _SITES, "GVRP": _GROUPS, "GVRPTW": _GROUPS}


def type_of(file: VrplibFile) -> str:
    """Return the TYPE in capitals, without what is said after it; empty where there is none."""
    return re.split(r"[\s(,]", (file.text("TYPE") or "").strip().upper())[0]


def is_open(file: VrplibFile) -> bool:
    """Whether the file's TYPE has routes that end at their last client."""
    return type_of(file) in _OPEN


def check_type(file: VrplibFile, problems: list[str]) -> None:
    """Add to the problems that of a TYPE that has no model here; a missing one passes."""
    kind = type_of(file)
    if not kind or kind in _CLOSED or kind in _OPEN:
        return
    line = file.specifications["TYPE"].line
    if kind not in _WITH_SECTION:
        known = ", ".join((*_CLOSED, *_OPEN, *_WITH_SECTION))
        problems.append(
            file.at(line, f"TYPE is {kind!r}, which has no model here, expected {known}")
        )
        return
    section, why = _WITH_SECTION[kind]
    if section not in file.sections:
        problems.append(file.at(line, f"TYPE {kind} needs a {section}: {why}"))
