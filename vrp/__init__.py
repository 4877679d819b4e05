"""Vehicle routing: read stops and vehicles, solve, check, draw.

>>> import vrp
>>> instance = vrp.read("data/stops.csv", vehicles="data/vehicles.csv")
>>> solution = vrp.solve(instance, time_limit=2)
>>> solution.check(instance)  # raises unless every constraint holds
>>> for route in solution.routes:
...     stops = [instance.stops[stop].id for stop in route.stops]
...     print(instance.vehicles[route.vehicle].id, *stops)  # doctest: +ELLIPSIS
van...
>>> reasons = vrp.explain(instance, solution)  # one for every stop left out

The files and the map that ``vrp solve`` writes come from :func:`vrp.report.write_report`. That
package is imported when it is first asked for, as are ``vrp.baselines``, ``vrp.compare`` and
``vrp.roads``: it needs the terminal and map code.

>>> from pathlib import Path
>>> from vrp.report import write_report
>>> report = write_report(instance, solution, Path("routes"))
"""

from vrp.starting import take_ctrl_c

take_ctrl_c()

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vrp.errors import (
    CheckpointError,
    InfeasibleError,
    InstanceError,
    ReadError,
    RoadError,
    SolverError,
    TrainingError,
    UnsupportedError,
    VrpError,
)
from vrp.instance import Break, Depot, Instance, Scale, Stop, Vehicle
from vrp.read import InputWarning, read
from vrp.reasons import Reason, explain
from vrp.solution import Cost, Route, Run, Solution, TracePoint, check, evaluate
from vrp.timetable import Schedule, Visit
from vrp.version import package_version

if TYPE_CHECKING:
    from vrp.search.settings import SearchSettings
    from vrp.solver import Progress, solve

    __version__: str

__all__ = [
    "Break",
    "CheckpointError",
    "Cost",
    "Depot",
    "InfeasibleError",
    "InputWarning",
    "Instance",
    "InstanceError",
    "Progress",
    "ReadError",
    "Reason",
    "RoadError",
    "Route",
    "Run",
    "Scale",
    "Schedule",
    "SearchSettings",
    "Solution",
    "SolverError",
    "Stop",
    "TracePoint",
    "TrainingError",
    "UnsupportedError",
    "Vehicle",
    "Visit",
    "VrpError",
    "__version__",
    "check",
    "evaluate",
    "explain",
    "read",
    "solve",
]


#: Imported when asked for: a machine that only trains policies needs no compiled engine.
_OF_THE_SEARCH = {
    "Progress": "vrp.solver",
    "SearchSettings": "vrp.search.settings",
    "solve": "vrp.solver",
}

#: Imported when asked for as well: they need the terminal and map code, or other solvers.
_PACKAGES = ("baselines", "compare", "report", "roads")


if not TYPE_CHECKING:  # where it would make anything a name of this module, mistyped ones too

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            return package_version()
        if name in _OF_THE_SEARCH:
            value = globals()[name] = getattr(import_module(_OF_THE_SEARCH[name]), name)
            return value
        if name in _PACKAGES:
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PACKAGES})
