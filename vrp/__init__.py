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

The files and the map that ``vrp solve`` writes come from :func:`vrp.report.write_report`, which is
imported by those who ask for it: it needs the terminal and map code.

>>> from pathlib import Path
>>> from vrp.report import write_report
>>> report = write_report(instance, solution, Path("routes"))
"""

from vrp.errors import (
    CheckpointError,
    InfeasibleError,
    InstanceError,
    ReadError,
    RoadError,
    SolverError,
    UnsupportedError,
    VrpError,
)
from vrp.instance import Depot, Instance, Scale, Stop, Vehicle
from vrp.read import InputWarning, read
from vrp.reasons import Reason, explain
from vrp.schedule import Schedule, Visit
from vrp.search.settings import SearchSettings
from vrp.solution import Cost, Route, Run, Solution, TracePoint, check, evaluate
from vrp.solver import Progress, solve
from vrp.version import package_version

__all__ = [
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


def __getattr__(name: str) -> str:
    if name == "__version__":
        return package_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
