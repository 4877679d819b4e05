"""The arguments that say which roads are driven on, and how."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from vrp.cli.values import amount, mix
from vrp.errors import ReadError
from vrp.read.travel import UNREACHABLE
from vrp.roads.off_road import REFUSE_M, WARN_M
from vrp.roads.open import PROFILES

__all__ = ["add_geocoder", "add_roads", "settle_roads"]

#: Of options that mean nothing without roads: that one was not given must be seen.
_DEFAULTS: Mapping[str, Any] = {
    "profile": "car",
    "snap_warn": WARN_M,
    "snap_refuse": REFUSE_M,
    "unreachable": "error",
}


def add_roads(
    parser: argparse.ArgumentParser, *, required: bool = False
) -> argparse._ArgumentGroup:
    """Add the roads to a command, and how they are driven on."""
    roads = parser.add_argument_group("roads")
    roads.add_argument(
        "--roads",
        required=required,
        metavar="FILE|PLACE|URL|osm",
        help="drive on real roads: an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, GraphML), "
        "the name of a place to download, the address of an OSRM, Valhalla or openrouteservice, "
        "or 'osm' for a download around the stops",
    )
    roads.add_argument(
        "--profile",
        choices=PROFILES,
        help="whose roads and speeds (default: car)",
    )
    _add_manner(roads)
    add_geocoder(roads)
    return roads


def add_geocoder(group: argparse._ActionsContainer) -> None:
    """Add where addresses are looked up."""
    group.add_argument(
        "--geocoder",
        metavar="URL|FILE",
        help="look up the addresses of stops without coordinates: the address of a Nominatim or "
        "Photon, or an OpenStreetMap extract (default: the extract of --roads)",
    )


def _add_manner(roads: argparse._ArgumentGroup) -> None:
    """How roads are driven on, and what becomes of places beside them."""
    roads.add_argument(
        "--minimise",
        type=mix,
        metavar="WHAT",
        help="what kilometres are charged on, and what ways on the roads of a file or place have "
        "least of: distance, duration, eco (fuel) or a mix such as '0.7*duration+0.3*eco' "
        "(default: the metres of the fastest ways)",
    )
    roads.add_argument(
        "--snap-warn",
        type=amount,
        metavar="M",
        help=f"warn of places farther than this from any road (default: {WARN_M:g} metres)",
    )
    roads.add_argument(
        "--snap-refuse",
        type=amount,
        metavar="M",
        help=f"refuse places farther than this from any road (default: {REFUSE_M:g} metres)",
    )
    roads.add_argument(
        "--unreachable",
        choices=UNREACHABLE,
        help="pairs of places that no road joins, and stops too far from any: refuse them, drop "
        "the stops that cannot be reached and left, or estimate the ways (default: error)",
    )


def settle_roads(arguments: argparse.Namespace) -> None:
    """Fill in what was not said of the roads; what was said in vain is refused.

    Raises
    ------
    ReadError
        For options about roads where there are none.
    """
    for name, default in _DEFAULTS.items():
        if getattr(arguments, name) is None:
            setattr(arguments, name, default)
        elif arguments.roads is None:
            option = name.replace("_", "-")
            raise ReadError(f"--{option}: goes with --roads, and there are none to drive on")
