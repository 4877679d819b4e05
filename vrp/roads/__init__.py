"""Travel durations and distances between coordinates.

>>> import vrp.roads
>>> roads = vrp.roads.RoadNetwork.from_osm("data/city.osm.pbf", cache=None)
>>> station, harbour = (54.6932, 2.3036), (54.6963, 2.2538)
>>> durations_s, distances_m = roads.matrix([station, harbour])
>>> durations_s.shape, distances_m.shape
((2, 2), (2, 2))
>>> way = roads.route(station, harbour)
>>> bool(abs(way.distance_m - distances_m[0, 1]) < 0.1)
True
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vrp.roads.matrices import RoadMatrices, RoadRoute, RoadSource
    from vrp.roads.network import RoadNetwork
    from vrp.roads.open import open_roads
    from vrp.roads.warning import RoadWarning

__all__ = ["RoadMatrices", "RoadNetwork", "RoadRoute", "RoadSource", "RoadWarning", "open_roads"]

#: Imported when they are asked for: `import vrp` comes by here, and has no use for them.
_MODULES = {
    "RoadMatrices": "matrices",
    "RoadNetwork": "network",
    "RoadRoute": "matrices",
    "RoadSource": "matrices",
    "RoadWarning": "warning",
    "open_roads": "open",
}


if not TYPE_CHECKING:  # where it would make anything a name of this module, mistyped ones too

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return getattr(import_module(f"vrp.roads.{_MODULES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
